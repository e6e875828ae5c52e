"""What the tools for shapes answer: drafts, locks, JSON, scripts, what is given wrongly."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect
from tests.crowd.conftest import ANSWER, Open, Server, Task
from tests.support.drawing import Hand, tool
from tests.support.pictures import picture
from tests.support.shapes import BOX, DRAWN, GIVEN, LINE, POINTS, POLYGON, answer, draw, outline


@pytest.mark.parametrize("tag", GIVEN)
def test_a_draft_is_put_back_into_the_tool(open_task: Open, tag: str) -> None:
    hand = Hand(open_task(tool(tag, initial=[]))).ready()
    draw(hand, tag)
    half_drawn = ""
    if tag in ("polygon", "polyline"):
        hand.click((500, 100), (600, 150))
        half_drawn = "600"
    draft = hand.task.wait_for("a2i:draft")
    while draft["answerContent"] != {
        "annotatedResult": hand.drawn()
    } or half_drawn not in json.dumps(draft["marks"]):
        draft = hand.task.messages("a2i:draft")[-1]
    again = Hand(open_task(tool(tag, initial=[]))).ready()
    again.task.tell(type="a2i:restore", answerContent=draft["answerContent"], marks=draft["marks"])
    expect(again.rows).to_have_count(1)
    if tag in ("polygon", "polyline"):
        again.click((550, 300)).stage.press("Enter")
        assert outline(again.drawn()[GIVEN[tag][0]][1]) == [(500, 100), (600, 150), (550, 300)]
        again.stage.press("Delete")
    assert again.task.submit() == {"annotatedResult": answer(tag, DRAWN[tag], modified=True)}


def test_a_draft_of_nothing(open_task: Open) -> None:
    task = open_task(tool("keypoint"))
    Hand(task).ready()
    task.frame.get_by_role("checkbox", name="Nothing to label").check()
    draft = task.wait_for("a2i:draft")
    again = open_task(tool("keypoint"))
    Hand(again).ready()
    again.tell(type="a2i:restore", answerContent=draft["answerContent"], marks=draft["marks"])
    expect(again.frame.get_by_role("checkbox", name="Nothing to label")).to_be_checked()
    assert again.submit() == {"annotatedResult": answer("keypoint", [])}


@pytest.mark.parametrize("tag", GIVEN)
def test_nothing_changes_what_is_locked(open_task: Open, tag: str) -> None:
    _, given, _ = GIVEN[tag]
    task = open_task(tool(tag, "disabled", initial=given))
    hand = Hand(task).ready()
    before = task.frame.evaluate(VALUE)
    draw(hand, tag)
    hand.rows.first.click()
    hand.press("ArrowRight", "Delete", "d", "n", "Control+z")
    assert task.frame.evaluate(VALUE) == before
    expect(task.frame.get_by_role("combobox", name="Its label")).to_be_disabled()
    expect(task.frame.get_by_role("button", name="Delete", exact=True)).to_be_disabled()
    hand.zoom_in(2)
    assert task.answer() == {}


VALUE = "document.querySelector('crowd-form > *').value"


def test_what_is_submitted_stays_as_it_is(open_task: Open) -> None:
    task = open_task(tool("bounding-box", initial=[BOX]))
    hand = Hand(task).ready()
    expected = task.submit()
    task.tell(type="a2i:submitted")
    hand.drag((10, 10), (90, 90)).press("Delete")
    hand.rows.first.click()
    hand.press("Delete")
    assert task.answer() == expected


def test_scripts_use_labels_and_values(open_task: Open) -> None:
    task = open_task(
        tool("bounding-box")
        + """<input type="hidden" id="answers" name="instances"><script>
        const annotator = document.querySelector('crowd-bounding-box');
        const form = document.querySelector('crowd-form');
        const seen = [];
        form.append(document.getElementById('answers'));
        document.addEventListener('all-crowd-elements-ready', () => {
          annotator.labels = [];
          annotator.labels = annotator.labels.concat(['Whale']);
          const canvas = annotator.shadowRoot.querySelector('canvas.upper-canvas');
          canvas.addEventListener('mouseup', () => seen.push('mouseup'));
          annotator.addEventListener('change', () => {
            seen.push(annotator.value.boundingBoxes.length);
          });
        });
        form.onsubmit = () => {
          const boxes = (annotator._submittableValue || annotator.value).boundingBoxes;
          boxes.forEach((box, index) => { box.id = index; });
          answers.value = JSON.stringify(seen);
        };
        </script>"""
    )
    hand = Hand(task).ready()
    expect(task.frame.get_by_role("radio", name="Whale")).to_be_checked()
    hand.drag((243, 117), (430, 518))
    assert task.submit() == {
        "annotatedResult": answer("bounding-box", [{**BOX, "label": "Whale", "id": 0}]),
        "instances": '[1,"mouseup"]',
    }


def test_what_scripts_add_stays_through_changes(open_task: Open) -> None:
    hand = Hand(open_task(tool("polygon", initial=[POLYGON]))).ready()
    frame = hand.task.frame
    frame.evaluate(f"{VALUE}.polygons[0].parent = 7; {VALUE}.note = 'n'")
    hand.rows.first.focus()
    hand.press("ArrowRight")
    drawn = hand.drawn()
    assert drawn["note"] == "n"
    assert drawn["polygons"][0]["parent"] == 7


def test_scripts_set_the_value_and_the_initial_value(open_task: Open) -> None:
    hand = Hand(open_task(tool("keypoint"))).ready()
    frame = hand.task.frame
    frame.evaluate(f"{VALUE.removesuffix('.value')}.initialValue = {json.dumps(POINTS)}")
    expect(hand.rows).to_have_count(2)
    far = [{"label": "Dog", "x": 9999, "y": -4.5}]
    frame.evaluate(f"{VALUE} = {{keypoints: {json.dumps(far)}}}")
    expect(hand.rows).to_have_count(1)
    assert hand.drawn()["keypoints"] == [{"label": "Dog", "x": 799, "y": 0}]
    frame.evaluate(f"{VALUE} = null")
    assert hand.drawn()["keypoints"] == POINTS


def test_a_tool_that_a_script_makes_and_moves(open_task: Open) -> None:
    task = open_task('<crowd-form id="form"></crowd-form><div id="far"></div>')
    task.frame.evaluate(
        """([src, lines]) => {
          const made = document.createElement('crowd-line');
          Object.assign(made, {src, labels: ['Dog', 'Cat'], value: {lines}});
          made.setAttribute('name', 'annotatedResult');
          form.append(made);
        }""",
        [picture(), [LINE]],
    )
    hand = Hand(task).ready()
    draw(hand, "line")
    task.frame.evaluate("far.append(form)")
    assert task.submit() == {"annotatedResult": answer("line", [LINE, *DRAWN["line"]])}


@pytest.mark.parametrize("tag", GIVEN)
def test_the_answer_as_json_follows_and_leads(open_task: Open, tag: str) -> None:
    kind, given, _ = GIVEN[tag]
    task = open_task(tool(tag))
    hand = Hand(task).ready()
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    text = task.frame.get_by_role("textbox", name="Answer as JSON")
    draw(hand, tag)
    assert json.loads(text.input_value()) == answer(tag, DRAWN[tag])
    text.fill(json.dumps({kind: given}))
    expect(hand.rows).to_have_count(len(given))
    text.fill(json.dumps({kind: [{"label": "Dog"}]}))
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text(f"{kind}[0] has no")
    expect(text).to_be_focused()
    text.fill(json.dumps({kind: given}))
    hand.stage.focus()
    hand.press("Control+z")
    assert hand.drawn() == answer(tag, DRAWN[tag])


@pytest.mark.parametrize("written", ["{", "", "[1,]", "null", "7", '"text"', "[]", "{}"])
def test_what_is_no_answer_is_not_submitted(open_task: Open, written: str) -> None:
    task = open_task(tool("bounding-box", initial=[BOX]))
    Hand(task).ready()
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    text = task.frame.get_by_role("textbox", name="Answer as JSON")
    text.fill(written)
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Draw")
    expect(text).to_be_focused()
    assert task.messages("a2i:submit") == []
    text.fill(json.dumps({"boundingBoxes": [BOX, BOX]}))
    expected = answer("bounding-box", [BOX, BOX], modified=True)
    assert task.submit() == {"annotatedResult": expected}


def test_half_an_answer_is_kept_in_drafts(open_task: Open) -> None:
    task = open_task(tool("bounding-box"))
    Hand(task).ready()
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    task.frame.get_by_role("textbox", name="Answer as JSON").fill('{"boundingBoxes": [')
    draft = task.wait_for("a2i:draft")
    assert draft["answerContent"] == {}
    again = open_task(tool("bounding-box"))
    Hand(again).ready()
    again.tell(type="a2i:restore", answerContent={}, marks=draft["marks"])
    text = again.frame.get_by_role("textbox", name="Answer as JSON")
    expect(text).to_have_value('{"boundingBoxes": [')
    text.fill(json.dumps({"boundingBoxes": [BOX]}))
    assert again.submit() == {"annotatedResult": answer("bounding-box", [BOX])}


HOSTILE = ("'x'", "[null, {}, 1]", "{a: 1}", "{", "NaN", "[[]]")


def test_broken_attributes_never_block_the_form(open_task: Open) -> None:
    widgets = {
        f"{tag}{number}": f"""<crowd-{tag} name="{tag}{number}" src="{picture(8, 8)}"
        labels="{hostile}" label-colors="{hostile}" initial-value="{hostile}"></crowd-{tag}>"""
        for tag in GIVEN
        for number, hostile in enumerate(HOSTILE)
    }
    task = open_task(f"<crowd-form>{''.join(widgets.values())}</crowd-form>")
    tools = "[...document.querySelectorAll('crowd-form > *')]"
    task.frame.wait_for_function(f"{tools}.every((tool) => tool.imageSize)")
    for nothing in task.frame.get_by_role("checkbox", name="Nothing to label").all():
        if nothing.is_enabled():
            nothing.check()
    assert list(task.submit()) == sorted(widgets)


def test_shapes_that_a_model_got_wrong(open_task: Open) -> None:
    given = [
        {"label": "Dog", "left": -20.4, "top": 10.6, "width": 100, "height": 9999, "score": 0.9},
        {"label": "Wolf", "left": 700, "top": 500, "width": 200, "height": 100},
        {"label": "Dog", "left": 900, "top": 10, "width": 5, "height": 5},
        {"label": "Dog", "left": "1", "top": 10, "width": 5, "height": 5},
        None,
    ]
    hand = Hand(open_task(tool("bounding-box", initial=given))).ready()
    assert hand.drawn() == answer(
        "bounding-box",
        [
            {"label": "Dog", "left": 0, "top": 11, "width": 80, "height": 522, "score": 0.9},
            {"label": "Wolf", "left": 700, "top": 500, "width": 100, "height": 33},
        ],
        modified=False,
    )


def test_points_of_unknown_labels_are_not_drawn(open_task: Open) -> None:
    wolf = {"label": "Wolf", "x": 1, "y": 1}
    hand = Hand(open_task(tool("keypoint", initial=[wolf, *POINTS]))).ready()
    expect(hand.rows).to_have_count(2)
    assert hand.drawn() == answer("keypoint", POINTS)


def test_a_part_that_does_not_come_is_asked_for_again(open_task: Open, page: Page) -> None:
    """The page does not name the element: it comes by a script from elsewhere, as it were."""
    page.route("**/drawing/main.js", lambda route: route.abort())
    task = open_task("<crowd-form></crowd-form>")
    task.frame.evaluate("markup => { document.body.innerHTML = markup; }", tool("keypoint"))
    assert "could not be loaded" in task.wait_for("a2i:error")["message"]
    page.unroute("**/drawing/main.js")
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("A tool of this page is not there yet")
    hand = Hand(task).ready()
    draw(hand, "keypoint")
    assert task.submit() == {"annotatedResult": answer("keypoint", DRAWN["keypoint"])}


def test_the_one_script_works_on_any_page(server: Server, page: Page) -> None:
    """It finds its other parts beside itself, wherever the page comes from."""
    script = f'<script src="{server.url}/_a2i/crowd-html-elements.js"></script>'
    page.set_content(script + tool("line", initial=[LINE]))
    page.locator("crowd-line .drawn .row").wait_for()
    hand = Hand(Task(page, page.main_frame, [], []))
    assert hand.drawn() == answer("line", [LINE], modified=False)


def test_an_image_that_is_not_there_is_told_of_but_not_submitted(open_task: Open) -> None:
    task = open_task(tool("polygon", initial=[POLYGON]).replace(picture(), "/gone.png"))
    assert task.frame.evaluate(ANSWER) == {"annotatedResult": {"polygons": [POLYGON]}}
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("The image is not there")
    task.frame.evaluate("src => { document.querySelector('crowd-polygon').src = src; }", picture())
    hand = Hand(task).ready()
    assert task.submit() == {"annotatedResult": answer("polygon", [POLYGON])}
    assert hand.rows.count() == 1
