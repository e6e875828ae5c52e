"""All patches of moto stand in one table, each with its place in moto and its contract test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.rooms import PACKAGE

from a2i_emulator.moto_side.patches import PATCHES, Patch, add, place_of, put

ROOT = Path(__file__).parents[2]
TABLE = PACKAGE / "moto_side" / "patches.py"
KNOWING_MOTO = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path != TABLE and "moto" in path.read_text(encoding="utf-8")
]
CHANGING = {"append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"}
"""What changes a list or a dictionary."""


def patches_in(code: str) -> list[int]:
    """Return the lines that change something of moto's without the table."""
    tree = ast.parse(code)
    names = set(names_of_moto(tree))
    return sorted(
        expression.lineno
        for node in ast.walk(tree)
        for expression in changed_by(node)
        if is_of_moto(expression, names)
    )


def changed_by(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a statement or a call changes: what holds an attribute, a key or an item."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign | ast.Delete):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    yield from (
        target.value for target in targets if isinstance(target, ast.Attribute | ast.Subscript)
    )
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in {"setattr", "delattr", "patch", "object"}:
            yield from node.args[:1]
        elif name in CHANGING and isinstance(node.func, ast.Attribute):
            yield node.func.value


def names_of_moto(tree: ast.AST) -> Iterator[str]:
    """Yield the names under which a module has imported something of moto's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                if f"{module or alias.name}.".startswith("moto."):
                    yield (alias.asname or alias.name).partition(".")[0]
        elif isinstance(node, ast.Assign) and is_of_moto(node.value, set()):
            for target in node.targets:
                elements = target.elts if isinstance(target, ast.Tuple) else [target]
                yield from (name.id for name in elements if isinstance(name, ast.Name))


def is_of_moto(expression: ast.expr, names: set[str]) -> bool:
    """Tell whether an expression begins at something that was imported of moto."""
    if isinstance(expression, ast.Tuple):
        return any(is_of_moto(element, names) for element in expression.elts)
    if isinstance(expression, ast.Constant):
        return str(expression.value).startswith("moto.")
    while isinstance(expression, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(expression, ast.Call):
            function = ast.unparse(expression.func)
            if function.endswith("import_module"):
                return ast.unparse(expression).split("(")[1].strip("\"'").startswith("moto.")
            if function == "moto":  # of aws/moto_backends.py
                return True
            expression = expression.func
        else:
            expression = expression.value
    return isinstance(expression, ast.Name) and expression.id in names


@pytest.mark.parametrize(
    "path", KNOWING_MOTO, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_nobody_patches_moto_but_by_the_table(path: Path) -> None:
    assert patches_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        "from moto import backends\nbackends.list_of_moto_modules = len",
        "import moto.core.models as models\nmodels.a.b = 1",
        "from moto import backend_index\nbackend_index.backend_url_patterns.append(1)",
        "from moto.core.botocore_stubber import BotocoreStubber as Stubber\nStubber.x = 1",
        "from moto.core import config\nsetattr(config, name, 1)",
        "from moto.core import config\nconfig.default_user_config['core'] = {}",
        "models = import_module('moto.s3.models')\nmodels.os = None",
        "models, other = moto('events.models'), moto('s3')\nsetattr(models.Rule, 'x', 1)",
        "import_module('moto.s3.models').os = None",
        "from unittest import mock\nwith mock.patch('moto.s3.models.os', None): pass",
        "from unittest.mock import patch\nfrom moto import s3\npatch.object(s3, 'os', None)",
    ],
)
def test_a_patch_is_seen(code: str) -> None:
    assert len(patches_in(code)) == 1


def test_what_is_no_patch_is_not() -> None:
    harmless = "from moto import mock_aws\nmock = mock_aws()\nmade = {}\nmade['x'] = mock_aws\n"
    assert patches_in(harmless) == []


@pytest.mark.parametrize("row", PATCHES, ids=".".join)
def test_what_is_patched_is_there(row: tuple[str, str]) -> None:
    assert hasattr(place_of(*row), row[1])


@pytest.mark.parametrize(
    "patch", list(dict.fromkeys(PATCHES.values())), ids=lambda patch: patch.test
)
def test_each_patch_has_its_reason_and_its_contract_test(patch: Patch) -> None:
    file, _, function = patch.test.partition("::")
    assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")
    assert patch.why.endswith(".")


@pytest.mark.parametrize("name", sorted({name for _, name in PATCHES}))
def test_each_row_is_used(name: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in KNOWING_MOTO]
    table = TABLE.read_text(encoding="utf-8").partition("PATCHES:")[2].partition("\n}\n")[2]
    assert any(f'"{name}"' in source for source in [table, *sources])


def test_no_place_but_those_of_the_table() -> None:
    with pytest.raises(KeyError):
        put("moto.s3.models", "nothing", None)
    with pytest.raises(KeyError):
        add("moto.s3.models", "nothing", None)
