"""What each of the tools for shapes does under the hand, and that no hand gets it to do more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, expect
from tests.crowd.conftest import Open, Server, Task
from tests.support.drawing import SIZE, TAGS, Hand, all_tools, tool
from tests.support.fuzzing import examples

from a2i_emulator.crowd import framed

SQUARE = [(100, 100), (300, 100), (300, 300), (100, 300)]


def at(*points: tuple[float, float]) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in points]


def box(left: int, top: int, width: int, height: int, label: str = "Dog") -> dict[str, Any]:
    return {"height": height, "label": label, "left": left, "top": top, "width": width}


def test_boxes_are_chosen_moved_and_reshaped(open_task: Open) -> None:
    given_ = [box(100, 100, 300, 300), box(150, 150, 60, 60, "Cat"), box(500, 100, 100, 100)]
    hand = Hand(open_task(tool("bounding-box", initial=given_))).ready()

    def boxes() -> Any:
        return hand.drawn()["boundingBoxes"]

    # A border moves its box; so does the inside of one that was chosen, and not of any other.
    hand.drag((500, 120), (520, 140))
    assert boxes()[2] == box(520, 120, 100, 100)
    hand.drag((550, 170), (560, 160))
    assert boxes()[2] == box(530, 110, 100, 100)
    hand.press("Escape").drag((300, 300), (350, 380))
    assert boxes()[3] == box(300, 300, 50, 80)
    # A click chooses the smallest box around it, then the next.
    hand.press("Escape").click((180, 180))
    expect(hand.rows.nth(1)).to_have_attribute("aria-current", "true")
    hand.click((170, 170))
    expect(hand.rows.nth(0)).to_have_attribute("aria-current", "true")
    # Handles: a corner, drawn through the one opposite, and the middle of an edge.
    hand.drag((400, 400), (350, 390))
    assert boxes()[0] == box(100, 100, 250, 290)
    hand.drag((100, 100), (400, 450))
    assert boxes()[0] == box(350, 390, 50, 60)
    hand.drag((350, 420), (300, 300))
    assert boxes()[0] == box(300, 390, 100, 60)
    # As far as the image goes, and no further.
    hand.drag((325, 390), (325, -80))
    assert boxes()[0] == box(300, 0, 100, 60)


def test_a_box_by_two_clicks_and_given_up(open_task: Open) -> None:
    hand = Hand(open_task(tool("bounding-box"))).ready()
    hand.click((100, 100)).press("Escape").click((50, 60), (150, 160))
    assert hand.drawn()["boundingBoxes"] == [box(50, 60, 100, 100)]
    hand.task.page.mouse.move(*hand.place((300, 300)))
    hand.task.page.mouse.down()
    hand.task.page.mouse.move(*hand.place((400, 400)), steps=2)
    hand.press("Escape")
    hand.task.page.mouse.up()
    assert len(hand.drawn()["boundingBoxes"]) == 1


def test_the_list_changes_what_is_chosen(open_task: Open) -> None:
    given_ = [box(100, 100, 300, 300), box(150, 150, 60, 60, "Cat")]
    hand = Hand(open_task(tool("bounding-box", initial=given_))).ready()
    hand.rows.nth(1).click()
    hand.tool.get_by_role("combobox", name="Its label").select_option("Dog")
    hand.tool.get_by_role("button", name="Duplicate").click()
    hand.rows.nth(0).click()
    hand.tool.get_by_role("button", name="Delete", exact=True).click()
    first, second = hand.drawn()["boundingBoxes"]
    assert first == box(150, 150, 60, 60)
    assert (second["width"], second["height"], second["label"]) == (60, 60, "Dog")
    assert second["left"] == second["top"] > 150
    hand.tool.get_by_role("button", name="Add").click()
    expect(hand.rows).to_have_count(3)


def test_handles_by_keys(open_task: Open) -> None:
    hand = Hand(open_task(tool("bounding-box", initial=[box(100, 100, 50, 50)]))).ready()
    hand.rows.first.focus()
    hand.press("h", "ArrowLeft", "Shift+ArrowUp", "h", "ArrowUp", "Shift+H", "Shift+H", "ArrowDown")
    assert hand.drawn()["boundingBoxes"] == [box(99, 89, 51, 61)]
    hand.press("Escape", "ArrowDown")
    assert hand.drawn()["boundingBoxes"] == [box(99, 90, 51, 61)]


def test_a_polygon_closes_in_three_ways_and_never_crosses(open_task: Open) -> None:
    hand = Hand(open_task(tool("polygon"))).ready()

    def polygons() -> Any:
        return hand.drawn()["polygons"]

    hand.click(*SQUARE, (102, 101))
    assert polygons() == [{"label": "Dog", "vertices": at(*SQUARE)}]
    inner = [(150, 150), (250, 160), (200, 250)]
    hand.press("Escape").click(*inner).press("Enter")
    assert polygons()[1]["vertices"] == at(*inner)
    hand.press("Escape").click((500, 100), (600, 100))
    hand.task.page.mouse.dblclick(*hand.place((550, 200)))
    assert polygons()[2]["vertices"] == at((500, 100), (600, 100), (550, 200))
    # A line over another one is refused, and so is an end that would cross.
    hand.press("Escape").click((400, 400), (500, 400), (500, 500), (450, 350))
    expect(hand.tool.get_by_role("status").filter(has_text="may not cross")).to_be_visible()
    hand.press("Control+z", "Control+z", "Control+Shift+z", "Control+Shift+z")
    hand.click((420, 500), (400, 400))
    assert polygons()[3]["vertices"] == at((400, 400), (500, 400), (500, 500), (420, 500))


def test_vertices_of_a_polygon(open_task: Open) -> None:
    shape = {"label": "Dog", "vertices": at(*SQUARE)}
    hand = Hand(open_task(tool("polygon", initial=[shape]))).ready()

    def vertices() -> Any:
        return hand.drawn()["polygons"][0]["vertices"]

    hand.click((100, 150)).drag((100, 300), (80, 320))
    assert vertices() == at(*SQUARE[:3], (80, 320))
    hand.drag((200, 100), (200, 50))
    assert vertices() == at((100, 100), (200, 50), (300, 100), (300, 300), (80, 320))
    hand.drag((200, 50), (200, 400))
    assert not crosses([(p["x"], p["y"]) for p in vertices()])
    hand.press("Control+z", "Control+z", "Control+z")
    assert vertices() == at(*SQUARE)
    hand.press("Escape").rows.first.focus()
    hand.press("h", "i", "Shift+ArrowUp", "h", "Delete")
    assert vertices() == at((100, 100), (200, 90), (300, 300), (100, 300))
    hand.press("h", "Delete", "h", "Delete")
    assert len(vertices()) == 3
    expect(hand.tool.get_by_role("status").filter(has_text="needs 3 points")).to_be_visible()
    hand.tool.get_by_role("button", name="Delete point").click()
    assert len(vertices()) == 3


def test_a_polyline_crosses_itself_and_bends(open_task: Open) -> None:
    hand = Hand(open_task(tool("polyline"))).ready()
    points = [(100, 100), (300, 300), (300, 100), (100, 300)]
    hand.click(*points).press("Enter")
    hand.press("Escape").drag((500, 100), (600, 100)).press("Enter")
    first, second = hand.drawn()["polylines"]
    assert first["vertices"] == at(*points)
    assert second["vertices"] == at((500, 100), (600, 100))
    hand.press("Escape").click((400, 500)).press("Enter")
    expect(hand.tool.get_by_role("status").filter(has_text="needs 2 points")).to_be_visible()
    hand.press("Backspace")
    hand.click((550, 100)).drag((550, 100), (550, 150))
    assert hand.drawn()["polylines"][1]["vertices"] == at((500, 100), (550, 150), (600, 100))


def test_a_line_has_two_ends(open_task: Open) -> None:
    hand = Hand(open_task(tool("line"))).ready()
    hand.click((100, 100), (300, 200)).press("Escape").drag((400, 100), (500, 100))
    hand.drag((500, 100), (500, 200)).drag((450, 150), (460, 160))
    lines = [line["vertices"] for line in hand.drawn()["lines"]]
    assert lines == [at((100, 100), (300, 200)), at((410, 110), (510, 210))]


def test_points_are_set_where_the_pointer_lets_go(open_task: Open) -> None:
    hand = Hand(open_task(tool("keypoint"))).ready()
    hand.drag((100, 100), (120, 130)).press("2").click((500, 400))
    hand.drag((120, 130), (90, 90))
    assert hand.drawn()["keypoints"] == [
        {"label": "Dog", "x": 90, "y": 90},
        {"label": "Cat", "x": 500, "y": 400},
    ]


KEYS = [
    *("Enter", "Escape", "Delete", "Backspace", "d", "n", "h", "Shift+H", "i", "Space", "+", "-"),
    *("1", "2", "Shift+2", "PageDown", "PageUp", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowRight"),
    *("Shift+ArrowDown", "Control+z", "Control+z", "Control+Shift+z"),
]
SHARE = st.floats(0.02, 0.98)
PLACE = st.tuples(SHARE, SHARE)
ACTIONS = st.one_of(
    st.tuples(st.just("click"), PLACE, PLACE),
    st.tuples(st.just("drag"), PLACE, PLACE),
    st.tuples(st.just("twice"), PLACE, PLACE),
    st.tuples(st.just("key"), st.sampled_from(KEYS), st.none()),
)


@pytest.fixture(scope="module")
def wild(server: Server, context: BrowserContext) -> Iterator[Task]:
    """One page, with all five tools, for many sequences of actions."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    server.pages["tools"] = framed(all_tools(), origin=server.url)
    page.goto(f"{server.url}/pages/tools")
    page.locator(".drawn, .side .hint").nth(4).wait_for()
    yield Task(page, page.main_frame, errors, [])
    page.close()
    assert errors == []


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tag=st.sampled_from(TAGS), actions=st.lists(ACTIONS, min_size=4, max_size=24))
def test_no_actions_lead_out_of_the_image(wild: Task, tag: str, actions: list[Any]) -> None:
    hand = Hand(wild, name=tag)
    hand.tool.evaluate("element => { element.value = null; }")
    hand.stage.focus()
    hand.stage.scroll_into_view_if_needed()
    stage = hand.stage.bounding_box()
    assert stage is not None
    for action, *arguments in actions:
        act(wild, stage, action, arguments)
        check(tag, hand.drawn())


def act(task: Task, stage: Any, action: str, arguments: list[Any]) -> None:
    if action == "key":
        task.page.keyboard.press(arguments[0])
        return
    # The buttons in the corner are not of the image.
    places = [
        (stage["x"] + x * stage["width"], stage["y"] + y * (stage["height"] - 60))
        for x, y in arguments
    ]
    mouse = task.page.mouse
    if action == "twice":
        mouse.dblclick(*places[0])
        return
    mouse.move(*places[0])
    mouse.down()
    if action == "drag":
        mouse.move(*places[1], steps=2)
    mouse.up()


def check(tag: str, drawn: dict[str, Any]) -> None:
    assert drawn.pop("inputImageProperties") == SIZE
    ((_, shapes),) = drawn.items()
    for shape in shapes:
        assert shape.pop("label") in ("Dog", "Cat")
        if tag == "bounding-box":
            assert sorted(shape) == ["height", "left", "top", "width"]
            assert all(type(value) is int for value in shape.values())
            assert min(shape["left"], shape["top"]) >= 0
            assert min(shape["width"], shape["height"]) > 0
            assert shape["left"] + shape["width"] <= SIZE["width"]
            assert shape["top"] + shape["height"] <= SIZE["height"]
            continue
        vertices = [shape] if tag == "keypoint" else shape["vertices"]
        assert tag == "keypoint" or list(shape) == ["vertices"]
        for vertex in vertices:
            assert sorted(vertex) == ["x", "y"]
            assert type(vertex["x"]) is type(vertex["y"]) is int
            assert 0 <= vertex["x"] < SIZE["width"]
            assert 0 <= vertex["y"] < SIZE["height"]
        counts = {"polygon": (3, 999), "polyline": (2, 999), "line": (2, 2), "keypoint": (1, 1)}
        assert counts[tag][0] <= len(vertices) <= counts[tag][1]
        assert tag != "polygon" or not crosses([(p["x"], p["y"]) for p in vertices])


def crosses(points: list[tuple[float, float]]) -> bool:
    """Tell whether lines of a polygon that are no neighbours have a point in common."""
    lines = list(zip(points, [*points[1:], points[0]], strict=True))
    return any(
        meet(*one, *other)
        for (i, one), (j, other) in combinations(enumerate(lines), 2)
        if j - i not in (1, len(lines) - 1)
    )


def meet(a: Any, b: Any, c: Any, d: Any) -> bool:
    def side(p: Any, q: Any, r: Any) -> float:
        return float((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
