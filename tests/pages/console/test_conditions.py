"""Activation conditions: built by clicks and by keys, written as JSON, tried, and kept."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tests.pages.conftest import Keep
from tests.support.accessibility import assert_accessible
from tests.support.conditions import key_check, label_check, missing, sampling
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.operations.activation_conditions import condition_types
from a2i_emulator.predictions.samples import SAMPLES_PATH

TYPES = condition_types(TEXTRACT_SOURCE)
LIMITS = [
    name for name, kind in TYPES["ImportantFormKeyConfidenceCheck"].items() if kind == "number"
]


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(80):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"cannot be reached by Tab: {wanted}")


def begin(emulator: Emulator, page: Page, source: str) -> None:
    emulator.make_flow()
    page.goto(f"{emulator.url}/_a2i/console/flow-definitions/new?like={flow_arn(emulator)}")
    page.get_by_label("Task type").select_option(source)


def flow_arn(emulator: Emulator, name: str = "flow") -> str:
    return str(
        emulator.client("sagemaker").describe_flow_definition(FlowDefinitionName=name)[
            "FlowDefinitionArn"
        ]
    )


def written(page: Page) -> Any:
    text = page.get_by_label("Conditions as JSON").input_value()
    return json.loads(text)["Conditions"] if text else None


def kept(emulator: Emulator, name: str) -> Any:
    flow = emulator.client("sagemaker").describe_flow_definition(FlowDefinitionName=name)
    config = flow["HumanLoopActivationConfig"]["HumanLoopActivationConditionsConfig"]
    return json.loads(config["HumanLoopActivationConditions"])["Conditions"]


def test_by_keyboard_alone_from_nothing_to_a_flow_definition(
    emulator: Emulator, console: Page, keep: Keep
) -> None:
    emulator.make_flow()
    keys = console.keyboard
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions/new?like={flow_arn(emulator)}")
    expect(console.get_by_text("Choose a built-in task type to build conditions.")).to_be_visible()
    tab_to(console, console.get_by_label("Task type"))
    keys.press("End")
    tab_to(console, console.get_by_role("button", name="Add a condition", exact=True))
    keys.press("Enter")
    expect(console.get_by_label("Kind of 1", exact=True)).to_be_focused()
    tab_to(console, console.get_by_label("ModerationLabelName"))
    keys.type("Alcohol")
    tab_to(console, console.get_by_label("ConfidenceGreaterThanEquals"))
    keys.type("50")
    tab_to(console, console.get_by_label("ConfidenceLessThanEquals"))
    keys.type("92.5")
    between = label_check("Alcohol", ConfidenceGreaterThanEquals=50, ConfidenceLessThanEquals=92.5)
    assert written(console) == [between]

    # What was one condition becomes one of two.
    for _ in range(4):
        keys.press("Shift+Tab")
    expect(console.get_by_label("Kind of 1", exact=True)).to_be_focused()
    keys.press("ArrowDown")
    assert written(console)[0]["ConditionType"] == "Sampling"
    keys.press("ArrowUp")
    assert written(console) == [between]
    keys.press("End")
    keys.press("ArrowUp")
    expect(console.get_by_label("Kind of 1", exact=True)).to_have_value("And")
    tab_to(console, console.get_by_label("Kind of 1.2", exact=True))
    keys.press("ArrowDown")
    tab_to(console, console.get_by_label("RandomSamplingPercentage"))
    keys.type("100")
    tab_to(console, console.get_by_role("button", name="Add a condition to 1", exact=True))
    keys.press("Space")
    expect(console.get_by_label("Kind of 1.3", exact=True)).to_be_focused()
    tab_to(console, console.get_by_role("button", name="Remove 1.3"))
    keys.press("Enter")
    expect(console.get_by_role("button", name="Add a condition to 1", exact=True)).to_be_focused()
    assert written(console) == [{"And": [between, sampling(100)]}]
    assert_accessible(console)
    fits_a_phone(console)

    try_by_key(console)
    take_pictures(console, keep)
    tab_to(console, console.get_by_role("button", name="Create the flow definition"))
    keys.press("Enter")
    expect(console.get_by_role("heading", level=1)).to_have_text("flow-2")
    expect(console.get_by_role("main")).to_contain_text("Done: CreateFlowDefinition")
    expect(console.get_by_role("main")).to_contain_text(REKOGNITION_SOURCE)
    wider = {**between["ConditionParameters"], "ConfidenceLessThanEquals": 95}
    assert kept(emulator, "flow-2") == [
        {"And": [{**between, "ConditionParameters": wider}, sampling(100)]}
    ]


def fits_a_phone(console: Page) -> None:
    """Nested as deep as they go, conditions are not wider than a narrow page."""
    wide = console.viewport_size
    assert wide
    console.set_viewport_size({"width": 360, "height": 800})
    assert console.evaluate("document.documentElement.scrollWidth") == 360
    console.set_viewport_size(wide)


def take_pictures(console: Page, keep: Keep) -> None:
    console.set_viewport_size({"width": 1280, "height": 860})
    console.emulate_media(color_scheme="light")
    for part, name in (("#conditions", "conditions"), (".trial", "trial")):
        console.locator(part).evaluate("node => node.scrollIntoView()")
        console.evaluate("scrollBy(0, -110)")
        keep(console, f"console-{name}-light")


def try_by_key(console: Page) -> None:
    """Try conditions of which one is not met, mend it, and try again."""
    keys = console.keyboard
    tab_to(console, console.get_by_text("Try the conditions"))
    keys.press("Enter")
    tab_to(console, console.get_by_label("A recorded response"))
    keys.press("ArrowDown")
    tab_to(console, console.get_by_role("button", name="Try them"))
    keys.press("Enter")
    outcome = console.get_by_role("region", name="No human would look")
    expect(outcome).to_be_focused()
    expect(outcome).to_contain_text("Alcohol: 93.5 breaks ConfidenceLessThanEquals 92.5")
    expect(outcome).to_contain_text("met below 100")
    assert_accessible(console)
    limit = console.get_by_label("ConfidenceLessThanEquals")
    limit.focus()
    keys.press("ControlOrMeta+a")
    keys.type("95")
    tab_to(console, console.get_by_role("button", name="Try them"))
    keys.press("Enter")
    outcome = console.get_by_role("region", name="A human would look")
    expect(outcome).to_contain_text("At: Alcohol")
    expect(outcome).to_contain_text("93.5 keeps ConfidenceGreaterThanEquals 50")


def test_what_is_written_is_shown_and_kept_as_it_is(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    begin(emulator, console, TEXTRACT_SOURCE)
    every_limit = {name: number + 0.5 for number, name in enumerate(LIMITS)}
    key = {"ImportantFormKey": EVERYTHING, "ImportantFormKeyAliases": ["Due", EVERYTHING]}
    conditions = [
        key_check(key, **every_limit),
        {"Or": [missing("Total", EVERYTHING), {"And": [sampling(37.5), missing("Due")]}]},
    ]
    area = console.get_by_label("Conditions as JSON")
    area.fill(json.dumps({"Conditions": conditions}))
    expect(console.get_by_label("Kind of 2.2.1", exact=True)).to_have_value("Sampling")
    for name, limit in every_limit.items():
        expect(console.get_by_label(name, exact=True)).to_have_value(str(limit))
    console.get_by_label("RandomSamplingPercentage").fill("100")
    changed = json.loads(json.dumps(conditions))
    changed[1]["Or"][1]["And"][0] = sampling(100)
    assert written(console) == changed
    assert_unharmed(console, seen)
    console.reload()
    expect(console.get_by_label("Kind of 2.2.1", exact=True)).to_have_value("Sampling")
    assert written(console) == changed

    # What the fields cannot show stays as it is, and AWS's words stand beside it.
    odd = '{"Conditions": [{"ConditionType": "Other", "ConditionParameters": {}}]}'
    area.fill(odd)
    expect(console.get_by_text("These fields do not know “Other”.")).to_be_visible()
    console.get_by_role("button", name="Create the flow definition").click()
    expect(area).to_have_attribute("aria-invalid", "true")
    expect(area).to_have_value(odd)
    area.fill("{")
    expect(console.get_by_text("This is not JSON")).to_be_visible()
    area.fill(json.dumps({"Conditions": changed}))

    # A pasted response, of which one text is hostile; the page was open while its cookie went.
    response = json.loads((SAMPLES_PATH / "invoice.png.json").read_text("utf-8"))
    for block in response["Blocks"]:
        if block.get("Text") == "Total":
            block["Text"] = EVERYTHING
    console.get_by_text("Try the conditions").click()
    console.get_by_label("Response", exact=True).fill(json.dumps(response))
    console.context.clear_cookies()
    console.get_by_role("button", name="Try them").click()
    console.get_by_role("button", name="Send it again").click()
    outcome = console.get_by_role("region", name="A human would look")
    expect(outcome).to_contain_text("The response does not have the key.")
    expect(outcome).to_contain_text("breaks WordBlockConfidenceEquals 5.5")
    assert written(console) == changed
    assert_unharmed(console, seen)
    console.get_by_label("Response", exact=True).fill("[]")
    console.get_by_role("button", name="Try them").click()
    expect(console.get_by_label("Response", exact=True)).to_have_attribute("aria-invalid", "true")

    console.get_by_role("button", name="Create the flow definition").click()
    expect(console.get_by_role("heading", level=1)).to_have_text("flow-2")
    assert kept(emulator, "flow-2") == changed
    console.get_by_role("link", name="Create another like this").click()
    expect(console.get_by_label("Kind of 2.2.1", exact=True)).to_have_value("Sampling")
    assert written(console) == changed
    assert_unharmed(console, seen)
