"""What a labelled text answers: to scripts, in drafts, as JSON, in its own form, in any script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, Page, expect
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server
from tests.support.accessibility import in_both_schemes
from tests.support.entities import (
    ADA,
    ELEMENT,
    ENTITIES,
    TEXT,
    YEAR,
    drag,
    entities,
    entity,
    label,
)
from tests.support.fuzzing import examples


def test_scripts_read_and_write(open_task: Open) -> None:
    task = open_task(
        entity()
        + f"""<script>
        const annotator = {ELEMENT};
        const heard = [];
        annotator.addEventListener('change', () => heard.push(annotator.value.entities.length));
        document.addEventListener('all-crowd-elements-ready', () => {{
          annotator.labels = annotator.labels.concat(['fourth']);
          annotator.initialValue = {json.dumps(ENTITIES)};
        }});</script>"""
    )
    expect(task.frame.locator("mark")).to_have_text(["Ada Lovelace", "1843"])
    drag(task, "London", turns=2)
    task.page.keyboard.press("4")
    assert task.frame.evaluate("heard") == [3]
    assert task.frame.evaluate("annotator._submittableValue === annotator.value")
    task.frame.evaluate("annotator.value.entities[0].id = 7")
    task.frame.evaluate("annotator.value = {...annotator.value, more: 1}")
    london = label("London", "fourth")
    assert task.submit()["myAnnotatedResult"] == {
        "entities": [{**ADA, "id": 7}, YEAR, london],
        "more": 1,
    }


def test_made_by_script_and_moved_about(open_task: Open) -> None:
    task = open_task(
        f"""<div id="here"></div><crowd-form><div id="there"></div></crowd-form><script>
        const made = document.createElement('crowd-entity-annotation');
        made.name = 'made';
        made.text = {json.dumps(TEXT)};
        made.labels = ['person', 'date'];
        here.append(made);</script>"""
    )
    drag(task, "Ada Lovelace")
    task.page.keyboard.press("1")
    task.frame.evaluate("there.append(made)")
    drag(task, "1843", turns=2)
    task.page.keyboard.press("2")
    expect(task.frame.locator("mark")).to_have_text(["Ada Lovelace", "1843"])
    assert task.submit() == {"made": {"entities": ENTITIES}}


def test_a_draft_is_sent_and_put_back(open_task: Open) -> None:
    task = open_task(entity())
    drag(task, "Ada Lovelace")
    task.page.keyboard.press("1")
    draft = task.wait_for("a2i:draft")
    assert draft["answerContent"] == {"inside": "i", "myAnnotatedResult": {"entities": [ADA]}}
    again = open_task(entity(initial=[YEAR]))
    again.tell(type="a2i:restore", answerContent=draft["answerContent"], marks=draft["marks"])
    expect(again.frame.locator("mark")).to_have_text(["Ada Lovelace"])
    assert again.submit() == draft["answerContent"]


def test_it_can_only_be_read_until_an_answer_is_refused(open_task: Open) -> None:
    task = open_task(entity(initial=ENTITIES))
    task.submit()
    drag(task, "London", turns=2)
    task.page.keyboard.press("3")
    task.frame.locator("mark").first.click()
    task.page.keyboard.press("x")
    expect(task.frame.get_by_role("button", name="person")).to_be_disabled()
    expect(task.frame.locator(".remove").first).to_be_hidden()
    assert entities(task) == ENTITIES
    task.tell(type="a2i:refused", message="Once more.")
    drag(task, "London", turns=2)
    task.page.keyboard.press("3")
    assert entities(task) == [*ENTITIES, label("London", "place")]


def test_the_answer_as_json(open_task: Open) -> None:
    task = open_task(entity())
    task.frame.get_by_role("button", name="Show the answer as JSON").click()
    box = task.frame.get_by_role("textbox", name="Answer as JSON")
    assert json.loads(box.input_value()) == {"entities": []}
    box.fill('{"entities": [{"label": "person", "startOffset": 0, "endOffset": 99}]}')
    task.submit_button.click()
    expect(box).to_be_focused()
    wrong = "entities[0].endOffset must be a whole number, at least 0 and at most 48."
    expect(task.frame.get_by_role("alert")).to_contain_text(wrong)
    box.fill('{"entities": [{"label": "person", "startOffset": 0,\n }')
    expect(task.frame.locator("#json-problem")).to_contain_text(
        "not valid JSON in line 2, column 3"
    )
    task.page.wait_for_function("messages.some(({json}) => json.includes('0,\\\\n }'))")
    draft = task.messages("a2i:draft")[-1]
    box.fill(json.dumps({"entities": [ADA]}))
    box.press("End")
    box.type(" ")
    expect(task.frame.locator("mark")).to_have_text(["Ada Lovelace"])
    drag(task, "1843", turns=2)
    task.page.keyboard.press("2")
    assert json.loads(box.input_value()) == {"entities": ENTITIES}
    for _ in range(2):
        task.page.keyboard.press("Control+z")
    assert json.loads(box.input_value()) == {"entities": []}
    again = open_task(entity())
    again.tell(type="a2i:restore", answerContent=draft["answerContent"], marks=draft["marks"])
    half = again.frame.get_by_role("textbox", name="Answer as JSON")
    expect(half).to_have_value('{"entities": [{"label": "person", "startOffset": 0,\n }')


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
    task.frame.get_by_label("Why").fill("x1")
    assert task.submit()["why"] == "x1"


def test_within_a_form_it_brings_none(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{entity()}</crowd-form>")
    assert task.submit_button.count() == 1
    assert task.submit() == {"inside": "i", "myAnnotatedResult": {"entities": []}}


def test_broken_entities_are_not_marked_but_answered(open_task: Open) -> None:
    broken = [None, 1, {}, {"startOffset": -1, "endOffset": 2}, {"startOffset": 5, "endOffset": 99}]
    task = open_task(entity(initial=[*broken, YEAR]))
    expect(task.frame.locator("mark")).to_have_text(["1843"])
    drag(task, "London", turns=2)
    task.page.keyboard.press("1")
    answer = task.submit()["myAnnotatedResult"]
    assert answer == {"entities": [*broken, YEAR, label("London", "person")]}


@pytest.mark.parametrize("hostile", ["'x'", "[null, {}, 1]", "{a: 1}", "{", "NaN"])
def test_broken_attributes_never_block_the_form(open_task: Open, hostile: str) -> None:
    task = open_task(
        f"""<crowd-entity-annotation name="n" text="{escape(TEXT)}" labels="{hostile}"
        initial-value="{hostile}"></crowd-entity-annotation>"""
    )
    assert list(task.submit()) == ["n"]


def test_axe_finds_nothing(context: BrowserContext, server: Server) -> None:
    server.template = AMAZONS_SCRIPT + entity(initial=[ADA, label("Lovelace wrote", "date"), YEAR])
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server.url}/task")
    page.get_by_role("button", name="Show the answer as JSON").click()
    page.get_by_role("textbox", name="Answer as JSON").fill("{")
    page.locator("mark").first.click()
    assert in_both_schemes(page) == []
    page.close()


@pytest.fixture(scope="module")
def chosen(server: Server, context: BrowserContext) -> Iterator[Callable[[str, int, int], Any]]:
    """Tell the answer after two code points of a text were selected up to and a label chosen."""
    page = context.new_page()
    server.template = AMAZONS_SCRIPT + entity(text="x")
    page.goto(f"{server.url}/task")

    def entities_(text: str, start: int, end: int) -> Any:
        units = [
            len(text[:place].encode("utf-16-le", "surrogatepass")) // 2 for place in (start, end)
        ]
        page.evaluate(SELECT, [text, *units])
        page.keyboard.press("1")
        return page.evaluate(f"{ELEMENT}.value.entities")

    yield entities_
    page.close()


SELECT = """async ([text, from, to]) => {
  const annotator = document.querySelector('crowd-entity-annotation');
  annotator.text = text;
  annotator.value = null;
  await annotator.updateComplete;
  const passage = annotator.shadowRoot.querySelector('.passage');
  if (passage.textContent !== text) throw new Error('Another text is shown.');
  passage.focus();
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  const boundaries = [];
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const place of [from, to].slice(boundaries.length)) {
      if (place <= at + node.length) boundaries.push([node, place - at]);
    }
    at += node.length;
  }
  document.getSelection().setBaseAndExtent(...boundaries[0], ...boundaries[1]);
}"""


SPACE = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


PIECES = [
    "e\u0301",
    "👨\u200d👩\u200d👧",
    "🇩🇪",
    "שלום",
    "مرحبا",
    "日本語",
    "\n",
    " ",
    "a b",
    "😀",
    "\u202e",
    "\r\n",
]


TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1, max_size=12).map(
    "".join
)


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data(), text=TEXTS.filter(bool))
def test_offsets_are_python_s_code_points(
    chosen: Callable[[str, int, int], Any], data: st.DataObject, text: str
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = chosen(text, start, end)
    words = text[start:end]
    kept = words.strip(SPACE) or words
    begin = start + words.index(kept)
    assert found == [{"endOffset": begin + len(kept), "label": "person", "startOffset": begin}]


FRAMES = """async (keys) => {
  const next = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const passage = document.querySelector('crowd-entity-annotation').shadowRoot.activeElement;
  const times = [];
  for (const key of keys) {
    await next();
    const began = performance.now();
    passage.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    await next();
    times.push(performance.now() - began);
  }
  return times.sort((one, other) => one - other)[Math.floor(keys.length / 2)];
}"""


def test_a_long_text_with_many_entities_stays_fluid(page: Page, server: Server) -> None:
    line = "Ada Lovelace wrote her notes in London.\n"
    text = line * (100_000 // len(line))
    many = [
        {"endOffset": start + 12, "label": "person", "startOffset": start}
        for start in range(0, 2000 * len(line), len(line))
    ]
    server.template = AMAZONS_SCRIPT + entity(text=text, initial=many)
    page.goto(f"{server.url}/task")
    page.locator(".passage").focus()
    page.keyboard.press("Control+Home")
    # As measured: 10 to 30 ms. Something that grows with the square of it takes seconds.
    assert page.evaluate(FRAMES, [*"]2]3x]1]2]3x"]) < 300
    assert len(page.evaluate(f"{ELEMENT}.value.entities")) == len(many) - 2
