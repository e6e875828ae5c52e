"""Reviewing key-value pairs: what each decision looks like in the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from tests.crowd.conftest import ANSWER, Open, Task
from tests.support.blocks import DATE, NAME, UUID, WANTED, Block, pair
from tests.support.pictures import picture

KEY = "AWS/Textract/AnalyzeDocument/Forms/V1"

DOCUMENTED: Block = {
    "blockType": "KEY_VALUE_SET",
    "entityTypes": ["KEY"],
    "id": "8c97b240-0969-4678-834a-646c95da9cf4",
    "relationships": [
        {
            "ids": ["7ee7b7da-ee1b-428d-a567-55a3e3affa56", "4d6da730-ba43-467c-a9a5-c6137ba0c472"],
            "type": "CHILD",
        },
        {"ids": ["6ee7b7da-ee1b-428d-a567-55a3e3affa54"], "type": "VALUE"},
    ],
    "text": "Foo bar baz",
}
"""The one block in the element's documentation."""


def ids(blocks: Iterable[Block]) -> list[str]:
    return [block["id"] for block in blocks]


def bare(blocks: Iterable[Block]) -> list[Block]:
    """Blocks without their geometry."""
    return [{key: block[key] for key in block if key != "geometry"} for block in blocks]


def document(blocks: Any, more: str = "no-key-edit no-geometry-edit") -> str:
    return f"""<crowd-form><crowd-textract-analyze-document src="{picture(600, 800)}"
      header="Review" initial-value="{escape(json.dumps(blocks))}" {more}
      block-types="['KEY_VALUE_SET']"></crowd-textract-analyze-document></crowd-form>"""


def blocks_of(answer: dict[str, Any]) -> list[Block]:
    assert list(answer) == [KEY]
    assert list(answer[KEY]) == ["blocks"]
    found: list[Block] = answer[KEY]["blocks"]
    return found


def card(task: Task, key: str) -> Locator:
    return task.frame.locator(".card").filter(has_text=key)


def read(blocks: list[Block]) -> dict[str, str]:
    """Read the pairs as consumers of the answer do: by the ids of words."""
    by_id = {block["id"]: block for block in blocks}

    def related(block: Block, kind: str) -> list[Block]:
        return [
            by_id[identifier]
            for relation in block.get("relationships", [])
            if relation["type"] == kind
            for identifier in relation["ids"]
        ]

    def text(block: Block) -> str:
        return " ".join(part["text"] for part in related(block, "CHILD"))

    keys = [block for block in blocks if "KEY" in block.get("entityTypes", [])]
    return {text(key): " ".join(map(text, related(key, "VALUE"))) for key in keys}


def test_what_is_right_is_answered_without_its_geometry(open_task: Open) -> None:
    task = open_task(document(NAME + DATE))
    assert blocks_of(task.submit()) == bare(NAME + DATE)


def test_a_corrected_value_gets_new_ids_and_no_confidence(open_task: Open) -> None:
    task = open_task(document(NAME + DATE))
    value = task.frame.get_by_role("textbox", name="Value of Full Name:")
    value.fill("Jane  A.\nDoe ")
    blocks = blocks_of(task.submit())
    assert read(blocks) == {"Full Name:": "Jane A. Doe", "Date:": "2024-03-15"}
    new = [block for block in blocks if block["id"] not in ids(NAME + DATE)]
    assert [block["blockType"] for block in new] == ["WORD", "WORD", "WORD", "KEY_VALUE_SET"]
    assert all(UUID.fullmatch(block["id"]) for block in new)
    assert not any("confidence" in block or "geometry" in block for block in new)
    unchanged = [block for block in blocks if block["id"].startswith("date")]
    assert unchanged == bare(DATE)
    key = next(block for block in blocks if block["id"] == "name-KEY")
    assert key["confidence"] == 61.5
    assert key["relationships"][1] == {"ids": [new[-1]["id"]], "type": "VALUE"}


def test_drafts_and_the_answer_have_the_same_ids(open_task: Open) -> None:
    task = open_task(document(NAME))
    task.frame.get_by_role("textbox", name="Value of Full Name:").fill("J. D.")
    assert task.answer() == task.submit()


def test_a_value_typed_back_is_unchanged(open_task: Open) -> None:
    task = open_task(document(NAME))
    value = task.frame.get_by_role("textbox", name="Value of Full Name:")
    value.fill("Somebody")
    value.fill(" Jane Doe")
    assert blocks_of(task.submit()) == bare(NAME)


def test_no_valid_pair_is_left_out(open_task: Open) -> None:
    task = open_task(document(NAME + DATE))
    no = card(task, "Full Name:").get_by_role("radio", name="No")
    no.press("Space")
    expect(task.frame.get_by_role("textbox", name="Value of Full Name:")).to_be_disabled()
    assert blocks_of(task.submit()) == bare(DATE)


def test_a_blank_value_has_no_words(open_task: Open) -> None:
    task = open_task(document(NAME))
    card(task, "Full Name:").get_by_label("Value is blank").check()
    blocks = blocks_of(task.submit())
    assert read(blocks) == {"Full Name:": ""}
    value = blocks[-1]
    assert value == {"blockType": "KEY_VALUE_SET", "entityTypes": ["VALUE"], "id": value["id"]}
    assert UUID.fullmatch(value["id"])


def test_a_value_that_was_blank_stays_or_is_filled_in(open_task: Open) -> None:
    empty = pair("name", "Full Name:", "")
    task = open_task(document(empty))
    blank = card(task, "Full Name:").get_by_label("Value is blank")
    expect(blank).to_be_checked()
    assert blocks_of(task.answer()) == bare(empty)
    blank.uncheck()
    task.frame.get_by_role("textbox", name="Value of Full Name:").fill("Jane")
    assert read(blocks_of(task.submit())) == {"Full Name:": "Jane"}


def test_a_missing_key_is_added(open_task: Open) -> None:
    task = open_task(document(NAME, f'keys="{WANTED}"'))
    assert task.frame.locator(".card").count() == 2
    task.frame.get_by_role("textbox", name="Value of Tax ID").fill("DE 123")
    blocks = blocks_of(task.submit())
    assert read(blocks) == {"Full Name:": "Jane Doe", "Tax ID": "DE 123"}
    new = blocks[6:]
    assert [block.get("text") for block in new] == ["Tax", "ID", "DE", "123", None, None]
    assert all(UUID.fullmatch(block["id"]) for block in new)
    assert not any("confidence" in block for block in new)


def test_a_key_with_an_alias_is_not_missing(open_task: Open) -> None:
    task = open_task(document(pair("tax", "VAT", "DE 123"), f'keys="{WANTED}"'))
    assert task.frame.locator(".card").count() == 1


def test_a_missing_key_is_not_found_or_blank(open_task: Open) -> None:
    task = open_task(document([], f'keys="{WANTED}"'))
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("One field is not complete.")
    expect(task.frame.get_by_role("textbox", name="Value of Tax ID")).to_be_focused()
    tax = card(task, "Tax ID")
    expect(tax).to_contain_text("choose “Value is blank” or “Key not found”")
    tax.get_by_label("Value is blank").check()
    assert read(blocks_of(task.answer())) == {"Tax ID": ""}
    tax.get_by_label("Value is blank").uncheck()
    tax.get_by_label("Key not found").check()
    assert blocks_of(task.submit()) == []


def test_check_boxes_are_large_enough_to_be_hit(open_task: Open) -> None:
    task = open_task(document([], f'keys="{WANTED}"'))
    for box in card(task, "Tax ID").get_by_role("checkbox").all():
        size = box.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24


def test_an_emptied_value_needs_a_decision(open_task: Open) -> None:
    task = open_task(document(NAME))
    task.frame.get_by_role("textbox", name="Value of Full Name:").fill(" ")
    task.submit_button.click()
    expect(card(task, "Full Name:")).to_contain_text("Type the value, or choose “Value is blank”.")


def test_the_documented_example_is_an_edited_key(open_task: Open) -> None:
    detected = {
        **DOCUMENTED,
        "confidence": 38.4,
        "geometry": {"boundingBox": {"height": 0.09, "left": 0.48, "top": 0.52, "width": 0.32}},
        "text": "Foo bar",
    }
    task = open_task(document([detected], ""))
    task.frame.get_by_role("textbox", name="Key", exact=True).fill("Foo bar baz")
    assert json.dumps(task.submit()) == json.dumps({KEY: {"blocks": [DOCUMENTED]}})


def test_an_edited_key_keeps_its_id(open_task: Open) -> None:
    task = open_task(document(NAME, ""))
    task.frame.get_by_role("textbox", name="Key", exact=True).fill("Name")
    blocks = blocks_of(task.submit())
    assert read(blocks) == {"Name": "Jane Doe"}
    key, value = blocks[-2:]
    assert (key["id"], "confidence" in key) == ("name-KEY", False)
    assert value == bare(NAME)[-1]


def test_keys_cannot_be_edited_where_the_template_says_so(open_task: Open) -> None:
    task = open_task(document(NAME))
    assert task.frame.get_by_role("textbox", name="Key", exact=True).count() == 0


def test_a_check_box_in_the_document(open_task: Open) -> None:
    blocks = pair("paid", "Paid", "")
    blocks[-1]["relationships"] = [{"ids": ["box"], "type": "CHILD"}]
    box = {"blockType": "SELECTION_ELEMENT", "id": "box", "selectionStatus": "NOT_SELECTED"}
    task = open_task(document([*blocks, box]))
    assert box in blocks_of(task.answer())
    task.frame.get_by_label("Selected").check()
    answer = blocks_of(task.submit())
    assert [b["selectionStatus"] for b in answer if b["blockType"] == "SELECTION_ELEMENT"] == [
        "SELECTED"
    ]


def test_textracts_own_spelling_is_read_too(open_task: Open) -> None:
    def capital(value: Any) -> Any:
        if isinstance(value, dict):
            return {key[0].upper() + key[1:]: capital(item) for key, item in value.items()}
        return [capital(item) for item in value] if isinstance(value, list) else value

    task = open_task(document(capital(NAME)))
    assert blocks_of(task.submit()) == bare(NAME)


def test_a_draft_is_put_back(open_task: Open) -> None:
    markup = document(
        NAME + DATE + pair("city", "City:", "Rome", 0.7), f'no-key-edit keys="{WANTED}"'
    )
    task = open_task(markup)
    card(task, "Full Name:").get_by_role("radio", name="No").press("Space")
    task.frame.get_by_role("textbox", name="Value of City:").fill("Roma")
    task.frame.get_by_role("textbox", name="Value of Tax ID").fill("DE 123")
    card(task, "Date:").get_by_label("Value is blank").check()
    draft = task.answer()
    again = open_task(markup)
    again.tell(type="a2i:restore", answerContent=draft)
    expect(again.frame.get_by_role("textbox", name="Value of City:")).to_have_value("Roma")
    assert read(blocks_of(again.submit())) == read(blocks_of(draft))


def test_a_draft_knows_which_keys_were_not_found(open_task: Open) -> None:
    markup = document(NAME, f'no-key-edit keys="{WANTED}"')
    task = open_task(markup)
    card(task, "Tax ID").get_by_label("Key not found").check()
    draft = task.wait_for("a2i:draft")
    again = open_task(markup)
    again.tell(type="a2i:restore", answerContent=draft["answerContent"], marks=draft["marks"])
    expect(card(again, "Tax ID").get_by_label("Key not found")).to_be_checked()
    assert blocks_of(again.submit()) == bare(NAME)
    assert again.messages("a2i:submit")[0]["marks"] == {KEY: ["Tax ID"]}


@pytest.mark.parametrize("marks", [None, [], "Tax ID", {KEY: "Tax ID"}, {KEY: [None, {}]}])
def test_strange_marks_do_no_harm(open_task: Open, marks: Any) -> None:
    task = open_task(document(NAME, f'keys="{WANTED}"'))
    task.tell(type="a2i:restore", answerContent=task.answer(), marks=marks)
    expect(card(task, "Tax ID").get_by_label("Key not found")).not_to_be_checked()
    task.frame.get_by_role("textbox", name="Value of Tax ID").fill("DE 123")
    assert read(blocks_of(task.submit())) == {"Full Name:": "Jane Doe", "Tax ID": "DE 123"}


def test_focus_and_pointer_highlight_the_pair(open_task: Open) -> None:
    task = open_task(document(NAME + DATE))
    task.frame.get_by_role("textbox", name="Value of Date:").focus()
    expect(task.frame.locator("g.active")).to_have_attribute("data-index", "1")
    card(task, "Full Name:").hover()
    expect(task.frame.locator("g.active")).to_have_attribute("data-index", "0")
    expect(card(task, "Full Name:")).to_have_class(re.compile("active"))
    task.frame.locator("g[data-index='1'] polygon.value").dispatch_event("click")
    expect(task.frame.get_by_role("textbox", name="Value of Date:")).to_be_focused()


def test_enter_goes_to_the_next_field(open_task: Open) -> None:
    task = open_task(document(NAME + DATE))
    task.frame.get_by_role("textbox", name="Value of Full Name:").press("Enter")
    date = task.frame.get_by_role("textbox", name="Value of Date:")
    expect(date).to_be_focused()
    date.press("Shift+Enter")
    expect(task.frame.get_by_role("textbox", name="Value of Full Name:")).to_be_focused()


def test_reset_gives_what_was_detected(open_task: Open) -> None:
    task = open_task(document(NAME))
    card(task, "Full Name:").get_by_label("Value is blank").check()
    task.frame.evaluate("document.querySelector('crowd-form').reset()")
    assert blocks_of(task.submit()) == bare(NAME)


@pytest.mark.parametrize(
    "blocks",
    [
        None,
        "text",
        {},
        [None, 1, "x", []],
        [{"blockType": "KEY_VALUE_SET", "entityTypes": "KEY"}],
        [{"blockType": "KEY_VALUE_SET", "entityTypes": ["KEY"], "relationships": [None, {}, 3]}],
        [
            {
                "blockType": "KEY_VALUE_SET",
                "entityTypes": ["KEY"],
                "id": "a",
                "text": 3,
                "relationships": [{"type": "VALUE", "ids": ["a"]}, {"type": "CHILD", "ids": "a"}],
                "geometry": {"polygon": [{"x": "1)"}, None], "boundingBox": {"left": "x"}},
            }
        ],
    ],
)
def test_broken_blocks_never_block_the_form(open_task: Open, blocks: Any) -> None:
    task = open_task(document(blocks, 'keys="[null, {importantFormKey: 3}, 7]"'))
    for box in task.frame.get_by_label("Value is blank").all():
        box.check()
    assert isinstance(blocks_of(task.submit()), list)


def test_texts_are_text(open_task: Open) -> None:
    task = open_task(document(pair("x", "<img/src=x>", "<script>alert(1)</script>")))
    expect(task.frame.get_by_text("<img/src=x>")).to_be_visible()
    assert task.frame.locator(".side img").count() == 0


def test_a_thousand_blocks_are_there_at_once(open_task: Open) -> None:
    blocks = [
        block
        for number in range(250)
        for block in pair(f"p{number}", "Key:", f"value{number}", number / 300)
    ]
    assert len(blocks) == 1000
    task = open_task(document([]))
    # What else runs on the machine can only add to it.
    quickest = min(task.frame.evaluate(SHOWN_AFTER, json.dumps(blocks)) for _ in range(3))
    assert task.frame.locator(".card").count() == 250
    assert quickest < 1000
    assert blocks_of(task.frame.evaluate(ANSWER)) == bare(blocks)


SHOWN_AFTER = """async (source) => {
  const element = document.querySelector('crowd-textract-analyze-document');
  element.setAttribute('initial-value', '[]');
  await element.updateComplete;
  const start = performance.now();
  element.setAttribute('initial-value', source);
  await element.updateComplete;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}"""
