"""One classic script of many ES modules.

A template's scripts may run right after the tag that loads the elements, and expect them to be
there. So the elements come, like Amazon's, as one classic script: the browser waits for it, every
element is upgraded as it is parsed, and no file of ours can be late. There is nothing to build:
the modules are joined when the script is first asked for.

Each module becomes a function that runs where its first importer needs it, as in a browser. What
is understood is what the modules of this package use: static imports and exports that begin a
line, and a default or, as minifiers write it, a list of exports at the end. All else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

_IMPORT = re.compile(
    r"^import (?:(?P<names>\w+|\{[^{}]*\}) from )?'(?P<path>\.{1,2}/[^']+)';\n", re.MULTILINE
)
_EXPORT = re.compile(
    r"^export (?P<kind>(?:async )?function\*? |class |const )(?P<name>[\w$]+)", re.MULTILINE
)
_DEFAULT = re.compile(r"(?<![^;\n])export default (?P<name>[\w$]+);\s*\Z")
_LIST = re.compile(r"(?<![^;}\n])export\{(?P<pairs>[^{}]+)\};?\s*\Z")
_LEFT = re.compile(r"^(?:import|export)\b.*|[;}]export[ {].*", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_MARGIN = re.compile(r"^\s+", re.MULTILINE)
_VENDOR = "vendor/"


def joined(files: Mapping[str, str], *roots: str) -> str:
    """Return the statements that run modules after everything that they import, once each.

    They fill an object ``modules`` and are strict code. Comments, indentation and empty lines of
    our own modules, a third of them, stay behind.

    Args:
        files: the modules by path, such as ``base/element.js``.
        roots: the paths of the modules to begin with, in their order.

    Raises:
        KeyError: a module imports one that is not there.
        ValueError: modules import one another in a circle, or in a way that is not understood.
    """
    is_done: dict[str, bool] = {}
    added = (each for root in roots for each in _visit(files, root, is_done))
    return "".join(("const modules = {};\n", *added))


def part(files: Mapping[str, str], root: str, within: str) -> str:
    """Return a module that adds further ones to those of a script, and runs each of them once.

    Its default export takes the script's ``modules``. What two parts need is in both, and runs in
    whichever comes first.

    Args:
        files: the modules by path.
        root: the path of the module to begin with.
        within: the root of the script, whose modules are there already.

    Raises:
        KeyError, ValueError: as ``joined``.
    """
    is_done: dict[str, bool] = {}
    for _ in _visit(files, within, is_done):
        pass
    added = "".join(_visit(files, root, is_done))
    return f"export default (modules) => {{\n{added}}};\n"


def _visit(files: Mapping[str, str], path: str, is_done: dict[str, bool]) -> Iterator[str]:
    if path in is_done:
        if not is_done[path]:
            raise ValueError(f"{path} imports itself.")
        return
    is_done[path] = False
    for found in _IMPORT.finditer(files[path]):
        yield from _visit(files, _target(path, found["path"]), is_done)
    is_done[path] = True
    yield _wrapped(path, files[path])


def _target(path: str, wanted: str) -> str:
    return normpath(join(dirname(path), wanted))


def _wrapped(path: str, source: str) -> str:
    if not path.startswith(_VENDOR):
        source = _MARGIN.sub("", _COMMENT.sub("", source))
    exports = [*_exports(source)]
    body = _IMPORT.sub(lambda found: _taken(path, found), source)
    body = _EXPORT.sub(r"\g<kind>\g<name>", body)
    body = _LIST.sub("", _DEFAULT.sub("", body))
    if left := _LEFT.search(body):
        raise ValueError(f"{path}: {left[0]}")
    return f"modules['{path}'] ??= (() => {{\n{body}\nreturn {{{', '.join(exports)}}};\n}})();\n"


def _exports(source: str) -> Iterator[str]:
    """Yield the properties of the object that stands for a module: ``name`` or ``name: value``."""
    yield from (found["name"] for found in _EXPORT.finditer(source))
    yield from (f"default: {found['name']}" for found in _DEFAULT.finditer(source))
    for listed in _LIST.finditer(source):
        for pair in listed["pairs"].split(","):
            local, _, name = pair.strip().partition(" as ")
            yield f"{name or local}: {local}"


def _taken(path: str, found: re.Match[str]) -> str:
    names = found["names"]
    if names is None:
        return ""
    pattern = names.replace(" as ", ": ") if names.startswith("{") else f"{{default: {names}}}"
    return f"const {pattern} = modules['{_target(path, found['path'])}'];\n"
