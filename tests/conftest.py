"""Fixtures that every room's tests share."""

import gc
import os
from collections.abc import Iterator
from importlib.metadata import entry_points

import pytest
from hypothesis import settings
from tests.support import models

pytest_plugins = [
    "pytester",
    "tests.support.browser",
    "tests.support.emulator",
    "tests.support.no_skips",
    "tests.support.postgres",
]

if "a2i_emulator" not in entry_points(group="pytest11").names:
    # The package is not installed: its plugin is not there by itself.
    pytest_plugins.append("a2i_emulator.testing.plugin")

# How long an example takes tells of the machine, not of the code.
settings.register_profile("a2i", deadline=None)
settings.load_profile("a2i")

# Looks for garbage go through what AWS's models, moto and the tests consist of. As often as Python
# has it, every 700 objects, they take a sixth of the time of tests without a browser.
gc.set_threshold(7_000)


LONG = (
    "test_durability.py",
    "test_terraform.py",
    "test_time.py",
    "test_plugin.py",
    "test_site.py",
    "test_processes.py",
    "test_aws_cli.py",
    "test_step_functions.py",
)
"""The modules with tests that take ten seconds and more."""


def pytest_xdist_auto_num_workers() -> int:
    """Run half as many again as there are cores: tests wait for processes, pages and timers."""
    cores = os.cpu_count() or 1
    return cores + cores // 2


@pytest.fixture(scope="session", autouse=True)
def _models_are_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        models.share(patch)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: at the end, all cores but one would wait for them."""
    items.sort(key=lambda item: item.path.name not in LONG)
