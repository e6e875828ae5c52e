"""Seed files as documents that know the line of each of their parts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a2i_emulator import formats
from a2i_emulator.formats import FormatError

if TYPE_CHECKING:
    from yaml import MappingNode, MarkedYAMLError, Node, SafeLoader

LARGEST = 16 << 20
_MOST_PARTS = 500_000

Place = tuple[str | int, ...]
"""The keys and indices that lead to a part of a document."""


class SeedError(ValueError):
    """A seed file that cannot be applied; the message names file and line."""


@dataclass(frozen=True)
class Document:
    """One YAML document of a seed file.

    Attributes:
        path: the file; names of other files in it are relative to its folder.
        data: its content, of the format ``specs/seed.schema.json``.
    """

    path: Path
    data: dict[str, Any]
    _node: Node

    def error(self, place: Place, message: str) -> SeedError:
        """Make the error for a part of the document."""
        return SeedError(f"{self.path}:{self.line(place)}: {message}")

    def line(self, place: Place) -> int:
        """Return the line of a part, or of the closest that encloses it; from 1."""
        node = self._node
        for step in place:
            inner = _inner(node, step)
            if inner is None:
                break
            node = inner
        return int(node.start_mark.line) + 1

    def read(self, name: str, place: Place) -> bytes:
        """Read a file that the document names.

        Raises:
            SeedError: it cannot be read.
        """
        path = self.path.parent / name
        try:
            return formats.read_file(path)
        except OSError as error:
            raise self.error(place, f"{path}: {error.strerror}") from error


def read_documents(path: Path) -> list[Document]:
    """Read the documents of a seed file, YAML or JSON.

    Raises:
        SeedError: the file cannot be read, or a document is not of the format.
    """
    try:
        content = formats.read_file(path)
        if len(content) > LARGEST:
            raise SeedError(f"{path}: is larger than {LARGEST >> 20} MiB")
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise SeedError(f"{path}: {reason}") from error
    # JSON may be indented by tabs, and holds none elsewhere; YAML may not.
    documents = list(_parsed(path, text.replace("\t", " ") if path.suffix == ".json" else text))
    for document in documents:
        _check(document)
    return documents


def _check(document: Document) -> None:
    try:
        formats.check("seed", document.data)
    except FormatError as error:
        raise document.error(error.path, str(error)) from error


def _parsed(path: Path, text: str) -> Iterator[Document]:
    import yaml  # only who seeds needs it

    loader = _loader()(text)
    try:
        while loader.check_node():
            node: Any = loader.get_node()
            if not _is_empty(node):
                _check_size(path, node)
                yield Document(path, loader.construct_document(node), node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise SeedError(f"{path}:{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path}: {error}") from error
    except RecursionError:
        raise SeedError(f"{path}: is nested too deeply") from None
    finally:
        loader.dispose()


def _check_size(path: Path, root: Node) -> None:
    """See that a document is not too large once its aliases stand for what they name.

    Raises:
        SeedError: it is; a few lines can make billions.
    """
    sizes: dict[Node, int] = {}

    def size(node: Node) -> int:
        if node not in sizes:
            sizes[node] = _MOST_PARTS + 1  # should it hold itself
            parts = node.value if isinstance(node.value, list) else ()
            inner = (part for pair in parts for part in (pair if type(pair) is tuple else (pair,)))
            sizes[node] = 1 + sum(map(size, inner))
        return sizes[node]

    if size(root) > _MOST_PARTS:
        line = root.start_mark.line + 1
        raise SeedError(f"{path}:{line}: has more than {_MOST_PARTS:,} parts, its aliases followed")


def _is_empty(node: Node) -> bool:
    return node.tag == "tag:yaml.org,2002:null"


def _inner(node: Node, step: str | int) -> Node | None:
    if not isinstance(node.value, list):
        return None
    if isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    return next((value for key, value in node.value if key.value == step), None)


@cache
def _loader() -> type[SafeLoader]:
    """Return a loader of what YAML has in common with JSON: ``yes`` and ``2024-01-01`` are texts.

    Those are the scalars of YAML 1.2's core schema, https://yaml.org/spec/1.2.2/#103-core-schema.
    """
    import yaml

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

        def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            seen: set[str] = set()
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise _no_yaml("a key is no text", key)
                if key.value in seen:
                    raise _no_yaml(f"{key.value} is there twice", key)
                seen.add(key.value)
            return super().construct_mapping(node, deep)

        def construct_object(self, node: Node, deep: bool = False) -> Any:
            try:
                return super().construct_object(node, deep)
            except (ValueError, LookupError, AttributeError, TypeError) as error:
                kind = node.tag.rpartition(":")[2]
                raise _no_yaml(f"cannot be read as {kind}: {error}", node) from error

    for tag, pattern, first in _SCALARS:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
    return Loader


def _no_yaml(problem: str, node: Node) -> MarkedYAMLError:
    import yaml

    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


_DIGITS = list("-0123456789")
_SCALARS: Sequence[tuple[str, str, list[str]]] = (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:0|-?[1-9][0-9]*)$", _DIGITS),
    ("float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$", _DIGITS),
    ("merge", r"^<<$", ["<"]),
)
