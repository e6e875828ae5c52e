"""The pytest plugin: the fixtures ``a2i`` and ``mock_a2i``, and what they did in a failed test.

pytest imports this module for every test suite, so it imports the kit when a fixture is used.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from a2i_emulator.testing.a2i import A2I
    from a2i_emulator.testing.emulator import Emulator
    from a2i_emulator.testing.kit import Kit

_MARKER = """\
a2i(region=..., seed=..., **settings): what the fixtures a2i and mock_a2i of this test are like. \
region: the Region of clients that name none; seed: a seed file or several, relative to the test's \
module; settings: as of the command line, such as activation_delay, strict_names or quotas. What \
is nearer to the test overrules, and both the ini options.\
"""
_KIT: pytest.StashKey[Kit] = pytest.StashKey()
_IN_USE: pytest.StashKey[list[A2I]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini options."""
    parser.addini("a2i_region", "the Region of clients that name none", default="us-east-1")
    parser.addini("a2i_seed", "seed files to apply before each test", type="paths")
    parser.addini(
        "a2i_settings", "settings, one a line, such as strict_names = true", type="linelist"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_runtest_setup() -> None:
    """Forget what the test before did under a mock of its own."""
    mock = sys.modules.get("a2i_emulator.testing.mock.mock_a2i")
    if mock is not None:
        mock.forget_calls()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show in the report of a failed test what the emulator was asked, and what it answered."""
    report = yield
    if report.failed:
        report.sections.extend(_sections(item))
    return report


def _sections(item: pytest.Item) -> list[tuple[str, str]]:
    in_use = item.stash.get(_IN_USE, [])
    mock = sys.modules.get("a2i_emulator.testing.mock.mock_a2i")
    if not in_use and mock is None:
        return []
    from a2i_emulator.testing import report  # only where there is something

    if in_use:
        return [section for a2i in in_use for section in report.sections(a2i)]
    return list(report.call_section(mock.latest_calls())) if mock else []


def _note(request: pytest.FixtureRequest, a2i: A2I | None) -> None:
    """Note what a test uses; None when the first of it is gone."""
    in_use = request.node.stash.setdefault(_IN_USE, [])
    if a2i is None:
        in_use.clear()
    else:
        in_use.append(a2i)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the emulators."""
    kit = config.stash.get(_KIT, None)
    if kit is not None:
        kit.close()


@pytest.fixture
def a2i(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An `a2i_emulator.Emulator`, empty but for the seed, and the environment pointed at it.

    boto3 clients that the test makes without further ado reach it, and so do other processes
    that it starts.
    """
    from a2i_emulator.testing.kit import Kit, Wishes  # only tests that use it

    kit = request.config.stash.setdefault(_KIT, Kit())
    with kit.emulator(Wishes.of(request.node)) as emulator:
        _note(request, emulator)
        for name, value in emulator.surroundings.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        yield emulator
    _note(request, None)


@pytest.fixture
def mock_a2i(request: pytest.FixtureRequest) -> Iterator[A2I]:
    """A mock as of `a2i_emulator.mock_a2i`; the value is its `A2I`."""
    from a2i_emulator.testing.kit import Wishes, mocked

    with mocked(Wishes.of(request.node)) as handle:
        _note(request, handle)
        yield handle
    _note(request, None)
