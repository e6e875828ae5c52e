"""What tests of the pages share: one browser profile for a module, empty for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.pages.portal.conftest import flow, team
from tests.support.emulator import Emulator
from tests.support.operated import at_work, listening, operated, operators

__all__ = ["at_work", "flow", "listening", "operated", "operators", "team"]

IMAGES = Path(__file__).parents[2] / "docs" / "images"

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

Keep = Callable[[Page, str], None]
"""Takes a picture of a page, under a name."""


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Take pictures; they are kept for the documentation where ``A2I_KEEP_PICTURES`` is set."""
    folder = IMAGES if os.environ.get("A2I_KEEP_PICTURES") else tmp_path

    def take(page: Page, name: str) -> None:
        # Its name tells what it shows, whatever the test has looked at before.
        for scheme in SCHEMES:
            if name.endswith(f"-{scheme}"):
                page.emulate_media(color_scheme=scheme)
        page.mouse.move(0, 0)
        page.evaluate("document.fonts.ready")
        path = folder / f"{name}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")
        assert path.stat().st_size > 10_000

    return take


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
        # One that is closed while it still goes somewhere now and then never says that it is.
        page.goto("about:blank")
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()
    profile.unroute_all()
    profile.set_offline(False)
    profile.set_extra_http_headers({})


@pytest.fixture
def page(context: BrowserContext, emulator: Emulator) -> Page:
    """Open an empty page; no drafts are kept at the emulator's address."""
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    drafts = {"origin": emulator.url, "storageTypes": "local_storage"}
    session.send("Storage.clearDataForOrigin", drafts)
    session.detach()
    return opened
