"""The editor of worker templates: what is written, what a worker sees, and what is kept."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator
from tests.support.hostile import EVERYTHING, assert_unharmed, watch

from a2i_emulator.templates import render, variables
from a2i_emulator.templates.gallery import KINDS, gallery_template, sample_input

GOOD = "<crowd-form>\n  <p>{{ task.input.text }}</p>\n</crowd-form>\n"
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
    console.get_by_role("link", name="Delete …").click()
    console.get_by_role("button", name="Delete it").click()
    expect(console.get_by_text("No worker templates yet")).to_be_visible()
    assert problems == []


def content(emulator: Emulator, name: str) -> str:
    sagemaker = emulator.client("sagemaker")
    digest = sagemaker.describe_human_task_ui(HumanTaskUiName=name)["UiTemplate"]["ContentSha256"]
    with emulator.server.service.view() as store:
        return str(store.template(digest))


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
    expect(console.get_by_role("row", name="hostile")).to_contain_text(OTHER_ACCOUNT)
    expect(console.get_by_role("row", name="hostile")).to_contain_text("eu-west-1")
    code = console.get_by_role("status").filter(has_text="Done: CreateHumanTaskUi")
    expect(code).to_contain_text('region_name="eu-west-1"')
    assert_unharmed(console, seen)


def test_a_template_in_use_says_whose(emulator: Emulator, console: Page) -> None:
    emulator.make_flow("reviews")
    address = f"{emulator.url}/_a2i/console/templates"
    console.goto(address)
    expect(console.get_by_role("row", name="ui")).to_contain_text("reviews")
    console.get_by_role("link", name="Delete …").click()
    expect(console.get_by_role("main")).to_contain_text("can be started any more for: reviews")
    answer = console.request.get(f"{address}/123456789012/us-east-1/none/delete")
    assert answer.status == 404
    assert console.request.get(f"{address}/preview/none").status == 404
