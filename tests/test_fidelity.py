"""docs/fidelity.md: a row for each error text and for each deviation from a model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from docs.generators import fidelity

from a2i_emulator.formats import specs_path

PAGE = Path(__file__).parents[1] / "docs" / "fidelity.md"
HEADS = {"behaviour", "service", "key", "---"}
LEVELS = {"aws": "exact", "documented": "documented", "ours": "ours"}


def rows() -> set[tuple[str, ...]]:
    """Return the cells of every row of every table."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return {
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in lines
        if line.startswith("| ")
    }


def spec(name: str) -> Any:
    return json.loads((specs_path() / name).read_text(encoding="utf-8"))


def test_every_error_text_has_its_row() -> None:
    expected = {
        (f"`{key}`", error["code"] or "any", LEVELS[error["source"]])
        for key, error in spec("errors.json")["errors"].items()
    }

    assert {row[:3] for row in rows() if row[0].startswith("`") and len(row) == 4} == expected


def test_every_deviation_has_its_row() -> None:
    deviations = spec("models/deviations.json")
    expected = {(entry["service"], entry["shape"]) for entry in deviations["shapes"]}
    expected |= {(entry["service"], "broken constraints") for entry in deviations["violations"]}

    assert expected <= {row[:2] for row in rows()}


def test_every_behaviour_has_a_level_and_what_is_exact_a_source() -> None:
    behaviours = [row for row in rows() if len(row) == 3 and row[0] not in {"behaviour", "---"}]

    assert len(behaviours) > 50
    for behaviour, level, source in behaviours:
        assert level.split(" for ")[0].split(", ")[0] in LEVELS.values(), behaviour
        assert source or level == "ours", behaviour


def test_the_counts_are_those_of_the_rows(tmp_path: Path) -> None:
    fidelity.write(tmp_path)
    counts = json.loads((tmp_path / fidelity.FILE).read_text(encoding="utf-8"))
    texts = Counter(LEVELS[error["source"]] for error in spec("errors.json")["errors"].values())
    assert counts["texts"] == {level: texts[level] for level in fidelity.LEVELS}
    deviations = [
        row for row in rows() if row[0] in {"sagemaker-a2i-runtime", "rekognition", "textract"}
    ]
    assert sum(counts["deviations"].values()) == len(deviations)
    told = [row for row in rows() if len(row) in (3, 4) and row[0] not in HEADS]
    assert sum(counts["all"].values()) == len(told)
    assert "fidelity.json" in fidelity.page()
