"""A browser at the console, in which no script may fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page


@pytest.fixture
def console(page: Page) -> Iterator[Page]:
    """A page whose scripts must not fail."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_default_timeout(30_000)
    yield page
    assert problems == []
