"""What all five tools for shapes share: drawing, undo, drafts, locks, scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import Open
from tests.support.accessibility import in_both_schemes
from tests.support.drawing import Hand, tool
from tests.support.shapes import BOX, DRAWN, GIVEN, answer, draw, outline


@pytest.mark.parametrize("is_object", [False, True])
@pytest.mark.parametrize("tag", GIVEN)
def test_an_initial_value_left_alone(open_task: Open, tag: str, is_object: bool) -> None:
    kind, shapes, _ = GIVEN[tag]
    task = open_task(tool(tag, initial={kind: shapes} if is_object else shapes))
    Hand(task).ready()
    expected = {"annotatedResult": answer(tag, shapes, modified=False)}
    assert json.dumps(task.submit()) == json.dumps(expected, sort_keys=True)


@pytest.mark.parametrize("tag", GIVEN)
def test_drawn_undone_and_done_again(open_task: Open, tag: str) -> None:
    _, given, _ = GIVEN[tag]
    task = open_task(tool(tag, initial=given))
    hand = Hand(task).ready()
    before = hand.drawn()
    assert before == answer(tag, given, modified=False)
    draw(hand, tag)
    after = answer(tag, [*given, *DRAWN[tag]], modified=True)
    assert hand.drawn() == after
    undo = task.frame.get_by_role("button", name="Undo")
    while undo.get_attribute("aria-disabled") == "false":
        undo.click()
    assert hand.drawn() == before
    steps = len(DRAWN[tag][0].get("vertices", [])) + 1
    for _ in range(steps):
        hand.press("Control+Shift+z")
    assert hand.drawn() == after
    assert task.submit() == {"annotatedResult": after}


@pytest.mark.parametrize("tag", GIVEN)
def test_nothing_is_drawn(open_task: Open, tag: str) -> None:
    task = open_task(tool(tag))
    hand = Hand(task).ready()
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Nothing to label")
    expect(hand.stage).to_be_focused()
    assert task.messages("a2i:submit") == []
    nothing = task.frame.get_by_role("checkbox", name="Nothing to label")
    nothing.check()
    assert task.submit() == {"annotatedResult": answer(tag, [])}


def test_drawing_takes_back_that_there_is_nothing(open_task: Open) -> None:
    task = open_task(tool("bounding-box"))
    hand = Hand(task).ready()
    nothing = task.frame.get_by_role("checkbox", name="Nothing to label")
    nothing.check()
    hand.drag((10, 10), (60, 60))
    expect(nothing).to_be_disabled()
    expect(nothing).not_to_be_checked()
    hand.press("Delete")
    expect(nothing).to_be_enabled()
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Draw at least one box")


@pytest.mark.parametrize("tag", GIVEN)
def test_without_a_pointer(open_task: Open, tag: str) -> None:
    task = open_task(tool(tag))
    hand = Hand(task).ready()
    hand.stage.focus()
    hand.press("2", "n")
    placed = hand.drawn()[GIVEN[tag][0]]
    hand.press("ArrowRight", "Shift+ArrowDown", "Escape", "ArrowRight")
    moved = hand.drawn()[GIVEN[tag][0]]
    assert outline(moved[0]) == [(x + 1, y + 10) for x, y in outline(placed[0])]
    hand.press("PageDown")
    row = hand.rows.first
    expect(row).to_be_focused()
    hand.press("Shift+ArrowRight", "ArrowUp")
    moved = hand.drawn()[GIVEN[tag][0]]
    assert outline(moved[0]) == [(x + 11, y + 9) for x, y in outline(placed[0])]
    assert moved[0]["label"] == "Cat"
    hand.press("Shift+1", "d")
    first, second = hand.drawn()[GIVEN[tag][0]]
    assert first["label"] == second["label"] == "Dog"
    hand.press("Delete")
    assert hand.drawn()[GIVEN[tag][0]] == [first]
    expect(task.frame.get_by_role("status").filter(has_text="Dog deleted")).to_be_visible()


@pytest.mark.parametrize("tag", GIVEN)
def test_by_cross_hairs_and_space(open_task: Open, tag: str) -> None:
    """The arrows go to where a pointer would, and the space bar presses."""
    hand = Hand(open_task(tool(tag))).ready()
    hand.stage.focus()
    hand.press("Shift+ArrowLeft", "Space")
    if tag != "keypoint":
        hand.keys("Shift+ArrowRight", 4).keys("Shift+ArrowDown", 3).press("Space")
    if tag in ("polygon", "polyline"):
        hand.keys("Shift+ArrowLeft", 6).press("Space", "Enter")
    (shape,) = hand.drawn()[GIVEN[tag][0]]
    points = outline(shape)
    assert points[:2] == [points[0], (points[0][0] + 40, points[0][1] + 30)][: len(points)]
    assert len(points) == {"keypoint": 1, "polygon": 3, "polyline": 3}.get(tag, 2)


def test_colours_are_the_same_everywhere(open_task: Open) -> None:
    given = [BOX, {**BOX, "label": "Cat"}]
    more = "label-colors=\"['#123456', 'red; x']\""
    hand = Hand(open_task(tool("bounding-box", more, initial=given))).ready()
    frame = hand.task.frame
    for index, (name, colour) in enumerate((("Dog", "#123456"), ("Cat", "#ff7f0e"))):
        swatch = "svg.swatch rect"
        chip = frame.locator(".palette .label", has_text=name).locator(swatch)
        expect(chip).to_have_attribute("fill", colour)
        expect(hand.rows.nth(index).locator(swatch)).to_have_attribute("fill", colour)
        shape = frame.locator(".shapes.below g.shape").nth(index)
        assert shape.evaluate("g => g.style.getPropertyValue('--colour')") == colour


def test_the_list_follows_what_is_chosen_on_the_image(open_task: Open) -> None:
    given: list[Any] = [
        {
            "label": "Dog",
            "left": 10 + 39 * (number % 20),
            "top": 10 + 80 * (number // 20),
            "width": 30,
            "height": 60,
        }
        for number in range(120)
    ]
    hand = Hand(open_task(tool("bounding-box", initial=given))).ready()
    for number in (110, 3, 70):
        hand.click((given[number]["left"] + 15, given[number]["top"] + 30))
        expect(hand.rows.nth(number)).to_have_attribute("aria-current", "true")
        expect(hand.rows.nth(number)).to_be_in_viewport(ratio=1)


def test_many_labels_have_colours_of_their_own(open_task: Open) -> None:
    labels = f'labels="{[f"L{index}" for index in range(40)]}"'
    hand = Hand(open_task(tool("keypoint", labels=labels))).ready()
    fills = hand.task.frame.locator(".palette .swatch rect").evaluate_all(
        "all => all.map((one) => one.getAttribute('fill'))"
    )
    assert len(set(fills)) == 40
    assert fills[:3] == ["#1f77b4", "#ff7f0e", "#2ca02c"]
    hand.press("0").click((5, 5))
    assert hand.drawn()["keypoints"] == [{"label": "L9", "x": 5, "y": 5}]


@pytest.mark.parametrize("tag", GIVEN)
def test_axe_finds_nothing(open_task: Open, tag: str) -> None:
    _, given, _ = GIVEN[tag]
    task = open_task(tool(tag, initial=given))
    task.page.emulate_media(reduced_motion="reduce")
    hand = Hand(task).ready()
    hand.rows.first.click()
    hand.press("h")
    task.frame.get_by_text("Keys", exact=True).click()
    task.frame.locator("summary.tool").click()
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    assert in_both_schemes(task.frame) == []


def test_what_is_seen_can_be_adjusted(open_task: Open) -> None:
    hand = Hand(open_task(tool("bounding-box", initial=[BOX]))).ready()
    frame = hand.task.frame
    before = hand.drawn()
    frame.locator("summary.tool").click()
    frame.get_by_role("slider", name="Brightness").fill("2")
    image = frame.get_by_role("img", name="The image to annotate")
    expect(image).to_have_css("filter", "brightness(2) contrast(1)")
    frame.get_by_role("button", name="As it is").click()
    expect(image).to_have_css("filter", "brightness(1) contrast(1)")
    expect(frame.locator(".shapes.below text")).to_be_visible()
    frame.get_by_role("button", name="Names of shapes").click()
    expect(frame.locator(".shapes.below text")).to_be_hidden()
    assert hand.drawn() == before
