"""Gold tasks in a worker's browser, what comes of wrong answers, and the worker's own figures."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.pages.portal.conftest import Portal
from tests.support.accessibility import assert_accessible
from tests.support.emulator import until

QUALITY = "flow-definitions/flow/quality"


def gold(name: str) -> dict[str, Any]:
    return {"name": name, "inputContent": {"text": name}, "answerContent": {"answer": name}}


def answer(portal: Portal, text: str) -> str:
    """Answer the task that is open; return the text that it had shown."""
    frame = portal.frame()
    shown = frame.locator("#text").inner_text()
    frame.get_by_label("Your answer").fill(text)
    portal.submit(frame)
    return shown


def test_who_answers_gold_tasks_wrongly_gets_no_more(
    portal: Portal, colleague: Portal, flow: str
) -> None:
    emulator = portal.emulator
    tasks = [gold("first"), gold("second"), gold("third")]
    rules = {"rate": 1, "tasks": tasks, "leastAccuracy": 0.5, "afterAnswers": 2}
    settings = {"gold": {**rules, "below": "stop", "tellWorkers": True}}
    assert emulator.control("PUT", QUALITY, {"gold": {**rules, "rate": 0}})[0] == 200
    for name in ("one", "two", "three", "four", "five"):
        emulator.start_loop(flow, name, {"text": "ordinary"})
    page = portal.sign_in("alice")
    portal.start()
    met = [answer(portal, "x")]
    assert emulator.control("PUT", QUALITY, settings)[0] == 200
    met += [answer(portal, text) for text in ("x", "wrong", "wrong")]
    assert met[:2] == ["ordinary", "ordinary"]
    assert len({"first", "second", "third"}.intersection(met[2:])) == 2

    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs (0)")
    waiting = next(t for t in portal.tasks() if t["humanLoopName"] == "five")
    portal.open(f"work/{waiting['taskId']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more of these tasks")
    assert emulator.answer(waiting["humanLoopName"], worker="alice")[0] == 409
    (worker,) = emulator.control("GET", QUALITY)[1]["workers"]
    assert (worker["worker"], worker["answered"], worker["right"]) == ("alice", 2, 0)
    assert worker["isBelow"]

    runtime = emulator.client("sagemaker-a2i-runtime")
    listed = runtime.list_human_loops(FlowDefinitionArn=flow)["HumanLoopSummaries"]
    assert {loop["HumanLoopName"] for loop in listed} == {"one", "two", "three", "four", "five"}
    until(
        lambda: emulator.control("GET", "events")[1]["events"],
        lambda events: len(events) == 2,
    )
    keys = emulator.client("s3").list_objects_v2(Bucket="bucket")["Contents"]
    assert len(keys) == 2

    portal.open("figures")
    main = page.get_by_role("main")
    expect(main).to_contain_text("0 of 2 right")
    expect(main.get_by_role("definition").first).to_have_text("4")
    assert_accessible(page)

    colleague.sign_in("bob")
    colleague.start()
    assert answer(colleague, met[2]) in {"first", "second", "third"}
    colleague.open()
    colleague.page.get_by_role("link", name="Your figures").click()
    expect(colleague.page.get_by_role("main")).to_contain_text("of 1 right")
