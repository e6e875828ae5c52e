"""Human loops from the console: started, started again, stopped, deleted and taken away."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def test_what_is_no_json_is_told_beside_the_input(emulator: Emulator, console: Page) -> None:
    emulator.make_flow()
    console.goto(f"{emulator.url}/_a2i/console/human-loops/new")
    content = console.get_by_label("Input content")
    content.fill('{"text": ')
    press(console, "Start human loop")
    expect(content).to_be_focused()
    expect(content).to_have_accessible_description(re.compile("is not valid JSON"))


def test_a_loop_is_started_again_stopped_and_deleted(emulator: Emulator, console: Page) -> None:
    console.goto(f"{emulator.url}/_a2i/console/human-loops/new")
    expect(console.get_by_text("There is no flow definition yet")).to_be_visible()
    flow = emulator.make_flow()
    console.goto(f"{emulator.url}/_a2i/console/human-loops?flow={flow}")
    follow(console, "Start a human loop")
    expect(console.get_by_label("Flow definition")).to_have_value(flow)
    assert_accessible(console)

    # AWS's words stand beside the field that they are about, and nothing filled in is lost.
    console.get_by_label("Name").fill("Not Allowed")
    console.get_by_label("Input content").fill('{"text": "<b>hello"}')
    press(console, "Start human loop")
    name = console.get_by_label("Name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(
        re.compile("Value 'Not Allowed' at 'humanLoopName'")
    )
    expect(console.get_by_label("Input content")).to_have_value('{"text": "<b>hello"}')
    assert_accessible(console)

    console.get_by_label("Name").fill("first")
    code = console.locator("main > .code")
    code.get_by_text("boto3", exact=True).click()
    expect(code.locator("[data-kind=boto3] pre")).to_contain_text('HumanLoopName="first"')
    press(console, "Start human loop")
    expect(console.get_by_role("heading", level=1)).to_have_text("first")
    told = console.get_by_role("status").filter(has_text="Done: StartHumanLoop")
    told.get_by_text("AWS CLI", exact=True).click()
    expect(told).to_contain_text("aws sagemaker-a2i-runtime start-human-loop")
    console.reload()
    expect(told).to_be_visible()
    assert_accessible(console)

    follow(console, "Start again like this")
    expect(console.get_by_label("Name")).to_have_value("first-2")
    expect(console.get_by_label("Input content")).to_have_value('{"text": "<b>hello"}')
    press(console, "Start human loop")
    expect(console.get_by_role("heading", level=1)).to_have_text("first-2")
    assert emulator.describe_loop("first-2")["HumanLoopStatus"] == "InProgress"

    follow(console, "Delete …")
    expect(console.get_by_text("stop it first")).to_be_visible()
    press(console, "Delete it")
    expect(console.get_by_role("alert")).to_contain_text("ValidationException")
    follow(console, "Cancel")
    follow(console, "Stop …")
    expect(console.get_by_role("main")).to_contain_text("No worker can begin")
    assert_accessible(console)
    press(console, "Stop it")
    expect(console.get_by_role("main")).to_contain_text("Done: StopHumanLoop")
    emulator.wait_for_status("Stopped", "first-2")
    follow(console, "Delete …")
    press(console, "Delete it")
    expect(console.get_by_role("main")).to_contain_text("Done: DeleteHumanLoop")
    expect(console.get_by_role("row", name="first")).to_have_count(1)


def test_everything_about_a_loop_is_taken_away(emulator: Emulator, console: Page) -> None:
    emulator.start_loop(emulator.make_flow(), content={"text": EVERYTHING})
    emulator.answer("loop", {"answer": EVERYTHING})
    emulator.wait_for_status("Completed")
    seen = watch(console)
    console.goto(f"{emulator.url}/_a2i/console/human-loops")
    console.get_by_role("link", name="loop", exact=True).click()
    with console.expect_download() as output:
        follow(console, "Download the output")
    with console.expect_download() as everything:
        follow(console, "Download everything")
    written = json.loads(output.value.path().read_text("utf-8"))
    known = json.loads(everything.value.path().read_text("utf-8"))
    assert known["output"] == written
    assert known["inputContent"] == {"text": EVERYTHING}
    assert known["answers"][0]["answerContent"] == {"answer": EVERYTHING}
    assert known["humanLoop"]["status"] == "Completed"
    assert "StartHumanLoop" in {call["operation"] for call in known["requests"]}
    follow(console, "Start again like this")
    assert_unharmed(console, seen)
    console.get_by_label("Name").fill(EVERYTHING)
    press(console, "Start human loop")
    assert_unharmed(console, seen)
    expect(console.get_by_label("Name")).to_have_value(EVERYTHING)


def test_a_form_outlives_its_cookie(emulator: Emulator, console: Page) -> None:
    emulator.start_loop(emulator.make_flow())
    console.goto(f"{emulator.url}/_a2i/console/human-loops/new")
    console.get_by_label("Name").fill("kept")
    console.get_by_label("Input content").fill('{"text": "kept, too"}')
    console.context.clear_cookies()
    press(console, "Start human loop")
    expect(console.get_by_role("heading", level=1)).to_have_text("This page is out of date")
    assert (
        emulator.client("sagemaker-a2i-runtime").list_human_loops(
            FlowDefinitionArn=emulator.describe_loop()["FlowDefinitionArn"]
        )["HumanLoopSummaries"][0]["HumanLoopName"]
        == "loop"
    )
    press(console, "Send it again")
    expect(console.get_by_role("heading", level=1)).to_have_text("kept")
    expect(console.get_by_role("main")).to_contain_text("kept, too")


def test_nobody_changes_anything_without_the_token(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    form: dict[str, str | float | bool] = {
        "FlowDefinitionArn": flow,
        "HumanLoopName": "a",
        "HumanLoopInput.InputContent": "{}",
    }
    address = f"{emulator.url}/_a2i/console/human-loops/new"
    console.goto(address)
    for headers in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = console.request.post(address, form=form, headers=headers)
        assert answer.status == 403
    runtime = emulator.client("sagemaker-a2i-runtime")
    assert runtime.list_human_loops(FlowDefinitionArn=flow)["HumanLoopSummaries"] == []
