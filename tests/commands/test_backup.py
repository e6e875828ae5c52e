"""``a2i-emulator backup`` and ``restore``, from one emulator into another."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.processes import Address, Process

from a2i_emulator.commands import cli


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Emulator]:
    """Another emulator, empty, as on another machine."""
    process = Process("--data-dir", str(tmp_path / "another"))
    emulator = Emulator(Address(process.url))
    yield emulator
    for client in emulator.clients.values():
        client.close()
    process.kill()


def run(*arguments: str | Path) -> int:
    return cli.main([str(argument) for argument in arguments])


def whole(emulator: Emulator) -> Any:
    with urllib.request.urlopen(f"{emulator.url}/_a2i/state", timeout=20) as answer:
        return json.load(answer)["a2i"]


def test_what_was_there_is_there_again_elsewhere(
    emulator: Emulator, another: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "night.json.gz"
    flow = emulator.make_flow(workteam=emulator.make_workteam(workers=("alice",)))
    for name in ("one", "two"):
        emulator.start_loop(flow, name)
    emulator.answer("one", {"good": True}, worker="alice")
    emulator.wait_for_status("Completed", "one")
    before = whole(emulator)
    assert run("backup", file, "--endpoint", emulator.url) == 0
    assert "1 flow definitions, 1 human task uis" in capsys.readouterr().out
    assert file.stat().st_mode & 0o077 == 0

    assert run("restore", file, "--endpoint", another.url) == 0
    assert whole(another) == before
    output_uri = another.describe_loop("one")["HumanLoopOutput"]["OutputS3Uri"]
    output = json.loads(another.read_object(output_uri))
    assert output["humanAnswers"][0]["answerContent"] == {"good": True}
    another.start_loop(flow, "three")
    assert run("restore", file, "--endpoint", another.url) == 2
    assert "is not empty: it has 1 flow definitions" in capsys.readouterr().err
    assert run("restore", file, "--endpoint", another.url, "--replace") == 0
    assert whole(another) == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no backup"),
        (b"\x1f\x8b\x08", "Compressed file ended"),
        (b"[]", "it has no part a2i"),
        (b'{"a2i": {"version": 99}, "moto": {}}', "version"),
    ],
)
def test_what_is_no_backup(
    emulator: Emulator,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    why: str,
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    before = whole(emulator)
    assert run("restore", file, "--endpoint", emulator.url, "--replace") == 2
    assert why in capsys.readouterr().err
    assert whole(emulator) == before


def test_where_nothing_can_be_written(
    emulator: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", tmp_path / "none" / "file", "--endpoint", emulator.url) == 2
    assert "No such file or directory" in capsys.readouterr().err
