"""Tools for images and texts in Firefox: drawn by its own mouse and keys, answered, undone.

What the tools do in detail is tested in Chromium; here it is what may differ between browsers: how
pointers, keys, selections, canvases and layout tell what the hand did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.crowd.conftest import AMAZONS_SCRIPT, ANSWER, Server
from tests.support.drawing import PLACE, SIZE, Point, tool
from tests.support.entities import ADA, ELEMENT, PLACE_OF, TEXT, YEAR, entity, label
from tests.support.firefox import Firefox, firefox
from tests.support.masks import (
    HEIGHT,
    ORANGE,
    WIDTH,
    check_stroke,
    colours_of,
    mask_tool,
    pixels_of,
)
from tests.support.masks import SIZE as MASK_SIZE
from tests.support.shapes import GIVEN, answer, outline

CANVAS = """document.querySelector('crowd-form > [name=annotatedResult]')
  ?.shadowRoot.querySelector('canvas.upper-canvas')"""
IMAGE_READY = f"{CANVAS} && {CANVAS}.getRootNode().host.imageSize"
FOCUSED = f"{CANVAS}.getRootNode().activeElement?.localName"
STAGE = f"{CANVAS}.getRootNode().host.tool.easel.stage"
PASSAGE = f"{ELEMENT}?.shadowRoot?.querySelector('.passage')"
ENTITIES = f"{ELEMENT}.shadowRoot.querySelector('crowd-form').answerContent"

Open = Callable[..., Firefox]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One browser for all tests of the module."""
    with firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture
def open_in(started: Firefox, server: Server) -> Iterator[Open]:
    """Open a template in a frame, and wait until a condition is true in it."""

    def open_(template: str, ready: str = IMAGE_READY, ratio: float = 1) -> Firefox:
        server.template = AMAZONS_SCRIPT + template
        started.open(server.url, ratio)
        started.wait_until("count('a2i:ready')")
        started.enter_frame()
        started.wait_until(ready)
        return started

    yield open_
    assert started.errors == []


def places(browser: Firefox, *points: Point) -> list[Point]:
    """Return where in the frame pixels of the image are."""
    found = [browser.evaluate(f"({PLACE})({CANVAS}, {json.dumps(point)})") for point in points]
    return [(x, y) for x, y in found]


def drawn(browser: Firefox) -> Any:
    return browser.evaluate(ANSWER)["annotatedResult"]


def test_a_box_is_drawn_by_dragging(open_in: Open) -> None:
    browser = open_in(tool("bounding-box"), ratio=2)
    assert browser.evaluate("devicePixelRatio") == 2
    browser.press("2")
    browser.drag(*places(browser, (100, 100), (200, 150), (300, 250)))
    box = {"height": 150, "label": "Cat", "left": 100, "top": 100, "width": 200}
    assert drawn(browser) == {"boundingBoxes": [box], "inputImageProperties": SIZE}
    # Its corner reshapes it.
    browser.drag(*places(browser, (300, 250), (350, 300), (400, 350)))
    bigger = {**box, "height": 250, "width": 300}
    assert drawn(browser)["boundingBoxes"] == [bigger]
    browser.press("Control+z")
    assert drawn(browser)["boundingBoxes"] == [box]
    browser.press("Control+z")
    assert drawn(browser) == {"boundingBoxes": [], "inputImageProperties": SIZE}
    browser.press("Control+Shift+z", "Control+Shift+z")
    assert drawn(browser)["boundingBoxes"] == [bigger]
    browser.press("Delete", *["+"] * 6)
    assert browser.evaluate(f"{STAGE}.scale") > 3
    browser.drag(*places(browser, (350, 220), (390, 240), (451, 301)))
    small = {"height": 81, "label": "Cat", "left": 350, "top": 220, "width": 101}
    assert drawn(browser)["boundingBoxes"] == [small]


@pytest.mark.parametrize("tag", ["bounding-box", "polyline", "keypoint"])
def test_the_keyboard_alone_draws(open_in: Open, tag: str) -> None:
    """The frame has the keys without a click: its parent gave it the focus, as the portal does."""
    browser = open_in(tool(tag))
    browser.leave_frame()
    browser.press("2")
    browser.enter_frame()
    while browser.evaluate(FOCUSED) != "a2i-stage":
        browser.press("Tab")
    browser.press("n")
    (placed,) = drawn(browser)[GIVEN[tag][0]]
    browser.press("PageDown", "Shift+ArrowRight", "ArrowUp")
    (moved,) = drawn(browser)[GIVEN[tag][0]]
    assert moved["label"] == "Cat"
    assert outline(moved) == [(x + 10, y - 1) for x, y in outline(placed)]
    browser.press("d", "Delete", "Tab", *["Control+z"] * 5)
    assert drawn(browser) == answer(tag, [])


def test_polygons_are_drawn_by_clicks(open_in: Open) -> None:
    browser = open_in(tool("polygon"))
    first, second = ([(left, 100), (left + 200, 100), (left + 200, 300)] for left in (100, 400))
    click(browser, *first)
    browser.press("Enter", "2")
    click(browser, *second, second[0])
    assert drawn(browser) == {
        "inputImageProperties": SIZE,
        "polygons": [
            {"label": name, "vertices": [{"x": x, "y": y} for x, y in corners]}
            for name, corners in (("Dog", first), ("Cat", second))
        ],
    }
    browser.press(*["Control+z"] * 8)
    assert drawn(browser) == {"inputImageProperties": SIZE, "polygons": []}


def click(browser: Firefox, *points: Point) -> None:
    for place in places(browser, *points):
        browser.click(place)


def test_points_are_set_by_clicks(open_in: Open) -> None:
    browser = open_in(tool("keypoint"))
    click(browser, (120, 80))
    browser.press("2")
    click(browser, (799, 532))
    dog, cat = {"label": "Dog", "x": 120, "y": 80}, {"label": "Cat", "x": 799, "y": 532}
    assert drawn(browser) == {"inputImageProperties": SIZE, "keypoints": [dog, cat]}
    browser.press("Control+z")
    assert drawn(browser) == {"inputImageProperties": SIZE, "keypoints": [dog]}


def test_two_fingers_zoom_and_move_the_image(open_in: Open) -> None:
    """What is between the fingers stays between them, and nothing is drawn."""
    browser = open_in(tool("polygon"))
    one, other, middle = places(browser, (380, 260), (420, 280), (400, 270))
    apart = [(one[0] - 60, one[1] - 30), (other[0] + 60, other[1] + 30)]
    before = browser.evaluate(f"{STAGE}.scale")
    browser.fingers([one, apart[0]], [other, apart[1]])
    now = browser.evaluate(f"{STAGE}.scale")
    # The fingers were 2 to 1 apart, and are as much further as the image is larger.
    growth = (other[0] - one[0] + 120) / (other[0] - one[0])
    assert now / before == pytest.approx(growth, rel=0.02)
    (kept,) = places(browser, (400, 270))
    assert kept == pytest.approx(middle, abs=2)
    browser.fingers(*([point, (point[0] + 40, point[1] - 25)] for point in apart))
    assert browser.evaluate(f"{STAGE}.scale") == pytest.approx(now, rel=0.01)
    (moved,) = places(browser, (400, 270))
    assert moved == pytest.approx((middle[0] + 40, middle[1] - 25), abs=3)
    assert drawn(browser) == {"inputImageProperties": SIZE, "polygons": []}
    # One finger draws, as before.
    for place in places(browser, (390, 260), (420, 262), (410, 280), (390, 260)):
        browser.fingers([place])
    (polygon,) = drawn(browser)["polygons"]
    assert outline(polygon) == [(390, 260), (420, 262), (410, 280)]


def test_a_brush_paints_only_its_colour(open_in: Open) -> None:
    browser = open_in(mask_tool("semantic"))
    stroke: list[Point] = [(40, 30), (90, 60), (60, 110)]
    browser.press("2")
    browser.drag(*places(browser, *stroke), pointer="touch")
    painted = drawn(browser)
    assert set(colours_of(painted)) == {"", ORANGE}
    check_stroke(pixels_of(painted, ORANGE), stroke, 24)
    del painted["labeledImage"]
    assert painted == {
        "inputImageProperties": MASK_SIZE,
        "labelMappings": {"Cat": {"color": ORANGE}},
    }
    browser.press("Control+z")
    assert colours_of(drawn(browser)) == {"": WIDTH * HEIGHT}


def test_text_is_selected_by_mouse_and_labelled_by_keys(open_in: Open) -> None:
    browser = open_in(entity(), PASSAGE)
    left, top, right, bottom = place_of(browser, "Ada Lovelace")
    browser.drag((left + 0.5, top), ((left + right) / 2, bottom), (right - 0.5, bottom))
    browser.press("1")
    left, top, right, _ = place_of(browser, "1843")
    browser.click(((left + right) / 2, top), times=2)
    browser.press("2")
    assert labelled(browser) == [ADA, YEAR]
    # A chosen one gets another label; the one after it is removed.
    browser.press("[", "3", "]", "x")
    assert labelled(browser) == [label("Ada Lovelace", "place")]
    browser.press(*["Control+z"] * 3)
    assert labelled(browser) == [ADA]
    browser.press("Control+z")
    assert labelled(browser) == []


def place_of(browser: Firefox, words: str) -> list[float]:
    start = TEXT.index(words)
    found = browser.evaluate(f"({PLACE_OF})({PASSAGE}, {[start, start + len(words)]})")
    assert isinstance(found, list)
    return found


def labelled(browser: Firefox) -> Any:
    """Return the entities of an answer that has nothing else than these and the given input."""
    content = browser.evaluate(ENTITIES)
    assert content.keys() == {"inside", "myAnnotatedResult"}
    assert content["myAnnotatedResult"].keys() == {"entities"}
    return content["myAnnotatedResult"]["entities"]
