"""Pixels of the original image: zoom, pixel ratios, transforms, EXIF orientation, fingers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.crowd.conftest import Open
from tests.support.drawing import TAGS, Hand, all_tools, tool
from tests.support.pictures import picture

BOX = {"height": 33, "label": "Dog", "left": 401, "top": 271, "width": 57}
TRIANGLE = [(401, 271), (458, 275), (420, 304)]


@pytest.fixture(scope="module", params=[1, 2])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    shared = browser.new_context(
        viewport={"width": 1280, "height": 900}, device_scale_factor=request.param, has_touch=True
    )
    shared.set_default_timeout(5_000)
    yield shared
    shared.close()


def draw_each(hand: Hand, tag: str) -> Any:
    """Draw around the middle of the picture, and return what came of it."""
    if tag == "keypoint":
        hand.click((401, 271))
    elif tag in ("bounding-box", "line"):
        hand.drag((401, 271), (458, 304))
    else:
        hand.click(*TRIANGLE, TRIANGLE[0] if tag == "polygon" else TRIANGLE[-1])
        hand.press("Enter")
    return shape_of(hand)


def shape_of(hand: Hand) -> Any:
    (shape,) = next(value for key, value in hand.drawn().items() if key != "inputImageProperties")
    return shape


def wanted(tag: str) -> Any:
    vertices = [{"x": x, "y": y} for x, y in TRIANGLE]
    line = [{"x": 401, "y": 271}, {"x": 458, "y": 304}]
    return {
        "bounding-box": BOX,
        "keypoint": {"label": "Dog", "x": 401, "y": 271},
        "line": {"label": "Dog", "vertices": line},
    }.get(tag, {"label": "Dog", "vertices": vertices})


@pytest.mark.parametrize("clicks", [0, 5], ids=["fitting", "zoomed"])
def test_by_mouse(open_task: Open, clicks: int) -> None:
    task = open_task(all_tools())
    for tag in TAGS:
        hand = Hand(task, name=tag).ready().zoom_in(clicks)
        assert draw_each(hand, tag) == wanted(tag)


def test_as_near_as_it_gets(open_task: Open) -> None:
    hand = Hand(open_task(tool("bounding-box"))).ready()
    zoom = hand.task.frame.locator("a2i-stage output")
    while zoom.inner_text() != "800%":
        hand.zoom_in()
    hand.drag((401.3, 271.4), (410.4, 275.6))
    box = {"height": 5, "label": "Dog", "left": 401, "top": 271, "width": 9}
    assert hand.drawn()["boundingBoxes"] == [box]


@pytest.mark.parametrize(
    "style",
    [
        "transform:rotate(7deg) scale(0.8) skewX(4deg)",
        "zoom:1.3",
        "perspective:none;scale:-0.9 0.9",
    ],
)
def test_under_a_transform(open_task: Open, style: str) -> None:
    markup = f'<div style="{style};transform-origin:50% 40%">{tool("polygon")}</div>'
    hand = Hand(open_task(markup)).ready().zoom_in(4)
    assert draw_each(hand, "polygon") == wanted("polygon")


def test_edges_are_the_end(open_task: Open) -> None:
    hand = Hand(open_task(tool("bounding-box"))).ready()
    hand.drag((700, 500), (830, 560))
    hand.drag((50, 60), (-10, -10))
    boxes = [
        {"height": 33, "label": "Dog", "left": 700, "top": 500, "width": 100},
        {"height": 60, "label": "Dog", "left": 0, "top": 0, "width": 50},
    ]
    assert hand.drawn()["boundingBoxes"] == boxes
    hand.drag((0, 30), (-200, 200))
    assert hand.drawn()["boundingBoxes"][1] == boxes[1] | {"width": 50}


def test_by_finger(open_task: Open) -> None:
    task = open_task(all_tools())
    touch = task.page.context.new_cdp_session(task.page)
    for tag in TAGS:
        hand = Hand(task, touch, name=tag).ready()
        if tag in ("bounding-box", "line"):
            hand.swipe((401, 271), (430, 290), (458, 304))
        else:
            for point in TRIANGLE if tag != "keypoint" else TRIANGLE[:1]:
                hand.swipe(point)
            if tag == "polygon":
                hand.swipe(TRIANGLE[0])
            else:
                hand.stage.press("Enter")
        assert shape_of(hand) == wanted(tag)


def test_two_fingers_zoom_and_draw_nothing(open_task: Open) -> None:
    task = open_task(tool("polygon"))
    hand = Hand(task, task.page.context.new_cdp_session(task.page)).ready()
    zoom = task.frame.locator("a2i-stage output")
    before = zoom.inner_text()
    middle = hand.place((400, 270))
    hand.finger("touchStart", [(380, 260)])
    hand.finger("touchStart", [(380, 260), (420, 280)])
    hand.finger("touchMove", [(340, 240), (460, 300)])
    hand.finger("touchEnd", [])
    expect(zoom).not_to_have_text(before)
    assert hand.place((400, 270)) == pytest.approx(middle, abs=1)
    assert hand.drawn()["polygons"] == []
    undo = task.frame.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    assert draw_each(hand, "polygon") == wanted("polygon")


ROTATED = """async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 300;
  canvas.height = 200;
  canvas.getContext('2d').fillRect(0, 0, 150, 200);
  const bytes = atob(canvas.toDataURL('image/jpeg').split(',')[1]);
  const tag = [1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
  const head = 'Exif\\0\\0MM\\0*\\0\\0\\0\\b\\0\\x01';
  const exif = head + String.fromCharCode(...tag);
  const size = exif.length + 2;
  const segment = `\\xff\\xe1${String.fromCharCode(size >> 8, size & 255)}${exif}`;
  return `data:image/jpeg;base64,${btoa(bytes.slice(0, 2) + segment + bytes.slice(2))}`;
}"""
"""A photograph that a camera held upright took: 300 by 200 pixels, to be turned by 90 degrees."""


def test_a_photograph_that_is_to_be_turned(open_task: Open) -> None:
    """It is shown upright, and its pixels are counted as they are seen."""
    task = open_task(tool("keypoint"))
    Hand(task).ready()
    source = task.frame.evaluate(ROTATED)
    task.frame.evaluate("src => { document.querySelector('crowd-keypoint').src = src; }", source)
    stage = task.frame.locator("a2i-stage")
    expect(stage).to_have_js_property("naturalWidth", 200)
    hand = Hand(task).ready().zoom_in(2).click((150, 280))
    assert hand.drawn() == {
        "inputImageProperties": {"height": 300, "width": 200},
        "keypoints": [{"label": "Dog", "x": 150, "y": 280}],
    }


@pytest.mark.parametrize(
    "style", ["", "zoom:1.3", "transform:rotate(8deg) scale(0.7);transform-origin:50% 40%"]
)
def test_the_pixel_under_the_pointer_stays_there_while_the_wheel_zooms(
    open_task: Open, style: str
) -> None:
    """From where the image is smaller than its room, and stands in the middle of it."""
    hand = Hand(open_task(f'<div style="{style}">{tool("keypoint")}</div>')).ready()
    place = hand.place((400, 266))
    hand.task.page.mouse.move(*place)
    hand.task.page.keyboard.down("Control")
    for _ in range(8):
        hand.task.page.mouse.wheel(0, -100)
    expect(hand.task.frame.locator("a2i-stage output")).to_have_text(re.compile(r"^[56]\d\d%$"))
    hand.task.page.keyboard.up("Control")
    assert hand.place((400, 266)) == pytest.approx(place, abs=4)


def test_wheel_space_and_middle_button_move_the_image(open_task: Open) -> None:
    hand = Hand(open_task(tool("keypoint").replace(picture(), picture(3000, 2000)))).ready()
    hand.zoom_in(6)
    page = hand.task.page
    scroll = "document.querySelector('crowd-keypoint').tool.easel.stage.view.scrollLeft"
    before = hand.task.frame.evaluate(scroll)
    x, y = hand.place((1500, 1000))
    hand.stage.focus()
    for button, keys in (("middle", []), ("left", ["Space"])):
        for key in keys:
            page.keyboard.down(key)
        page.mouse.move(x, y)
        page.mouse.down(button=button)  # type: ignore[arg-type]
        page.mouse.move(x - 50, y, steps=3)
        page.mouse.up(button=button)  # type: ignore[arg-type]
        for key in keys:
            page.keyboard.up(key)
    assert hand.task.frame.evaluate(scroll) == pytest.approx(before + 100, abs=2)
    page.mouse.wheel(40, 0)
    hand.task.frame.wait_for_function(f"{scroll} > {before} + 120")
    assert hand.drawn()["keypoints"] == []
    hand.click((1500, 1000))
    assert hand.drawn()["keypoints"] == [{"label": "Dog", "x": 1500, "y": 1000}]
