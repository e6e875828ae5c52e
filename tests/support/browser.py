"""One headless Chromium for the whole session, a fresh profile for each test.

Uses the browser that ``A2I_TEST_CHROMIUM`` names or one of this machine; without either the one
that ``playwright install chromium --only-shell`` fetched.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SHELL = "chromium-headless-shell"
"""Chromium without its window: it does with a third of the processor time."""

ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP *.example 127.0.0.1",
    "--renderer-process-limit=1",
]
"""Names under ``.example`` are this machine's, as one that has been re-bound to it. No process is
begun for a page that may come next, which is a fifth of what one costs in a profile of its own."""

PROGRAMS = (SHELL, "chromium", "chromium-browser", "google-chrome")


def installed() -> str | None:
    """Return the best browser that is on this machine."""
    return next((path for program in PROGRAMS if (path := shutil.which(program))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser."""
    chosen = os.environ.get("A2I_TEST_CHROMIUM") or installed()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chosen, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give one test a profile of its own: no cookies, no storage, nothing cached."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 800})
    fresh.set_default_timeout(5_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open an empty page."""
    return context.new_page()
