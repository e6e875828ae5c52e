"""The page Quality: figures of what was answered, and the form for gold tasks and adjudication."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.pages.conftest import Keep
from tests.support.accessibility import assert_accessible
from tests.support.emulator import Emulator

ANSWERS = [("cat", "cat"), ("cat", "dog"), ("dog", "dog"), ("owl", "owl"), ("owl", "cat")]


def reviewed(emulator: Emulator) -> str:
    """Loops that two workers have answered, one week apart; what a model had said of each."""
    team = emulator.make_workteam(workers=("alice", "bob"))
    flow = emulator.make_flow("animals", workteam=team, TaskCount=2)
    for week in range(3):
        for i, pair in enumerate(ANSWERS):
            said = {"label": pair[0], "confidence": 0.5 + i / 10}
            name = f"loop-{week}-{i}"
            emulator.start_loop(flow, name, {"text": name, "animal": said})
            agreed = (pair[0], pair[0])
            for worker, label in zip(("alice", "bob"), agreed if week == 2 else pair, strict=True):
                content = {"animal": {"label": label}}
                emulator.answer(name, content, worker=worker, timeSpentInSeconds=20 + i)
        emulator.advance(7 * 86_400)
    return flow


def test_the_figures_of_a_flow_definition(emulator: Emulator, console: Page, keep: Keep) -> None:
    console.goto(f"{emulator.url}/_a2i/console/quality")
    expect(console.get_by_role("main")).to_contain_text("There is no flow definition yet")
    assert_accessible(console)
    flow = reviewed(emulator)
    console.goto(f"{emulator.url}/_a2i/console/")
    console.get_by_role("navigation", name="Console").get_by_role("link", name="Quality").click()
    main = console.get_by_role("main")
    expect(main).to_contain_text("Of the newest 15 outputs; answers: 30.")
    agreement = console.get_by_role("region", name="Agreement of workers").get_by_role("row")
    expect(agreement.nth(1)).to_contain_text(re.compile(r"animal\s*15\s*0\.73"))
    by_week = console.get_by_role("img", name="Agreement by week")
    expect(by_week.locator("circle")).to_have_count(3)
    labels = console.get_by_role("region", name="Agreement by label 1").get_by_role("row")
    expect(labels.nth(1)).to_contain_text(re.compile(r"cat\s*0\.\d\d"))
    worst = console.get_by_role("region", name="Loops that disagree most").get_by_role("row")
    expect(worst.nth(1)).to_contain_text(re.compile("loop-[01]-[14]"))
    matrix = console.locator("table.confusion")
    expect(matrix.get_by_role("row")).to_have_count(4)
    expect(console.get_by_role("img", name="What a threshold")).to_be_visible()
    workers = console.get_by_role("region", name="Workers", exact=True).get_by_role("row")
    expect(workers.nth(1)).to_contain_text(re.compile(r"alice.*\s15\s.*22.*0\.73", re.DOTALL))
    assert_accessible(console)
    keep(console, "console-quality-light")
    worst.nth(1).get_by_role("link").click()
    expect(console.get_by_role("heading", name="Answers")).to_be_visible()
    console.goto(f"{emulator.url}/_a2i/console/quality?flow={flow}x")
    expect(console.get_by_role("main")).to_contain_text("Which flow definition?")


def test_gold_tasks_and_adjudication_are_asked_for(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    console.goto(f"{emulator.url}/_a2i/console/quality?flow={flow}")
    expect(console.get_by_role("main")).to_contain_text("No output.json to read yet")
    console.get_by_role("link", name="Gold tasks and adjudication").click()
    console.get_by_label("Share of gold tasks").fill("2")
    console.get_by_label("Least agreement").fill("0.7")
    console.get_by_label("Write consolidated.json").check()
    console.get_by_role("button", name="Set", exact=True).click()
    expect(console.get_by_text("gold.rate: 2 is greater than the maximum of 1")).to_be_visible()
    assert_accessible(console)
    console.get_by_label("Share of gold tasks").fill("0.25")
    console.get_by_role("button", name="Set", exact=True).click()
    expect(console.get_by_role("heading", level=1)).to_have_text("Quality")
    settings = emulator.control("GET", "flow-definitions/flow/quality")[1]["settings"]
    assert settings["gold"]["rate"] == 0.25
    assert settings["gold"]["tasks"][0]["name"] == "first"
    assert settings["adjudication"] == {"leastAgreement": 0.7}
    assert settings["consolidate"] is True
    console.get_by_role("link", name="Gold tasks and adjudication").click()
    expect(console.get_by_label("Share of gold tasks")).to_have_value("0.25")
    console.get_by_label("Share of gold tasks").fill("")
    console.get_by_label("Least agreement").fill("")
    console.get_by_label("Write consolidated.json").uncheck()
    console.get_by_role("button", name="Set", exact=True).click()
    expect(console.get_by_role("heading", level=1)).to_have_text("Quality")
    assert emulator.control("GET", "flow-definitions/flow/quality")[1]["settings"] == {}
