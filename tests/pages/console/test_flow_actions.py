"""Flow definitions of the public workforce, and what goes with one that is deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_each_field_has_its_own_of_what_aws_refuses(emulator: Emulator, console: Page) -> None:
    emulator.make_flow("first")
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions/new")
    console.get_by_label("What to do").fill("a; Value 'b' c")
    count, title = (
        console.get_by_label(name) for name in ("Workers for each human loop", "Title of the task")
    )
    count.fill("0")
    press(console, "Create the flow definition")
    expect(title).to_be_focused()
    expect(title).to_have_accessible_description(
        "Value null at 'humanLoopConfig.taskTitle' failed to satisfy constraint:"
        " Member must not be null"
    )
    expect(count).to_have_accessible_description(
        "Value '0' at 'humanLoopConfig.taskCount' failed to satisfy constraint:"
        " Member must have value greater than or equal to 1"
    )
    title.fill("Title")
    count.fill("1")
    console.get_by_text("Price of a task, for the public workforce").click()
    dollars = console.get_by_label("Dollars", exact=True)
    dollars.fill("1")
    press(console, "Create the flow definition")
    expect(dollars).to_have_accessible_description(re.compile("PublicWorkforceTaskPrice can only"))


def test_a_flow_definition_leads_to_what_it_joins(emulator: Emulator, console: Page) -> None:
    made = emulator.make_flow("first")
    address = f"{emulator.url}/_a2i/console/flow-definitions/123456789012/us-east-1/first"
    console.goto(address)
    console.get_by_role("link", name=":workteam/private-crowd/").click()
    expect(console.get_by_role("heading", name="People")).to_be_visible()
    console.go_back()
    template = console.get_by_role("link", name=":human-task-ui/")
    template.click()
    console.get_by_role("link", name="first", exact=True).click()
    expect(console.get_by_role("main")).to_contain_text(made)
    # A template can go, though a flow definition names it.
    emulator.client("sagemaker").delete_human_task_ui(HumanTaskUiName="ui")
    console.reload()
    expect(console.get_by_role("main")).to_contain_text(":human-task-ui/ui")
    expect(template).to_have_count(0)


def test_a_price_and_tags_and_what_goes_with_them(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    sagemaker = emulator.client("sagemaker")
    emulator.make_flow("first")
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions")
    console.get_by_role("link", name="Create one").click()
    public = "The public workforce (Amazon Mechanical Turk)"
    console.get_by_label("Workteam").select_option(public)
    console.get_by_label("Title of the task").fill(EVERYTHING[:100])
    console.get_by_label("What to do").fill(EVERYTHING[:200])
    console.get_by_label("Keywords").fill("one\ntwo")
    console.get_by_label("Tags").fill("team=vision")
    console.get_by_text("Price of a task, for the public workforce").click()
    console.get_by_label("Cents", exact=True).fill("7")
    press(console, "Create the flow definition")
    expect(console.get_by_role("alert")).to_be_visible()
    expect(console.get_by_label("Cents", exact=True)).to_have_value("7")
    assert_unharmed(console, seen)
    console.get_by_label("Cents", exact=True).fill("1")
    console.get_by_label("Tenths of a cent").fill("2")
    press(console, "Create the flow definition")
    expect(console.get_by_role("heading", level=1)).to_have_text("reviews")
    assert_unharmed(console, seen)
    assert_accessible(console)
    made = sagemaker.describe_flow_definition(FlowDefinitionName="reviews")
    price = made["HumanLoopConfig"]["PublicWorkforceTaskPrice"]
    assert price == {"AmountInUsd": {"Cents": 1, "TenthFractionsOfACent": 2}}
    arn = made["FlowDefinitionArn"]
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "vision"}]

    # Another like this has all of it.
    console.get_by_role("link", name="Create another like this").click()
    press(console, "Create the flow definition")
    expect(console.get_by_role("heading", level=1)).to_have_text("reviews-2")
    other = sagemaker.describe_flow_definition(FlowDefinitionName="reviews-2")
    assert other["HumanLoopConfig"] == made["HumanLoopConfig"]
    tags = sagemaker.list_tags(ResourceArn=other["FlowDefinitionArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "vision"}]

    runtime = emulator.client("sagemaker-a2i-runtime")
    classifiers = ["FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent"]
    runtime.start_human_loop(
        HumanLoopName="asked",
        FlowDefinitionArn=other["FlowDefinitionArn"],
        HumanLoopInput={"InputContent": '{"text": "some text"}'},
        DataAttributes={"ContentClassifiers": classifiers},
    )
    console.get_by_role("link", name="Delete …").click()
    expect(console.get_by_role("main")).to_contain_text("open: 1. They are stopped")
    press(console, "Delete it")
    expect(console.get_by_role("main")).to_contain_text("Done: DeleteFlowDefinition")
    expect(console.get_by_role("row", name="reviews-2")).to_have_count(0)
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        runtime.describe_human_loop(HumanLoopName="asked")
