"""Test suites of users, run in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import a2i_emulator

Run = Callable[..., pytest.RunResult]

LOADED = "a2i_emulator" in entry_points(group="pytest11").names
SOURCE = Path(a2i_emulator.__file__).parents[1]


@pytest.fixture
def run_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest in a folder of its own, as somebody who has installed the package."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE), prepend=os.pathsep)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    plugin = () if LOADED else ("-p", "a2i_emulator.testing.plugin")

    def run(*arguments: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess(*plugin, "-W", "error", *arguments)

    return run
