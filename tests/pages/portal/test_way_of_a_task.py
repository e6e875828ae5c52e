"""The way of a task through the portal, from signing in to output.json."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Route, expect
from tests.pages.portal.conftest import TEMPLATE, Portal
from tests.support.emulator import Emulator

CLASSIFIER = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier name="mood" header="Mood" categories="['Happy', 'Angry']">
    <classification-target>{{ task.input.text }}</classification-target>
    <short-instructions>Choose</short-instructions>
    <full-instructions header="More">Choose</full-instructions>
  </crowd-classifier>
</crowd-form>
"""

A_MOMENT = "new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))"
"""What a frame tells takes one to the page around it, and no hand is quicker."""


def answers(emulator: Emulator, loop: str = "loop") -> list[dict[str, Any]]:
    """The answers in the output of a loop that is about to complete."""
    described = emulator.wait_for_status("Completed", loop)
    body = emulator.read_object(described["HumanLoopOutput"]["OutputS3Uri"])
    found: list[dict[str, Any]] = json.loads(body)["humanAnswers"]
    return found


def test_a_worker_signs_in_answers_and_is_thanked(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    emulator.start_loop(flow, content={"text": "of cats"})
    page = portal.sign_in("alice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (1)")
    row = page.get_by_role("row").nth(1)
    for shown in ("Read a text", "Say what it is about", "reading", "texts", "flow", "Available"):
        expect(row).to_contain_text(shown)

    frame = portal.start()
    expect(page.locator(".completion-timer")).to_have_text(
        re.compile(r"^Task time: 00:\d\d of 60 Min 0 Sec$")
    )
    expect(page.locator(".about")).to_contain_text("Task description: Say what it is about")
    expect(frame.locator("#text")).to_have_text("of cats")
    frame.get_by_label("Your answer").fill("cats")
    frame.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (0)")

    (answer,) = answers(emulator)
    assert answer["answerContent"] == {"answer": "cats"}
    assert re.fullmatch(r"[0-9a-f]{16}", answer["workerId"])
    identity = answer["workerMetadata"]["identityData"]
    assert identity["identityProviderType"] == "Cognito"
    assert answer["acceptanceTime"] < answer["submissionTime"]


def test_the_next_task_follows(portal: Portal, flow: str) -> None:
    for number in range(3):
        portal.emulator.start_loop(flow, f"loop-{number}", {"text": f"text {number}"})
    page = portal.sign_in()
    portal.start()
    for number in range(3):
        frame = portal.frame()
        expect(frame.locator("#text")).to_have_text(f"text {number}")
        frame.get_by_label("Your answer").fill(str(number))
        portal.submit(frame)
    expect(page.get_by_text("no more tasks of this job")).to_be_visible()
    for number in range(3):
        (answer,) = answers(portal.emulator, f"loop-{number}")
        assert answer["answerContent"] == {"answer": str(number)}


def test_a_task_is_done_by_keyboard_alone(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.open()
    tab_to(page, "alice")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    tab_to(page, "Start working: Read a text")
    page.keyboard.press("Enter")
    frame = portal.frame()
    field = frame.get_by_label("Your answer")
    for _ in range(20):
        page.keyboard.press("Tab")
        if field.evaluate("field => field.getRootNode().activeElement === field"):
            break
    page.keyboard.type("typed")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Submitted.")).to_be_visible()
    assert answers(portal.emulator)[0]["answerContent"] == {"answer": "typed"}


def tab_to(page: Page, name: str) -> None:
    """Press Tab until an element with that label or text has the focus."""
    label = "(document.activeElement.ariaLabel ?? document.activeElement.innerText ?? '')"
    for _ in range(20):
        page.keyboard.press("Tab")
        if name in page.evaluate(label):
            return
    raise AssertionError(f"{name} is out of the keyboard's reach")


def test_a_link_to_a_task_leads_there_by_way_of_signing_in(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow, content={"text": "linked"})
    (task,) = portal.tasks()
    page = portal.sign_in("bob", f"work/{task['taskId']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Read a text")
    assert portal.tasks()[0]["status"] == "Available"
    expect(portal.start().locator("#text")).to_have_text("linked")


def test_a_stopped_task_is_resumed_with_what_was_entered(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    emulator.start_loop(flow)
    page = portal.sign_in()
    frame = portal.start()
    frame.get_by_label("Your answer").fill("half of")
    wait_for_draft(page, "half of")
    page.get_by_role("button", name="Stop and resume later").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You stopped the task")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Stopped")
    assert portal.tasks()[0]["status"] == "Suspended"

    emulator.advance(600)
    page.get_by_role("button", name="Resume working").click()
    frame = portal.frame()
    expect(frame.get_by_label("Your answer")).to_have_value("half of")
    expect(page.locator(".completion-timer")).to_have_text(re.compile(r"Task time: 10:\d\d"))
    frame.get_by_label("Your answer").fill("half of it")
    portal.submit(frame)
    (answer,) = answers(emulator)
    assert answer["answerContent"] == {"answer": "half of it"}
    assert answer["timeSpentInSeconds"] < 600
    assert page.evaluate("Object.keys(localStorage)") == []


def wait_for_draft(page: Page, text: str) -> None:
    page.wait_for_function(
        "text => Object.values(localStorage).some(kept => kept.includes(text))", arg=text
    )


def test_what_was_entered_a_moment_ago_is_kept(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    portal.start().get_by_label("Your answer").fill("quick")
    page.get_by_role("link", name="Back to your jobs").click()
    page.get_by_role("button", name="Resume working").click()
    frame = portal.frame()
    expect(frame.get_by_label("Your answer")).to_have_value("quick")
    frame.get_by_label("Your answer").fill("quicker")
    page.get_by_role("button", name="Stop and resume later").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Resume working").click()
    expect(portal.frame().get_by_label("Your answer")).to_have_value("quicker")


def test_typing_and_reloading_at_once_loses_nothing(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in()
    portal.start().get_by_label("Your answer").focus()
    page.keyboard.type("every letter of it")
    page.evaluate(A_MOMENT)
    page.reload()
    expect(portal.frame().get_by_label("Your answer")).to_have_value("every letter of it")


def test_what_takes_long_to_collect_is_kept_by_who_reloads_at_once(
    portal: Portal, team: str
) -> None:
    slow = """<script>
      const now = performance.now.bind(performance);
      let calls = 0;
      performance.now = () => now() + 50 * calls++;
    </script>"""
    portal.emulator.start_loop(portal.emulator.make_flow(workteam=team, template=slow + TEMPLATE))
    page = portal.sign_in()
    portal.start().get_by_label("Your answer").focus()
    page.keyboard.type("every letter of it")
    page.evaluate(A_MOMENT)
    page.reload()
    expect(portal.frame().get_by_label("Your answer")).to_have_value("every letter of it")


def test_keys_reach_the_task_at_once(portal: Portal, team: str) -> None:
    flow = portal.emulator.make_flow(workteam=team, template=CLASSIFIER)
    portal.emulator.start_loop(flow)
    page = portal.sign_in()
    frame = portal.start()
    page.keyboard.press("2")
    expect(frame.get_by_role("radio", name="Angry")).to_be_checked()


def test_the_task_takes_the_focus_from_nobody(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in()
    held: list[Route] = []
    page.route("**/frame", lambda route: held.append(route))  # noqa: PLW0108
    page.get_by_role("button", name="Start working").click()
    button = page.get_by_role("button", name="Stop and resume later")
    button.focus()
    held[0].continue_()
    portal.frame()
    expect(button).to_be_focused()


def test_a_task_in_two_windows_has_one_draft(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    first = portal.sign_in()
    portal.start().get_by_label("Your answer").fill("begun here")
    wait_for_draft(first, "begun here")
    second = Portal(portal.emulator, first.context.new_page())
    second.page.goto(first.url)
    field = second.frame().get_by_label("Your answer")
    expect(field).to_have_value("begun here")
    moved = first.get_by_role("dialog")
    expect(moved).to_contain_text("You go on in another window")
    field.fill("ended there")
    wait_for_draft(first, "ended there")
    moved.get_by_role("button", name="Go on here").click()
    expect(portal.frame().get_by_label("Your answer")).to_have_value("ended there")
    expect(second.page.get_by_role("dialog")).to_contain_text("You go on in another window")


def test_a_draft_is_put_back_only_once(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    portal.start().get_by_label("Your answer").fill("old")
    wait_for_draft(page, "old")
    page.reload()
    field = portal.frame().get_by_label("Your answer")
    expect(field).to_have_value("old")
    field.fill("new")
    page.evaluate(GREET)
    expect(field).to_have_value("new")
    portal.submit(portal.frame())
    assert answers(portal.emulator)[0]["answerContent"] == {"answer": "new"}


GREET = """() => new Promise((resolve) => {
  const {contentWindow} = document.getElementById('frame');
  let answers = 0;
  addEventListener('message', ({data}) => {
    if (data.type !== 'a2i:ready') return;
    answers += 1;
    // Whatever the page said after the first answer has been heard before the second.
    if (answers === 1) contentWindow.postMessage({type: 'a2i:hello'}, '*');
    else resolve();
  });
  contentWindow.postMessage({type: 'a2i:hello'}, '*');
})"""


def test_a_mark_that_is_no_part_of_the_answer_is_kept(portal: Portal, team: str) -> None:
    template = """<crowd-form><crowd-textract-analyze-document header="Review"
      initial-value="[]" keys="[{importantFormKey: 'Tax ID'}]"></crowd-textract-analyze-document>
      </crowd-form>"""
    portal.emulator.start_loop(portal.emulator.make_flow(workteam=team, template=template))
    page = portal.sign_in("alice")
    portal.start().get_by_label("Key not found").check()
    wait_for_draft(page, "Tax ID")
    page.reload()
    expect(portal.frame().get_by_label("Key not found")).to_be_checked()
    portal.submit(portal.frame())
    (answer,) = answers(portal.emulator)
    assert answer["answerContent"] == {"AWS/Textract/AnalyzeDocument/Forms/V1": {"blocks": []}}


BACKWARDS = """node => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const text = walker.nextNode();
  const place = (index) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().left;
  };
  return place(text.data.length - 1) < place(0);
}"""
ARABIC = "مراجعة المستند!"


def test_texts_run_the_way_they_are_written(portal: Portal, team: str) -> None:
    classifier = f"""<crowd-form><crowd-classifier name="a" header="{ARABIC}"
      categories="['{ARABIC}']"></crowd-classifier></crowd-form>"""
    flow = portal.emulator.make_flow(
        workteam=team, template=classifier, TaskTitle=ARABIC, TaskDescription=ARABIC
    )
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    assert page.locator(".title").evaluate(BACKWARDS)
    assert page.locator(".description").evaluate(BACKWARDS)
    frame = portal.start()
    assert page.get_by_role("heading", level=1).evaluate(BACKWARDS)
    assert frame.get_by_role("heading", level=2).evaluate(BACKWARDS)
    assert frame.locator(".category .text").evaluate(BACKWARDS)


def test_a_released_task_goes_back_to_the_team(
    portal: Portal, colleague: Portal, flow: str
) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    frame = portal.start()
    frame.get_by_label("Your answer").fill("mine")
    wait_for_draft(page, "mine")
    other = colleague.sign_in("bob")
    expect(other.get_by_text("No jobs for you right now")).to_be_visible()

    page.get_by_role("button", name="Release task").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You released the task")).to_be_visible()
    assert portal.tasks()[0]["status"] == "Available"
    expect(other.get_by_role("button", name="Start working")).to_be_visible()
    frame = portal.start()
    expect(frame.get_by_label("Your answer")).to_have_value("")


def test_a_declined_task_is_not_offered_again(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = portal.sign_in()
    portal.start()
    task = portal.task_id()
    page.get_by_role("button", name="Decline task").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You successfully declined the task")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (0)")
    portal.open(f"work/{task}")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have declined this task")
    assert portal.tasks()[0]["status"] == "Available"


def test_several_workers_answer_one_job(portal: Portal, colleague: Portal, team: str) -> None:
    emulator = portal.emulator
    flow = emulator.make_flow(workteam=team, template=TEMPLATE, TaskCount=2)
    emulator.start_loop(flow)
    for who, name in ((portal, "alice"), (colleague, "bob")):
        who.sign_in(name)
        frame = who.start()
        frame.get_by_label("Your answer").fill(name)
        who.submit(frame)
    found = answers(emulator)
    assert [answer["answerContent"]["answer"] for answer in found] == ["alice", "bob"]
    assert len({answer["workerId"] for answer in found}) == 2


def test_images_come_from_the_host_that_the_browser_knows(portal: Portal, team: str) -> None:
    emulator = portal.emulator
    template = '<crowd-form><img src="{{ task.input.image | grant_read_access }}"></crowd-form>'
    flow = emulator.make_flow(workteam=team, template=template)
    image = io.BytesIO()
    Image.new("RGB", (3, 2)).save(image, "PNG")
    emulator.client("s3").put_object(
        Bucket="bucket", Key="a b.png", Body=image.getvalue(), ContentType="image/png"
    )
    emulator.start_loop(flow, content={"image": "s3://bucket/a b.png"})
    port = emulator.url.rpartition(":")[2]
    page = portal.page
    page.goto(f"http://localhost:{port}/_a2i/portal/")
    page.get_by_role("button", name="alice").click()
    picture = portal.start().locator("img")
    expect(picture).to_have_js_property("naturalWidth", 3)
    assert str(picture.get_attribute("src")).startswith(f"http://localhost:{port}/bucket/a%20b.png")


def test_a_worker_is_told_why_a_task_has_no_submit_button(portal: Portal, team: str) -> None:
    flow = portal.emulator.make_flow(
        workteam=team, template="<h1>No form</h1><crowd-frm></crowd-frm>"
    )
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    portal.start()
    expect(page.get_by_text("This page has no <crowd-form>")).to_be_visible()
    expect(page.get_by_text("<crowd-frm> is no Crowd HTML Element")).to_be_visible()
