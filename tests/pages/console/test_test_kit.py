"""The test kit's page: clock, scripted workers, faults and predictions, from empty and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.pages.conftest import Keep
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch

from a2i_emulator.predictions.samples import sample

RULES = {"rules": [{"match": {"humanLoopName": "auto-*"}, "answerContent": {"said": EVERYTHING}}]}


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_the_clock_is_advanced_and_jumps(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow(TaskAvailabilityLifetimeInSeconds=7200)
    emulator.start_loop(flow, "forgotten")
    console.goto(f"{emulator.url}/_a2i/console/")
    console.get_by_role("link", name="Test kit").click()
    clock = section(console, "Clock")
    expect(clock).to_contain_text("in 1 h 59 min")
    clock.get_by_label("Seconds to advance").fill("soon")
    clock.get_by_role("button", name="Advance the clock").click()
    expect(clock.get_by_label("Seconds to advance")).to_have_attribute("aria-invalid", "true")
    clock.get_by_label("Seconds to advance").fill("3600")
    clock.get_by_role("button", name="Advance the clock").click()
    expect(clock).to_contain_text("in 59 min")
    clock.get_by_role("button", name="Jump to the next due moment").click()
    expect(clock).to_contain_text("Nothing is due")
    assert emulator.describe_loop("forgotten")["FailureCode"] == "Expired"


def test_scripted_workers_answer_by_rules(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    flow = emulator.make_flow()
    console.goto(f"{emulator.url}/_a2i/console/test-kit")
    workers = section(console, "Scripted workers")
    workers.get_by_label("Rules").fill('{"rules": [{"answers": "none"}]}')
    workers.get_by_role("button", name="Set the rules").click()
    rules = workers.get_by_label("Rules")
    expect(rules).to_have_attribute("aria-invalid", "true")
    expect(rules).to_have_value('{"rules": [{"answers": "none"}]}')
    rules.fill(json.dumps(RULES))
    workers.get_by_role("button", name="Set the rules").click()
    expect(workers.get_by_role("listitem")).to_contain_text("auto-*")
    emulator.start_loop(flow, "auto-1")
    emulator.wait_for_status("Completed", "auto-1")
    console.reload()
    expect(workers.get_by_role("link", name="auto-1")).to_be_visible()
    expect(workers).to_contain_text("submit")
    workers.get_by_role("button", name="Delete all rules").click()
    expect(workers).to_contain_text("There are no rules")
    assert emulator.control("GET", "workers")[1]["rules"] == []
    assert_unharmed(console, seen)


def test_faults_are_injected_and_cleared(emulator: Emulator, console: Page, keep: Keep) -> None:
    emulator.start_loop(emulator.make_flow())
    console.goto(f"{emulator.url}/_a2i/console/test-kit")
    faults = section(console, "Faults")
    faults.get_by_label("Error").fill("NoSuchError")
    faults.get_by_role("button", name="Inject the fault").click()
    expect(faults.get_by_label("Operation")).to_have_attribute("aria-invalid", "true")
    faults.get_by_label("Operation").select_option("DescribeHumanLoop")
    faults.get_by_label("Error").fill("ThrottlingException")
    faults.get_by_label("How often").fill("1")
    faults.get_by_role("button", name="Inject the fault").click()
    expect(faults.get_by_role("listitem")).to_contain_text("struck 0 times")
    runtime = emulator.client("sagemaker-a2i-runtime")
    with pytest.raises(runtime.exceptions.ThrottlingException):
        runtime.describe_human_loop(HumanLoopName="loop")
    console.reload()
    expect(faults.get_by_role("listitem")).to_contain_text("struck once")
    assert_accessible(console)
    console.set_viewport_size({"width": 1280, "height": 800})
    console.emulate_media(color_scheme="light")
    console.evaluate("scrollTo(0, 0)")
    keep(console, "console-test-kit-light")
    faults.get_by_role("button", name="Clear all faults").click()
    expect(faults).to_contain_text("Nothing goes wrong")


def test_a_prediction_is_dropped_in(emulator: Emulator, console: Page, tmp_path: Path) -> None:
    seen = watch(console)
    emulator.client("s3").create_bucket(Bucket="bucket")
    console.goto(f"{emulator.url}/_a2i/console/test-kit")
    predictions = section(console, "Recorded predictions")
    label = {"Name": EVERYTHING[:200], "Confidence": 99.5, "ParentName": ""}
    recorded = tmp_path / "response.json"
    recorded.write_text(json.dumps({"ModerationLabels": [label]}), "utf-8")
    predictions.get_by_label("A JSON file").set_input_files(recorded)
    expect(predictions.get_by_label("Response")).to_have_value(recorded.read_text("utf-8"))
    predictions.get_by_label("For the object").fill("nowhere")
    predictions.get_by_role("button", name="Add the prediction").click()
    expect(predictions.get_by_label("Response")).to_have_accessible_description(
        "Drop a file here: a response as the AWS API or its CLI gives it, or what PUT"
        " /_a2i/predictions takes. This is no object in S3: nowhere"
    )
    predictions.get_by_label("For the object").fill("s3://bucket/a.png")
    predictions.get_by_label("Operation").select_option("DetectModerationLabels")
    predictions.get_by_role("button", name="Add the prediction").click()
    expect(predictions.get_by_role("listitem")).to_contain_text("s3://bucket/a.png")
    emulator.client("s3").put_object(Bucket="bucket", Key="a.png", Body=sample("street.png"))
    found = emulator.client("rekognition").detect_moderation_labels(
        Image={"S3Object": {"Bucket": "bucket", "Name": "a.png"}}
    )
    assert [one["Name"] for one in found["ModerationLabels"]] == [EVERYTHING[:200]]
    assert_unharmed(console, seen)
    predictions.get_by_role("button", name="Delete number 1").click()
    expect(predictions).to_contain_text("None was added here")
    assert emulator.control("GET", "predictions")[1] == {"predictions": []}
