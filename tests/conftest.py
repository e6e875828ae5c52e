"""Fixtures that every room's tests share."""

import os
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points

import botocore.session
import pytest
from botocore.loaders import Loader, create_loader
from hypothesis import settings

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
    """Let all sessions of botocore share what they read: moto's mock makes each test a new one."""
    once = cache(create_loader)

    def shared(search_path: str | None = None) -> Loader:
        loader = once(search_path)
        # Each session of boto3 adds its path to the others'.
        loader.search_paths[:] = dict.fromkeys(loader.search_paths)
        return loader

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", shared)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: at the end, all cores but one would wait for them."""
    items.sort(key=lambda item: item.path.name not in LONG)
