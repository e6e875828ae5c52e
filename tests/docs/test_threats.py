"""What `docs/team.md` says of who could do harm is held by tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "team.md").read_text(encoding="utf-8")


def test_every_test_of_the_threat_model_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    lacking = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]
    assert len(named) > 20
    assert lacking == []


def test_what_nobody_can_do_is_held_by_a_test() -> None:
    claims = [line for line in PAGE.splitlines() if line.startswith("| cannot ")]
    assert len(claims) > 10
    assert [line for line in claims if "::test_" not in line] == []
