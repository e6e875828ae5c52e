"""What a worker is told when a task is over, taken or somebody else's; nothing entered is lost."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import APIResponse, Page, Response, Route, expect
from tests.pages.portal.conftest import TEMPLATE, Portal

from a2i_emulator.answering import Where, find_loop
from a2i_emulator.pages.portal.work import MAX_ANSWER_BYTES


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def post(portal: Portal, task: str, body: object, *, move: str = "submit") -> APIResponse:
    """Submit as the page does, but with whatever body."""
    page = portal.page
    token = page.locator("#task").get_attribute("data-token")
    return page.request.post(
        f"{portal.emulator.url}/_a2i/portal/work/{task}/{move}",
        data=body if isinstance(body, str | bytes) else json.dumps(body),
        headers={"X-CSRF-Token": token or "", "Accept": "application/json"},
    )


def told(response: Response) -> str:
    """What an open page has just heard of its job."""
    is_news = response.url.endswith("/state") and response.status == 200
    return response.text() if is_news else ""


def begun(portal: Portal, entered: str = "precious") -> Page:
    """A page on which a worker has entered something."""
    page = portal.sign_in("alice")
    frame = portal.start()
    frame.get_by_label("Your answer").fill(entered)
    page.wait_for_function("() => localStorage.length === 1")
    return page


def test_the_time_for_a_task_runs_out(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    portal.emulator.advance(3570)
    expect(page.get_by_text("Less than a minute is left")).to_be_visible()
    portal.emulator.advance(40)
    over = page.get_by_role("dialog")
    expect(over).to_contain_text("Your time for this task ran out")
    expect(over).to_contain_text("What you have entered is kept")
    assert portal.tasks()[0]["status"] == "Available"
    with page.expect_download() as saving:
        over.get_by_role("button", name="Download your answer").click()
    assert json.loads(saving.value.path().read_bytes()) == {"answer": "precious"}

    over.get_by_role("link", name="Start again").click()
    frame = portal.start()
    expect(frame.get_by_label("Your answer")).to_have_value("precious")
    portal.submit(frame)
    portal.emulator.wait_for_status("Completed")


def test_an_answer_that_comes_late_is_refused_and_kept(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    page.route("**/state", lambda route: route.abort())
    portal.emulator.advance(3601)
    portal.frame().get_by_role("button", name="Submit").click()
    said = portal.frame().locator("crowd-form").get_by_role("alert")
    expect(said).to_contain_text("Your time for this task ran out")
    assert "precious" in page.evaluate("Object.values(localStorage)[0]")


def test_a_job_is_stopped_before_it_is_begun(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    (task,) = portal.tasks()
    page = portal.sign_in("alice")
    portal.emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="loop")
    expect(page.get_by_text("No jobs for you right now")).to_be_visible()
    portal.open(f"work/{task['taskId']}")
    assert heading(page) == "This job was stopped"


def test_a_job_is_stopped_while_a_worker_is_at_it(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    portal.emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="loop")
    expect(page.get_by_text("The requester has stopped this job")).to_be_visible()
    portal.submit(portal.frame())
    loop = portal.emulator.wait_for_status("Stopped")
    output = json.loads(portal.emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    assert output["humanAnswers"][0]["answerContent"] == {"answer": "precious"}


def test_a_job_expires(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    (task,) = portal.tasks()
    page = portal.sign_in("alice")
    portal.emulator.advance(864_001)
    expect(page.get_by_text("No jobs for you right now")).to_be_visible()
    portal.open(f"work/{task['taskId']}")
    assert heading(page) == "This job has expired"


def test_a_job_that_could_not_be_shown_has_failed_and_says_why(portal: Portal, team: str) -> None:
    flow = portal.emulator.make_flow(workteam=team, template="{{ task.input.url }}")
    portal.emulator.start_loop(flow)
    portal.emulator.wait_for_status("Failed")
    with portal.emulator.server.service.view() as store:
        loop = find_loop(store, "loop", Where())
    page = portal.sign_in("alice", f"work/{loop.id}-0")
    assert heading(page) == "This job has failed"
    expect(page.get_by_role("main")).to_contain_text("undefined variable url")


def test_a_released_task_is_told_from_one_whose_time_ran_out(
    portal: Portal, colleague: Portal, flow: str
) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    task = portal.task_id()
    assert post(portal, task, "{}", move="release").status == 200
    over = page.get_by_role("dialog")
    expect(over).to_contain_text("You have released this task")
    expect(over.get_by_role("link", name="Start again")).to_be_visible()
    colleague.sign_in("bob", f"work/{task}")
    colleague.start()
    portal.open(f"work/{task}")
    assert heading(page) == "You have released this task"
    expect(page.get_by_role("main")).to_contain_text("another worker has taken it since")


def test_a_job_is_deleted_under_the_workers_hands(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    portal.emulator.client("sagemaker").delete_flow_definition(FlowDefinitionName="flow")
    expect(page.get_by_text("The requester has stopped this job")).to_be_visible()
    portal.submit(portal.frame())
    portal.emulator.advance(1)
    portal.open("work/0000-0")
    assert heading(page) == "There is no such task"


def test_a_job_that_is_gone_altogether_ends_its_open_page(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    portal.emulator.control("POST", "reset")
    over = page.get_by_role("dialog")
    expect(over).to_contain_text("There is no such task")
    expect(over.get_by_role("button", name="Download your answer")).to_be_visible()


def test_the_end_cannot_be_closed_away(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    portal.emulator.advance(4000)
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(3):  # Chromium lets a script prevent the first one only.
        page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_is_told_while_an_answer_is_on_its_way_is_not_forgotten(
    portal: Portal, flow: str
) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/submit", keep)
    with page.expect_request("**/submit"):
        portal.frame().get_by_role("button", name="Submit").click()
    with page.expect_response(lambda response: '"held":false' in told(response)):
        portal.emulator.advance(4000)
    held[0].continue_()
    expect(page.get_by_role("dialog")).to_contain_text("Your time for this task ran out")


def test_a_done_task_is_done(portal: Portal, colleague: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    task = portal.task_id()
    portal.submit(portal.frame())
    portal.emulator.wait_for_status("Completed")
    portal.open(f"work/{task}")
    assert heading(page) == "You have submitted this task"
    colleague.sign_in("bob", f"work/{task}")
    assert heading(colleague.page) == "This job is done"


def test_a_task_is_in_other_hands(portal: Portal, colleague: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    begun(portal)
    page = colleague.sign_in("bob", f"work/{portal.task_id()}")
    assert heading(page) == "This task is taken"


def test_two_workers_reach_for_one_task(portal: Portal, colleague: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page, other = portal.sign_in("alice"), colleague.sign_in("bob")
    other.route("**/jobs.json*", lambda route: route.abort())
    expect(other.get_by_role("button", name="Start working")).to_be_visible()
    portal.start()
    other.get_by_role("button", name="Start working").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("This task is taken")
    assert page.url.endswith("-0")


def test_an_answer_counts_once(portal: Portal, team: str) -> None:
    flow = portal.emulator.make_flow(workteam=team, template=TEMPLATE, TaskCount=2)
    portal.emulator.start_loop(flow)
    portal.sign_in("alice")
    portal.start()
    task = portal.task_id()
    assert post(portal, task, {"answer": "first"}).status == 200
    again = post(portal, task, {"answer": "second"})
    assert again.status == 409
    assert again.json()["error"]["title"] == "You have submitted this task"


WRONG: dict[str, tuple[str | bytes, int, str]] = {
    "a list": ("[1]", 400, "It has to be a JSON object."),
    "null": ("null", 400, "It has to be a JSON object."),
    "cut off": ('{"a":', 400, "It is not JSON"),
    "NaN": ('{"a": NaN}', 400, "It is not JSON"),
    "no UTF-8": (b'{"a": "\xff"}', 400, "It is not JSON"),
    "too deep": ('{"a":' * 20_000, 400, "It is not JSON"),
    "too large": (f'{{"a": "{"x" * MAX_ANSWER_BYTES}"}}', 413, "It may have 6 MB at most."),
}


def test_a_wrong_answer_is_refused(portal: Portal, flow: str) -> None:
    """However it is wrong, and however often: the task stays the worker's."""
    portal.emulator.start_loop(flow)
    portal.sign_in("alice")
    portal.start()
    for kind, (body, status, said) in WRONG.items():
        answer = post(portal, portal.task_id(), body)
        assert answer.status == status, kind
        assert said in answer.json()["error"]["message"], kind
        assert portal.tasks()[0]["status"] == "Accepted", kind


def test_a_large_answer_within_the_limit_arrives(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    portal.sign_in("alice")
    portal.start()
    large = "é" * 2_000_000
    body = json.dumps({"a": large}, ensure_ascii=False).encode()
    assert post(portal, portal.task_id(), body).status == 200
    loop = portal.emulator.wait_for_status("Completed")
    output = json.loads(portal.emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    assert output["humanAnswers"][0]["answerContent"] == {"a": large}


def test_the_emulator_cannot_be_reached_for_a_while(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    page.context.set_offline(True)
    portal.frame().get_by_role("button", name="Submit").click()
    said = portal.frame().locator("crowd-form").get_by_role("alert")
    expect(said).to_contain_text("The emulator cannot be reached")
    expect(page.get_by_text("The emulator cannot be reached. What you")).to_be_visible()
    page.context.set_offline(False)
    portal.submit(portal.frame())
    portal.emulator.wait_for_status("Completed")


@pytest.mark.parametrize("move", ["Release task", "Decline task"])
def test_what_was_entered_is_kept_until_the_emulator_agrees(
    portal: Portal, flow: str, move: str
) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    page.get_by_role("button", name=move).click()
    page.context.set_offline(True)
    question = page.get_by_role("dialog")
    question.get_by_role("button", name="Confirm").click()
    expect(question.get_by_role("alert")).to_contain_text("The emulator cannot be reached")
    assert "precious" in page.evaluate("Object.values(localStorage)[0]")
    page.context.set_offline(False)
    question.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jobs (")
    assert page.evaluate("localStorage.length") == 0
    assert portal.tasks()[0]["status"] == "Available"


def test_who_wants_to_release_a_task_too_late_still_has_the_answer(
    portal: Portal, flow: str
) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    page.get_by_role("button", name="Release task").click()
    page.route("**/state", lambda route: route.abort())
    portal.emulator.advance(3601)
    question = page.get_by_role("dialog")
    question.get_by_role("button", name="Confirm").click()
    expect(question.get_by_role("alert")).to_contain_text("Your time for this task ran out")
    assert "precious" in page.evaluate("Object.values(localStorage)[0]")
    page.unroute("**/state")
    expect(page.get_by_role("dialog")).to_contain_text("What you have entered is kept")


def test_who_is_signed_out_at_work_signs_in_and_goes_on(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    page = begun(portal)
    page.context.clear_cookies()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="alice").click()
    expect(portal.frame().get_by_label("Your answer")).to_have_value("precious")


def test_a_page_from_before_the_last_sign_in_says_so(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    begun(portal)
    task, page = portal.task_id(), portal.page
    other = page.context.new_page()
    other.goto(f"{portal.emulator.url}/_a2i/portal/sign-in")
    other.get_by_role("button", name="bob").click()
    expect(other.get_by_text("Hello, bob")).to_be_visible()
    refused = post(portal, task, {"answer": "alice's"})
    assert refused.status == 403
    assert refused.json()["error"]["title"] == "This page is out of date"
    assert portal.tasks()[0]["status"] == "Accepted"
