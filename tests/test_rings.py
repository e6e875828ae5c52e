"""Imports point inward: domain <- operations <- everything at the edge."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "emulator" / "a2i_emulator"
MODULES = sorted(PACKAGE.rglob("*.py"))
IMPURE = {
    "asyncio", "http", "io", "logging", "os", "random", "secrets", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
SPEAK_SQL = ("storage/", "journal/")
KNOW_MOTO = (
    "gateway.py",
    "mock.py",
    "mock_seam.py",
    "moto_app.py",
    "moto_faults.py",
    "moto_reads.py",
    "aws/",
    "journal/",
)
OPERATIONS_MAY_USE = {"itsdangerous", "jsonschema", "msgspec", "regex"}


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield what a module imports at run time, wherever in the module, with the line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(_RunTimeOnly().visit(tree)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module != "a2i_emulator":
                yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


class _RunTimeOnly(ast.NodeTransformer):
    """Leaves out what only type checkers read."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        return node.orelse if "TYPE_CHECKING" in ast.unparse(node.test) else node


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def wrong(path: Path) -> Iterator[str]:
    where = place(path)
    for name, line in imports_of(path):
        own = name.removeprefix("a2i_emulator.") if name.startswith("a2i_emulator.") else None
        for problem in problems(where, name, own):
            yield f"{where}:{line} imports {name}: {problem}"


def problems(where: str, name: str, own: str | None) -> Iterator[str]:
    top = name.partition(".")[0]
    if own is not None:
        yield from (
            problem
            for room, (allowed, problem) in ROOMS_KNOW.items()
            if where.startswith(room) and not own.startswith(allowed)
        )
        return
    foreign = top not in sys.stdlib_module_names
    if where.startswith("domain/") and (foreign or name in IMPURE or top in IMPURE):
        yield "the domain is pure"
    if where.startswith("operations/") and foreign and top not in OPERATIONS_MAY_USE:
        yield "operations know no web, wire or database"
    for module, (rooms, problem) in ONLY_IN.items():
        if top == module and not where.startswith(rooms):
            yield problem


ROOMS_KNOW = {
    "domain/": (("domain",), "the domain knows nothing of other rooms"),
    "operations/": (
        ("domain", "formats", "operations", "resources"),
        "operations know only the domain",
    ),
    "protocol/": (
        (
            "domain.instant",
            "domain.names",
            "operations.errors",
            "operations.ids",
            "protocol",
            "resources",
        ),
        "the protocol knows no rule of A2I",
    ),
    "storage/": (("domain", "operations", "storage"), "storage serves, and asks nobody"),
    "templates/": (("domain", "operations.ports", "templates"), "templates stand alone"),
}
CLOCK_READERS = {
    "clock.py",
    "service.py",  # measures how long an answer took
    "moto_calls.py",  # so does this
    "due_work.py",  # measures how long steps keep others waiting
    "engine.py",  # lets a burst of calls pass before it begins
    "logs.py",  # stamps its lines with real time
    "late_log.py",  # lets a moment pass
    "storage/database.py",  # claims end by real time, whatever the emulator's clock says
    "commands/demo.py",  # waits for outcomes
    "testing/a2i.py",  # waits for outcomes
    "aws/deadline.py",  # limits real calls
    "templates/context.py",  # limits real work
    "journal/moment.py",  # gives moto the time of another day
    "journal/recorder.py",  # moto lives in real time
}


ONLY_IN = {
    "moto": (KNOW_MOTO, "only the seams know moto"),
    "sqlite3": (SPEAK_SQL, "only storage speaks SQL"),
    "psycopg": (SPEAK_SQL, "only storage speaks SQL"),
    "psycopg_pool": (SPEAK_SQL, "only storage speaks SQL"),
    "time": (tuple(CLOCK_READERS), "time is asked of the clock"),
}


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_imports_point_inward(path: Path) -> None:
    assert list(wrong(path)) == []


def test_the_rules_catch_what_they_are_for() -> None:
    assert list(problems("domain/loop.py", "sqlite3", None))
    assert list(problems("domain/loop.py", "a2i_emulator.engine", "engine"))
    assert list(problems("operations/tags.py", "flask", None))
    assert list(problems("operations/tags.py", "a2i_emulator.protocol", "protocol"))
    assert list(problems("protocol/route.py", "a2i_emulator.operations.tags", "operations.tags"))
    assert list(problems("engine.py", "moto.core", None))
    assert list(problems("gateway.py", "time", None))
    assert not list(problems("engine.py", "a2i_emulator.clock", "clock"))
