"""`crowd-entity-annotation`: parts of a text, selected by hand and labelled."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, expect
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server
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
