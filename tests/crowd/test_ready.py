"""When the elements are there: however late their script comes, and whatever it then brings."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server

SCRIPT = "**/crowd-html-elements.js*"
ICONS = "**/iron-icons/*.js"
TOOLS = "bounding-box instance-segmentation keypoint line polygon polyline semantic-segmentation"
TEXTS = "text-ranking question-answer-generation textract-analyze-document image-classifier input"
WIDGETS = [f"crowd-{tool}" for tool in f"{TOOLS} {TEXTS}".split()]
OTHERS = """<crowd-slider name="s" pin><crowd-slider-label position="1">one</crowd-slider-label>
</crowd-slider><crowd-tabs><crowd-tab header="One"><crowd-button icon="check">x</crowd-button>
</crowd-tab></crowd-tabs><crowd-badge label="1"></crowd-badge>"""
WIDGET = """<{0} name="{0}" labels="['A']" categories="['A']" src="/pages/never" header="H">
<short-instructions><crowd-checkbox name="c">In a pane</crowd-checkbox></short-instructions></{0}>
"""
BODY = f"<crowd-form>{''.join(map(WIDGET.format, WIDGETS))}{OTHERS}</crowd-form>"
FILLED = """<crowd-form>
  <crowd-tabs><crowd-tab header="One"><crowd-input name="tab" value="x"></crowd-input></crowd-tab>
    <crowd-tab header="Two">Nothing</crowd-tab></crowd-tabs>
  <crowd-radio-group><crowd-radio-button name="radio" value="1">1</crowd-radio-button>
    <crowd-radio-button name="radio" value="2" checked>2</crowd-radio-button></crowd-radio-group>
  <crowd-checkbox name="box" value="A" checked>A</crowd-checkbox>
  <crowd-slider name="slider" max="9" value="4"><crowd-slider-label>4</crowd-slider-label>
  </crowd-slider>
  <crowd-classifier name="one" categories="['A', 'B']" initial-value="A">
    <classification-target>What is it?</classification-target>
    <short-instructions><crowd-input name="note" value="in a pane"></crowd-input>
    </short-instructions></crowd-classifier>
  <crowd-classifier-multi-select name="few" categories="['A', 'B']" initial-value="['B']">
  </crowd-classifier-multi-select>
  <crowd-entity-annotation name="text" text="ABC" labels="['A']"
    initial-value="[{startOffset: 0, endOffset: 2, label: 'A'}]"></crowd-entity-annotation>
  <crowd-button form-action="submit">Submit</crowd-button></crowd-form>"""
LOOK = """<script>
  var seen = {};
  function look(moment) {
    const everything = [...document.querySelectorAll('*')];
    const ours = everything.filter((element) => /^(crowd|iron)-/.test(element.localName));
    const drawn = (e) => e.shadowRoot !== null && e.shadowRoot.childElementCount > 0;
    seen[moment] = {
      count: ours.length,
      late: ours.filter((e) => !drawn(e) || e.isUpdatePending).map((e) => e.localName),
      canvases: ours.filter((e) => e.shadowRoot?.querySelector('canvas.upper-canvas')).length,
      parsing: document.readyState === 'loading',
    };
  }
  document.addEventListener('all-crowd-elements-ready', () => look('ready'));
</script>"""
END = "<script>look('end')</script>"


def held(page: Page, pattern: str) -> list[Route]:
    """Keep back what the page asks for, until the test lets it go."""
    routes: list[Route] = []
    page.route(pattern, lambda route: routes.append(route))  # noqa: PLW0108 - it marks functions
    return routes


def opened_with_a_late_script(page: Page, server: Server, kind: str = "") -> dict[str, Any]:
    """Open the page while the script is kept back, and tell what its own scripts have seen."""
    tag = f'<script {kind} src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
    server.template = f"{LOOK}{tag}{BODY}{END}"
    scripts = held(page, SCRIPT)
    with page.expect_request(SCRIPT):
        page.goto(f"{server.url}/task", wait_until="commit")
    if kind:
        page.wait_for_function("seen.end")
    assert "ready" not in page.evaluate("seen")
    scripts[0].continue_()
    page.wait_for_function("seen.ready")
    seen = page.evaluate("seen")
    assert isinstance(seen, dict)
    return seen


@pytest.mark.parametrize("kind", ["", "defer", "async", 'type="module"'])
def test_ready_means_that_every_element_has_rendered(page: Page, server: Server, kind: str) -> None:
    held(page, ICONS)
    # An icon is still on its way, and nothing has waited for it.
    with page.expect_request(ICONS):
        ready = opened_with_a_late_script(page, server, kind)["ready"]
    assert ready["late"] == []
    assert ready["count"] > 2 * len(WIDGETS)
    assert ready["canvases"] == len(TOOLS.split())
    assert not ready["parsing"]


def test_a_template_s_own_script_meets_elements_that_are_there(page: Page, server: Server) -> None:
    seen = opened_with_a_late_script(page, server)
    assert seen["end"]["parsing"]
    assert seen["end"]["late"] == []
    assert seen["end"]["canvases"] == len(TOOLS.split())


def test_a_second_copy_of_the_script_does_nothing(page: Page, server: Server) -> None:
    server.template = f"{LOOK}{AMAZONS_SCRIPT}{AMAZONS_SCRIPT}{BODY}{END}"
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.url}/task")
    page.wait_for_function("seen.ready")
    assert errors == []


MOVED = """<script>
  for (const element of document.querySelectorAll('crowd-form, crowd-form *')) {
    const next = element.nextSibling;
    const parent = element.parentNode;
    element.remove();
    parent.insertBefore(element, next);
  }
</script>"""
WAYS = {
    "at the end": f"{FILLED}{AMAZONS_SCRIPT}",
    "moved": f"{AMAZONS_SCRIPT}{FILLED}{MOVED}",
    "moved before the script": f"{FILLED}{MOVED}{AMAZONS_SCRIPT}",
    "a template": f"""{AMAZONS_SCRIPT}<body><template id="t">{FILLED}</template>
        <script>document.body.append(t.content.cloneNode(true))</script>""",
    "innerHTML": f"""{AMAZONS_SCRIPT}<body><template id="t">{FILLED}</template><div id="d"></div>
        <script>d.innerHTML = t.innerHTML</script>""",
    "scripts in between": AMAZONS_SCRIPT
    + FILLED.replace("<crowd-", "<script>document.currentScript.id</script><crowd-"),
}


@pytest.mark.parametrize("way", WAYS)
def test_elements_answer_the_same_however_they_come_to_the_page(open_task: Open, way: str) -> None:
    task = open_task(WAYS[way], head="")
    assert task.submit() == {
        "box": {"A": True},
        "few": {"labels": ["B"]},
        "note": "in a pane",
        "one": {"label": "A"},
        "radio": {"1": False, "2": True},
        "slider": 4,
        "tab": "x",
        "text": {"entities": [{"endOffset": 2, "label": "A", "startOffset": 0}]},
    }
    assert task.frame.get_by_role("button", name="Submit", exact=True).count() == 1


def test_one_radio_button_of_a_group_is_checked_however_it_is_parsed(
    page: Page, server: Server
) -> None:
    button = '<crowd-radio-button name="{0}" checked>{0}</crowd-radio-button>'
    group = "".join(map(button.format, "abc"))
    server.template = f"<crowd-form><crowd-radio-group>{group}</crowd-radio-group></crowd-form>"
    page.goto(f"{server.url}/task")
    answer = page.evaluate("document.querySelector('crowd-form').answerContent")
    assert answer == {"a": {"on": False}, "b": {"on": False}, "c": {"on": True}}


def test_a_label_further_down_names_its_field(page: Page, server: Server) -> None:
    server.template = (
        '<crowd-form><crowd-input id="i" name="i"></crowd-input><label for="i">Later</label>'
        '<crowd-badge for="b" label="7"></crowd-badge><p id="b">Marked</p></crowd-form>'
    )
    page.goto(f"{server.url}/task")
    page.get_by_role("textbox", name="Later").fill("x")
    page.wait_for_function(
        """() => {
          const badge = document.querySelector('crowd-badge').shadowRoot.querySelector('.badge');
          const distance = badge.getBoundingClientRect().y - b.getBoundingClientRect().y;
          return Math.abs(distance) < 30;
        }"""
    )


def test_a_parent_that_comes_late_hears_everything_again(open_task: Open) -> None:
    task = open_task("<crowd-form></crowd-form><script>lost()</script><script>found()</script>")
    task.page.evaluate("messages.length = 0")
    task.tell(type="a2i:hello")
    task.wait_for("a2i:ready")
    again = task.messages("a2i:error")
    assert [error["number"] for error in again] == [1, 2]
    assert "lost is not defined" in again[0]["message"]
    assert "found is not defined" in again[1]["message"]
    task.errors.clear()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Nothing</p>", ["This page has no <crowd-form>: there is no Submit button"]),
        (
            "<crowd-form><crowd-imput></crowd-imput><crowd-imput></crowd-imput></crowd-form>",
            ["<crowd-imput> is no Crowd HTML Element"],
        ),
        (
            "<crowd-entity-annotator></crowd-entity-annotator>",
            ["This page has no <crowd-form>", "<crowd-entity-annotator> is no Crowd HTML Element"],
        ),
    ],
)
def test_a_page_that_cannot_be_submitted_is_told_of(
    open_task: Open, body: str, expected: list[str]
) -> None:
    task = open_task(body)
    task.page.wait_for_function(f"count('a2i:error') === {len(expected)}")
    told = [error["message"] for error in task.messages("a2i:error")]
    assert [one for one, start in zip(told, expected, strict=True) if start in one] == told


def test_a_page_that_gets_its_form_by_script_is_not_told_of(open_task: Open) -> None:
    task = open_task(
        """<crowd-entity-annotation name="a" text="x"></crowd-entity-annotation><script>
        document.addEventListener('all-crowd-elements-ready', () => {
          document.body.insertAdjacentHTML('beforeend', '<crowd-form></crowd-form>');
          setTimeout(() => setTimeout(() => { window.isLate = true; }, 1000));
        });</script>"""
    )
    task.frame.wait_for_function("window.isLate")
    assert task.messages("a2i:error") == []
