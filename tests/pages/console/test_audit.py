"""The page of who did what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from tests.pages.conftest import Keep
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.operations.ports import AuditEntry, Who
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server


@pytest.fixture
def audited() -> Iterator[Emulator]:
    server = build_server(Settings(port=0, audit=True))
    server.start()
    yield Emulator(server)
    server.close()


def test_who_did_what_is_found_and_paged(audited: Emulator, console: Page, keep: Keep) -> None:
    trail, now = audited.server.service.trail, audited.server.service.clock.now
    assert trail is not None
    hostile = Who("worker", EVERYTHING, EVERYTHING)
    trail.keep(
        AuditEntry(now(), "id", "work", hostile, EVERYTHING, EVERYTHING, agent=EVERYTHING),
        *(AuditEntry(now(), "id", "api", Who("user", f"user-{n}"), "Call") for n in range(60)),
    )
    audited.make_human_task_ui()
    seen = watch(console)
    console.goto(f"{audited.url}/_a2i/console/")
    console.get_by_role("navigation", name="Console").get_by_role("link", name="Audit").click()
    rows = console.locator("tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.filter(has_text="CreateHumanTaskUi")).to_contain_text("ui")
    keep(console, "console-audit")
    assert_accessible(console)
    console.get_by_role("link", name="Next page").click()
    expect(rows.last).to_contain_text("Start")
    assert_unharmed(console, seen)
    console.get_by_role("textbox", name="Who").fill("user-7")
    console.get_by_role("textbox", name="Action").fill("Call")
    console.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(1)
    console.get_by_role("textbox", name="Who").fill("user")
    console.get_by_role("button", name="Show").click()
    expect(console.get_by_role("heading", name="No entries like that")).to_be_visible()


def test_a_chip_is_as_wide_as_its_word_and_moves_no_name(audited: Emulator, console: Page) -> None:
    trail, now = audited.server.service.trail, audited.server.service.clock.now
    assert trail is not None
    trail.keep(
        AuditEntry(now() + SECOND, "id", "api", Who("alice", "alice"), "Call", resource="thing"),
        AuditEntry(now() + SECOND, "id", "api", Who("claimed", "bob"), "Call", resource="thing"),
    )
    console.goto(f"{audited.url}/_a2i/console/audit")
    chip = console.get_by_text("claimed", exact=True)
    assert height_of_name(console, "alice") == height_of_name(console, "bob")
    wide = box(chip)
    console.set_viewport_size({"width": 390, "height": 800})
    assert box(chip)["width"] == pytest.approx(wide["width"], abs=1)
    assert label_font(console, "Resource") == label_font(console, "Who")


def height_of_name(page: Page, name: str) -> float:
    """Tell how far below the top of its row a name stands."""
    row = page.locator("tbody tr").filter(has_text=name)
    return box(row.locator("b"))["y"] - box(row)["y"]


def box(what: Locator) -> FloatRect:
    found = what.bounding_box()
    assert found is not None
    return found


def label_font(page: Page, label: str) -> object:
    """Return the font of what a cell is labelled with where the table has no head."""
    cell = page.locator(f'td[data-label="{label}"]').first
    return cell.evaluate("cell => getComputedStyle(cell, '::before').fontFamily")
