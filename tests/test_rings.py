"""Who may import whom: one row for each room, and imports point inward."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.rooms import PACKAGE, arrows, circles, room_of

HOUSE = {
    "domain": "",
    "formats": "",
    "sessions": "",
    "settings": "",
    "waits": "",
    "clock": "domain",
    "real_time": "",
    "operations": "domain formats",
    "protocol": "domain formats operations",
    "record": "domain operations",
    "data_files": "operations real_time",
    "storage": "data_files domain operations real_time",
    "templates": "domain operations real_time",
    "aws": "domain moto_side operations settings",
    "engine": "clock domain operations quality real_time",
    "quality": "",
    "dataset": "domain quality",
    "faults": "domain formats operations protocol waits",
    "predictions": "domain formats operations protocol",
    "scripted_workers": "domain formats operations templates",
    "security": "domain formats operations protocol real_time",
    "moto_side": "data_files domain operations protocol real_time record security waits",
    "service": "clock domain engine faults operations predictions protocol real_time record "
    "scripted_workers settings",
    "answering": "domain operations service",
    "assembly": "aws clock data_files domain faults moto_side operations predictions protocol "
    "scripted_workers service settings storage templates waits",
    "snapshot": "faults moto_side service settings",
    "seed": "domain formats operations protocol service sessions settings templates",
    "crowd": "",
    "control": "answering domain formats moto_side operations service settings snapshot",
    "pages": "crowd domain formats operations quality real_time record security service settings "
    "templates",
    "web": "assembly control crowd domain faults moto_side operations pages protocol real_time "
    "record security seed service settings waits",
    "preview": "crowd templates web",
    "testing": "answering assembly aws domain faults formats moto_side operations protocol "
    "real_time record scripted_workers seed service sessions settings snapshot web",
    "commands": "aws dataset domain formats operations predictions preview quality real_time "
    "record security seed sessions settings storage templates web",
    "__init__": "settings testing",
    "__main__": "commands",
}
"""Room -> the rooms that it may import from, typing included."""

PURE = {
    "asyncio", "http", "io", "logging", "os", "random", "secrets", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
"""Of the standard library what the domain does without."""

FOREIGN = {"domain": set[str](), "operations": {"itsdangerous", "jsonschema", "msgspec", "regex"}}
"""The libraries of others that a room may import from; the rest of the rooms choose their own."""

ONLY_IN = {
    "moto": ("moto_side/", "aws/", "testing/mock/"),
    "sqlite3": ("storage/", "moto_side/journal/", "data_files/"),
    "psycopg": ("storage/",),
    "psycopg_pool": ("storage/",),
    "time": (
        "clock.py",
        "record/log.py",  # stamps its lines with real time
        "commands/demo.py",  # names its loops by real time
        "moto_side/journal/time_and_random.py",  # gives moto the time of another day
        "moto_side/journal/recorder.py",  # moto lives in real time
        "moto_side/journal/polls.py",  # so do its queues
    ),
}
"""What few may import: where moto, SQL and the operating system's time are known."""


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield what a module imports, wherever in the module, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def problems(where: str, name: str) -> Iterator[str]:
    """Yield what is wrong about an import of something that is not ours."""
    top = name.partition(".")[0]
    room = where.partition("/")[0]
    if room == "domain" and not PURE.isdisjoint({top, name}):
        yield "the domain is pure"
    if room in FOREIGN and top not in sys.stdlib_module_names and top not in FOREIGN[room]:
        yield f"{room} does without it"
    if top in ONLY_IN and not where.startswith(ONLY_IN[top]):
        yield f"{top} is only for {', '.join(ONLY_IN[top])}"


def test_each_room_imports_only_from_those_of_its_row() -> None:
    assert {room: sorted(others) for room, others in arrows().items()} == {
        room: sorted(row.split()) for room, row in sorted(HOUSE.items())
    }


def test_no_rooms_import_from_one_another_in_a_circle() -> None:
    assert circles(arrows()) == []


def test_circles_are_found() -> None:
    house = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("a"), "d": frozenset("a")}
    assert circles(house) == [["a", "b", "c"]]


@pytest.mark.parametrize("room", sorted(HOUSE))
def test_each_thing_is_known_only_where_it_belongs(room: str) -> None:
    wrong = [
        f"{where}:{line} imports {name}: {problem}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if room_of(path) == room
        for where in [path.relative_to(PACKAGE).as_posix()]
        for name, line in imports_of(path)
        if name.partition(".")[0] != PACKAGE.name
        for problem in problems(where, name)
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["control", "pages", "seed", "testing"])
def test_what_is_changed_is_told(room: str) -> None:
    """Who changes the state by the service's own verbs cannot forget to wake the engine."""
    around = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} reaches for .{node.attr}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if room_of(path) == room
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"database", "engine"}
    ]
    assert around == []


def test_the_rules_catch_what_they_are_for() -> None:
    assert list(problems("domain/life_cycle.py", "sqlite3"))
    assert list(problems("domain/life_cycle.py", "urllib.request"))
    assert list(problems("operations/tags.py", "flask"))
    assert list(problems("engine/thread.py", "moto.core"))
    assert list(problems("web/front.py", "time"))
    assert not list(problems("moto_side/app.py", "moto"))


def test_the_front_door_is_read_at_a_glance() -> None:
    assert len((PACKAGE / "web" / "front.py").read_text(encoding="utf-8").splitlines()) < 100
