"""Emulators of both kinds, and test suites of users, run in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from tests.support.review import REVIEW

import a2i_emulator
from a2i_emulator import Emulator, mock_a2i
from a2i_emulator.testing import A2I

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

    def run(*arguments: str, beside: str = "no:asyncio") -> pytest.RunResult:
        plugins = (*plugin, "-p", beside) if beside else plugin
        return pytester.runpytest_subprocess(*plugins, "-W", "error", *arguments)

    return run


@pytest.fixture(scope="module")
def server() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def reviewed(server: Emulator) -> Mapping[str, Any]:
    """The state after the seed file: to load it takes a tenth of the time of its API calls."""
    server.begin("us-east-1", [REVIEW])
    return server.state()


@pytest.fixture(params=["server", "mock"])
def kit(request: pytest.FixtureRequest) -> Iterator[A2I]:
    """An emulator of either kind with a flow definition to review texts."""
    if request.param == "mock":
        with mock_a2i(seed=REVIEW) as mock:
            yield mock
        return
    emulator: Emulator = request.getfixturevalue("server")
    emulator.begin("us-east-1", [])
    emulator.load_state(request.getfixturevalue("reviewed"))
    yield emulator
