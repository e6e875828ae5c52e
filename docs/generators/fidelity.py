"""How much of what `docs/fidelity.md` tells is exact, documented and ours."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "fidelity.md"
FILE = "fidelity.json"
LEVELS = ("exact", "documented", "ours")
_KINDS = {"behaviour": "behaviours", "service": "deviations", "key": "texts"}
"""What the rows of a table are, by the first cell of its head."""


def counts() -> dict[str, dict[str, int]]:
    """Return how many rows are of each level, of each kind and in all."""
    found: dict[str, Counter[str]] = {kind: Counter() for kind in _KINDS.values()}
    for kind, level in _rows():
        found[kind][level] += 1
    found["all"] = sum(found.values(), Counter())
    return {kind: {level: counter[level] for level in LEVELS} for kind, counter in found.items()}


def page() -> str:
    """Return the counts for people, and where they are for programs."""
    lines = [f"| | {' | '.join(LEVELS)} |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {kind} | {' | '.join(str(row[level]) for level in LEVELS)} |"
        for kind, row in counts().items()
    ]
    return "\n".join(lines) + f'\n\nFor programs: <a href="{FILE}">{FILE}</a>\n'


def write(folder: Path) -> None:
    """Write the counts into the folder of the site."""
    (folder / FILE).write_text(json.dumps(counts(), indent=2) + "\n", encoding="utf-8")


def _rows() -> Iterator[tuple[str, str]]:
    """Yield what each row of a table is of, and its level; the first one, if it names several."""
    head: Mapping[str, int] = {}
    kind = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("| "):
            head = {}
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not head:
            head, kind = {name: index for index, name in enumerate(cells)}, _KINDS[cells[0]]
        elif not cells[0].startswith("---"):
            yield kind, cells[head["level"]].replace(",", " ").split()[0]
