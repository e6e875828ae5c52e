"""What the two tools that paint masks answer: drafts, locks, JSON, scripts, large images."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import Open
from tests.support.accessibility import in_both_schemes
from tests.support.drawing import Hand
from tests.support.masks import (
    ALL,
    BLUE,
    ORANGE,
    SCENE,
    STROKE,
    colours_of,
    data_url,
    given_mask,
    image_of,
    mask_tool,
    opened,
    png,
    size_to,
)
from tests.support.pictures import picture


@pytest.mark.parametrize("tag", ["semantic", "instance"])
def test_nothing_to_label(open_task: Open, tag: str) -> None:
    hand = opened(open_task, tag)
    task = hand.task
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Paint something, or tick")
    task.frame.get_by_role("checkbox", name="Nothing to label").check()
    answer = task.submit()["annotatedResult"]
    assert colours_of(answer) == {"": ALL}
    assert answer["labelMappings" if tag == "semantic" else "instances"] in ({}, [])


def test_a_draft_is_put_back_into_the_tool(open_task: Open) -> None:
    hand = opened(open_task, "instance")
    hand.drag(*STROKE).press("n").drag((150, 20), (180, 20))
    drawn = hand.drawn()
    draft = hand.task.wait_for("a2i:draft")
    while draft["answerContent"] != {"annotatedResult": drawn}:
        draft = hand.task.messages("a2i:draft")[-1]
    again = opened(open_task, "instance")
    again.task.tell(type="a2i:restore", answerContent=draft["answerContent"], marks={})
    expect(again.task.frame.locator(".entries .name")).to_have_text(["Dog 1", "Dog 2"])
    again.press("e")
    again.task.frame.get_by_role("button", name="Remove Dog 2").click()
    again.press("Control+z")
    assert again.task.submit() == {"annotatedResult": drawn}


@pytest.mark.parametrize("is_submitted", [False, True])
def test_nothing_changes_what_is_locked(open_task: Open, is_submitted: bool) -> None:
    initial = {"labelMappings": {"Dog": {"color": BLUE}}, "src": data_url(png(given_mask()))}
    hand = opened(open_task, more="" if is_submitted else "disabled", initial=initial)
    value = "document.querySelector('crowd-form > *').value"
    hand.task.frame.wait_for_function(f"{value}.labeledImage.pngImageData")
    if is_submitted:
        hand.task.submit()
        hand.task.tell(type="a2i:submitted")
    before = hand.task.frame.evaluate(value)
    assert colours_of(before) == {"": ALL - 1200, BLUE: 1200}
    hand.drag(*STROKE).press("e").drag((30, 30), (45, 45))
    hand.stage.focus()
    hand.press("Space", "Enter", "ArrowRight", "Control+z")
    expect(hand.task.frame.get_by_role("slider", name="Opacity")).to_be_disabled()
    assert hand.task.frame.evaluate(value) == before


def test_the_answer_as_json_follows_and_leads(open_task: Open) -> None:
    hand = opened(open_task)
    frame = hand.task.frame
    frame.get_by_role("button", name="Show the answer as JSON").click()
    text = frame.get_by_role("textbox", name="Answer as JSON")
    hand.drag(*STROKE)
    drawn = hand.drawn()
    assert json.loads(text.input_value()) == drawn
    written = {
        "labelMappings": {"Cat": {"color": "#123456"}},
        "labeledImage": {"pngImageData": data_url(png(given_mask("#123456"))).partition(",")[2]},
    }
    text.fill(json.dumps(written))
    frame.wait_for_function(
        "/123456/.test(JSON.stringify(document.querySelector('crowd-form > *').value))"
    )
    assert colours_of(hand.drawn()) == {"": ALL - 1200, "#123456": 1200}
    assert hand.drawn()["labelMappings"] == written["labelMappings"]
    small = data_url(png(given_mask().resize((20, 15)))).partition(",")[2]
    text.fill(json.dumps({**written, "labeledImage": {"pngImageData": small}}))
    hand.task.submit_button.click()
    expect(frame.get_by_role("alert")).to_contain_text("must be a PNG of 200 by 150 pixels")
    text.fill(json.dumps({**written, "labeledImage": {}}))
    expect(frame.locator("#json-problem")).to_contain_text('has no "pngImageData"')
    hand.stage.focus()
    hand.press("Control+z")
    assert hand.drawn() == drawn


def test_scripts_use_labels_and_values(open_task: Open) -> None:
    hand = opened(open_task)
    frame = hand.task.frame
    frame.evaluate("document.querySelector('crowd-form > *').labels = ['Whale', 'Dog']")
    expect(frame.get_by_role("radio", name="Whale")).to_be_checked()
    hand.drag(*STROKE)
    assert frame.evaluate(
        """() => {
          const tool = document.querySelector('crowd-form > *');
          tool.value.id = 7;
          const {labelMappings} = tool._submittableValue || tool.value;
          return [labelMappings, tool.shadowRoot.querySelector('canvas.upper-canvas').width > 0];
        }"""
    ) == [{"Whale": {"color": BLUE}}, True]
    assert hand.drawn()["id"] == 7
    value = {
        "labelMappings": {"Dog": {"color": ORANGE}},
        "labeledImage": {"pngImageData": data_url(png(given_mask(ORANGE))).partition(",")[2]},
    }
    frame.evaluate("value => { document.querySelector('crowd-form > *').value = value; }", value)
    expect(frame.locator(".entries .share")).to_contain_text(["", "4.0 %"])
    assert colours_of(hand.drawn()) == {"": ALL - 1200, ORANGE: 1200}
    frame.evaluate("document.querySelector('crowd-form > *').value = null")
    assert colours_of(hand.drawn()) == {"": ALL}


def test_an_image_that_is_not_there_is_not_answered(open_task: Open) -> None:
    task = open_task(mask_tool("semantic", src="/gone.png"))
    expect(task.frame.get_by_text("The image could not be loaded")).to_be_visible()
    expect(task.frame.get_by_role("checkbox", name="Nothing to label")).to_be_disabled()
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("The image is not there")
    assert task.messages("a2i:submit") == []


@pytest.mark.parametrize(
    ("hostile", "tags"),
    [
        ("'x'", ["semantic"]),
        ("[null, {}, 1]", ["instance"]),
        ("{a: 1}", ["semantic"]),
        ("{", ["instance"]),
        ("{src: 7, instances: 1}", ["semantic", "instance"]),
    ],
)
def test_broken_attributes_never_break_the_tool(
    open_task: Open, hostile: str, tags: list[str]
) -> None:
    broken = f'label-colors="{hostile}" initial-value="{hostile}"'
    for tag in tags:
        hand = Hand(open_task(mask_tool(tag, broken))).ready()
        hand.drag(*STROKE)
        assert set(colours_of(hand.drawn())) == {"", BLUE}


def test_a_large_image_stays_usable(open_task: Open) -> None:
    hand = Hand(open_task(mask_tool("semantic", src=picture(4000, 3000)))).ready()
    size_to(hand, 300)
    hand.drag((200, 200), (3800, 2800)).press("2").drag((3800, 200), (200, 2800))
    hand.press("3", "f").click((2000, 100))
    answer = hand.task.submit()["annotatedResult"]
    assert image_of(answer).size == (4000, 3000)
    assert sorted(answer["labelMappings"]) == ["Cat", "Dog", "Tree"]
    assert len(answer["labeledImage"]["pngImageData"]) < 400_000


@pytest.mark.parametrize("tag", ["semantic", "instance"])
def test_axe_finds_nothing(open_task: Open, tag: str) -> None:
    initial = {"labelMappings": {}, "instances": [], "src": SCENE.replace("svg+xml", "none")}
    task = open_task(mask_tool(tag, initial=initial))
    task.page.emulate_media(reduced_motion="reduce")
    hand = Hand(task).ready()
    expect(task.frame.get_by_text("is not there.")).to_be_visible()
    assert in_both_schemes(task.frame) == []
    task.frame.get_by_role("button", name="Begin without it").click()
    hand.press("p").drag(*STROKE).press("b")
    task.frame.get_by_text("Keys", exact=True).click()
    assert in_both_schemes(task.frame) == []
