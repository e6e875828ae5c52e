"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page


def serious(page: Page | Frame, *, frames: bool = True) -> list[str]:
    """Return what axe calls serious or critical, with the markup."""
    # Without the result types, axe collects as well every node that is fine.
    found = (
        Axe()
        .run(page, options={"iframes": frames, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [
        f"{violation['id']}: {node['html']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
