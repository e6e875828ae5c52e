"""The editor of worker templates: what is written, what a worker sees, and what is kept."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import TEMPLATE, Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch

from a2i_emulator.templates import render, variables
from a2i_emulator.templates.gallery import KINDS, gallery_template, sample_input

GOOD = "<crowd-form>\n  <p>{{ task.input.text }}</p>\n</crowd-form>\n"
CREDENTIALS = (
    "import os\nos.environ.update(AWS_ACCESS_KEY_ID='test', AWS_SECRET_ACCESS_KEY='test')\n"
)
OTHER_ACCOUNT = "210987654321"


def write(page: Page, text: str) -> None:
    """Replace what the editor holds, as somebody who types does."""
    editor = page.get_by_role("textbox", name="Template", exact=True)
    editor.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("kind", KINDS)
def test_each_template_of_the_gallery_shows_its_sample(kind: str) -> None:
    template, sample = gallery_template(kind), json.loads(sample_input(kind))
    rendered = render(template, sample, presign=str)
    assert rendered.errors == ()
    assert {path[0] for path in variables(template)} == sample.keys()
    assert "assets.crowd.aws" in template


def test_from_the_gallery_to_a_human_task_ui(emulator: Emulator, console: Page) -> None:
    problems: list[str] = []
    console.on(
        "console",
        lambda told: (
            problems.append(told.text)
            if told.type == "error" and "Failed to load" not in told.text
            else None
        ),
    )
    console.goto(f"{emulator.url}/_a2i/console/templates")
    expect(console.get_by_text("No worker templates yet")).to_be_visible()
    assert_accessible(console)
    console.get_by_role("link", name="Create a template").click()
    assert_accessible(console)
    console.get_by_role("link", name="Classification of a text").click()
    expect(console.get_by_label("Name", exact=True)).to_have_value("classification")
    frame = console.frame_locator("#preview iframe")
    expect(frame.get_by_role("button", name="Submit")).to_be_visible()
    assert_accessible(console)

    # What Submit would write.
    frame.get_by_text("Receipt", exact=True).click()
    frame.get_by_role("button", name="Submit").click()
    expect(console.locator("#answer")).to_contain_text('"label": "Receipt"')

    # Variables, and an error at its line.
    listed = console.locator("#variables")
    expect(listed).to_contain_text("task.input.text in the sample input")
    write(console, "<crowd-form>\n{{ task.input.text }}\n{{ task.input.title }}\n</crowd-form>")
    expect(listed).to_contain_text("task.input.title missing in the sample input")
    expect(console.locator("#problems")).to_contain_text("Line 3: UndefinedTemplateVariable")
    write(console, "<crowd-form>\n{% if task.input.text %}\n</crowd-form>")
    expect(console.locator("#problems")).to_contain_text("Line 2: TemplateSyntaxError")
    console.get_by_label("Sample input", exact=True).fill("{")
    expect(console.get_by_text("This is not JSON")).to_be_visible()
    console.get_by_label("Sample input", exact=True).fill('{"text": "Ünïcode"}')
    write(console, GOOD)
    expect(frame.get_by_text("Ünïcode")).to_be_visible()
    expect(console.locator("#problems")).to_be_hidden()

    # AWS's words, and nothing lost.
    console.get_by_label("Name", exact=True).fill("No Spaces")
    console.get_by_label("Tags").fill("team=vision\nstage=test")
    console.get_by_role("button", name="Create the template").click()
    name = console.get_by_label("Name", exact=True)
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(frame.get_by_text("Ünïcode")).to_be_visible()
    name.fill("my-ui")
    console.get_by_role("button", name="Create the template").click()
    expect(console.get_by_role("main")).to_contain_text("Done: CreateHumanTaskUi")
    assert (
        content(emulator, "my-ui")
        == "<crowd-form>\n  <p>{{ task.input.text }}</p>\n</crowd-form>\n"
    )
    arn = emulator.client("sagemaker").describe_human_task_ui(HumanTaskUiName="my-ui")
    tags = emulator.client("sagemaker").list_tags(ResourceArn=arn["HumanTaskUiArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"team": "vision", "stage": "test"}
    assert_accessible(console)

    console.get_by_role("link", name="Edit as a new one").click()
    expect(console.get_by_label("Name", exact=True)).to_have_value("my-ui-2")
    console.go_back()
    expect(console.get_by_role("heading", level=1)).to_have_text("my-ui")
    console.get_by_role("link", name="Delete …").click()
    console.get_by_role("button", name="Delete it").click()
    expect(console.get_by_text("No worker templates yet")).to_be_visible()
    assert problems == []


def content(emulator: Emulator, name: str) -> str:
    sagemaker = emulator.client("sagemaker")
    digest = sagemaker.describe_human_task_ui(HumanTaskUiName=name)["UiTemplate"]["ContentSha256"]
    with emulator.server.service.view() as store:
        return str(store.template(digest))


@pytest.mark.parametrize("default", ["Textract", "Rekognition"])
def test_a_default_template_shows_a_recorded_prediction(
    emulator: Emulator, console: Page, default: str
) -> None:
    console.goto(f"{emulator.url}/_a2i/console/templates/gallery")
    console.get_by_role("link", name=f"Amazon {default}").click()
    expect(console.locator("#variables")).to_contain_text("in the sample input")
    expect(console.locator("#variables")).not_to_contain_text("missing")
    expect(console.locator("#problems")).to_be_hidden()


def test_a_template_is_edited_with_the_input_of_its_latest_loop(
    emulator: Emulator, console: Page
) -> None:
    """It may have the name that the gallery gives to another."""
    name = KINDS[1]
    emulator.client("sagemaker").create_human_task_ui(
        HumanTaskUiName=name, UiTemplate={"Content": GOOD}
    )
    ui = f"arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/{name}"
    emulator.start_loop(emulator.make_flow(HumanTaskUiArn=ui), content={"text": "Ünïcode"})
    console.goto(f"{emulator.url}/_a2i/console/templates")
    row = console.get_by_role("row", name=name)
    row.get_by_role("link", name="Edit as a new one").click()
    expect(console.get_by_label("Name", exact=True)).to_have_value(f"{name}-2")
    expect(console.frame_locator("#preview iframe").get_by_text("Ünïcode")).to_be_visible()
    expect(console.get_by_role("button", name=f"Replace {name} …")).to_be_visible()


def test_a_template_for_another_account_with_the_input_of_a_loop(
    emulator: Emulator, console: Page
) -> None:
    emulator.start_loop(emulator.make_flow(), content={"text": EVERYTHING})
    seen = watch(console)
    console.goto(f"{emulator.url}/_a2i/console/templates/new")
    console.get_by_label("Sample input from").select_option("loop")
    expect(console.get_by_label("Sample input", exact=True)).to_have_value(
        json.dumps({"text": EVERYTHING}, indent=2, ensure_ascii=False)
    )
    write(console, "<crowd-form><p id=t>{{ task.input.text }}</p>" + EVERYTHING)
    console.get_by_label("Name", exact=True).fill("hostile")
    expect(console.locator("#problems, #preview iframe").first).to_be_attached()
    assert_unharmed(console, seen)
    console.get_by_text("Account and Region:").click()
    console.get_by_label("Account", exact=True).fill(OTHER_ACCOUNT)
    console.get_by_label("Region", exact=True).fill("eu-west-1")
    console.get_by_role("button", name="Create the template").click()
    expect(console.get_by_role("main")).to_contain_text(
        f"arn:aws:sagemaker:eu-west-1:{OTHER_ACCOUNT}:human-task-ui/hostile"
    )
    code = console.get_by_role("status").filter(has_text="Done: CreateHumanTaskUi")
    expect(code).to_contain_text('region_name="eu-west-1"')
    # It says whose credentials it takes, and where there are some.
    told = code.locator("[data-kind=boto3] pre").text_content() or ""
    role = re.search(rf"^# .*{OTHER_ACCOUNT}.* (arn:\S+)", told)
    assert role
    assumed = emulator.client("sts").assume_role(RoleArn=role[1], RoleSessionName="me")
    assert assumed["AssumedRoleUser"]["Arn"].split(":")[4] == OTHER_ACCOUNT
    assert_unharmed(console, seen)


def test_a_template_in_use_says_whose(emulator: Emulator, console: Page) -> None:
    emulator.make_flow("reviews")
    address = f"{emulator.url}/_a2i/console/templates"
    console.goto(address)
    console.get_by_role("link", name="ui", exact=True).click()
    expect(console.get_by_role("link", name="reviews")).to_be_visible()
    console.get_by_role("link", name="Delete …").click()
    expect(console.get_by_role("main")).to_contain_text("can be started any more for: reviews")
    for path in ("", "/delete", "/tags"):
        answer = console.request.get(f"{address}/123456789012/us-east-1/none{path}")
        assert answer.status == 404
    assert console.request.get(f"{address}/preview/none").status == 404
    assert console.request.get(f"{address}/recorded/none.json").status == 404


def test_a_template_is_replaced_with_its_flow_definitions(
    emulator: Emulator, console: Page
) -> None:
    sagemaker = emulator.client("sagemaker")
    team = emulator.make_workteam(workers=("alice",))
    moved = emulator.make_flow("moved", workteam=team)
    sagemaker.add_tags(ResourceArn=moved, Tags=[{"Key": "team", "Value": "vision"}])
    before = sagemaker.describe_flow_definition(FlowDefinitionName="moved")
    given = {key: before[key] for key in ("RoleArn", "OutputConfig", "HumanLoopConfig")}
    busy = sagemaker.create_flow_definition(FlowDefinitionName="busy", **given)
    emulator.start_loop(busy["FlowDefinitionArn"], "at-work")
    emulator.accept("at-work", "alice")
    emulator.start_loop(moved, "waiting")

    console.goto(f"{emulator.url}/_a2i/console/templates/123456789012/us-east-1/ui")
    console.get_by_role("link", name="Edit as a new one").click()
    sample = console.get_by_label("Sample input", exact=True)
    console.get_by_label("Sample input from").select_option(label="waiting")
    expect(sample).to_have_value(json.dumps({"text": "some text"}, indent=2))
    recorded = console.locator("#recent optgroup[label='A recorded prediction'] option")
    console.get_by_label("Sample input from").select_option(recorded.first.get_attribute("value"))
    expect(sample).to_have_value(re.compile("selectedAiServiceResponse"))
    write(console, GOOD)
    console.get_by_role("button", name="Replace ui …").click()
    goes = console.get_by_role("main")
    expect(goes).to_contain_text("ui-2 is created, and the old one stays")
    expect(goes).to_contain_text("created again with the new template: moved.")
    expect(goes).to_contain_text("1 open ones among them")
    expect(goes).to_contain_text("These keep the old template, as a worker is at one of their")
    assert_accessible(console)
    console.get_by_role("button", name="Cancel").click()
    expect(console.get_by_label("Name", exact=True)).to_have_value("ui-2")
    assert content(emulator, "ui") == TEMPLATE

    # A refusal in the middle says what is left, and how to do it.
    fault = {"operation": "CreateFlowDefinition", "error": "ThrottlingException", "times": 1}
    emulator.control("PUT", "faults", {"faults": [fault]})
    console.get_by_role("button", name="Replace ui …").click()
    console.get_by_role("button", name="Replace it").click()
    expect(console.get_by_role("alert")).to_contain_text("CreateFlowDefinition Throttling")
    left = console.get_by_role("region", name="What is left to be done")
    left.get_by_text("boto3", exact=True).click()
    assert_accessible(console)
    exec(CREDENTIALS + left.locator("[data-kind=boto3] pre").inner_text(), {})

    after = sagemaker.describe_flow_definition(FlowDefinitionName="moved")
    uis = [one["HumanLoopConfig"].pop("HumanTaskUiArn") for one in (before, after)]
    assert uis == [
        f"arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/{name}" for name in ("ui", "ui-2")
    ]
    assert after["HumanLoopConfig"] == before["HumanLoopConfig"]
    assert sagemaker.list_tags(ResourceArn=moved)["Tags"] == [{"Key": "team", "Value": "vision"}]
    assert content(emulator, "ui-2") == GOOD.rstrip("\n") + "\n"
    assert emulator.describe_loop("at-work")["HumanLoopStatus"] == "InProgress"


def test_a_replacement_without_a_hitch(emulator: Emulator, console: Page) -> None:
    emulator.make_flow("moved")
    quality = {"consolidate": True}
    path = "flow-definitions/moved/quality"
    assert emulator.control("PUT", path, quality)[0] == 200
    console.goto(
        f"{emulator.url}/_a2i/console/templates/new?like=ui&account=123456789012&region=us-east-1"
    )
    console.get_by_role("button", name="Replace ui …").click()
    console.get_by_role("button", name="Replace it").click()
    expect(console.get_by_role("heading", level=1)).to_have_text("ui-2")
    assert emulator.control("GET", path)[1]["settings"] == quality
    expect(console.get_by_role("main")).to_contain_text(
        "Done: CreateHumanTaskUi, DeleteFlowDefinition, CreateFlowDefinition"
    )
    expect(console.get_by_role("link", name="moved")).to_be_visible()
