"""Fixtures that every room's tests share."""

from importlib.metadata import entry_points

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
