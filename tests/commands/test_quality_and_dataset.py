"""``a2i-emulator quality`` and ``dataset export``, of folders and of a running emulator."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.reviewers import labelled, output

from a2i_emulator.commands import dataset
from a2i_emulator.commands.cli import main
from a2i_emulator.dataset.exporting import FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for truth, document in labelled(60, {"ann": 0.95, "bob": 0.9, "eve": 0.6}):
        said = {"label": truth, "confidence": 0.9}
        document["inputContent"] = {
            "taskObject": "s3://b/" + document["humanLoopName"],
            "animal": said,
        }
        place = tmp_path / "out" / document["humanLoopName"]
        place.mkdir(parents=True)
        (place / "output.json").write_text(json.dumps(document))
    return tmp_path / "out"


def test_quality_of_a_folder(folder: Path, capsys: Any, tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({f"loop-{i}": {"animal": {"label": "cat"}} for i in range(9)}))
    (folder / "loop-0" / "output.json").write_text("{")
    arguments = ["quality", "--dir", str(folder), "--gold", str(gold), "--margin", "0.1"]
    assert main([*arguments, "--json", "--cost", "0.5", "--weigh-workers"]) == 0
    told = capsys.readouterr()
    assert "loop-0/output.json: skipped: Expecting property name" in told.err
    report = json.loads(told.out)
    assert (report["loops"], report["answers"]) == (59, 177)
    assert report["agreement"]["animals"]["animal"]["loops"] == 59
    assert report["workers"]["ann"]["gold"]["of"] == 8
    assert (
        report["workers"]["ann"]["estimatedAccuracy"]
        > report["workers"]["eve"]["estimatedAccuracy"]
    )
    assert report["model"]["animals"]["animal"]["loops"]["value"] > 0.85
    assert report["sampling"]["loops"] == 37
    assert sum(week["cost"] for week in report["weeks"].values()) == 177 / 2
    assert main(arguments) == 0
    text = capsys.readouterr().out
    for part in ("59 human loops", "Fleiss", "disagree most", "precision", "threshold", "by week"):
        assert part in text


def test_quality_and_export_of_a_running_emulator(
    emulator: Emulator, capsys: Any, tmp_path: Path
) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    emulator.answer("loop", {"animal": {"label": "cat"}})
    emulator.wait_for_status("Completed")
    where = ["--flow", "flow", "--endpoint", emulator.url]
    assert main(["quality", *where]) == 0
    assert capsys.readouterr().out.startswith("1 human loops, 1 answers")
    out = str(tmp_path / "set")
    chosen = ["--format", "csv", "--out", out, "--split", "all"]
    assert main(["dataset", "export", *where, *chosen]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "all: 1"
    assert '{"label": "cat"}' not in (tmp_path / "set/all.csv").read_text()
    assert main(["quality", "--flow", "none", "--endpoint", emulator.url]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_export_of_a_folder(folder: Path, capsys: Any, tmp_path: Path) -> None:
    out = tmp_path / "set"
    chosen = ["--format", "augmented-manifest", "--out", str(out), "--only-agreed", "0.9"]
    assert main(["dataset", "export", "--dir", str(folder), *chosen]) == 0
    told = capsys.readouterr().out
    counts = dict(line.rsplit(": ", 1) for line in told.splitlines())
    parts = [int(counts[part]) for part in ("train", "validation", "test")]
    assert sum(parts) + int(counts["left out, the workers do not agree"]) == 60
    assert (out / "report.json").is_file()


def test_every_format_may_be_asked_for() -> None:
    """The command names them without importing them."""
    assert set(dataset._FORMATS) == set(FORMATS)


def test_the_progress_is_shown_on_a_terminal_only(
    folder: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["quality", "--dir", str(folder)]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(["quality", "--dir", str(folder)]) == 0
    assert "60/60" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["quality", "--dir", "nowhere"], "nowhere is not a folder"),
        (["quality", "--dir", "."], "there is no output.json"),
        (["quality", "--s3", "bucket"], "'bucket' is not an S3 URI"),
        (["quality", "--dir", "OUT", "--prediction", "x"], "'x' is not FIELD=PATH"),
        (["quality", "--dir", "OUT", "--confidence", "a["], "not a JMESPath expression"),
        (["dataset", "export", "--dir", "OUT", "--format", "csv", "--out", "x", "--split", "a=2"],
         "not 1 together"),
        (["dataset", "export", "--dir", "OUT", "--format", "csv", "--out", "FILE"], "FILE"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_mistake_is_told_in_one_line(
    arguments: list[str], told: str, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "FILE").write_text("")
    monkeypatch.chdir(tmp_path)
    if "OUT" in arguments:
        (tmp_path / "OUT").mkdir()
        (tmp_path / "OUT/output.json").write_text(json.dumps(output("x", {"a": {"b": "c"}})))
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert told in error


@pytest.mark.parametrize(
    ("option", "number", "told"),
    [
        ("--margin", "2", "2 is not between 0 and 1"),
        ("--margin", "nan", "nan is not between 0 and 1"),
        ("--cost", "-1", "-1 is not 0 or more"),
        ("--cost", "inf", "inf is not 0 or more"),
        ("--cost", "x", "x is not a number"),
        ("--worst", "-1", "-1 is not a whole number of 0 or more"),
        ("--only-agreed", "3", "3 is not from 0 to 1"),
    ],
)
def test_numbers_out_of_bounds_are_refused(
    option: str, number: str, told: str, folder: Path, capsys: Any
) -> None:
    command = ["quality"]
    if option == "--only-agreed":
        command = ["dataset", "export", "--format", "csv", "--out", str(folder / "x")]
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--dir", str(folder), f"{option}={number}"])
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"argument {option}: {told}" in error


def test_the_rooms_need_neither_boto3_nor_flask_nor_numpy(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from a2i_emulator import dataset, quality\n"
        "late = [name for name in sys.modules if name.startswith('a2i_emulator.')]\n"
        "assert sorted(late) == ['a2i_emulator.dataset', 'a2i_emulator.quality']\n"
        "for room in (dataset, quality):\n"
        "    assert all(hasattr(room, name) for name in room.__all__)\n"
        f"found = dataset.Folder(Path({str(folder)!r}))\n"
        f"quality.assess(found); dataset.export(found, 'csv', Path({str(folder)!r}))\n"
        "print(sorted({'boto3', 'flask', 'numpy', 'PIL', 'moto', 'tqdm'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
