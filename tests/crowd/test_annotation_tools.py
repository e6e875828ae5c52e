"""The drawing tools and the other elements whose answer is written as JSON."""

from __future__ import annotations

import base64
import json
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Frame, expect
from tests.crowd.conftest import ANSWER, Open, Task
from tests.crowd.pictures import picture

BOX = {"height": 401, "label": "Dog", "left": 243, "top": 117, "width": 187}
POLYGON = {
    "label": "Dog",
    "vertices": [{"x": 570, "y": 239}, {"x": 603, "y": 513}, {"x": 823, "y": 645}],
}
LINE = {"label": "yardline", "vertices": [{"x": 58, "y": 295}, {"x": 1342, "y": 398}]}
POINTS = [{"label": "Dog", "x": 155, "y": 275}, {"label": "Cat", "x": 341, "y": 447}]
SIZE = {"height": 533, "width": 800}

DRAWINGS: dict[str, tuple[Any, dict[str, Any]]] = {
    "bounding-box": (
        [BOX],
        {"boundingBoxes": [BOX], "initialValueModified": False, "inputImageProperties": SIZE},
    ),
    "polygon": ([POLYGON], {"inputImageProperties": SIZE, "polygons": [POLYGON]}),
    "polyline": (
        {"polylines": [POLYGON]},
        {"initialValueModified": False, "inputImageProperties": SIZE, "polylines": [POLYGON]},
    ),
    "line": (
        {"lines": [LINE]},
        {"initialValueModified": False, "inputImageProperties": SIZE, "lines": [LINE]},
    ),
    "keypoint": (POINTS, {"inputImageProperties": SIZE, "keypoints": POINTS}),
}
"""Each tool's initial value, and the answer of a worker who leaves it as it is."""


def tool(tag: str, more: str = "", initial: Any = None) -> str:
    given = f'initial-value="{escape(json.dumps(initial))}"' if initial is not None else ""
    return f"""<crowd-form><crowd-{tag} name="annotatedResult" src="{picture()}" header="Draw"
      labels="['Dog', 'Cat',]" {given} {more}></crowd-{tag}></crowd-form>"""


def shown(task: Task) -> Frame:
    """Wait until the size of the image is known."""
    task.frame.get_by_role("button", name="Zoom in").wait_for()
    return task.frame


@pytest.mark.parametrize("tag", DRAWINGS)
def test_an_initial_value_in_the_shape_of_the_answer(open_task: Open, tag: str) -> None:
    initial, expected = DRAWINGS[tag]
    task = open_task(tool(tag, initial=initial))
    shown(task)
    assert json.dumps(task.submit()) == json.dumps({"annotatedResult": expected})


@pytest.mark.parametrize("tag", DRAWINGS)
def test_a_drawing_is_written_as_json(open_task: Open, tag: str) -> None:
    _, expected = DRAWINGS[tag]
    written = {key: value for key, value in expected.items() if key != "initialValueModified"}
    task = open_task(tool(tag))
    answer = shown(task).get_by_role("textbox", name="Answer")
    kind = next(key for key in written if key != "inputImageProperties")
    assert json.loads(answer.input_value()) == {**written, kind: []}
    answer.fill(json.dumps(written))
    expect(task.frame.locator("svg.drawing > *").first).to_be_attached()
    assert json.dumps(task.submit()) == json.dumps({"annotatedResult": written})


def test_a_changed_initial_value_is_told(open_task: Open) -> None:
    task = open_task(tool("bounding-box", initial=[BOX]))
    shown(task).get_by_role("textbox", name="Answer").fill('{"boundingBoxes": []}')
    assert task.submit() == {"annotatedResult": {"boundingBoxes": [], "initialValueModified": True}}


@pytest.mark.parametrize(
    ("tag", "initial", "expected"),
    [
        ("semantic-segmentation", None, {"labelMappings": {}}),
        (
            "semantic-segmentation",
            {"labelMappings": {"Dog": {"color": "#1f77b4"}}, "src": "data:image/png;base64,AAAA"},
            {"initialValueModified": False, "labelMappings": {"Dog": {"color": "#1f77b4"}}},
        ),
        ("instance-segmentation", None, {"instances": []}),
        (
            "instance-segmentation",
            {"instances": [{"color": "#1f77b4", "label": "Dog"}], "src": "x.png"},
            {"instances": [{"color": "#1f77b4", "label": "Dog"}]},
        ),
    ],
)
def test_masks_are_png_images(
    open_task: Open, tag: str, initial: Any, expected: dict[str, Any]
) -> None:
    task = open_task(tool(tag, initial=initial))
    shown(task)
    answer = task.submit()["annotatedResult"]
    image = answer.pop("labeledImage")["pngImageData"]
    assert answer == {**expected, "inputImageProperties": SIZE}
    if initial and initial["src"].startswith("data:"):
        assert image == "AAAA"
    else:
        assert base64.b64decode(image).startswith(b"\x89PNG")


@pytest.mark.parametrize("written", ["{", "", "[1,]", "null", "7", '"text"', "[]"])
def test_what_is_no_json_object_is_not_submitted(open_task: Open, written: str) -> None:
    task = open_task(tool("bounding-box"))
    answer = shown(task).get_by_role("textbox", name="Answer")
    answer.fill(written)
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Draw")
    expect(answer).to_be_focused()
    assert task.messages("a2i:submit") == []
    answer.fill('{"boundingBoxes": []}')
    assert task.submit() == {"annotatedResult": {"boundingBoxes": []}}


def test_scripts_use_labels_and_values(open_task: Open) -> None:
    task = open_task(
        tool("bounding-box")
        + """<input type="hidden" id="answers" name="instances"><script>
        const annotator = document.querySelector('crowd-bounding-box');
        const form = document.querySelector('crowd-form');
        form.append(document.getElementById('answers'));
        document.addEventListener('all-crowd-elements-ready', () => {
          annotator.labels = [];
          annotator.labels = annotator.labels.concat(['Whale']);
        });
        form.onsubmit = () => {
          const boxes = (annotator._submittableValue || annotator.value).boundingBoxes;
          boxes.forEach((box, index) => { box.id = index; });
          answers.value = JSON.stringify(boxes.length);
        };
        </script>"""
    )
    answer = shown(task).get_by_role("textbox", name="Answer")
    answer.fill(json.dumps({"boundingBoxes": [BOX]}))
    expect(task.frame.get_by_role("list", name="Labels")).to_have_text("Whale")
    assert task.frame.evaluate(
        "annotator.shadowRoot.querySelector('canvas.upper-canvas')"
        ".getBoundingClientRect().width > 100"
    )
    assert task.submit() == {
        "annotatedResult": {"boundingBoxes": [{**BOX, "id": 0}]},
        "instances": "1",
    }


def test_a_draft_is_put_back(open_task: Open) -> None:
    draft = {"annotatedResult": {"boundingBoxes": [BOX], "initialValueModified": True}}
    task = open_task(tool("bounding-box", initial=[]))
    task.tell(type="a2i:restore", answerContent=draft)
    task.frame.wait_for_function(f"{ANSWER}.annotatedResult.boundingBoxes.length === 1")
    assert task.submit() == draft


def test_half_an_answer_is_kept_in_drafts(open_task: Open) -> None:
    task = open_task(tool("bounding-box"))
    shown(task).get_by_role("textbox", name="Answer").fill('{"boundingBoxes": [')
    draft = task.wait_for("a2i:draft")
    assert draft["answerContent"] == {}
    again = open_task(tool("bounding-box"))
    again.tell(type="a2i:restore", answerContent={}, marks=draft["marks"])
    answer = shown(again).get_by_role("textbox", name="Answer")
    expect(answer).to_have_value('{"boundingBoxes": [')
    answer.fill('{"boundingBoxes": []}')
    assert again.submit() == {"annotatedResult": {"boundingBoxes": []}}


@pytest.mark.parametrize("hostile", ["'x'", "[null, {}, 1]", "{a: 1}", "{", "NaN"])
def test_broken_attributes_never_block_the_form(open_task: Open, hostile: str) -> None:
    tags = [*DRAWINGS, "semantic-segmentation", "instance-segmentation"]
    widgets = "".join(
        f"""<crowd-{tag} name="{tag}" src="/nothing.png" labels="{hostile}"
        label-colors="{hostile}" initial-value="{hostile}"></crowd-{tag}>"""
        for tag in tags
    )
    task = open_task(f"<crowd-form>{widgets}</crowd-form>")
    assert list(task.submit()) == sorted(tags)
