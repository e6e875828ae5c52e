"""What keeps a form from being submitted, and what the worker sees of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import Open

REQUIRED = "This field is required."
BLOCKED = {
    "input": ('<crowd-input name="a" label="A" required></crowd-input>', REQUIRED),
    "text area": ('<crowd-text-area name="a" label="A" required></crowd-text-area>', REQUIRED),
    "own message": (
        '<crowd-input name="a" label="A" required error-message="Say it!"></crowd-input>',
        "Say it!",
    ),
    "too short": (
        '<crowd-input name="a" label="A" min-length="3" value="xy"></crowd-input>',
        "Enter at least 3 characters.",
    ),
    "pattern of a character": (
        '<crowd-input name="a" label="A" allowed-pattern="[0-9]" value="12x"></crowd-input>',
        "This is not in the expected form.",
    ),
    "pattern of the whole": (
        '<crowd-input name="a" label="A" allowed-pattern="^[0-9]{3}$" value="12"></crowd-input>',
        "This is not in the expected form.",
    ),
    "number above the maximum": (
        '<crowd-input name="a" label="A" type="number" max="5" value="6"></crowd-input>',
        "Value must be less than or equal to 5.",
    ),
    "e-mail address": (
        '<crowd-input name="a" label="A" type="email" value="nobody"></crowd-input>',
        "Please include an '@' in the email address.",
    ),
    "check box": (
        '<crowd-checkbox name="a" required>A</crowd-checkbox>',
        "This must be chosen.",
    ),
    "toggle button": (
        '<crowd-toggle-button name="a" required>A</crowd-toggle-button>',
        "This must be switched on.",
    ),
    "slider": (
        '<crowd-slider name="a" required aria-label="A"></crowd-slider>',
        "Move the slider to a value.",
    ),
    "plain input": (
        '<label>A <input name="a" required></label>',
        "Please fill out this field.",
    ),
    "plain minimum": (
        '<label>A <input type="number" name="a" min="5" value="4"></label>',
        "Value must be greater than or equal to 5.",
    ),
    "plain radio buttons": (
        '<label>A <input type="radio" name="a" required></label>',
        "Please select one of these options.",
    ),
    "plain select": (
        '<label>A <select name="a" required><option value="">Choose</option></select></label>',
        "Please select an item in the list.",
    ),
}


@pytest.mark.parametrize("kind", BLOCKED)
def test_a_problem_blocks_and_is_shown(open_task: Open, kind: str) -> None:
    markup, message = BLOCKED[kind]
    task = open_task(f"<crowd-form><p>Text</p>{markup}</crowd-form>")
    task.submit_button.click()
    summary = task.frame.get_by_role("alert")
    expect(summary).to_contain_text(message)
    expect(summary).to_contain_text("A")
    assert task.messages("a2i:submit") == []
    assert task.frame.evaluate("document.activeElement.closest('[name=a]') !== null")


def test_the_message_stands_beside_the_field_and_goes_away(open_task: Open) -> None:
    task = open_task(
        '<crowd-form><crowd-input name="a" label="A" required></crowd-input></crowd-form>'
    )
    control = task.frame.get_by_label("A")
    task.submit_button.click()
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description(REQUIRED)
    expect(control).to_be_focused()
    control.fill("x")
    expect(control).not_to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description("")
    expect(task.frame.get_by_role("alert")).to_be_empty()
    assert task.submit() == {"a": "x"}


def test_what_is_wrong_is_seen_on_a_page_of_any_length(open_task: Open) -> None:
    gap = '<div style="height:3000px"></div>'
    ranking = """<crowd-text-ranking name="rank" text="Which?" responses='["1", "2", "3", "4", "5"]'
      ordinal-ranking-dimensions='[{"name": "Clarity"}, {"name": "Truth"}, {"name": "Tone"}]'>
      </crowd-text-ranking>"""
    early = '<crowd-input name="early" label="Early" required></crowd-input>'
    task = open_task(f"<crowd-form>{gap}{early}{gap}{ranking}{gap}</crowd-form>")
    task.submit_button.click()
    problems = task.frame.get_by_role("alert").get_by_role("listitem")
    expect(problems).to_have_text([f"Early: {REQUIRED}", re.compile("^rank: ")])
    expect(problems.last).to_be_in_viewport()
    expect(task.frame.get_by_role("textbox", name="Early")).to_be_in_viewport()
    task.frame.get_by_role("textbox", name="Early").fill("done")
    task.submit_button.click()
    expect(problems).to_have_count(1)
    expect(task.frame.get_by_text("Rank every response").first).to_be_in_viewport()


def test_onsubmit_does_not_fire_while_there_are_problems(open_task: Open) -> None:
    task = open_task(
        """<crowd-form onsubmit="document.title = 'fired'"><crowd-input name="a" required>
        </crowd-input></crowd-form>"""
    )
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text(REQUIRED)
    assert task.frame.title() != "fired"


def test_a_problem_in_a_hidden_tab_is_brought_to_light(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-tabs><crowd-tab header="One">first</crowd-tab>
        <crowd-tab header="Two"><crowd-input name="a" label="A" required></crowd-input></crowd-tab>
        </crowd-tabs></crowd-form>"""
    )
    expect(task.frame.get_by_label("A")).to_be_hidden()
    task.submit_button.click()
    expect(task.frame.get_by_label("A")).to_be_focused()
    expect(task.frame.get_by_role("tab", name="Two")).to_have_attribute("aria-selected", "true")


def test_a_problem_in_a_closed_modal_is_brought_to_light(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-modal><label>A <input name="a" required></label></crowd-modal>
        </crowd-form>"""
    )
    task.submit_button.click()
    expect(task.frame.get_by_role("textbox", name="A")).to_be_focused()


INVALID = """<script>
  var heard = [];
  for (const input of document.querySelectorAll('input[required]')) {
    input.addEventListener('invalid', () => { heard.push(input.name); input.focus(); });
  }
</script>"""


def test_scripts_hear_of_an_invalid_input_once_an_attempt(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form><label>A <input name="a" required></label>
        <label>B <input name="b" required></label></crowd-form>{INVALID}"""
    )
    task.submit_button.click()
    expect(task.frame.get_by_label("A")).to_be_focused()
    assert task.frame.evaluate("heard") == ["a", "b"]
    task.submit_button.click()
    task.frame.wait_for_function("heard.join() === 'a,b,a,b'")


def test_a_page_that_turns_to_what_is_invalid_leaves_the_worker_where_they_type(
    open_task: Open,
) -> None:
    task = open_task(
        f"""<crowd-form><label>A <input name="a" required></label>
        <label>B <input name="b" required></label></crowd-form>{INVALID}"""
    )
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("B: Please fill out this field.")
    task.frame.get_by_label("A").press_sequentially("first")
    expect(task.frame.get_by_role("alert")).not_to_contain_text("A: Please")
    expect(task.frame.get_by_label("A")).to_have_value("first")
    task.frame.get_by_label("B").fill("second")
    assert task.submit() == {"a": "first", "b": "second"}


def test_a_page_that_shows_what_is_invalid_itself_has_no_message_of_the_browser(
    open_task: Open,
) -> None:
    task = open_task(
        """<crowd-form><label>A <input name="a" required oninvalid="event.preventDefault();
        this.setCustomValidity('Say it.')" oninput="this.setCustomValidity('')"></label>
        </crowd-form>"""
    )
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("A: Say it.")
    expect(task.frame.get_by_label("A")).to_be_focused()
    task.frame.get_by_label("A").fill("x")
    expect(task.frame.get_by_role("alert")).to_be_empty()
    assert task.submit() == {"a": "x"}


def test_disabled_inputs_are_not_checked(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-input name="a" required disabled></crowd-input>
        <input name="b" required disabled>
        <fieldset disabled><crowd-slider name="c" required></crowd-slider></fieldset>
        </crowd-form>"""
    )
    assert task.submit() == {}


def test_auto_validate_ignores_other_characters(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-input name="a" label="A" allowed-pattern="[0-9]" auto-validate>
        </crowd-input><crowd-input name="b" label="B" max-length="3"></crowd-input></crowd-form>"""
    )
    task.frame.get_by_label("A").press_sequentially("1a2b3")
    task.frame.get_by_label("B").press_sequentially("12345")
    assert task.submit() == {"a": "123", "b": "123"}


def test_the_caret_stays_where_a_character_was_ignored(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-input name="a" label="A" value="1234" allowed-pattern="[0-9]"
        auto-validate></crowd-input></crowd-form>"""
    )
    field = task.frame.get_by_label("A")
    field.press("Home")
    field.press_sequentially("9x8")
    assert task.submit() == {"a": "981234"}


@pytest.mark.parametrize("pattern", [r"[a-z\'\@]", r"[\w-.]", r"^[a-z\']+$"])
def test_a_pattern_may_escape_more_than_it_must(open_task: Open, pattern: str) -> None:
    task = open_task(
        f"""<crowd-form><crowd-input name="a" label="A" allowed-pattern="{pattern}">
        </crowd-input></crowd-form>"""
    )
    task.frame.get_by_label("A").fill("A/7!")
    task.submit_button.click()
    expect(task.frame.get_by_role("alert")).to_contain_text("not in the expected form")
    task.frame.get_by_label("A").fill("abc")
    assert task.submit() == {"a": "abc"}


def test_a_pattern_that_is_none_checks_nothing(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-input name="a" allowed-pattern="[" value="x"></crowd-input>
        </crowd-form>"""
    )
    assert task.submit() == {"a": "x"}
