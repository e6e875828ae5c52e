"""The four classifiers and the moderation labels: answers, keys, hooks, drafts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import ANSWER, Open, Task
from tests.support.pictures import picture

MODERATION = "AWS/Rekognition/DetectModerationLabels/Image/V3"
GORE = {"name": "Gore", "parentName": "Violence"}
WEAPONS = {"confidence": 71.5, "name": "Weapons", "parentName": "Violence"}


def classifier(*, tag: str = "classifier", categories: str = "", more: str = "") -> str:
    categories = categories or "['Cat', 'Dog', 'Bird',] // JSON5"
    return f"""<crowd-form><crowd-{tag} name="choice" header="What is it?"
      categories="{categories}" {more}></crowd-{tag}></crowd-form>"""


EXCLUSION = "exclusion-category=\"{ text: 'None of these' }\""
IMAGE = f'src="{picture()}"'

EXAMPLES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "classifier": (classifier(), ["Dog"], {"choice": {"label": "Dog"}}),
    "classifier, changed one's mind": (
        classifier(),
        ["Dog", "Bird"],
        {"choice": {"label": "Bird"}},
    ),
    "multi-select": (
        classifier(tag="classifier-multi-select"),
        ["Bird", "Cat"],
        {"choice": {"labels": ["Cat", "Bird"]}},
    ),
    "image": (
        classifier(tag="image-classifier", more=IMAGE),
        ["Dog"],
        {"choice": {"label": "Dog"}},
    ),
    "image multi-select": (
        classifier(tag="image-classifier-multi-select", more=IMAGE),
        ["Dog", "Bird", "Bird", "Bird"],
        {"choice": {"labels": ["Dog", "Bird"]}},
    ),
    "exclusion": (
        classifier(tag="classifier-multi-select", more=EXCLUSION),
        ["Dog", "None of these"],
        {"choice": {"labels": []}},
    ),
    "exclusion withdrawn": (
        classifier(tag="image-classifier-multi-select", more=IMAGE + EXCLUSION),
        ["None of these", "None of these", "Cat"],
        {"choice": {"labels": ["Cat"]}},
    ),
    "moderation labels as objects": (
        classifier(
            tag="rekognition-detect-moderation-labels",
            categories=json.dumps([GORE, WEAPONS]).replace('"', "&quot;"),
        ),
        ["Gore", "Weapons"],
        {MODERATION: {"moderationLabels": [GORE, WEAPONS]}},
    ),
    "moderation labels as strings": (
        classifier(tag="rekognition-detect-moderation-labels", categories="['Gore', 'Weapons']"),
        ["Weapons"],
        {MODERATION: {"moderationLabels": ["Weapons"]}},
    ),
    "no moderation label": (
        classifier(tag="rekognition-detect-moderation-labels", categories="['Gore']"),
        [],
        {MODERATION: {"moderationLabels": []}},
    ),
    "moderation labels excluded": (
        classifier(
            tag="rekognition-detect-moderation-labels", categories="['Gore']", more=EXCLUSION
        ),
        ["Gore", "None of these"],
        {MODERATION: {"moderationLabels": []}},
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_chosen_is_answered(open_task: Open, example: str) -> None:
    markup, clicks, expected = EXAMPLES[example]
    task = open_task(markup)
    for name in clicks:
        task.frame.get_by_text(name, exact=True).click()
    assert json.dumps(task.submit()) == json.dumps(expected)


def test_the_workers_comment_is_answered_too(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form><crowd-image-classifier name="choice" categories="['Yes', 'No']"
        header="Good?" {IMAGE}><worker-comment header="Remark" link-text="Remark on it"
        placeholder="What is wrong?"></worker-comment></crowd-image-classifier></crowd-form>"""
    )
    frame = task.frame
    frame.get_by_role("radio", name="No").check()
    assert task.answer() == {"choice": {"label": "No"}}
    frame.get_by_role("button", name="Remark on it").click()
    remark = frame.get_by_role("textbox", name="Remark")
    expect(remark).to_have_attribute("placeholder", "What is wrong?")
    expect(remark).to_be_focused()
    remark.press_sequentially(" 2 boxes overlap ")
    answer = task.submit()
    assert answer == {"choice": {"label": "No", "workerComment": "2 boxes overlap"}}


@pytest.mark.parametrize("tag", ["classifier", "classifier-multi-select"])
def test_something_must_be_chosen(open_task: Open, tag: str) -> None:
    task = open_task(classifier(tag=tag))
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("What is it? Choose")
    expect(task.frame.locator("input").first).to_be_focused()
    assert task.messages("a2i:submit") == []
    task.frame.get_by_text("Cat", exact=True).click()
    expect(task.frame.get_by_role("alert")).to_be_empty()
    assert task.submit()


def test_an_exclusion_category_must_be_chosen_to_exclude(open_task: Open) -> None:
    task = open_task(EXAMPLES["moderation labels excluded"][0])
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("Choose at least one category.")


def test_the_exclusion_category_locks_the_others(open_task: Open) -> None:
    task = open_task(classifier(tag="classifier-multi-select", more=EXCLUSION))
    dog = task.frame.get_by_role("checkbox", name="Dog")
    dog.check()
    exclusion = task.frame.get_by_role("button", name="None of these")
    exclusion.click()
    expect(exclusion).to_have_attribute("aria-pressed", "true")
    expect(dog).to_be_disabled()
    expect(dog).not_to_be_checked()
    exclusion.click()
    expect(dog).to_be_enabled()


def test_digits_choose_and_enter_submits(open_task: Open) -> None:
    task = open_task(classifier())
    task.frame.locator("body").click(position={"x": 2, "y": 2})
    task.page.keyboard.press("3")
    expect(task.frame.get_by_role("radio", name="Bird")).to_be_checked()
    task.page.keyboard.press("2")
    task.page.keyboard.press("9")
    task.page.keyboard.press("Enter")
    assert task.wait_for("a2i:submit")["answerContent"] == {"choice": {"label": "Dog"}}


def test_the_tenth_category_has_the_key_0(open_task: Open) -> None:
    names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"]
    task = open_task(classifier(tag="classifier-multi-select", categories=str(names)))
    task.frame.locator("body").click(position={"x": 2, "y": 2})
    task.page.keyboard.press("0")
    task.page.keyboard.press("1")
    assert task.answer() == {"choice": {"labels": ["A", "J"]}}
    assert task.frame.locator("kbd").all_inner_texts() == [*"1234567890"]


def test_arrows_and_space_choose(open_task: Open) -> None:
    task = open_task(classifier())
    task.frame.get_by_role("radio", name="Cat").focus()
    task.page.keyboard.press("Space")
    task.page.keyboard.press("ArrowDown")
    assert task.answer() == {"choice": {"label": "Dog"}}


def test_typing_chooses_nothing(open_task: Open) -> None:
    task = open_task(
        classifier().replace(
            "</crowd-form>",
            """<crowd-input name="a" label="Why"></crowd-input><textarea name="b" aria-label="B">
            </textarea><p contenteditable aria-label="C" role="textbox"></p></crowd-form>""",
        )
    )
    for name in ("Why", "B", "C"):
        task.frame.get_by_role("textbox", name=name).press_sequentially("12\n")
    assert "choice" not in task.answer()
    assert task.messages("a2i:submit") == []


def test_of_several_classifiers_the_focused_one_gets_the_keys(open_task: Open) -> None:
    one, other = classifier(), classifier().replace("choice", "other")
    task = open_task(one.replace("</crowd-form>", "") + other.replace("<crowd-form>", ""))
    task.page.keyboard.press("1")
    task.frame.get_by_role("radio", name="Cat").nth(1).focus()
    task.page.keyboard.press("2")
    assert task.answer() == {"other": {"label": "Dog"}}


def test_scripts_hear_of_changes_and_set_categories(open_task: Open) -> None:
    task = open_task(
        classifier()
        + """<script>
        const classifier = document.querySelector('crowd-classifier');
        heard = [];
        customElements.whenDefined('crowd-classifier').then(() => {
          classifier.categories = ['Warm', 'Cold'];
          classifier.addEventListener('change', (event) => heard.push(event.target.value));
        });
        </script>"""
    )
    task.frame.get_by_text("Cold").click()
    task.frame.get_by_text("Warm").click()
    assert task.frame.evaluate("heard") == ["Cold", "Warm"]
    assert task.frame.get_by_role("radio").count() == 2
    assert task.submit() == {"choice": {"label": "Warm"}}


def test_a_script_may_add_to_the_picker(open_task: Open) -> None:
    task = open_task(
        classifier()
        + """<script>
        document.addEventListener('all-crowd-elements-ready', () => {
          const classifier = document.querySelector('crowd-classifier');
          const card = document.createElement('crowd-card');
          card.heading = 'More';
          card.innerHTML = '<label><input type="checkbox">Sure</label>';
          classifier.shadowRoot.querySelector('.annotation-area .category-picker-wrapper')
            .insertAdjacentElement('afterend', card);
        });
        </script>"""
    )
    task.frame.get_by_text("Dog").click()
    expect(task.frame.get_by_role("heading", name="More")).to_be_visible()
    task.frame.get_by_label("Sure").check()
    assert task.submit() == {"choice": {"label": "Dog"}}


@pytest.mark.parametrize(
    ("tag", "initial", "expected"),
    [
        ("classifier", "Dog", {"label": "Dog"}),
        ("classifier", "'Dog'", {"label": "Dog"}),
        ("classifier", "['Bird']", {"label": "Bird"}),
        ("classifier-multi-select", "['Dog', 'Whale', 'Cat']", {"labels": ["Cat", "Dog"]}),
    ],
)
def test_an_initial_value_is_chosen(
    open_task: Open, tag: str, initial: str, expected: dict[str, Any]
) -> None:
    task = open_task(classifier(tag=tag, more=f'initial-value="{initial}"'))
    assert task.submit() == {"choice": expected}


def test_an_initial_value_that_looks_like_a_number_is_a_name(open_task: Open) -> None:
    task = open_task(classifier(categories="['1.0', '2.0']", more='initial-value="2.0"'))
    assert task.submit() == {"choice": {"label": "2.0"}}


def test_an_unknown_initial_value_is_not(open_task: Open) -> None:
    task = open_task(classifier(more='initial-value="Whale"'))
    assert task.answer() == {}


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_draft_is_put_back(open_task: Open, example: str) -> None:
    markup, _, draft = EXAMPLES[example]
    task = open_task(markup)
    task.tell(type="a2i:restore", answerContent=draft)
    compact = json.dumps(draft, separators=(",", ":"))
    task.frame.wait_for_function(f"draft => JSON.stringify({ANSWER}) === draft", arg=compact)
    assert task.submit() == draft


@pytest.mark.parametrize("tag", ["image-classifier", "image-classifier-multi-select"])
def test_a_comment_is_kept_before_anything_is_chosen(open_task: Open, tag: str) -> None:
    markup = f"""<crowd-form><crowd-{tag} name="choice" categories="['Yes', 'No']" header="Good?"
        {IMAGE}><worker-comment></worker-comment></crowd-{tag}></crowd-form>"""
    task = open_task(markup)
    task.frame.get_by_role("button", name="Add a comment").click()
    task.frame.get_by_role("textbox", name="Add a comment").fill("Blurred")
    draft = task.wait_for("a2i:draft")
    assert draft["answerContent"] == {}
    again = open_task(markup)
    again.tell(type="a2i:restore", answerContent={}, marks=draft["marks"])
    expect(again.frame.get_by_role("textbox", name="Add a comment")).to_have_value("Blurred")
    again.frame.get_by_text("Yes", exact=True).click()
    assert again.submit()["choice"]["workerComment"] == "Blurred"


def test_reset_gives_the_preset(open_task: Open) -> None:
    task = open_task(classifier(more='initial-value="Dog"'))
    task.frame.get_by_text("Bird").click()
    task.frame.evaluate("document.querySelector('crowd-form').reset()")
    assert task.submit() == {"choice": {"label": "Dog"}}


@pytest.mark.parametrize(
    "categories", ["", "Yes, No", "{}", "null", "[]", "[" * 200, "['A', 'A', 3, null, {a: 1}, []]"]
)
def test_broken_categories_never_block_the_form(open_task: Open, categories: str) -> None:
    task = open_task(
        f"""<crowd-form><crowd-classifier name="c" categories="{categories}"></crowd-classifier>
        <crowd-input name="a" value="1"></crowd-input></crowd-form>"""
    )
    if task.frame.get_by_role("radio").count():
        task.frame.get_by_text("3", exact=True).first.click()
        assert task.submit() == {"a": "1", "c": {"label": "3"}}
    else:
        expect(task.frame.get_by_text("there is nothing to choose")).to_be_visible()
        assert task.submit() == {"a": "1"}


def test_categories_are_text(open_task: Open) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    task = open_task(classifier(categories=f"['{hostile.replace('<', '&lt;')}', '__proto__']"))
    task.frame.get_by_text(hostile).click()
    assert task.submit() == {"choice": {"label": hostile}}
    assert task.frame.locator("img").count() == 0


def chosen(task: Task) -> list[str]:
    return [str(label) for label in task.answer()["choice"]["labels"]]


def test_a_thousand_categories_stay_usable(open_task: Open) -> None:
    names = [f"Category {number}" for number in range(1000)]
    task = open_task(classifier(tag="classifier-multi-select", categories=str(names)))
    task.frame.get_by_role("checkbox", name="Category 999", exact=True).check()
    assert chosen(task) == ["Category 999"]
