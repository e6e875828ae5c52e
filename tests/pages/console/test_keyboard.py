"""The console without a mouse, on a phone, and while the emulator starts anew."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Frame, Locator, Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.processes import Process, free_port

MOST_TABS = 60
HAS_FOCUS = "node => node === node.getRootNode().activeElement || node.matches(':focus')"


def go_to(page: Page, wanted: Locator) -> None:
    """Go on by the tab key alone until something has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no tab leads to {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    go_to(page, wanted)
    page.keyboard.press(key)


def write(page: Page, wanted: Locator, text: str) -> None:
    go_to(page, wanted)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def section(page: Page, name: str) -> None:
    """Open a section; its page begins anew, with the focus nowhere."""
    press(page, page.get_by_role("navigation", name="Console").get_by_role("link", name=name))
    expect(page.locator("[aria-current=page]")).to_have_text(name)


def follow(page: Page, role: str, name: str) -> None:
    main = page.get_by_role("main")
    press(page, main.get_by_role("link" if role == "link" else "button", name=name).first)


def test_the_newcomers_way_by_keyboard_alone(emulator: Emulator, console: Page) -> None:
    console.goto(f"{emulator.url}/_a2i/console/")
    section(console, "Workteams")
    follow(console, "link", "Create a team")
    follow(console, "button", "Create the team")
    expect(console.get_by_role("status").filter(has_text="CreateWorkteam")).to_be_visible(
        timeout=30_000  # The first of its calls to other services loads their models.
    )
    section(console, "Worker templates")
    follow(console, "link", "Create a template")
    follow(console, "link", "Classification of a text")
    follow(console, "button", "Create the template")
    expect(console.get_by_role("heading", level=1)).to_have_text("classification")
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions/new")
    write(console, console.get_by_label("Title of the task"), "Kinds")
    write(console, console.get_by_label("What to do"), "Read and choose")
    follow(console, "button", "Create the flow definition")
    expect(console.get_by_text("CreateFlowDefinition").first).to_be_visible()
    section(console, "Human loops")
    follow(console, "link", "Start a human loop")
    sample = {"text": "Invoice no. 7", "categories": ["Invoice", "Receipt"]}
    write(console, console.get_by_label("Input content"), json.dumps(sample))
    follow(console, "button", "Start human loop")
    follow(console, "link", "Task 1")
    follow(console, "button", "alice")
    follow(console, "button", "Start working")
    frame = task_frame(console)
    invoice = frame.get_by_role("radio", name="Invoice")
    press(console, invoice, "Space")
    expect(invoice).to_be_checked()
    press(console, frame.get_by_role("button", name="Submit"))
    done = emulator.wait_for_status("Completed", "review-1")
    output = json.loads(emulator.read_object(done["HumanLoopOutput"]["OutputS3Uri"]))
    assert output["humanAnswers"][0]["answerContent"] == {"category": {"label": "Invoice"}}


def task_frame(page: Page) -> Frame:
    expect(page.frame_locator("#frame").get_by_role("button", name="Submit")).to_be_visible()
    handle = page.locator("#frame").element_handle()
    found = handle.content_frame() if handle else None
    assert found is not None
    return found


def test_the_header_folds_on_a_phone(emulator: Emulator, console: Page) -> None:
    console.set_viewport_size({"width": 390, "height": 800})
    console.goto(f"{emulator.url}/_a2i/console/")
    header = console.get_by_role("banner")
    assert header.evaluate("node => node.offsetHeight") < 70
    expect(console.get_by_role("navigation", name="Console")).to_be_hidden()
    press(console, console.get_by_text("Menu", exact=True))
    expect(console.get_by_role("button", name="Advance")).to_be_visible()
    assert_accessible(console)
    console.set_viewport_size({"width": 390, "height": 800})
    section(console, "Events")
    expect(console.get_by_role("heading", level=1)).to_have_text("Events")
    expect(console.get_by_role("navigation", name="Console")).to_be_hidden()


def test_a_form_outlives_a_reload_and_a_new_start(console: Page) -> None:
    port = free_port()
    first = Process("--port", str(port))
    second = None
    try:
        console.goto(f"{first.url}/_a2i/console/workteams/new")
        console.get_by_label("Name", exact=True).fill("kept")
        console.get_by_label("People").fill("carol")
        console.reload()
        expect(console.get_by_label("Name", exact=True)).to_have_value("kept")
        expect(console.get_by_label("People")).to_have_value("carol")
        first.kill()
        second = Process("--port", str(port))
        console.get_by_role("button", name="Create the team").click()
        expect(console.get_by_role("heading", level=1)).to_have_text("This page is out of date")
        console.get_by_role("button", name="Send it again").click()
        expect(console.get_by_role("row", name="kept")).to_be_visible()
        console.goto(f"{second.url}/_a2i/console/workteams/new")
        expect(console.get_by_label("Name", exact=True)).to_have_value(re.compile("reviewers"))
    finally:
        first.kill()
        if second is not None:
            second.kill()
