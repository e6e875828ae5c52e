"""Exporting twenty thousand reviews: memory, and how it grows; workers weighed as well."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figure, Goal, Plan, Spread, in_words

_MOST_BYTES = 500 << 20
_MEBIBYTE = 1 << 20
_LABELS = ("Invoice", "Receipt", "Letter", "Contract", "Order")
_WORKERS = 40


@dataclass(frozen=True, slots=True)
class _Run:
    """What a command took.

    Attributes:
        seconds: of the processor.
        bytes: its memory at most.
    """

    seconds: float
    bytes: int


def measure(plan: Plan) -> Iterator[Figure]:
    """Export outputs of many workers as JSON Lines, and ten times as many."""
    many = plan.pick(20_000, 500)
    few = many // 10
    folder = plan.folder / "outputs"
    _write(folder / "few", few)
    _write(folder / "many", many)
    small, large = _run(folder / "few", plan.folder), _run(folder / "many", plan.folder)
    yield Figure(
        f"Exporting {many:,} outputs: memory",
        f"{few:,} outputs; at most {_MOST_BYTES // _MEBIBYTE} MiB",
        Spread.of([large.bytes / small.bytes]),
        Goal(6),
        f"{large.bytes / _MEBIBYTE:.0f} MiB; {small.bytes / _MEBIBYTE:.0f} MiB",
        holds=large.bytes < _MOST_BYTES,
    )
    yield Figure(
        f"Exporting {many:,} outputs, workers weighed: processor time",
        f"ten times that of {few:,}",
        Spread.of([large.seconds / (10 * small.seconds)]),
        Goal(2),
        f"{in_words(large.seconds)}; {in_words(10 * small.seconds)}",
    )


def _run(outputs: Path, folder: Path) -> _Run:
    """Export in a process of its own, with each worker's vote weighed."""
    command = [sys.executable, "-m", "a2i_emulator", "dataset", "export", "--weigh-workers"]
    options = ["--dir", str(outputs), "--format", "jsonl", "--out", str(folder / "set")]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return _Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _write(folder: Path, count: int) -> None:
    """Write outputs of three workers each, who are right in nine of ten."""
    chance = random.Random(7)
    for number in range(count):
        place = folder / f"{number // 1000:03}" / f"loop-{number:06}"
        place.mkdir(parents=True)
        (place / "output.json").write_text(json.dumps(_output(number, chance)))


def _output(number: int, chance: random.Random) -> dict[str, object]:
    truth = chance.choice(_LABELS)
    at = f"2026-{1 + number % 12:02}-{1 + number % 28:02}T09:30:00.000Z"
    answers = [
        {
            "answerContent": {
                "category": {"label": truth if chance.random() < 0.9 else chance.choice(_LABELS)},
                "note": f"seen at {number}",
            },
            "submissionTime": at,
            "timeSpentInSeconds": chance.lognormvariate(3, 0.5),
            "workerId": f"{worker:016x}",
        }
        for worker in chance.sample(range(_WORKERS), 3)
    ]
    said = {"label": chance.choice(_LABELS), "confidence": chance.random()}
    return {
        "flowDefinitionArn": "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/documents",
        "humanAnswers": answers,
        "humanLoopName": f"loop-{number:06}",
        "inputContent": {"taskObject": f"s3://documents/{number}.png", "category": said},
    }
