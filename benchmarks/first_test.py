"""The first test of a run: pytest with one that uses the fixture, beside one of moto's own mock."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import calls
from benchmarks.measure import Figure, Goal, Plan, Spread, in_words, interleaved, ratios

_PLUGIN = ("-p", "a2i_emulator.testing.plugin")
_OURS = """\
import boto3

def test_first(mock_a2i):
    assert boto3.client("sagemaker").list_human_task_uis()["HumanTaskUiSummaries"] == []
"""
_MOTO = """\
import boto3
from moto import mock_aws

@mock_aws
def test_first():
    assert boto3.client("s3").list_buckets()["Buckets"] == []
"""


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare whole runs, from the start of Python to its end."""
    runs = {}
    for name, text, options in (("ours", _OURS, _PLUGIN), ("moto", _MOTO, ())):
        test = plan.folder / name / "test_first.py"
        test.parent.mkdir()
        test.write_text(text)
        runs[name] = partial(_seconds, test, *options)
    taken = interleaved(runs, plan.pick(5, 2))
    yield Figure(
        "The first test of a run, with mock_a2i and one call",
        "the same with moto's mock_aws and S3",
        ratios(taken["ours"], taken["moto"]),
        Goal(1.3),
        "; ".join(in_words(Spread.of(seconds).median) for seconds in taken.values()),
    )


def _seconds(test: Path, *options: str) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, test.name]
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    began = time.perf_counter()
    subprocess.run(
        command,
        cwd=test.parent,
        env={**os.environ, **keys, **alone, "AWS_DEFAULT_REGION": calls.REGION},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began
