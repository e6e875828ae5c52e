"""Every file that a user hands over has limits, and ends in one clear line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from a2i_emulator import formats
from a2i_emulator.commands.cli import main
from a2i_emulator.seed import reading
from a2i_emulator.templates import offline

DEEP = "[" * 100_000
BOMB = 'buckets:\n- &a0 {Bucket: "x"}\n' + "".join(
    f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
ITSELF = "buckets: &a [*a]\n"
REFERENCE = "buckets: [{Bucket: box, Objects: [{Key: k, File: ../pipe}]}]\n"

Files = dict[str, str]
START = ("start", "--port=0")


def seed(name: str) -> list[str]:
    return [*START, f"--seed={name}"]


CASES: dict[str, tuple[Files, list[str], str]] = {
    "a seed whose aliases explode": ({"s.yaml": BOMB}, seed("s.yaml"), "more than 500,000 parts"),
    "a seed that holds itself": ({"s.yaml": ITSELF}, seed("s.yaml"), "more than 500,000 parts"),
    "a deep seed": ({"s.yaml": DEEP}, seed("s.yaml"), "s.yaml: is nested too deeply"),
    "a large seed": ({"s.yaml": "#" * 3000}, seed("s.yaml"), "s.yaml: is larger than"),
    "a seed that is a pipe": ({}, seed("../pipe"), "pipe: is no ordinary file"),
    "a seed that names a pipe": ({"s.yaml": REFERENCE}, seed("s.yaml"), "is no ordinary file"),
    "deep rules": ({"r.json": DEEP}, ["workers", "r.json"], "r.json: not valid JSON: it is nested"),
    "rules from a pipe": ({}, ["workers", "../pipe"], "pipe: is no ordinary file"),
    "a deep recording": (
        {f"p/{'0' * 64}.json": DEEP},
        [*START, "--predictions=p"],
        ".json: it is nested too deeply",
    ),
    "a seed with an endless number": (
        {"s.yaml": f"buckets:\n- Bucket: {'9' * 5000}\n"},
        seed("s.yaml"),
        "s.yaml:2: cannot be read as int: ",
    ),
    "a seed whose key is a list": ({"s.yaml": "? [a]\n: b"}, seed("s.yaml"), "1: a key is no text"),
    "a seed with a tag for something else": (
        {"s.yaml": "a: !!timestamp x\n"},
        seed("s.yaml"),
        "s.yaml:1: cannot be read as timestamp: ",
    ),
    "a seed with a tagged day that is none": (
        {"s.yaml": "a: !!timestamp 2024-99-99\n"},
        seed("s.yaml"),
        "s.yaml:1: cannot be read as timestamp: ",
    ),
    "a seed with a tagged truth that is none": (
        {"s.yaml": "a: !!bool maybe\n"},
        seed("s.yaml"),
        "s.yaml:1: cannot be read as bool: ",
    ),
    "a deep backup": ({"b.json": DEEP}, ["restore", "b.json"], "no backup: it is nested"),
    "a backup that is a pipe": ({}, ["restore", "../pipe"], "pipe: is no ordinary file"),
    "a backup with a long number": ({"b.json": "9" * 5000}, ["restore", "b.json"], "no backup: "),
    "a large template": ({"t.html": " " * 3000}, ["render", "t.html"], "t.html: is larger than"),
    "a template that is a pipe": ({}, ["render", "../pipe"], "pipe: is no ordinary file"),
    "a deep input": (
        {"t.html": "x", "i.json": DEEP},
        ["render", "t.html", "--input=i.json"],
        "i.json: not usable JSON",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder beside a pipe into which nobody writes; files above 2,000 bytes are large."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_used_ends_in_a_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    case: str,
) -> None:
    files, command, told = CASES[case]
    if "large" in case:
        monkeypatch.setattr(reading, "LARGEST", 2000)
        monkeypatch.setattr(offline, "LARGEST", 2000)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    assert main(command) == 2
    said = capfd.readouterr().err
    (line,) = [line for line in said.splitlines() if line.startswith("a2i-emulator: ")]
    assert told in line
    assert "Traceback" not in said


def test_json_that_is_too_large_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST_FILE", 10)
    decode: Callable[[str], object] = formats.read_json
    with pytest.raises(ValueError, match="larger than"):
        decode("[1, 2, 3, 4]")
