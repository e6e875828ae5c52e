"""`crowd-text-ranking` and `crowd-question-answer-generation`, used by hand."""

from __future__ import annotations

import json
from html import escape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server, Task
from tests.support.accessibility import in_both_schemes

RESPONSES = ["Water falls.", "Clouds.", "שלום עולם"]
DIMENSIONS = [{"name": "Clarity", "allowTie": True}, {"name": "Truth", "allowTie": False}]
RANKING = "document.querySelector('crowd-text-ranking')"
ASKING = "document.querySelector('crowd-question-answer-generation')"


def ranking(dimensions: Any = DIMENSIONS, responses: Any = RESPONSES) -> str:
    return f"""<crowd-form><crowd-text-ranking name="textRanking" text="Explain rain."
      header="Rank" ordinal-ranking-dimensions="{escape(json.dumps(dimensions))}"
      responses="{escape(json.dumps(responses))}"><short-instructions>Best first.
      <input name="note" value="n" aria-label="Note"></short-instructions>
      </crowd-text-ranking></crowd-form>"""


def ranks(*given: list[int | None]) -> list[dict[str, Any]]:
    return [
        {"allowTie": dimension["allowTie"], "name": dimension["name"], "responseRankings": one}
        for dimension, one in zip(DIMENSIONS, given, strict=True)
    ]


def ranking_of(task: Task) -> list[list[int | None]]:
    found = task.frame.evaluate(f"{RANKING}.value.map((one) => one.responseRankings)")
    assert isinstance(found, list)
    return found


def chip(page: Any, dimension: int, response: int) -> Any:
    return page.locator(f'[data-group="{dimension}"][data-drag="{response}"]')


def place(page: Any, dimension: int, rank: int | str) -> Any:
    return page.locator(f'.place[data-group="{dimension}"][data-drop="{rank}"]')


def drag(task: Task, dimension: int, response: int, rank: int | str) -> None:
    """Drag a response to a rank with the mouse."""
    mouse = task.page.mouse
    targets = (chip(task.frame, dimension, response), place(task.frame, dimension, rank))
    for target, then in zip(targets, (mouse.down, mouse.up), strict=True):
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        mouse.move(box["x"] + 20, box["y"] + box["height"] - 8, steps=3)
        then()


def test_responses_are_dragged_to_their_ranks(open_task: Open) -> None:
    task = open_task(ranking())
    expect(task.frame.get_by_text("Water falls.").first).to_be_visible()
    for response, rank in ((0, 2), (1, 1), (2, 2)):
        drag(task, 0, response, rank)
    for response, rank in ((0, 1), (1, 1), (2, 3), (0, 1)):
        drag(task, 1, response, rank)
    assert task.submit() == {
        "note": "n",
        "ordinalRankingDimensions": ranks([2, 1, 2], [1, 2, 3]),
    }


def test_the_keyboard_ranks(open_task: Open) -> None:
    task = open_task(ranking())
    press = task.page.keyboard.press
    chip(task.frame, 0, 2).focus()
    press("ArrowUp")
    assert ranking_of(task) == [[None, None, 3], [None] * 3]
    press("ArrowUp")
    press("1")
    expect(task.frame.locator(".status")).to_have_text("Clarity: response C, rank 1 of 3.")
    press("Tab")
    press("Delete")
    chip(task.frame, 1, 0).focus()
    press("ArrowDown")
    press("ArrowDown")
    expect(chip(task.frame, 1, 0)).to_be_focused()
    chip(task.frame, 1, 1).focus()
    press("2")
    assert ranking_of(task) == [[None, None, 1], [3, 2, None]]
    press("Control+z")
    press("Control+z")
    assert ranking_of(task) == [[None, None, 1], [1, None, None]]
    press("Control+y")
    assert ranking_of(task) == [[None, None, 1], [2, None, None]]


def test_a_response_is_picked_and_put(open_task: Open) -> None:
    task = open_task(ranking(DIMENSIONS[:1]))
    task.frame.get_by_role("button", name="Response B, not ranked").click()
    task.frame.get_by_role("button", name="Rank 3").click()
    task.frame.get_by_role("button", name="Response B, rank 3 of 3").click()
    place(task.frame, 0, 1).click()
    assert ranking_of(task) == [[None, 1, None]]


def test_ranked_by_touch(browser: Browser, server: Server) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 1200})
    page = context.new_page()
    server.template = AMAZONS_SCRIPT + ranking(DIMENSIONS[:1])
    page.goto(f"{server.url}/task")
    touch = context.new_cdp_session(page)
    boxes = [chip(page, 0, 1).bounding_box(), place(page, 0, 2).bounding_box()]
    way = [(box["x"] + 60, box["y"] + box["height"] / 2) for box in boxes]
    for kind, (x, y) in (("touchStart", way[0]), ("touchMove", way[1])):
        points = [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate(f"{RANKING}.value[0].responseRankings") == [None, 2, None]
    context.close()


def test_every_response_must_be_ranked(open_task: Open) -> None:
    task = open_task(ranking())
    drag(task, 0, 0, 1)
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text(
        "Rank every response for “Clarity”, “Truth”."
    )
    expect(chip(task.frame, 0, 1)).to_be_focused()
    drag(task, 0, 0, "")
    assert ranking_of(task) == [[None] * 3, [None] * 3]
    draft = task.wait_for("a2i:draft")["answerContent"]
    again = open_task(ranking())
    again.tell(type="a2i:restore", answerContent=draft)
    expect(place(again.frame, 0, 1).locator(".chip")).to_have_count(1)
    assert again.answer() == draft


def test_a_ranking_as_json_and_by_scripts(open_task: Open) -> None:
    task = open_task(ranking())
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    box = task.frame.get_by_role("textbox", name="Answer as JSON")
    assert json.loads(box.input_value()) == ranks([None] * 3, [None] * 3)
    box.fill(json.dumps(ranks([1, 1, 2], [1, 1, 2])))
    expect(task.frame.locator("#json-problem")).to_have_text(
        "[1].responseRankings has the rank 1 twice, and ties are not allowed."
    )
    box.fill(json.dumps(ranks([1, 1, 2], [1, 4, 2])))
    expect(task.frame.locator("#json-problem")).to_have_text(
        "[1].responseRankings[1] must be a whole number, at least 1 and at most 3."
    )
    box.fill(json.dumps(ranks([1, 1, 2], [3, 1, 2])))
    expect(place(task.frame, 0, 1).locator(".chip")).to_have_count(2)
    task.frame.evaluate(
        f"""{RANKING}.value = {RANKING}._submittableValue.map((one) => ({{...one, by: 'me'}}))"""
    )
    wanted = [{**one, "by": "me"} for one in ranks([1, 1, 2], [3, 1, 2])]
    assert task.submit()["ordinalRankingDimensions"] == wanted
    expect(box).to_have_attribute("readonly", "")
    expect(chip(task.frame, 0, 0)).to_be_disabled()


RANKS = """async (moves) => {
  document.body.innerHTML = '<crowd-form><crowd-text-ranking></crowd-text-ranking></crowd-form>';
  const element = document.querySelector('crowd-text-ranking');
  element.responses = ['a', 'b', 'c', 'd'];
  element.ordinalRankingDimensions = [{name: 'x'}];
  await element.updateComplete;
  const seen = [];
  for (const [index, key] of moves) {
    const chip = element.shadowRoot.querySelector(`[data-drag="${index}"]`);
    chip.dispatchEvent(new KeyboardEvent('keydown', {key, cancelable: true}));
    await element.updateComplete;
    seen.push(element.value[0].responseRankings);
  }
  return seen;
}"""
KEYS = st.sampled_from(["1", "2", "3", "4", "ArrowUp", "ArrowDown", "Delete"])
MOVES = st.lists(st.tuples(st.integers(0, 3), KEYS), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def alone(server: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    server.template = f"{AMAZONS_SCRIPT}<!-- crowd-text-ranking -->"
    page.goto(f"{server.url}/task")
    return page


@settings(max_examples=40, deadline=None)
@given(moves=MOVES)
def test_without_ties_no_rank_is_given_twice(alone: Page, moves: list[tuple[int, str]]) -> None:
    seen = alone.evaluate(RANKS, [list(move) for move in moves])
    before: list[int | None] = [None] * 4
    for (index, key), now in zip(moves, seen, strict=True):
        given = [rank for rank in now if rank is not None]
        assert len(set(given)) == len(given)
        assert set(given) <= {1, 2, 3, 4}
        if key.isdigit():
            assert now[index] == int(key)
        if key == "Delete":
            assert now[index] is None
        # The others keep their order.
        order = sorted(
            (i for i in range(4) if i != index and before[i]), key=lambda i: before[i] or 0
        )
        assert all(now[one] < now[other] for one, other in pairwise(order))
        before = now


ATTRIBUTES = """min-questions="1" max-questions="3" question-min-words="2" question-max-words="5"
  answer-max-words="4" question-tags='["What", "Why",]' allow-custom-question-tags=true"""


def asking(attributes: str = ATTRIBUTES) -> str:
    return f"""<crowd-form><crowd-question-answer-generation name="pairs" header="Ask"
      text="Rain is water." {attributes}></crowd-question-answer-generation></crowd-form>"""


def card(task: Task, index: int) -> Any:
    return task.frame.get_by_role("group", name=f"Question {index + 1}", exact=True)


def test_pairs_are_written_tagged_added_and_removed(open_task: Open) -> None:
    task = open_task(asking())
    first = card(task, 0)
    expect(first.get_by_role("button", name="Remove")).to_be_disabled()
    first.get_by_label("Question", exact=True).fill("What is rain?")
    first.get_by_label("Answer", exact=True).fill("Water.\nMuch water.")
    first.get_by_label("Why").check()
    first.get_by_label("What").check()
    own = first.get_by_label("Tag of your own")
    own.fill(" Fun ")
    own.press("Enter")
    task.frame.get_by_role("button", name="Add a question").click()
    expect(card(task, 1).get_by_label("Question", exact=True)).to_be_focused()
    task.page.keyboard.type("Remove me")
    task.frame.get_by_role("button", name="Add a question").click()
    expect(task.frame.get_by_role("button", name="Add a question")).to_be_disabled()
    task.page.keyboard.type("Why so?")
    card(task, 2).get_by_label("Answer", exact=True).fill("So.")
    card(task, 2).get_by_label("Fun").check()
    card(task, 1).get_by_role("button", name="Remove question 2").click()
    expect(card(task, 2)).to_have_count(0)
    assert task.submit() == {
        "pairs": {
            "questionsAndAnswers": [
                {
                    "answer": "Water.\nMuch water.",
                    "question": "What is rain?",
                    "tags": ["What", "Why", "Fun"],
                },
                {"answer": "So.", "question": "Why so?", "tags": ["Fun"]},
            ]
        }
    }


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("What?", "x", "Question 1 needs 2 words or more."),
        ("one two three four five six", "x", "Question 1 may have 5 words at most."),
        ("well-known fact", "", "Answer 1 needs 1 word or more."),
        ("これは雨", "a b c d e", "Answer 1 may have 4 words at most."),
    ],
)
def test_words_are_counted(open_task: Open, question: str, answer: str, sentence: str) -> None:
    task = open_task(asking())
    field = card(task, 0).get_by_label("Question", exact=True)
    field.fill(question)
    card(task, 0).get_by_label("Answer", exact=True).fill(answer)
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text(sentence)
    wanted = card(task, 0).get_by_label(sentence.split(maxsplit=1)[0], exact=True)
    expect(wanted).to_be_focused()
    assert task.messages("a2i:submit") == []
    field.fill("What now?")
    card(task, 0).get_by_label("Answer", exact=True).fill("This.")
    pair = {"answer": "This.", "question": "What now?", "tags": []}
    assert task.submit() == {"pairs": {"questionsAndAnswers": [pair]}}


def test_a_number_of_questions_is_asked_for(open_task: Open) -> None:
    task = open_task(asking('min-questions="2" allow-custom-question-tags="false"'))
    assert task.frame.get_by_label("Tag of your own").count() == 0
    blank = {"answer": "", "question": "", "tags": []}
    assert task.answer() == {"pairs": {"questionsAndAnswers": [blank, blank]}}
    task.frame.evaluate(f"{ASKING}.value = {{questionsAndAnswers: []}}")
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Write 2 questions or more.")


def test_typing_is_undone_field_by_field_and_drafts_come_back(open_task: Open) -> None:
    task = open_task(asking())
    card(task, 0).get_by_label("Question", exact=True).press_sequentially("Why not?")
    card(task, 0).get_by_label("Answer", exact=True).press_sequentially("So.")
    draft = task.wait_for("a2i:draft")["answerContent"]
    while '"So."' not in json.dumps(draft):
        draft = task.messages("a2i:draft")[-1]["answerContent"]
    task.frame.get_by_role("button", name="Undo").click()
    expect(card(task, 0).get_by_label("Answer", exact=True)).to_have_value("")
    expect(card(task, 0).get_by_label("Question", exact=True)).to_have_value("Why not?")
    task.frame.get_by_role("button", name="Undo").click()
    expect(task.frame.get_by_role("button", name="Undo")).to_be_disabled()
    task.frame.get_by_role("button", name="Redo").click()
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    task.frame.evaluate("document.querySelector('crowd-form').reset()")
    expect(card(task, 0).get_by_label("Question", exact=True)).to_have_value("")
    expect(task.frame.get_by_role("textbox", name="Answer as JSON")).to_be_hidden()
    again = open_task(asking())
    again.tell(type="a2i:restore", answerContent=draft)
    expect(card(again, 0).get_by_label("Question", exact=True)).to_have_value("Why not?")
    answer = again.submit()
    assert answer["pairs"]["questionsAndAnswers"][0]["question"] == "Why not?"
    expect(card(again, 0).get_by_label("Question", exact=True)).to_have_attribute("readonly", "")
    expect(again.frame.get_by_role("button", name="Add a question")).to_be_disabled()


@pytest.mark.parametrize("hostile", ["'x'", "[null, {}, 1]", "{a: 1}", "{", "-1"])
def test_what_scripts_and_drafts_bring_breaks_nothing(open_task: Open, hostile: str) -> None:
    given = escape(hostile)
    task = open_task(
        f"""<crowd-form><crowd-text-ranking name="r" text="x" responses="{given}"
        ordinal-ranking-dimensions="{given}"></crowd-text-ranking>
        <crowd-question-answer-generation name="q" text="x" question-tags="{given}"
        min-questions="{given}" max-questions="{given}"></crowd-question-answer-generation>
        </crowd-form>"""
    )
    for value in ({}, [], [None, 1], {"questionsAndAnswers": [None, 1, {"tags": 1}]}):
        task.tell(type="a2i:restore", answerContent={"q": value, "ordinalRankingDimensions": value})
        task.frame.evaluate(
            f"value => {{ {RANKING}.value = value; {ASKING}.value = value; }}", value
        )
        task.frame.evaluate(f"Promise.all([{RANKING}.updateComplete, {ASKING}.updateComplete])")
    task.submit_button.click()


@pytest.mark.parametrize("template", [ranking(), asking()], ids=["ranking", "asking"])
def test_axe_finds_nothing(context: BrowserContext, server: Server, template: str) -> None:
    server.template = AMAZONS_SCRIPT + template
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.url}/task")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("button", name="Show the answer as JSON").click()
    page.get_by_role("textbox", name="Answer as JSON").fill("{")
    assert in_both_schemes(page) == []
    page.close()
