"""The way of somebody new: from an empty emulator to an answer, in the browser alone."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Console").get_by_role("link", name=name).click()


def test_from_nothing_to_an_answer_that_a_program_reads(emulator: Emulator, console: Page) -> None:
    console.goto(emulator.url)
    console.get_by_role("link", name="Create a flow definition").click()
    expect(console.get_by_text("First a team")).to_be_visible()
    console.get_by_role("link", name="Create a team").click()
    press(console, "Create the team")
    go(console, "Flow definitions")
    console.get_by_role("link", name="Create one").click()
    expect(console.get_by_text("First a template")).to_be_visible()
    console.get_by_role("link", name="Create a template").click()
    console.get_by_role("link", name="Classification of a text").click()
    press(console, "Create the template")

    go(console, "Flow definitions")
    console.get_by_role("link", name="Create one").click()
    assert_accessible(console)
    console.get_by_label("What to do").fill("Read and choose")
    console.get_by_label("Workers for each human loop").fill("1")
    press(console, "Create the flow definition")
    title = console.get_by_label("Title of the task")
    expect(title).to_have_attribute("aria-invalid", "true")
    title.fill("Kinds of documents")
    press(console, "Create the flow definition")
    expect(console.get_by_role("main")).to_contain_text("Done: CreateBucket, CreateFlowDefinition")
    expect(console.get_by_role("main")).to_contain_text("Kinds of documents")

    go(console, "Human loops")
    console.get_by_role("link", name="Start a human loop").first.click()
    sample = {"text": "Invoice no. 7", "categories": ["Invoice", "Receipt"]}
    console.get_by_label("Input content").fill(json.dumps(sample))
    press(console, "Start human loop")
    console.get_by_role("link", name="Task 1").click()
    console.get_by_role("button", name="alice").first.click()
    console.get_by_role("button", name="Start working").first.click()
    frame = console.frame_locator("#frame")
    frame.get_by_text("Invoice", exact=True).click()
    frame.get_by_role("button", name="Submit").click()
    expect(console).to_have_url(f"{emulator.url}/_a2i/portal/")
    done = emulator.wait_for_status("Completed", "review-1")

    # A plain program uses what was made.
    output = json.loads(emulator.read_object(done["HumanLoopOutput"]["OutputS3Uri"]))
    assert [answer["answerContent"] for answer in output["humanAnswers"]] == [
        {"category": {"label": "Invoice"}}
    ]
    assert output["inputContent"] == sample
    emulator.start_loop(done["FlowDefinitionArn"], "by-program", sample)
    console.goto(f"{emulator.url}/_a2i/console/human-loops?name=by-program")
    expect(console.get_by_role("row", name="by-program")).to_be_visible()

    go(console, "Flow definitions")
    console.get_by_role("link", name="reviews", exact=True).click()
    console.get_by_role("link", name="Delete …").click()
    expect(console.get_by_role("main")).to_contain_text("Human loops that are open: 1")
    press(console, "Delete it")
    expect(console.get_by_text("No flow definitions yet")).to_be_visible()
