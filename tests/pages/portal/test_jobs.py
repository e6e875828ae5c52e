"""The list of jobs: fresh without a reload, and as long as it may be."""

from __future__ import annotations

import uuid
from dataclasses import replace

from playwright.sync_api import expect
from tests.pages.portal.conftest import TEMPLATE, Portal

from a2i_emulator.answering import Where, find_loop
from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import Phase


def test_jobs_come_change_and_go_without_a_reload(
    portal: Portal, colleague: Portal, flow: str
) -> None:
    emulator = portal.emulator
    page = portal.sign_in("alice")
    page.evaluate("window.isTheSame = true")
    expect(page.get_by_text("No jobs for you right now")).to_be_visible()
    emulator.start_loop(flow, "one")
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("Read a text")
    expect(row).to_contain_text("9 d 23 h")
    emulator.start_loop(flow, "two")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (2)")
    expect(page.get_by_role("row")).to_have_count(3)

    second = colleague.sign_in("alice")
    colleague.start()
    expect(row).to_contain_text("In progress")
    expect(row.get_by_role("button")).to_have_text("Resume working")
    emulator.answer("one", worker="alice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (1)")
    emulator.advance(86_400)
    expect(row).to_contain_text("1 d ago")
    expect(row).to_contain_text("8 d 23 h")
    assert page.evaluate("window.isTheSame")
    expect(second.get_by_role("dialog")).to_contain_text("You have submitted this task")


def test_an_unchanged_list_is_not_sent_again(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    portal.emulator.advance(0)
    page = portal.sign_in("alice")
    source = f"{portal.emulator.url}/_a2i/portal/jobs.json"
    etag = page.locator("#jobs").get_attribute("data-etag") or ""
    assert page.request.get(source, headers={"If-None-Match": etag}).status == 304
    portal.emulator.start_loop(flow, "more")
    portal.emulator.advance(0)
    fresh = page.request.get(source, headers={"If-None-Match": etag})
    assert (fresh.status, len(fresh.json()["jobs"])) == (200, 2)
    with page.expect_response("**/jobs.json"):
        pass


def test_a_thousand_jobs_are_a_page(portal: Portal, flow: str) -> None:
    emulator = portal.emulator
    emulator.start_loop(flow)
    service = emulator.server.service
    with service.database.read() as store:
        first = life_cycle.rendered(find_loop(store, "loop", Where()), service.clock.now())
    service.begin_loop(first.id)
    with service.database.write() as store:
        for number in range(1, 1200):
            copy = replace(
                first,
                id=str(uuid.uuid4()),
                name=f"loop-{number}",
                created_at=first.created_at + number,
                attention_at=None,
                review=replace(first.review, title=f"Task {number}"),
            )
            store.human_loops.add(replace(copy, due_at=copy.expires_at), '{"text": "a"}')
    page = portal.sign_in("alice")
    rows = page.get_by_role("row")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (50+)")
    page.get_by_role("link", name="Next page").click()
    expect(rows.nth(1)).to_contain_text("Task 50")
    page.get_by_label("Order").select_option("Newest first")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(rows.nth(1)).to_contain_text("Task 1199")
    page.get_by_role("searchbox", name="Search").fill("task 119")
    page.get_by_label("Flow definition").select_option("flow")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(rows).to_have_count(12 + 1)  # 119, 1119 and 1190 to 1199
    expect(page.get_by_role("link", name="Next page")).to_be_hidden()
    page.get_by_role("link", name="Task 1198").click()
    expect(portal.start().locator("#text")).to_have_text("a")
    portal.open("?show=mine")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("In progress")
    portal.open("?search=nothing+like+that")
    page.get_by_role("link", name="Show all jobs").click()
    expect(rows).to_have_count(51)


def test_a_task_that_is_not_ready_yet_goes_on_by_itself(portal: Portal, flow: str) -> None:
    portal.emulator.start_loop(flow)
    service = portal.emulator.server.service
    (task,) = portal.tasks()
    loop_id = task["taskId"].removesuffix("-0")
    service.begin_loop(loop_id)
    with service.engine.paused():
        with service.database.write() as store:
            loop = store.human_loops.by_id(loop_id)
            assert loop is not None
            store.human_loops.save(replace(loop, phase=Phase.STARTING, due_at=None))
        page = portal.sign_in("alice", f"work/{task['taskId']}")
        expect(page.get_by_role("heading", level=1)).to_have_text("This task is not ready yet")
        with service.database.write() as store:
            store.human_loops.save(loop)
        expect(page.get_by_role("button", name="Start working")).to_be_visible(timeout=2000)


def test_texts_from_right_to_left_stand_where_others_do(portal: Portal, team: str) -> None:
    title = "اقرأ النص (٢)"
    flow = portal.emulator.make_flow(
        workteam=team, template=TEMPLATE, TaskTitle=title, TaskDescription="قل ما هو!"
    )
    portal.emulator.start_loop(flow)
    page = portal.sign_in("alice")
    for node in (page.locator(".title"), page.locator(".description")):
        assert node.evaluate("node => getComputedStyle(node).direction") == "rtl"
        assert node.evaluate("node => getComputedStyle(node).textAlign") == "left"
    assert page.get_by_role("button", name=f"Start working: {title}").is_visible()
    portal.start()
    expect(page).to_have_title(f"\u2068{title}\u2069 · Worker portal")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_page_that_is_none(portal: Portal, flow: str) -> None:
    page = portal.sign_in("alice")
    for after in ("x", "1.", "-1.a", "²3.a", "9" * 5000 + ".a", "99999999999999999999.a"):
        answer = page.request.get(f"{portal.emulator.url}/_a2i/portal/?after={after}")
        assert answer.status in (200, 404), after
