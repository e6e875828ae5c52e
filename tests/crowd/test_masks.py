"""The two tools that paint masks, by hand, by touch and by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.crowd.conftest import Open
from tests.support.masks import (
    ALL,
    BLUE,
    GREEN,
    HEIGHT,
    ORANGE,
    SIZE,
    STROKE,
    WIDTH,
    check_stroke,
    colours_of,
    image_of,
    opened,
    pixels_of,
    size_to,
)


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of its own, for a test that asks for another screen."""
    own = browser.new_context(viewport={"width": 1280, "height": 800}, **request.param)
    fresh = own.new_page()
    fresh.set_default_timeout(5_000)
    yield fresh
    own.close()


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    "page", [{"device_scale_factor": 1}, {"device_scale_factor": 2}], indirect=True
)
@pytest.mark.parametrize("zooms", [0, 5])
def test_a_brush_paints_only_its_colour(open_task: Open, zooms: int) -> None:
    hand = opened(open_task).zoom_in(zooms)
    size_to(hand, 9)
    hand.press("2").drag(*STROKE)
    answer = hand.drawn()
    image = answer.pop("labeledImage")
    assert answer == {"inputImageProperties": SIZE, "labelMappings": {"Cat": {"color": ORANGE}}}
    answer = {"labeledImage": image}
    assert image_of(answer).size == (WIDTH, HEIGHT)
    assert set(colours_of(answer)) == {"", ORANGE}
    check_stroke(pixels_of(answer, ORANGE), STROKE, 9)
    hand.press("Control+z")
    assert colours_of(hand.drawn()) == {"": ALL}
    hand.press("Control+Shift+z")
    assert hand.drawn()["labeledImage"] == image


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("page", [{"has_touch": True}], indirect=True)
def test_one_finger_paints_and_two_do_not(open_task: Open) -> None:
    hand = opened(open_task)
    hand.touch = hand.task.page.context.new_cdp_session(hand.task.page)
    size_to(hand, 9)
    hand.swipe(*STROKE)
    before = hand.drawn()
    check_stroke(pixels_of(before, BLUE), STROKE, 9)
    hand.finger("touchStart", [(20, 20)]).finger("touchMove", [(30, 120)])
    hand.finger("touchStart", [(30, 120), (150, 120)])
    hand.finger("touchMove", [(10, 120), (180, 120)]).finger("touchEnd", [])
    assert hand.drawn() == before
    assert hand.task.frame.locator("a2i-stage").evaluate("stage => stage.scale") > 1


def test_sizes_and_the_eraser(open_task: Open) -> None:
    hand = opened(open_task)
    size_to(hand, 1)
    hand.click((20.5, 20.5))
    assert pixels_of(hand.drawn(), BLUE) == {(20, 20)}
    size_to(hand, 20)
    hand.press("]", "]", "[")
    slider = hand.task.frame.get_by_role("slider", name="Size")
    expect(slider).to_have_value("23")
    size_to(hand, 20)
    hand.press("2").drag((60, 60), (120, 60))
    hand.press("e").drag((90, 40), (90, 80))
    answer = hand.drawn()
    found = pixels_of(answer, ORANGE)
    assert {(55, 60), (125, 60)} <= found
    assert not {(90, 60), (85, 60), (95, 60)} & found
    size_to(hand, 400)
    hand.click((100, 75))
    assert colours_of(hand.drawn()) == {"": ALL}
    assert hand.drawn()["labelMappings"] == {}


def test_a_polygon_is_filled_to_the_pixel(open_task: Open) -> None:
    hand = opened(open_task)
    hand.press("p").click((20, 20), (80, 20), (80, 70), (20, 70)).press("Enter")
    square = {(x, y) for x in range(20, 80) for y in range(20, 70)}
    assert pixels_of(hand.drawn(), BLUE) == square
    # Closed on its first corner, by a double click, and drawn in one go.
    hand.press("3").click((100, 20), (140, 20), (199, 149)).press("Backspace")
    hand.click((140, 60), (100, 21))
    assert len(pixels_of(hand.drawn(), GREEN)) == 40 * 41 // 2
    hand.press("2").click((20, 90), (60, 90))
    hand.task.page.mouse.dblclick(*hand.place((60, 130)))
    hand.drag((100, 90), (140, 90), (140, 130), (100, 130), (101, 92))
    answer = hand.drawn()
    assert abs(len(pixels_of(answer, ORANGE)) - 800 - 1600) < 100
    assert list(answer["labelMappings"]) == ["Cat", "Dog", "Tree"]
    hand.click((5, 5), (50, 5)).press("Escape", "Enter")
    assert hand.drawn() == answer


def test_an_undone_corner_is_no_step(open_task: Open) -> None:
    hand = opened(open_task)
    hand.press("p").click((20, 20), (80, 20), (80, 70)).press("Enter")
    answer = hand.drawn()
    hand.click((100, 100), (150, 100), (150, 140), (190, 5)).press("Control+z", "Enter")
    assert colours_of(hand.drawn())[BLUE] == colours_of(answer)[BLUE] + 50 * 40 // 2
    hand.press("Control+z")
    assert hand.drawn() == answer


def test_what_is_enclosed_is_filled(open_task: Open) -> None:
    hand = opened(open_task)
    size_to(hand, 3)
    hand.drag((50, 30), (150, 30), (150, 100), (50, 100), (50, 30))
    hand.press("2", "f").click((100, 60))
    answer = hand.drawn()
    assert set(colours_of(answer)) == {"", BLUE, ORANGE}
    found = pixels_of(answer, ORANGE)
    assert found == {(x, y) for x in range(52, 149) for y in range(32, 99)}
    hand.press("3").click((5, 5))
    assert "" not in colours_of(hand.drawn())


def test_the_magic_wand_takes_what_looks_alike(open_task: Open) -> None:
    hand = opened(open_task)
    frame = hand.task.frame
    hand.press("w")
    expect(frame.get_by_role("slider", name="Tolerance")).to_be_visible()
    frame.wait_for_function("document.querySelector('crowd-form > *').tool.pen.picture")
    hand.click((150, 60))
    rectangle = {(x, y) for x in range(120, 180) for y in range(40, 90)}
    assert pixels_of(hand.drawn(), BLUE) == rectangle
    frame.get_by_role("slider", name="Tolerance").fill("200")
    hand.press("2").click((10, 10))
    assert colours_of(hand.drawn()) == {BLUE: 3000, ORANGE: ALL - 3000}


def test_what_is_painted_can_be_kept(open_task: Open) -> None:
    hand = opened(open_task)
    size_to(hand, 20)
    hand.drag((50, 75), (150, 75))
    kept = pixels_of(hand.drawn(), BLUE)
    hand.task.frame.get_by_role("checkbox", name="Keep what is painted").check()
    hand.press("2").drag((100, 30), (100, 120))
    assert pixels_of(hand.drawn(), BLUE) == kept
    hand.press("e").drag((100, 40), (100, 75), (60, 75))
    answer = hand.drawn()
    assert pixels_of(answer, BLUE) == kept
    assert (100, 50) not in pixels_of(answer, ORANGE)


def test_without_a_pointer(open_task: Open) -> None:
    hand = opened(open_task)
    size_to(hand, 1)
    hand.stage.focus()
    hand.press("2", "Space")
    ((x, y),) = pixels_of(hand.drawn(), ORANGE)
    hand.press("Enter").keys("ArrowRight", 3).keys("Shift+ArrowDown", 2).press("Enter", "ArrowLeft")
    corner = {(x + step, y) for step in range(4)} | {(x + 3, y + step) for step in range(21)}
    assert pixels_of(hand.drawn(), ORANGE) == corner
    said = hand.task.frame.locator(".said")
    expect(said).to_have_text(f"{x + 2}, {y + 20}: nothing.")
    hand.press("Control+z")
    expect(said).to_have_text("Undone: Cat painted.")
    assert pixels_of(hand.drawn(), ORANGE) == {(x, y)}
    hand.press("p", "Space").keys("Shift+ArrowLeft", 4).press("Space").keys("Shift+ArrowUp", 3)
    hand.press("Space", "Enter")
    assert len(pixels_of(hand.drawn(), ORANGE)) == pytest.approx(40 * 30 / 2, abs=40)
    hand.press("3", "f").keys("Shift+ArrowUp", 3).press("Space")
    assert "" not in colours_of(hand.drawn())


def test_instances_have_colours_in_their_order(open_task: Open) -> None:
    hand = opened(open_task, "instance")
    frame = hand.task.frame
    size_to(hand, 10)
    hand.drag((20, 20), (60, 20))
    frame.get_by_role("button", name="Add instance of Dog").click()
    hand.press("Control+z", "Control+Shift+z")
    hand.drag((20, 60), (60, 60))
    hand.press("2").drag((20, 100), (60, 100))
    hand.press("n")
    answer = hand.drawn()
    instances = [
        {"color": BLUE, "label": "Dog"},
        {"color": ORANGE, "label": "Dog"},
        {"color": GREEN, "label": "Cat"},
    ]
    assert answer["instances"] == instances
    assert set(colours_of(answer)) == {"", BLUE, ORANGE, GREEN}
    names = frame.locator(".entries .name")
    expect(names).to_have_text(["Dog 1", "Dog 2", "Cat 1", "Cat 2"])
    frame.get_by_role("button", name="Dog 1 ").first.click()
    hand.drag((120, 20), (160, 20))
    assert (140, 20) in pixels_of(hand.drawn(), BLUE)
    frame.get_by_role("button", name="Remove Dog 1").click()
    expect(names).to_have_text(["Dog 1", "Cat 1", "Cat 2"])
    assert hand.drawn()["instances"] == instances[1:]
    hand.press("n").drag((120, 120), (160, 120))
    assert hand.drawn()["instances"][-1] == {"color": BLUE, "label": "Dog"}
    undo = frame.get_by_role("button", name="Undo")
    while undo.get_attribute("aria-disabled") == "false":
        undo.click()
    assert hand.drawn()["instances"] == []
    assert colours_of(hand.drawn()) == {"": ALL}
    for _ in range(5):
        hand.press("Control+Shift+z")
    assert hand.drawn() == answer


def test_hiding_changes_what_is_seen_alone(open_task: Open) -> None:
    hand = opened(open_task)
    frame = hand.task.frame
    size_to(hand, 20)
    hand.drag((30, 30), (80, 30)).press("2").drag((30, 80), (80, 80))
    before = hand.drawn()
    seen = """() => [30, 80].map((y) => document.querySelector('crowd-form > *').shadowRoot
      .querySelector('canvas.mask').getContext('2d').getImageData(50, y, 1, 1).data[3])"""
    frame.wait_for_function(f"({seen})().every((alpha) => alpha === 255)")
    frame.get_by_role("button", name="Show Dog").click()
    assert frame.evaluate(seen) == [0, 255]
    hand.press("h")
    assert frame.evaluate(seen) == [0, 0]
    hand.press("h")
    assert frame.evaluate(seen) == [255, 255]
    frame.get_by_role("slider", name="Opacity").fill("0.3")
    expect(frame.locator("canvas.mask")).to_have_css("opacity", "0.3")
    assert hand.drawn() == before
