"""Submitting: buttons, validation, script hooks, reset, and the talk with the parent page."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import ANSWER, Open

INPUT = '<crowd-input name="a" label="A" value="1"></crowd-input>'


def test_a_submit_button_is_appended_when_there_is_none(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{INPUT}<crowd-button>Other</crowd-button></crowd-form>")
    assert task.submit_button.count() == 1
    assert task.submit() == {"a": "1"}


def test_the_templates_own_button_takes_its_place(open_task: Open) -> None:
    own = '<div><crowd-button form-action="submit">Send</crowd-button></div>'
    task = open_task(f"<crowd-form>{INPUT}{own}</crowd-form>")
    assert task.submit_button.count() == 0
    task.frame.get_by_role("button", name="Send").click()
    assert task.wait_for("a2i:submit")["answerContent"] == {"a": "1"}


def test_a_hidden_button_suppresses_it_and_a_script_submits(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form>{INPUT}
        <crowd-button form-action="submit" style="display:none"></crowd-button>
        <crowd-fab id="fab" icon="send" title="Send off"></crowd-fab></crowd-form>
        <script>
          const crowdForm = document.querySelector('crowd-form');
          crowdForm.onsubmit = () => {{ order = 'onsubmit'; }};
          fab.addEventListener('click', () => crowdForm.submit());
        </script>"""
    )
    assert task.submit_button.count() == 0
    task.frame.get_by_role("button", name="Send off").click()
    assert task.wait_for("a2i:submit")["answerContent"] == {"a": "1"}
    assert task.frame.evaluate("order") == "onsubmit"


def test_plain_buttons_inside_do_not_submit_unless_they_say_so(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form>{INPUT}<button>Plain</button>
        <button type="submit">Go on</button></crowd-form>"""
    )
    task.frame.get_by_role("button", name="Plain").click()
    assert task.messages("a2i:submit") == []
    task.frame.get_by_role("button", name="Go on").click()
    assert task.wait_for("a2i:submit")["answerContent"] == {"a": "1"}


def test_a_nested_form_never_navigates(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><form action="/pages/gone"><input name="q" value="1" aria-label="Q">
        </form><form action="/pages/gone"><button>Done</button></form></crowd-form>"""
    )
    task.frame.get_by_label("Q").press("Enter")
    assert task.frame.get_by_label("Q").is_visible()
    assert task.messages("a2i:submit") == []
    task.frame.get_by_role("button", name="Done").click()
    assert task.wait_for("a2i:submit")["answerContent"] == {"q": "1"}
    assert not any("gone" in url for url in task.requests)


def test_onsubmit_may_fill_inputs(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><input type="hidden" name="filled"></crowd-form>
        <script>
          document.querySelector('crowd-form').onsubmit = function () {
            document.querySelector('[name=filled]').value = JSON.stringify({n: [1]});
          };
        </script>"""
    )
    assert task.submit() == {"filled": '{"n":[1]}'}


HOOKS = {
    "return false": "form.onsubmit = () => { if (!ready) { refuse(); return false; } };",
    "preventDefault": "form.onsubmit = (e) => { if (!ready) { refuse(); e.preventDefault(); } };",
    "listener": """form.addEventListener('submit', (event) => {
        if (!ready) { refuse(); event.preventDefault(); } });""",
}
REFUSAL = """<div id="errorBox"></div></crowd-form><script>
  var ready = false;
  const form = document.querySelector('crowd-form');
  function refuse() {
    errorBox.innerHTML = '<crowd-alert type="error" dismissible>Not yet.</crowd-alert>';
  }"""


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_blocks_the_submission(open_task: Open, hook: str) -> None:
    task = open_task(f"<crowd-form>{INPUT}{REFUSAL}{HOOKS[hook]}</script>")
    task.submit_button.click()
    task.frame.get_by_role("alert").and_(task.frame.locator(".error")).wait_for()
    assert task.messages("a2i:submit") == []
    task.frame.evaluate("ready = true")
    assert task.submit() == {"a": "1"}


def test_submit_within_the_hook_goes_through_once(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form>{INPUT}</crowd-form><script>
          var calls = 0;
          document.querySelector('crowd-form').addEventListener('submit', (event) => {{
            calls += 1;
            event.preventDefault();
            event.target.submit();
          }});
        </script>"""
    )
    task.submit()
    assert task.frame.evaluate("calls") == 1
    assert len(task.messages("a2i:submit")) == 1


def test_a_cancelled_click_does_not_submit(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form>{INPUT}<crowd-button form-action="submit" id="b">Send</crowd-button>
        <crowd-button id="second">Second</crowd-button></crowd-form>
        <script>
          b.onclick = (event) => event.preventDefault();
          second.onclick = () => {{ document.title = 'clicked'; }};
        </script>"""
    )
    task.frame.get_by_role("button", name="Send").click()
    task.frame.get_by_role("button", name="Second").click()
    task.frame.wait_for_function("document.title === 'clicked'")
    assert task.messages("a2i:submit") == []


def test_a_disabled_button_hears_no_click(open_task: Open) -> None:
    task = open_task(
        f"""<crowd-form>{INPUT}<crowd-button form-action="submit" id="b" disabled="true"
        onclick="document.title = 'clicked'">Send</crowd-button></crowd-form>"""
    )
    task.frame.evaluate("b.click()")
    assert task.frame.title() != "clicked"
    task.frame.evaluate("b.disabled = false")
    task.frame.get_by_role("button", name="Send").click()
    task.wait_for("a2i:submit")


def test_the_inner_form_and_the_serialized_answer(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{INPUT}</crowd-form>")
    serialized = task.frame.evaluate(
        """() => {
          const crowdForm = document.querySelector('crowd-form');
          const more = document.createElement('input');
          more.name = 'B';
          more.value = '2';
          crowdForm.form.appendChild(more);
          return crowdForm._serializeForm();
        }"""
    )
    assert serialized == {"taskAnswers": '[{"B":"2","a":"1"}]'}
    assert task.submit() == {"B": "2", "a": "1"}


def test_ready_fires_once_after_everything_rendered(open_task: Open) -> None:
    task = open_task(
        """<script>
          var ready = [];
          document.addEventListener('all-crowd-elements-ready', () => {
            const form = document.querySelector('crowd-form');
            ready.push([form.form.localName, form.shadowRoot.textContent.includes('Submit')]);
          });
        </script><crowd-form><crowd-card>x</crowd-card></crowd-form>"""
    )
    assert task.frame.evaluate("ready") == [["form", True]]


def test_reset_restores_the_presets(open_task: Open) -> None:
    task = open_task(
        """<crowd-form>
        <crowd-input name="a" label="A" value="1"></crowd-input>
        <crowd-text-area name="b" label="B"></crowd-text-area>
        <crowd-checkbox name="c" checked>C</crowd-checkbox>
        <crowd-slider name="d" value="7" aria-label="D"></crowd-slider>
        <input name="e" value="5" aria-label="E"><input type="checkbox" name="f" aria-label="F">
        <select name="g" aria-label="G"><option>one</option><option>two</option></select>
        <crowd-button form-action="reset">Start again</crowd-button></crowd-form>"""
    )
    before = task.answer()
    frame = task.frame
    frame.get_by_label("A", exact=True).fill("x")
    frame.get_by_label("B", exact=True).fill("x")
    frame.get_by_role("checkbox", name="C").uncheck()
    frame.get_by_role("slider", name="D").fill("9")
    frame.get_by_label("E", exact=True).fill("x")
    frame.get_by_label("F", exact=True).check()
    frame.get_by_label("G", exact=True).select_option("two")
    assert task.answer() != before
    frame.get_by_role("button", name="Start again").click()
    frame.wait_for_function(
        "before => JSON.stringify(document.querySelector('crowd-form').answerContent) === before",
        arg=json.dumps(before, separators=(",", ":")),
    )


def test_reset_reaches_what_a_script_put_into_the_form(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-button form-action="reset">Start again</crowd-button></crowd-form>
        <script>
          const form = document.querySelector('crowd-form').form;
          form.insertAdjacentHTML('beforeend', '<input name="a" value="1" aria-label="A">');
        </script>"""
    )
    task.frame.get_by_label("A").fill("x")
    task.frame.get_by_role("button", name="Start again").click()
    expect(task.frame.get_by_label("A")).to_have_value("1")


def test_a_refusal_is_shown_and_the_worker_may_try_again(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{INPUT}</crowd-form>")
    task.submit()
    task.submit_button.click(force=True)
    assert len(task.messages("a2i:submit")) == 1
    task.tell(type="a2i:refused", message="Too <b>big</b>.")
    task.frame.get_by_text("Too <b>big</b>.").wait_for()
    task.submit_button.click()
    task.page.wait_for_function("messages.filter(m => m.type === 'a2i:submit').length === 2")
    task.tell(type="a2i:submitted")
    task.frame.get_by_text("Submitted. Thank you.").wait_for()
    assert task.submit_button.is_disabled()


def test_only_the_parent_is_listened_to(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{INPUT}</crowd-form>")
    task.submit()
    task.frame.evaluate("postMessage({type: 'a2i:refused', message: 'from inside'}, '*')")
    task.tell(type="a2i:submitted", message="All good.")
    task.frame.get_by_text("All good.").wait_for()
    assert task.frame.get_by_text("from inside").count() == 0


def test_drafts_are_sent_and_restored(open_task: Open) -> None:
    template = """<crowd-form>
        <crowd-input name="a" label="A"></crowd-input>
        <crowd-checkbox name="c" value="x">X</crowd-checkbox>
        <crowd-radio-group><crowd-radio-button name="r" value="y">Y</crowd-radio-button>
        <crowd-radio-button name="r" value="z" checked>Z</crowd-radio-button></crowd-radio-group>
        <crowd-slider name="s" aria-label="S"></crowd-slider>
        <select name="o" aria-label="O"><option>1</option><option>2</option></select>
        <input type="radio" name="p" value="q" aria-label="Q"></crowd-form>"""
    task = open_task(template)
    task.frame.get_by_label("A", exact=True).fill("draft")
    task.frame.get_by_role("checkbox", name="X").check()
    task.frame.get_by_role("radio", name="Y").click()
    task.frame.get_by_role("slider", name="S").fill("12")
    task.frame.get_by_label("O", exact=True).select_option("2")
    task.frame.get_by_label("Q", exact=True).check()
    expected = task.answer()
    task.page.wait_for_function(DRAFTED, arg=json.dumps(expected, separators=(",", ":")))
    draft = task.messages("a2i:draft")[-1]["answerContent"]

    again = open_task(template)
    assert again.answer() != expected
    again.tell(type="a2i:restore", answerContent=draft)
    assert again.answer() == expected


DRAFTED = """answer => JSON.stringify(JSON.parse(messages.at(-1).json).answerContent) === answer"""


def test_what_the_worker_emptied_stays_empty(open_task: Open) -> None:
    template = """<crowd-form>
        <crowd-input name="a" label="A" value="1"></crowd-input>
        <crowd-text-area name="b" label="B" value="1"></crowd-text-area>
        <crowd-classifier-multi-select name="c" header="C" categories="['x', 'y']"
          initial-value="['x']"></crowd-classifier-multi-select>
        <input name="d" value="1" aria-label="D"><textarea name="e" aria-label="E">1</textarea>
        <select name="f" aria-label="F"><option></option><option selected>1</option></select>
        <input type="hidden" name="g" value="1"><input type="range" name="h" value="1">
        <input name="i" value="1" disabled></crowd-form>"""
    task = open_task(template)
    for label in ("A", "B", "D", "E"):
        task.frame.get_by_label(label, exact=True).fill("")
    task.frame.get_by_label("F", exact=True).select_option("")
    task.frame.get_by_role("checkbox", name="x").uncheck()
    draft = task.answer()
    assert draft == {"g": "1", "h": "1"}

    again = open_task(template)
    assert again.answer() != draft
    again.tell(type="a2i:restore", answerContent=draft)
    again.frame.wait_for_function(f"Object.keys({ANSWER}).length === 2")
    assert again.answer() == draft
    assert again.frame.evaluate("document.querySelector('[name=i]').value") == "1"


def test_a_strange_draft_does_no_harm(open_task: Open) -> None:
    task = open_task(
        """<crowd-form><crowd-input name="a" value="1"></crowd-input><crowd-slider name="s">
        </crowd-slider><crowd-checkbox name="c">C</crowd-checkbox>
        <input type="checkbox" name="d"></crowd-form>"""
    )
    before = task.answer()
    task.tell(type="a2i:restore", answerContent={"a": [1], "s": "x", "c": None, "d": "on"})
    task.tell(type="a2i:restore", answerContent=None)
    assert task.answer() == before


def test_unframed_the_form_fires_an_event(open_task: Open) -> None:
    task = open_task(f"<crowd-form>{INPUT}</crowd-form>")
    alone = task.page.context.new_page()
    alone.goto(task.frame.url)
    alone.evaluate(
        "document.addEventListener('a2i:submit', (e) => { got = e.detail.answerContent; })"
    )
    alone.get_by_role("button", name="Submit").click()
    alone.wait_for_function("typeof got === 'object'")
    assert alone.evaluate("got") == {"a": "1"}


def test_script_errors_of_the_template_are_told(open_task: Open) -> None:
    task = open_task("<crowd-form></crowd-form><script>setTimeout(() => nowhere())</script>")
    assert "nowhere is not defined" in task.wait_for("a2i:error")["message"]
    task.errors.clear()
