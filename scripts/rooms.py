"""Measure the house: its rooms, the arrows between them, circles, and the sizes of what is in them.

A room is a folder or a module at the package's top. An arrow says that some module of one room
imports from another; imports for type checkers and within functions count. Run from the
repository's root: ``python scripts/rooms.py``; with ``--table`` it prints room -> rooms.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

PACKAGE = Path(__file__).resolve().parents[1] / "emulator" / "a2i_emulator"
NAME = PACKAGE.name


def room_of(path: Path) -> str:
    """Return the room of a file of the package: ``domain``, or ``clock`` of ``clock.py``."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield the rooms that a module imports from, its own among them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            top, _, rest = name.partition(".")
            if top == NAME:
                room = rest.partition(".")[0]
                is_room = (PACKAGE / room).is_dir() or (PACKAGE / f"{room}.py").is_file()
                yield room if is_room else "__init__"


def arrows() -> Mapping[str, frozenset[str]]:
    """Return, for each room, the others that it imports from."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = room_of(path)
        found.setdefault(room, set()).update(set(imported(path)) - {room})
    return {room: frozenset(others) for room, others in sorted(found.items())}


def circles(house: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Return the groups of rooms that import from one another in a circle."""

    def reach(room: str) -> set[str]:
        seen: set[str] = set()
        ahead = list(house[room])
        while ahead:
            other = ahead.pop()
            if other not in seen:
                seen.add(other)
                ahead.extend(house.get(other, ()))
        return seen

    reached = {room: reach(room) for room in house}
    groups = {
        tuple(sorted(o for o in others if room in reached.get(o, ())))
        for room, others in reached.items()
        if room in others
    }
    return [list(group) for group in sorted(groups)]


def functions() -> Iterator[tuple[int, str]]:
    """Yield the length in lines, without the docstring, and the place of each function."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body
                if ast.get_docstring(node) is not None:
                    body = body[1:]
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                yield lines, f"{path.relative_to(PACKAGE)}:{node.name}"


def files() -> Iterator[tuple[int, str]]:
    """Yield the length in lines and the place of each module that is not empty."""
    for path in sorted(PACKAGE.rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if path.name != "__init__.py":
            yield lines, str(path.relative_to(PACKAGE))


def main() -> None:
    """Print the figures."""
    house = arrows()
    if "--table" in sys.argv:
        for room, others in house.items():
            print(f"{room}: {' '.join(sorted(others)) or '-'}")
    found = circles(house)
    print(f"rooms {len(house)}, arrows {sum(map(len, house.values()))}, circles {len(found)}")
    for circle in found:
        print("  circle:", " ".join(circle))
    for kind, sizes in (("function", sorted(functions())), ("file", sorted(files()))):
        lengths = [length for length, _ in sizes]
        longest, place = sizes[-1]
        print(
            f"{kind}s {len(sizes)}, median {median(lengths):g} lines, longest {longest} ({place})"
        )


if __name__ == "__main__":
    main()
