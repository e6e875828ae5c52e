"""``a2i-emulator tasks`` and ``answer`` against a running emulator."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator

from a2i_emulator.commands.cli import main


def test_tasks_and_answer(emulator: Emulator, capsys: Any, tmp_path: Path) -> None:
    assert main(["tasks", "--endpoint", emulator.url]) == 0
    assert capsys.readouterr().out == "No open tasks.\n"
    emulator.start_loop(emulator.make_flow())
    assert main(["tasks", "--endpoint", emulator.url]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.startswith("humanLoopName")
    assert row.split()[:3] == ["loop", "flow", "Available"]
    file = tmp_path / "answer.json"
    file.write_text('{"label": "dog"}')
    assert main(["answer", "loop", str(file), "--endpoint", emulator.url]) == 0
    assert "1 of 1 answers, Completed" in capsys.readouterr().out
    assert main(["tasks", "--json", "--endpoint", emulator.url]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_answer_from_standard_input(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    emulator.start_loop(emulator.make_flow())
    monkeypatch.setattr("sys.stdin", io.StringIO('{"label": "cat"}'))
    assert main(["answer", "loop", "--worker", "zoe", "--endpoint", emulator.url]) == 0
    assert "Completed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "not valid JSON"), ("[1]", "answerContent: [1] is not of type 'object'")],
)
def test_a_wrong_answer_is_told_in_one_line(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: Any, text: str, told: str
) -> None:
    emulator.start_loop(emulator.make_flow())
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["answer", "loop", "--endpoint", emulator.url]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert told in error


def test_an_unknown_loop_is_told_in_one_line(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("{}"))
    assert main(["answer", "nobody", "--endpoint", emulator.url]) == 2
    assert capsys.readouterr().err == "a2i-emulator: There is no human loop nobody.\n"
