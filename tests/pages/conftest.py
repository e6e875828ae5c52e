"""What tests of the pages share: one browser profile for a module, empty for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.pages.portal.conftest import flow, team
from tests.support.emulator import Emulator

__all__ = ["flow", "team"]


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Keep scripts and styles, whose addresses change with them, from one test to the next."""
    kept = browser.new_context(viewport={"width": 1280, "height": 800})
    yield kept
    kept.close()


@pytest.fixture
def context(profile: BrowserContext) -> Iterator[BrowserContext]:
    """Give one test the profile, and take away what the test has left in it."""
    profile.set_default_timeout(5_000)
    yield profile
    for page in profile.pages:
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()
    profile.unroute_all()
    profile.set_offline(False)
    profile.set_extra_http_headers({})


@pytest.fixture
def page(context: BrowserContext, emulator: Emulator) -> Page:
    """Open an empty page; nothing is kept at the emulator's address."""
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    everything = {"origin": emulator.url, "storageTypes": "all"}
    session.send("Storage.clearDataForOrigin", everything)
    session.detach()
    return opened
