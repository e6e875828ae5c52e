"""``a2i-emulator workers`` against a running emulator."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator

from a2i_emulator.commands.cli import main

RULES = {"rules": [{"answerContent": {"label": "dog"}}]}


def shown(capsys: Any) -> Any:
    return json.loads(capsys.readouterr().out)


def test_rules_of_a_file_answer(emulator: Emulator, capsys: Any, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(RULES))
    assert main(["workers", str(file), "--endpoint", emulator.url]) == 0
    assert shown(capsys) == {**RULES, "problems": []}
    emulator.start_loop(emulator.make_flow())
    emulator.wait_for_status("Completed")
    assert main(["workers", "--endpoint", emulator.url]) == 0
    assert shown(capsys) == {**RULES, "problems": []}
    assert main(["workers", "--clear", "--endpoint", emulator.url]) == 0
    assert shown(capsys) == {"rules": [], "problems": []}


def test_wrong_rules_are_told_and_change_nothing(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    emulator.control("PUT", "workers", RULES)
    for text, told in (
        ("{", "not valid JSON"),
        ('{"rules": [{}]}', "rules[0]: A rule has exactly"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert main(["workers", "-", "--endpoint", emulator.url]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1
    assert emulator.control("GET", "workers")[1]["rules"] == RULES["rules"]
