"""Lists in pages, their search, and the tags of what stands in them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.emulator import ROLE, Emulator
from tests.support.hostile import CORPUS, assert_unharmed, watch

from a2i_emulator.pages.console import listing

HOSTILE = [text for text in CORPUS if text.isprintable()]
KINDS = ("flow-definitions", "templates", "workteams")


def make_many(emulator: Emulator, count: int) -> None:
    sagemaker = emulator.client("sagemaker")
    emulator.make_flow("thing-00", workteam=emulator.make_workteam("thing-00"))
    members = sagemaker.describe_workteam(WorkteamName="thing-00")["Workteam"]["MemberDefinitions"]
    for number in range(1, count):
        name = f"thing-{number:02}"
        sagemaker.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": "<p></p>"})
        sagemaker.create_workteam(WorkteamName=name, MemberDefinitions=members, Description=name)
        output = {"S3OutputPath": "s3://bucket/out"}
        sagemaker.create_flow_definition(FlowDefinitionName=name, OutputConfig=output, RoleArn=ROLE)


def test_every_list_has_pages_and_a_search(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    make_many(emulator, 53)
    rows = console.get_by_role("row")
    for kind in KINDS:
        console.goto(f"{emulator.url}/_a2i/console/{kind}")
        expect(rows).to_have_count(51)
        console.get_by_role("link", name="Next page").click()
        expect(rows).to_have_count(4)
        expect(console.get_by_role("link", name="Next page")).to_have_count(0)
        console.get_by_role("link", name="First page").click()
        console.get_by_label("Name").fill("-07")
        console.get_by_role("button", name="Show").click()
        expect(rows).to_have_count(2)
        expect(rows.nth(1)).to_contain_text("thing-07")
        console.get_by_label("Name").fill(" ".join(HOSTILE)[:60])
        console.get_by_role("button", name="Show").click()
        expect(console.get_by_text("None is like what was asked for.")).to_be_visible()
        assert_unharmed(console, seen)
    assert_accessible(console)


def test_where_too_many_are_to_choose_from_an_arn_is_asked_for(
    emulator: Emulator, console: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_OFFERED", 1)
    make_many(emulator, 2)
    flow = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/thing-00"
    console.goto(f"{emulator.url}/_a2i/console/human-loops/new")
    console.get_by_label("Flow definition").fill(flow)
    console.get_by_role("button", name="Start human loop").click()
    expect(console.get_by_role("main")).to_contain_text("Done: StartHumanLoop")
    console.goto(f"{emulator.url}/_a2i/console/human-loops")
    for asked, count in ((flow, 2), (flow.replace("00", "01"), 0), ("<b>", 0)):
        console.get_by_label("Flow definition").fill(asked)
        console.get_by_role("button", name="Show").click()
        expect(console.get_by_label("Flow definition")).to_have_value(asked)
        expect(console.get_by_role("row")).to_have_count(count)
    assert_accessible(console)


@pytest.mark.parametrize("path", [*KINDS, "workforce"])
def test_what_is_no_page_is_the_first_one(emulator: Emulator, console: Page, path: str) -> None:
    for after in ("x", "a/b/c/d", "/" * 50, "\u202e"):
        answer = console.request.get(f"{emulator.url}/_a2i/console/{path}?after={after}")
        assert answer.status == 200
    answer = console.request.get(f"{emulator.url}/_a2i/console/{path}/1/us-east-1/none")
    assert answer.status == 404


def test_tags_are_changed_as_far_as_they_differ(emulator: Emulator, console: Page) -> None:
    seen = watch(console)
    sagemaker = emulator.client("sagemaker")
    emulator.make_flow("flow", workteam=emulator.make_workteam("team"))
    for kind, name in zip(KINDS, ("flow", "ui", "team"), strict=True):
        console.goto(f"{emulator.url}/_a2i/console/{kind}/123456789012/us-east-1/{name}")
        arn = console.locator(".facts dd").first.inner_text()
        console.get_by_role("link", name="Change the tags").click()
        field = console.get_by_label("Tags")
        field.fill("stage=test\nowner=a=b\n\ngone=")
        console.get_by_role("button", name="Save the tags").click()
        expect(console.get_by_role("main")).to_contain_text("Done: AddTags")
        field.fill("stage=live\nowner=a=b")
        console.get_by_role("button", name="Save the tags").click()
        expect(console.get_by_role("main")).to_contain_text("Done: AddTags, DeleteTags")
        tags = sagemaker.list_tags(ResourceArn=arn)["Tags"]
        assert tags == [{"Key": "owner", "Value": "a=b"}, {"Key": "stage", "Value": "live"}]
        field.fill("\n".join(HOSTILE))
        console.get_by_role("button", name="Save the tags").click()
        expect(field).to_have_attribute("aria-invalid", "true")
        assert_unharmed(console, seen)
        assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tags
        console.get_by_role("link", name="Cancel").click()
    expect(console.get_by_role("main")).to_contain_text("stage=live")
    assert_accessible(console)
