"""Every page of ours, in light and dark, wide and narrow, is fit for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.pages.portal.conftest import Portal
from tests.support.accessibility import assert_accessible
from tests.support.emulator import until


def test_every_page_of_the_portal(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    page = portal.open()
    assert_accessible(page)
    portal.sign_in("alice")
    assert_accessible(page)  # The empty list.
    for name in ("one", "two"):
        emulator.start_loop(flow, name)
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="Read a text").first.focus()
    assert_accessible(page)
    page.get_by_role("link", name="Read a text").first.click()
    expect(page.get_by_role("button", name="Decline task")).to_be_visible()
    assert_accessible(page)
    portal.start()
    assert_accessible(page)
    page.get_by_role("button", name="Release task").click()
    assert_accessible(page)
    page.get_by_role("button", name="Cancel").click()
    emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="one")
    expect(page.get_by_text("The requester has stopped this job")).to_be_visible()
    assert_accessible(page)
    emulator.advance(3601)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    portal.open("work/none-0")
    assert_accessible(page)


def test_every_page_of_the_console(portal: Portal, flow: str) -> None:
    emulator, page = portal.emulator, portal.page
    emulator.make_event_queue()
    emulator.start_loop(flow)
    emulator.answer("loop", {"answer": "a"})
    emulator.wait_for_status("Completed")
    # A page that changes is loaded again, in the middle of being looked at.
    until(
        lambda: emulator.control("GET", "events")[1]["events"],
        lambda events: [event["state"] for event in events] == ["done"],
    )
    sagemaker = emulator.client("sagemaker")
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_flow_definition(FlowDefinitionName="none")
    for path in ("", f"human-loops?flow={flow}", "events", "requests", "nothing"):
        page.goto(f"{emulator.url}/_a2i/console/{path}")
        assert_accessible(page)
    page.goto(f"{emulator.url}/_a2i/console/human-loops?name=loop")
    page.get_by_role("link", name="loop", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("loop")
    assert_accessible(page)
