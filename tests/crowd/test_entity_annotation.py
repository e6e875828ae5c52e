"""`crowd-entity-annotation`: parts of a text, selected by hand and labelled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server
from tests.support.accessibility import serious
from tests.support.entities import (
    ADA,
    ELEMENT,
    ENTITIES,
    PLACE_OF,
    TEXT,
    YEAR,
    drag,
    entities,
    entity,
    label,
)


def test_an_initial_value_is_shown_and_answered(open_task: Open) -> None:
    task = open_task(entity(initial=ENTITIES))
    assert task.frame.locator("mark").all_inner_texts() == ["Ada Lovelace", "1843"]
    assert tags(task.frame) == ["per", "date"]
    assert task.frame.locator("textarea").count() == 0
    assert task.submit() == {"inside": "i", "myAnnotatedResult": {"entities": ENTITIES}}


def tags(frame: Frame) -> list[str]:
    found = frame.locator(".tag").evaluate_all("tags => tags.map(({dataset}) => dataset.name)")
    assert isinstance(found, list)
    return found


def test_text_is_selected_by_mouse_and_labelled_by_button_and_key(open_task: Open) -> None:
    task = open_task(entity())
    drag(task, "Ada Lovelace")
    task.frame.get_by_role("button", name="person").click()
    expect(task.frame.get_by_role("status").first).to_have_text("person: “Ada Lovelace”")
    drag(task, "1843", turns=2)
    task.page.keyboard.press("2")
    drag(task, " in London.")
    task.page.keyboard.press("3")
    place = label("in London.", "place")
    assert task.submit() == {
        "inside": "i",
        "myAnnotatedResult": {"entities": [ADA, YEAR, place]},
    }


def test_a_label_chosen_first_is_given_to_what_is_selected_next(open_task: Open) -> None:
    task = open_task(entity())
    person = task.frame.get_by_role("button", name="person")
    person.click()
    expect(person).to_have_attribute("aria-pressed", "true")
    drag(task, "Ada Lovelace")
    expect(task.frame.locator("mark")).to_have_text(["Ada Lovelace"])
    drag(task, "London", turns=2)
    expect(task.frame.locator("mark")).to_have_text(["Ada Lovelace", "London"])
    task.page.keyboard.press("Escape")
    expect(person).to_have_attribute("aria-pressed", "false")
    drag(task, "notes", turns=2)
    assert entities(task) == [ADA, label("London", "person")]


def test_a_label_is_changed_and_removed_by_mouse(open_task: Open) -> None:
    task = open_task(entity(initial=ENTITIES))
    drag(task, "Lovelace", turns=1)
    task.frame.locator("mark", has_text="1843").click()
    task.frame.get_by_role("button", name="place").click()
    assert entities(task) == [ADA, {**YEAR, "label": "place"}]
    task.frame.locator(".tag").first.click(position={"x": 5, "y": 5})
    task.page.keyboard.press("2")
    task.frame.get_by_role("button", name="Remove date").click()
    assert entities(task) == [{**YEAR, "label": "place"}]
    for _ in range(3):
        task.frame.get_by_role("button", name="Undo").click()
    expect(task.frame.get_by_role("button", name="Undo")).to_be_disabled()
    assert entities(task) == ENTITIES
    for _ in range(3):
        task.frame.get_by_role("button", name="Redo").click()
    assert task.submit()["myAnnotatedResult"] == {"entities": [{**YEAR, "label": "place"}]}


def test_the_keyboard_alone_does_it_all(open_task: Open) -> None:
    task = open_task(entity(initial=[YEAR]))
    passage, press = task.frame.get_by_role("textbox", name="Text"), task.page.keyboard.press
    status = task.frame.get_by_role("status").first
    task.frame.get_by_role("textbox", name="Inside").focus()
    press("Tab")
    expect(passage).to_be_focused()
    press("Control+Home")
    for _ in range(2):
        press("Shift+Control+ArrowRight")
    press("1")
    assert entities(task) == ENTITIES
    press("]")
    expect(status).to_have_text("date: “1843”")
    press("3")
    assert entities(task) == [ADA, {**YEAR, "label": "place"}]
    press("[")
    expect(status).to_have_text("person: “Ada Lovelace”")
    press("x")
    expect(status).to_have_text("Removed person: “Ada Lovelace”")
    assert entities(task) == [{**YEAR, "label": "place"}]
    press("Control+z")
    press("Control+z")
    press("Control+Shift+z")
    press("Control+End")
    for _ in range(6):
        press("Shift+ArrowLeft")
    press("2")
    tail = label("ondon.", "date")
    assert entities(task) == [ADA, {**YEAR, "label": "place"}, tail]
    press("ArrowLeft")
    press("Delete")
    press("Tab")
    press("Tab")
    expect(task.frame.get_by_role("button", name="person")).to_be_focused()
    press("Control+z")
    assert entities(task) == [ADA, {**YEAR, "label": "place"}, tail]


def test_nothing_changes_the_text(open_task: Open) -> None:
    task = open_task(entity(initial=ENTITIES))
    passage = task.frame.get_by_role("textbox", name="Text")
    passage.click()
    task.page.keyboard.press("Control+a")
    for key in ("Enter", "q", "Control+x", "Control+v", "Control+b"):
        task.page.keyboard.press(key)
    task.page.keyboard.insert_text("日本")
    assert passage.evaluate("node => node.textContent") == TEXT
    assert task.submit()["myAnnotatedResult"] == {"entities": ENTITIES}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Lovelace wrote", ENTITIES),
        ("84", ENTITIES),
        ("Ada Lovelace", [{**ADA, "label": "place"}, YEAR]),
        ("in 1843,", [ADA, label("in 1843,", "place")]),
        (TEXT, [label(TEXT, "place")]),
        (", in", [*ENTITIES, label(", in", "place")]),
    ],
)
def test_all_of_a_labelled_text_is_labelled_anew_but_no_part(
    open_task: Open, words: str, expected: list[Any]
) -> None:
    task = open_task(entity(initial=ENTITIES))
    drag(task, words)
    task.page.keyboard.press("3")
    assert entities(task) == expected
    refused = expected == ENTITIES
    expect(task.frame.locator(".status.refusal")).to_have_count(int(refused))


def test_entities_over_one_another_are_shown_and_kept(open_task: Open) -> None:
    over = [ADA, label("Lovelace wrote", "date"), label("Ada", "place")]
    task = open_task(entity(initial=over))
    assert task.frame.locator("mark").all_inner_texts() == ["Ada", " ", "Lovelace", " wrote"]
    assert tags(task.frame) == ["place", "per", "date"]
    task.frame.get_by_role("button", name="Remove place").click()
    assert task.submit()["myAnnotatedResult"] == {"entities": over[:2]}


def test_words_are_tapped(browser: Browser, server: Server) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 700})
    page = context.new_page()
    server.template = AMAZONS_SCRIPT + entity()
    page.goto(f"{server.url}/task")

    def tap(word: str) -> None:
        start = TEXT.index(word)
        left, top, right, _ = page.locator(".passage").evaluate(
            PLACE_OF, [start, start + len(word)]
        )
        page.touchscreen.tap((left + right) / 2, top)

    def answer() -> Any:
        return page.evaluate(f"{ELEMENT}.value.entities")

    tap("London")
    page.get_by_role("button", name="place").tap()
    assert answer() == [label("London", "place")]
    for word in ("Ada", "wrote", "her", "wrote", "Ada", "Lovelace"):
        tap(word)
    page.get_by_role("button", name="person").tap()
    assert answer() == [ADA, label("London", "place")]
    tap("London")
    page.get_by_role("button", name="date").tap()
    assert answer() == [ADA, label("London", "date")]
    page.get_by_role("button", name="Remove per").tap()
    assert answer() == [label("London", "date")]
    context.close()


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(context: BrowserContext, server: Server, scheme: Any) -> None:
    server.template = AMAZONS_SCRIPT + entity(initial=[ADA, label("Lovelace wrote", "date"), YEAR])
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{server.url}/task")
    page.get_by_role("button", name="Show the answer as JSON").click()
    page.get_by_role("textbox", name="Answer as JSON").fill("{")
    page.locator("mark").first.click()
    assert serious(page) == []
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


@settings(max_examples=60, deadline=None)
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
