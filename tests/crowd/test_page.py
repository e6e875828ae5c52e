"""The page of a task: which scripts it loads, its sandbox, and what hostile templates cannot do."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect
from tests.crowd.conftest import AMAZONS_SCRIPT, Open, Server
from tests.support.accessibility import in_both_schemes

from a2i_emulator.crowd import SCRIPT_PATH, STYLE_PATH, frame_policy, framed

OURS = f'<script src="{SCRIPT_PATH}"></script>'
ADDRESSES = {
    '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>': OURS,
    "<script src='http://assets.crowd.aws/crowd-html-elements-v2.js'></script>": (
        f"<script src='{SCRIPT_PATH}'></script>"
    ),
    "<SCRIPT defer SRC=//assets.crowd.aws/crowd-html-elements.js?v=1></SCRIPT>": (
        f"<SCRIPT defer SRC={SCRIPT_PATH}></SCRIPT>"
    ),
    f'{OURS}<link href="https://assets.crowd.aws/css/crowd-html-elements-v2.css" />': (
        f'{OURS}<link href="{STYLE_PATH}" />'
    ),
}
FOREIGN_BASE = '<base href="https://elsewhere.example/folder/">'
LEFT_ALONE = [
    "<p>Load https://assets.crowd.aws/crowd-html-elements.js yourself.</p>",
    '<!-- <script src="https://assets.crowd.aws/crowd-html-elements.js"></script> -->',
    """<script>var s = '<script src="https://assets.crowd.aws/crowd-html-elements.js">';</script>""",
    '<textarea><script src="https://assets.crowd.aws/crowd-html-elements.js"></textarea>',
    '<img src="https://assets.crowd.aws/images/logo.png">',
    '<script src="https://example.com/crowd-html-elements.js"></script>',
    "<p>{{ 1 }} &amp; <b>ÄÖ\r\n\u2028</b>",
]


@pytest.mark.parametrize("tag", ADDRESSES)
def test_amazons_files_become_ours(tag: str) -> None:
    assert framed(f"<p>before{tag}after") == f"<p>before{ADDRESSES[tag]}after"


@pytest.mark.parametrize("markup", LEFT_ALONE)
def test_all_else_stays_as_it_is(markup: str) -> None:
    assert framed(f"{OURS}{markup}") == f"{OURS}{markup}"


@pytest.mark.parametrize(
    "start",
    [
        "",
        "<!DOCTYPE html>",
        '<!doctype html>\n<html lang="de">',
        "<!-- a comment -->\n<!doctype html><html><head>",
        "<head data-x='1'>",
    ],
)
def test_a_page_without_the_script_gets_it_first(start: str) -> None:
    assert framed(f"{start}<p>x") == f"{start}{OURS}<p>x"
    assert framed(f"{start}<header>x") == f"{start}{OURS}<header>x"


def test_another_address_for_the_script() -> None:
    page = framed("<p>x", script_url="http://127.0.0.1:4224/_a2i/crowd-html-elements.js")
    assert page.startswith('<script src="http://127.0.0.1:4224/_a2i/crowd-html-elements.js">')


def test_a_base_leads_only_what_comes_after_it_elsewhere() -> None:
    base, link = FOREIGN_BASE, AMAZONS_SCRIPT
    there = OURS.replace(SCRIPT_PATH, f"http://localhost:4224{SCRIPT_PATH}")
    origin = "http://localhost:4224"
    assert framed(f"{base}{link}", origin=origin) == f"{base}{there}"
    assert framed(f"{link}{base}", origin=origin) == f"{OURS}{base}"
    assert framed(f"<!-- {base} -->{link}", origin=origin) == f"<!-- {base} -->{OURS}"
    assert framed(f"{base}<p>x", origin=origin) == f"{OURS}{base}<p>x"


@pytest.mark.parametrize(
    "piece", ["<!--", "<script ", "<script>", "<link ", "<base ", "<html ", "<a '"]
)
def test_time_grows_with_the_page_only(piece: str) -> None:
    began = time.process_time()
    framed(piece * (300_000 // len(piece)))
    assert time.process_time() - began < 5


def test_the_policy_keeps_the_origin_opaque_and_forms_at_home() -> None:
    policy = frame_policy()["Content-Security-Policy"]
    sandbox = policy.split(";")[0].split()
    assert sandbox[0] == "sandbox"
    assert not {"allow-same-origin", "allow-top-navigation"} & set(sandbox)
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy


HOSTILE = """
<crowd-form><crowd-input name="a" value="1"></crowd-input>
<form action="/post" method="post" target="_blank"><button id="go">Go</button></form></crowd-form>
<script>
  const attempts = {
    cookie: () => document.cookie,
    storage: () => localStorage.length,
    parent: () => parent.document.title,
    read: async () => (await fetch('/pages/secret')).text(),
    navigate: () => { top.location = '/pages/secret'; return 'navigated'; },
  };
  async function tryAll() {
    const results = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      try { results[name] = await attempt(); } catch (error) { results[name] = error.name; }
    }
    document.querySelector('form').submit();
    go.click();
    return results;
  }
</script>"""


def test_a_hostile_template_reaches_nothing(open_task: Open, server: Server) -> None:
    server.pages["secret"] = "secret"
    server.posts.clear()
    task = open_task(HOSTILE)
    task.page.context.add_cookies([{"name": "session", "value": "s", "url": server.url}])
    assert task.frame.evaluate("self.origin") == "null"
    assert task.frame.evaluate("tryAll()") == {
        "cookie": "SecurityError",
        "storage": "SecurityError",
        "parent": "SecurityError",
        "read": "TypeError",
        "navigate": "SecurityError",
    }
    assert task.wait_for("a2i:submit")["origin"] == "null"
    assert server.posts == []
    assert task.page.url.rstrip("/") == server.url
    task.errors.clear()


XSS = "\"><img src=x onerror=\"hit('%s')\"><script>hit('%s')</script>"
PLACES = {
    "label": '<crowd-input name="a" label="{}"></crowd-input>',
    "placeholder": '<crowd-text-area name="a" placeholder="{}"></crowd-text-area>',
    "value": '<crowd-input name="a" value="{}"></crowd-input>',
    "error message": '<crowd-input name="a" required error-message="{}"></crowd-input>',
    "name": '<crowd-checkbox name="{}" required>x</crowd-checkbox>',
    "heading": '<crowd-card heading="{}"></crowd-card>',
    "tab": '<crowd-tabs><crowd-tab header="{}">x</crowd-tab></crowd-tabs>',
    "modal": '<crowd-modal link-text="{}">x</crowd-modal>',
    "instructions": '<crowd-instructions link-text="{}"></crowd-instructions>',
    "toast": '<crowd-toast text="{}" opened></crowd-toast>',
    "badge": '<crowd-badge label="{}"></crowd-badge>',
    "fab": '<crowd-fab label="{}" title="{}"></crowd-fab>',
    "icon": '<crowd-button icon="{}">x</crowd-button><iron-icon icon="{}"></iron-icon>',
    "variant": '<crowd-button variant="{}">x</crowd-button>',
    "alert": '<crowd-alert type="{}">x</crowd-alert>',
    "input type": '<crowd-input type="{}" name="b"></crowd-input>',
}


def test_attributes_are_text_wherever_they_are_shown(open_task: Open) -> None:
    escaped = {place: (XSS % (place, place)).replace('"', "&quot;") for place in PLACES}
    body = "".join(PLACES[place].replace("{}", escaped[place]) for place in PLACES)
    task = open_task(
        f"""<script>var hits = []; const hit = (place) => hits.push(place);</script>
        <crowd-form>{body}
        <crowd-button href="javascript:hit('href')">link</crowd-button></crowd-form>"""
    )
    task.submit_button.click()
    expect(task.frame.get_by_role("alert").first).to_contain_text("Please complete")
    task.frame.get_by_text("link").click()
    task.tell(type="a2i:refused", message=XSS)
    assert task.frame.evaluate("new Promise((done) => setTimeout(() => done(hits), 100))") == []


@pytest.mark.parametrize("script", [AMAZONS_SCRIPT, ""], ids=["named", "not named"])
def test_our_files_do_not_come_from_the_page_s_base(open_task: Open, script: str) -> None:
    task = open_task(
        """<img src="own.png"><crowd-form><crowd-input name="a" value="1"></crowd-input>
        <crowd-button icon="check" form-action="submit">Submit</crowd-button></crowd-form>""",
        head=FOREIGN_BASE + script,
    )
    expect(task.frame.locator("iron-icon path")).to_be_attached()
    assert task.submit() == {"a": "1"}
    elsewhere = [url for url in task.requests if url.startswith("https://elsewhere.example/")]
    assert elsewhere == ["https://elsewhere.example/folder/own.png"]


def test_nothing_is_asked_of_any_other_machine(open_task: Open, server: Server) -> None:
    task = open_task(EVERYTHING)
    task.frame.get_by_role("button", name="More").click()
    assert {url for url in task.requests if not url.startswith(server.url)} == set()
    assert len(task.requests) == len(set(task.requests))


EVERYTHING = """<crowd-form>
<crowd-instructions link-text="View"><short-summary><p>Short.</p></short-summary>
<positive-example><p>Good.</p></positive-example></crowd-instructions>
<crowd-modal link-text="More"><p>Body</p></crowd-modal>
<crowd-alert type="info" dismissible>Info</crowd-alert><crowd-alert type="error">Bad</crowd-alert>
<crowd-alert type="success">Fine</crowd-alert><crowd-alert type="warning">Hm</crowd-alert>
<crowd-card heading="Card"><p>Text</p></crowd-card>
<crowd-input name="a" label="A" required></crowd-input>
<crowd-text-area name="t" placeholder="Words" char-counter></crowd-text-area>
<crowd-checkbox name="c" checked>C</crowd-checkbox>
<crowd-checkbox name="d" disabled>D</crowd-checkbox>
<crowd-radio-group aria-label="R"><crowd-radio-button name="r" checked>One</crowd-radio-button>
<crowd-radio-button name="q" value="2"></crowd-radio-button></crowd-radio-group>
<crowd-toggle-button name="g">G</crowd-toggle-button>
<crowd-toggle-button name="h" invalid></crowd-toggle-button>
<crowd-slider name="s" pin editable><crowd-slider-label position="1">one</crowd-slider-label>
</crowd-slider>
<crowd-tabs><crowd-tab header="One">1</crowd-tab><crowd-tab header="Two">2</crowd-tab></crowd-tabs>
<crowd-button icon="check" id="b">Check</crowd-button><crowd-badge for="b" label="3"></crowd-badge>
<crowd-button href="/pages/x" variant="link">Link</crowd-button>
<crowd-button loading>Busy</crowd-button><crowd-button disabled>Off</crowd-button>
<crowd-fab icon="add"></crowd-fab><crowd-icon-button icon="social:person"></crowd-icon-button>
<crowd-toast opened duration="0">Saved</crowd-toast></crowd-form>"""


def test_axe_finds_nothing_serious(open_task: Open) -> None:
    task = open_task(EVERYTHING)
    alone = task.page
    alone.emulate_media(reduced_motion="reduce")
    alone.goto(task.frame.url)
    alone.get_by_role("button", name="Submit", exact=True).click()
    expect(alone.get_by_text("A: This field is required.")).to_be_visible()
    assert in_both_schemes(alone) == []
    alone.get_by_role("button", name="View").click()
    assert in_both_schemes(alone) == []
