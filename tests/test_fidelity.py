"""``docs/fidelity.md`` leaves out no error text and no deviation from the models."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
SURENESS = {"aws": "exact", "documented": "documented", "ours": "ours"}


def test_every_error_text_has_its_row() -> None:
    errors = json.loads((ROOT / "specs" / "errors.json").read_text(encoding="utf-8"))["errors"]
    missing = [
        key
        for key, entry in errors.items()
        if f"| `{key}` | {entry['code'] or 'any'} | {SURENESS[entry['source']]} |" not in TEXT
    ]
    assert missing == []


def test_every_deviation_has_its_row() -> None:
    path = ROOT / "specs" / "models" / "deviations.json"
    deviations = json.loads(path.read_text(encoding="utf-8"))
    section = TEXT.partition("## Deviations from the service models")[2].partition("\n## ")[0]
    for entry in deviations["shapes"]:
        assert f"`{entry['service']}`" in section
        assert f"`{entry['shape']}`" in section
    for entry in deviations["violations"]:
        assert f"`{entry['service']}` answers violations" in section
