"""The elements whose answer is written as JSON."""

from __future__ import annotations

import json

from playwright.sync_api import expect
from tests.crowd.conftest import Open

ENTITIES = [
    {"endOffset": 12, "label": "person", "startOffset": 0},
    {"endOffset": 36, "label": "date", "startOffset": 32},
]


def entity(more: str = "", inside: str = "", text: str = "") -> str:
    text = text or "Ada Lovelace wrote her notes in 1843, in London."
    return f"""<crowd-entity-annotation name="myAnnotatedResult" header="Highlight" text="{text}"
      labels="[{{'label': 'person', 'shortDisplayName': 'per'}}, {{'label': 'date'}}]" {more}>
      <short-instructions>Apply labels.<input name="inside" value="i"></short-instructions>{inside}
      </crowd-entity-annotation>"""


def test_entities_without_a_form_around_them(open_task: Open) -> None:
    task = open_task(entity(f"initial-value='{json.dumps(ENTITIES)}'"))
    assert task.frame.locator("mark").all_inner_texts() == ["Ada Lovelaceper", "1843date"]
    assert task.submit() == {"inside": "i", "myAnnotatedResult": {"entities": ENTITIES}}


def test_a_draft_of_entities_is_sent(open_task: Open) -> None:
    task = open_task(entity())
    task.frame.get_by_role("textbox", name="Answer").fill(json.dumps({"entities": ENTITIES}))
    draft = task.wait_for("a2i:draft")["answerContent"]
    assert draft == {"inside": "i", "myAnnotatedResult": {"entities": ENTITIES}}


def test_entities_are_written_and_counted_in_characters(open_task: Open) -> None:
    task = open_task(entity(text="\U0001f600\U0001f600 Ada"))
    wanted = {"entities": [{"endOffset": 6, "label": "person", "startOffset": 3}]}
    task.frame.get_by_role("textbox", name="Answer").fill(json.dumps(wanted))
    expect(task.frame.locator("mark")).to_have_text("Adaper")
    assert task.submit()["myAnnotatedResult"] == wanted


def test_scripts_move_questions_into_its_form(open_task: Open) -> None:
    questions = """<div id="questions"><crowd-radio-group>
      <crowd-radio-button name="tech" value="tech">Technology</crowd-radio-button>
      <crowd-radio-button name="art" value="art">Art</crowd-radio-button>
      </crowd-radio-group></div>"""
    task = open_task(
        entity(inside=questions)
        + """<script>document.addEventListener('all-crowd-elements-ready', () => {
          document.querySelector('crowd-entity-annotation').shadowRoot
            .querySelector('crowd-form').form.appendChild(questions);
        });</script>"""
    )
    task.frame.get_by_role("radio", name="Art").click()
    assert task.submit() == {
        "art": {"art": True},
        "inside": "i",
        "myAnnotatedResult": {"entities": []},
        "tech": {"tech": False},
    }


def test_extra_children_count_where_they_are(open_task: Open) -> None:
    task = open_task(entity(inside='<crowd-input name="why" label="Why" required></crowd-input>'))
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Why")
    task.frame.get_by_label("Why").fill("x")
    answer = task.submit()
    assert answer["why"] == "x"


def test_within_a_form_it_brings_none(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{entity()}</crowd-form>")
    assert task.submit_button.count() == 1
    assert task.submit() == {"inside": "i", "myAnnotatedResult": {"entities": []}}


def test_broken_entities_are_not_marked(open_task: Open) -> None:
    broken = [
        None,
        1,
        {},
        {"startOffset": -1, "endOffset": 2},
        {"startOffset": 5, "endOffset": 999},
    ]
    task = open_task(entity(f"initial-value='{json.dumps(broken)}'"))
    assert task.frame.locator("mark").count() == 0
    assert task.submit()["myAnnotatedResult"] == {"entities": broken}


def test_a_ranking_stands_beside_the_other_answers(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-text-ranking name="textRanking" text="Explain rain."
        ordinal-ranking-dimensions='[{"name":"Clarity","allowTie":true}]'
        responses='["Water falls.", "Clouds.", "It rains."]'></crowd-text-ranking></crowd-form>"""
    )
    expect(task.frame.get_by_text("Water falls.")).to_be_visible()
    answer = task.frame.get_by_role("textbox", name="Answer")
    written = json.loads(answer.input_value())
    assert written == [{"allowTie": True, "name": "Clarity", "responseRankings": [1, 2, 3]}]
    written[0]["responseRankings"] = [2, 1, 3]
    answer.fill(json.dumps(written))
    assert task.submit() == {"ordinalRankingDimensions": written}


def test_questions_and_answers(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-question-answer-generation name="pairs" text="Rain is water."
        min-questions="2" question-tags='["What", "Why"]' allow-custom-question-tags=true>
        </crowd-question-answer-generation></crowd-form>"""
    )
    blank = {"answer": "", "question": "", "tags": []}
    assert task.submit() == {"pairs": {"questionsAndAnswers": [blank, blank]}}
