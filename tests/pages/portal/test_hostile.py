"""Hostile templates, inputs, titles, names and answers: they reach nothing but themselves."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from tests.pages.portal.conftest import TEMPLATE, Portal
from tests.support.hostile import CORPUS, assert_unharmed, packed, watch


def test_titles_descriptions_and_inputs_are_texts(portal: Portal, team: str) -> None:
    emulator = portal.emulator
    texts = packed(128)
    ui = emulator.make_human_task_ui(template=TEMPLATE)
    emulator.client("s3").create_bucket(Bucket="bucket")
    flows = [
        _flow_with(portal, team, ui, f"flow{number}", _title(text))
        for number, text in enumerate(texts)
    ]
    for number, (flow, text) in enumerate(zip(flows, texts, strict=True)):
        emulator.start_loop(flow, f"loop{number}", content={"text": text})
    seen = watch(portal.page)
    page = portal.sign_in("alice")
    for text in texts:
        assert_unharmed(page, seen, shows=_title(text))
    for number, (flow, text) in enumerate(zip(flows, texts, strict=True)):
        emulator.start_loop(flow, f"later{number}", content={"text": text})
    expect(page.get_by_role("row")).to_have_count(1 + 2 * len(texts))
    for text in texts:
        assert_unharmed(page, seen, shows=_title(text))
    works = {task["humanLoopName"]: task["taskId"] for task in portal.tasks()}
    for number, text in enumerate(texts):
        page.get_by_role("row").locator(f"a[href$='{works[f'loop{number}']}']").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(_title(text))
        frame = portal.start()
        assert_unharmed(page, seen)
        expect(frame.locator("#text")).to_have_text(text)
        assert frame.evaluate("window.xss") is None
        page.get_by_role("button", name="Decline task").click()
        assert_unharmed(page, seen)
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("You successfully declined the task")).to_be_visible()
        assert_unharmed(page, seen)
        portal.open()


def _title(text: str) -> str:
    return "".join(c for c in text if c not in "\u2028\u2029\u202e")


def test_names_of_workers_and_answers_are_texts(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    seen = watch(portal.page)
    texts = {
        f"loop{n}": text for n, text in enumerate(packed(100, filter(str.isprintable, CORPUS)))
    }
    for loop, text in texts.items():
        emulator.start_loop(flow, loop)
        page = portal.open()
        page.get_by_label("Somebody else").fill(text)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".hello b")).to_have_text(text)
        frame = portal.start()
        frame.get_by_label("Your answer").fill(text)
        portal.submit(frame)
        assert_unharmed(page, seen)
        page.context.clear_cookies()
    for loop, text in texts.items():
        emulator.wait_for_status("Completed", loop)
        with emulator.server.service.view() as store:
            (found,) = store.human_loops.named(loop)
        page.goto(f"{emulator.url}/_a2i/console/human-loops/{found.id}")
        expect(page.locator(".answer")).to_contain_text(json.dumps(text, ensure_ascii=False))
        expect(page.locator(".answer b")).to_have_text(text)
        assert_unharmed(page, seen)
    for path in ("human-loops", "events", "requests", ""):
        page.goto(f"{emulator.url}/_a2i/console/{path}")
        assert_unharmed(page, seen)


ATTACK = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><pre id="results"></pre></crowd-form>
<form id="post" method="post" action="/_a2i/portal/sign-out"></form>
<script>
  const results = {};
  const attempt = async (name, act) => {
    try {
      results[name] = String(await act() ?? 'done');
    } catch {
      results[name] = 'refused';
    }
  };
  const json = {'Content-Type': 'application/json'};
  const answer = JSON.stringify({answerContent: {forged: true}});
  const read = async (path, options) => (await fetch(path, options)).text();
  (async () => {
    await attempt('origin', () => self.origin);
    await attempt('cookie', () => document.cookie);
    await attempt('storage', () => localStorage.length);
    await attempt('parent', () => parent.document.body.innerHTML);
    await attempt('parent token', () => parent.document.getElementById('task').dataset.token);
    await attempt('top', () => { top.location.href = '/_a2i/console/'; return top.location.href; });
    await attempt('jobs', () => read('/_a2i/portal/jobs.json', {credentials: 'include'}));
    await attempt('page', () => read('/_a2i/portal/', {credentials: 'include'}));
    await attempt('tasks', () => read('/_a2i/tasks'));
    await attempt('state', () => read('/_a2i/state'));
    await attempt('answer', () =>
      read('/_a2i/human-loops/other/answers', {method: 'POST', headers: json, body: answer}));
    await attempt('advance', () =>
      read('/_a2i/clock', {method: 'POST', body: '{"advanceSeconds": 9}'}));
    // What needs no answer to do harm.
    const blind = {method: 'POST', mode: 'no-cors', credentials: 'include'};
    await attempt('blind answer', () =>
      read('/_a2i/human-loops/other/answers', {...blind, body: answer}));
    await attempt('blind submit', () => read('OTHER/submit', {...blind, body: '{"forged": true}'}));
    await attempt('blind decline', () => read('OTHER/decline', blind));
    await attempt('blind reset', () => read('/_a2i/reset', blind));
    await attempt('blind moto reset', () => read('/moto-api/reset', blind));
    await attempt('blind stop', () =>
      read('/human-loops/stop', {...blind, body: '{"HumanLoopName": "other"}'}));
    await attempt('beacon', () =>
      navigator.sendBeacon('/_a2i/human-loops/other/answers', answer));
    document.getElementById('post').submit();
    parent.postMessage({type: 'a2i:submitted'}, '*');
    parent.postMessage({type: 'a2i:restore', answerContent: {}}, '*');
    parent.postMessage({type: '__proto__', answerContent: {}}, '*');
    const message = '<img src=x onerror=alert(1)>';
    parent.postMessage({type: 'a2i:error', message, line: '<b>'}, '*');
    parent.postMessage({type: 'a2i:draft', answerContent: [1]}, '*');
    parent.postMessage(null, '*');
    const circle = {}; circle.circle = circle;
    parent.postMessage({type: 'a2i:submit', answerContent: circle}, '*');
    parent.postMessage({type: 'a2i:submit', answerContent: {big: 10n}}, '*');
    parent.postMessage({type: 'a2i:submit', answerContent: 'text'}, '*');
    document.getElementById('results').textContent = JSON.stringify(results);
  })();
</script>
"""


def test_a_template_reaches_nothing_but_itself(portal: Portal, team: str, flow: str) -> None:
    emulator = portal.emulator
    emulator.start_loop(flow, "other")
    other = portal.tasks()[0]["taskId"]
    evil = emulator.client("sagemaker").create_human_task_ui(
        HumanTaskUiName="evil",
        UiTemplate={"Content": ATTACK.replace("OTHER", f"/_a2i/portal/work/{other}")},
    )["HumanTaskUiArn"]
    emulator.start_loop(_flow_with(portal, team, evil), "evil")
    seen = watch(portal.page)
    page = portal.sign_in("alice")
    page.get_by_role("row", name="Evil").get_by_role("button").click()
    frame = portal.frame()
    results = frame.locator("#results")
    expect(results).not_to_be_empty()
    found = json.loads(results.inner_text())
    assert found.pop("origin") == "null"
    harmless = {name for name in found if name.startswith("blind")} | {"beacon"}
    refused = {name: got for name, got in found.items() if name not in harmless}
    assert set(refused.values()) == {"refused"}, refused
    assert {found[name] for name in harmless} <= {"", "refused", "true"}

    errors = page.locator("#errors")
    expect(errors).to_contain_text("<img src=x onerror=alert(1)>")
    assert_unharmed(page, seen)
    expect(page.get_by_text("Hello")).to_have_count(0)
    assert "/work/" in page.url
    by_loop = {task["humanLoopName"]: task["status"] for task in portal.tasks()}
    assert by_loop == {"other": "Available", "evil": "Accepted"}
    assert emulator.describe_loop("other")["HumanLoopStatus"] == "InProgress"
    assert emulator.control("GET", "clock")[1]["aheadMs"] == 0
    portal.problems.clear()  # The browser reports each refusal.


def _flow_with(portal: Portal, team: str, ui: str, name: str = "evil", title: str = "Evil") -> str:
    sagemaker = portal.emulator.client("sagemaker")
    arn: str = sagemaker.create_flow_definition(
        FlowDefinitionName=name,
        RoleArn="arn:aws:iam::123456789012:role/a2i",
        OutputConfig={"S3OutputPath": "s3://bucket/"},
        HumanLoopConfig={
            "WorkteamArn": team,
            "HumanTaskUiArn": ui,
            "TaskTitle": title,
            "TaskDescription": title,
            "TaskCount": 1,
        },
    )["FlowDefinitionArn"]
    portal.emulator.advance(0)
    return arn


STORED = """<!doctype html><title>stored</title><pre id="results"></pre><script>
  const results = {origin: self.origin};
  const attempt = async (name, path, options) => {
    try {
      results[name] = (await fetch(path, options)).status;
    } catch {
      results[name] = 'refused';
    }
  };
  (async () => {
    await attempt('jobs', '/_a2i/portal/jobs.json', {credentials: 'include'});
    const forged = {method: 'POST', body: '{"answerContent": {}}'};
    await attempt('answer', '/_a2i/human-loops/loop/answers', forged);
    document.getElementById('results').textContent = JSON.stringify(results);
  })();
</script>"""


@pytest.mark.parametrize("how", ["tab", "popup"])
def test_a_page_that_is_stored_in_s3_is_not_at_home_here(
    portal: Portal, team: str, how: str
) -> None:
    emulator = portal.emulator
    template = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
    <crowd-form><button type="button" id="open" onclick="window.open('/bucket/evil.html')">open
    </button></crowd-form>"""
    emulator.start_loop(emulator.make_flow(workteam=team, template=template))
    emulator.client("s3").put_object(
        Bucket="bucket",
        Key="evil.html",
        Body=STORED.encode(),
        ContentType="text/html",
        ACL="public-read",
    )
    page = portal.sign_in("alice")
    if how == "tab":
        page.goto(f"{emulator.url}/bucket/evil.html")
        opened = page
    else:
        frame = portal.start()
        with page.context.expect_page() as opening:
            frame.locator("#open").click()
        opened = opening.value
    results = opened.locator("#results")
    expect(results).not_to_be_empty()
    assert json.loads(results.inner_text()) == {
        "origin": "null",
        "jobs": "refused",
        "answer": "refused",
    }
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"
    portal.problems.clear()


def test_a_popup_has_no_hold_on_the_portal(portal: Portal, team: str) -> None:
    template = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
    <crowd-form><button type="button" id="open" onclick="popup = window.open('/_a2i/portal/')">open
    </button></crowd-form>"""
    portal.emulator.start_loop(portal.emulator.make_flow(workteam=team, template=template))
    page = portal.sign_in("alice")
    frame = portal.start()
    with page.context.expect_page() as opening:
        frame.locator("#open").click()
    expect(opening.value.get_by_role("heading", level=1)).to_have_text("Jobs (1)")
    assert opening.value.evaluate("window.opener") is None
    assert frame.evaluate("popup") is None


def test_our_pages_carry_their_protection(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    portal.start()
    task = portal.task_id()
    for path in ("portal/", "portal/sign-in", f"portal/work/{task}", "console/", "console/events"):
        headers = page.request.get(f"{portal.emulator.url}/_a2i/{path}").headers
        policy = headers["content-security-policy"]
        for directive in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
            assert directive in policy.split("; "), path
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
    framed = page.request.get(f"{portal.emulator.url}/_a2i/portal/work/{task}/frame").headers
    assert framed["content-security-policy"].startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in framed["content-security-policy"]


def test_a_base_of_a_template_leads_none_of_our_files_away(portal: Portal, team: str) -> None:
    base = '<base href="https://elsewhere.example/">'
    flow = portal.emulator.make_flow(workteam=team, template=base + TEMPLATE)
    portal.emulator.start_loop(flow)
    requested: list[str] = []
    portal.page.on("request", lambda request: requested.append(request.url))
    portal.sign_in("alice")
    frame = portal.start()
    frame.get_by_label("Your answer").fill("at home")
    portal.submit(frame)
    assert {url for url in requested if not url.startswith(portal.emulator.url)} == set()


def test_nothing_leaves_the_machine(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    requested: list[str] = []
    portal.page.on("request", lambda request: requested.append(request.url))
    portal.sign_in("alice")
    portal.start()
    portal.page.goto(f"{portal.emulator.url}/_a2i/console/")
    assert {url for url in requested if not url.startswith(portal.emulator.url)} == set()
