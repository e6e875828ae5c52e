"""Fixtures that every room's tests share."""

pytest_plugins = ["tests.support.emulator", "tests.support.postgres"]
