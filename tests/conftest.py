"""Fixtures that every room's tests share."""

pytest_plugins = [
    "tests.support.browser",
    "tests.support.emulator",
    "tests.support.no_skips",
    "tests.support.postgres",
]
