"""What axe finds on a page."""

from __future__ import annotations

from itertools import product
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules of axe for which colours matter."""

AXE = Axe().axe_script
LOOK = """async (options) => (await axe.run(options)).violations
  .filter(({impact}) => impact === 'serious' || impact === 'critical')
  .map(({id, nodes}) => ({id, nodes: nodes.map(({html}) => html)}))"""
"""What axe calls serious or critical, by rule."""


def serious(page: Page | Frame, *, frames: bool = True, colours_only: bool = False) -> list[str]:
    """Return what axe calls serious or critical, with the markup.

    Args:
        page: what is looked at.
        frames: whether frames in it are looked at, too.
        colours_only: whether all else was looked at before, in other colours.
    """
    # Its script is long, and a document that was looked at has it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # Without the result types, axe collects as well every node that is fine.
    options = {"iframes": frames, "resultTypes": ["violations"]}
    found = page.evaluate(LOOK, options | (COLOURS if colours_only else {}))
    return [f"{violation['id']}: {node}" for violation in found for node in violation["nodes"]]


def in_both_schemes(place: Page | Frame) -> list[str]:
    """Return what `serious` finds on a page or in a frame as it stands, in light and in dark.

    Who opens a page asks it for less motion first: what still moves has other colours.
    """
    page = place.page if isinstance(place, Frame) else place
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += serious(place, colours_only=scheme != SCHEMES[0])
    return found


def assert_accessible(page: Page) -> None:
    """Assert that a page is fit for everybody, in light and dark, wide and narrow.

    Afterwards it is as wide as it was.
    """
    before = page.viewport_size
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = serious(page, frames=False, colours_only=scheme != SCHEMES[0])
        assert found == [], (width, scheme)
        scrolls = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(scrolls), f"scrolls sideways when {width} wide"
    if before is not None:
        page.set_viewport_size(before)
