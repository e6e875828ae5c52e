"""The requester's console: what it shows, and how it stays fresh."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect
from tests.support.emulator import Emulator


def test_a_visit_to_the_endpoint_leads_to_the_console(emulator: Emulator, console: Page) -> None:
    console.goto(emulator.url)
    expect(console.get_by_role("heading", name="Flow definitions")).to_have_text(
        "Flow definitions: 0"
    )
    emulator.make_flow("reviews", workteam=emulator.make_workteam("reviewers"))
    expect(console.get_by_role("heading", name="Flow definitions").first).to_have_text(
        "Flow definitions: 1"
    )
    row = console.get_by_role("row", name="reviews")
    for shown in ("A task", "reviewers", "Active", "123456789012 · us-east-1"):
        expect(row).to_contain_text(shown)
    console.get_by_role("link", name="Open the portal").click()
    expect(console.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_human_loops_are_filtered_and_paged(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    for number in range(60):
        emulator.start_loop(flow, f"loop-{number:02}")
    emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="loop-07")
    emulator.wait_for_status("Stopped", "loop-07")
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions")
    console.get_by_role("row").get_by_role("link", name="59: human loops of flow").click()
    rows = console.get_by_role("row")
    expect(rows).to_have_count(51)
    expect(rows.nth(1)).to_contain_text("loop-59")
    console.get_by_role("link", name="Next page").click()
    expect(rows).to_have_count(11)
    console.get_by_label("Status").select_option("Stopped")
    console.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("loop-07")
    console.get_by_label("Status").select_option("")
    console.get_by_label("Name").fill("op-3")
    console.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(11)
    expect(rows.nth(1)).to_contain_text("loop-39")
    console.get_by_label("Flow definition").select_option("All")
    console.get_by_label("Name").fill("-07")
    console.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("Stopped")


def test_a_name_is_looked_for_in_the_flow_definition_that_is_asked_for(
    emulator: Emulator, console: Page
) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    other = flow.replace("/flow", "/other")
    answer = f"{emulator.url}/_a2i/console/human-loops?name=loop&flow="
    console.goto(answer + flow)
    expect(console.get_by_role("row")).to_have_count(2)
    console.goto(answer + other)
    expect(console.get_by_role("row")).to_have_count(0)


def test_nobody_who_goes_by_key_is_thrown_back(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions")
    link = console.get_by_role("row").get_by_role("link", name="flow", exact=True)
    console.get_by_role("link", name="Create one").focus()
    for _ in range(2):
        console.keyboard.press("Tab")
    expect(link).to_be_focused()
    emulator.start_loop(flow, "second")
    wait_for_looks(console)
    expect(link).to_be_focused()
    link.evaluate("link => link.blur()")
    expect(console.get_by_role("row", name="flow")).to_contain_text("2")


def wait_for_looks(page: Page) -> None:
    """Wait until the page knows of a change, and has had the time to look whether to reload."""
    # The first may have been asked for before; the last is asked for more than a second later.
    for _ in range(3):
        page.wait_for_event("response", lambda response: "version=" in response.url)


def test_nobody_who_follows_a_link_is_thrown_back(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    console.goto(f"{emulator.url}/_a2i/console/flow-definitions")
    asked: list[Route] = []
    console.route(re.compile("human-loops"), lambda route: asked.append(route))  # noqa: PLW0108
    link = console.get_by_role("row").get_by_role("link", name="human loops of flow")
    link.click(no_wait_after=True)
    emulator.start_loop(flow, "second")
    wait_for_looks(console)
    asked[0].continue_()
    expect(console.get_by_role("heading", level=1)).to_have_text("Human loops")


def test_the_filters_fit_a_phone(emulator: Emulator, console: Page) -> None:
    emulator.make_flow("f" * 63)
    console.set_viewport_size({"width": 360, "height": 700})
    console.goto(f"{emulator.url}/_a2i/console/human-loops")
    assert console.evaluate("document.documentElement.scrollWidth") == 360


def test_a_human_loop_in_every_detail(emulator: Emulator, console: Page) -> None:
    emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice",))
    flow = emulator.make_flow(workteam=workteam)
    emulator.start_loop(flow, content={"text": "what came in"})
    console.goto(f"{emulator.url}/_a2i/console/human-loops")
    console.get_by_role("link", name="loop", exact=True).click()
    main = console.get_by_role("main")
    expect(main).to_contain_text("what came in")
    expect(main).to_contain_text("(not written yet)")
    expect(main).to_contain_text("InProgress")
    emulator.answer("loop", {"answer": "what came out"}, worker="alice")
    expect(main).to_contain_text("what came out")
    expect(main).to_contain_text("alice")
    expect(main).to_contain_text("delivered")
    expect(main).to_contain_text("arn:aws:sqs:us-east-1:123456789012:events")
    console.get_by_role("link", name="output.json").click()
    expect(console.locator("body")).to_contain_text('"answer":"what came out"')


def test_a_failed_loop_says_why(emulator: Emulator, console: Page) -> None:
    emulator.start_loop(emulator.make_flow(template="{{ task.input.url }}"))
    emulator.wait_for_status("Failed")
    console.goto(f"{emulator.url}/_a2i/console/human-loops?name=loop")
    expect(console.get_by_role("row").nth(1)).to_contain_text("undefined variable url")
    console.get_by_role("link", name="loop", exact=True).click()
    expect(console.get_by_role("main")).to_contain_text(
        "Task failed to render: [ UndefinedTemplateVariable: 'undefined variable url' ]."
    )
    expect(console.get_by_role("main")).to_contain_text("never written")
    expect(console.get_by_role("main")).not_to_contain_text("yet")
    assert console.request.get(f"{console.url}/output.json").status == 404


def test_the_true_reasons_of_errors(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    runtime = emulator.client("sagemaker-a2i-runtime")
    with pytest.raises(runtime.exceptions.ValidationException):
        runtime.start_human_loop(
            HumanLoopName="bad", FlowDefinitionArn=flow, HumanLoopInput={"InputContent": "{bad"}
        )
    console.goto(f"{emulator.url}/_a2i/console/requests")
    everything = console.get_by_role("row").count()
    console.get_by_label("Answer").select_option("Errors")
    console.get_by_role("button", name="Show").click()
    expect(console.get_by_role("row")).to_have_count(2)
    assert everything > 2
    row = console.get_by_role("row").nth(1)
    expect(row).to_contain_text("StartHumanLoop")
    expect(row).to_contain_text("400 ValidationException")
    expect(row).to_contain_text("Expecting property name")
    row.get_by_text("Input", exact=True).click()
    expect(row).to_contain_text('"InputContent": "{bad"')


def test_requests_are_found_beside_a_flood_of_describes(emulator: Emulator, console: Page) -> None:
    flow = emulator.make_flow()
    for name in ("one", "two"):
        emulator.start_loop(flow, name)
    history = emulator.server.service.history
    emulator.describe_loop("one")
    (describe,) = history.latest(1)
    for number in range(1200):
        history.add(replace(describe, request_id=f"describe-{number}"))
    console.goto(f"{emulator.url}/_a2i/console/requests")
    rows = console.get_by_role("row")
    for operation in ("StartHumanLoop", "CreateFlowDefinition"):
        expect(rows.filter(has_text=operation).first).to_be_visible()
    describes = rows.filter(has=console.get_by_text("DescribeHumanLoop", exact=True))
    expect(describes).to_have_count(1)
    expect(describes).to_contain_text(re.compile(r"\d{3} times since"))

    console.get_by_label("Operation").select_option("StartHumanLoop")
    console.get_by_label("Human loop").fill("tw")
    console.get_by_label("Time").select_option("Last minute")
    console.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("two")

    console.goto(f"{emulator.url}/_a2i/console/requests?operation=DescribeHumanLoop&each=1")
    expect(rows).to_have_count(51)
    console.get_by_role("link", name="Next page").click()
    expect(rows).to_have_count(51)
    emulator.advance(120)
    console.goto(f"{emulator.url}/_a2i/console/requests?seconds=60")
    expect(console.get_by_text("No requests like that")).to_be_visible()


def test_a_filter_or_a_page_that_is_none(emulator: Emulator, console: Page) -> None:
    queries = ["seconds=" + "9" * 5000, "seconds=²", "status=x", "after=none"]
    afters = ["x", "9" * 30 + ".a", "1.", "²", "-3.a"]
    paths = [f"requests?{query}" for query in queries]
    paths += [f"human-loops?after={after}" for after in afters]
    ask = console.request.get
    statuses = {path: ask(f"{emulator.url}/_a2i/console/{path}").status for path in paths}
    assert statuses == dict.fromkeys(paths, 200)


def test_tables_are_read_on_a_phone(emulator: Emulator, console: Page) -> None:
    emulator.start_loop(emulator.make_flow("f" * 63), "l" * 63)
    console.set_viewport_size({"width": 390, "height": 800})
    for path in ("flow-definitions", "human-loops", "requests"):
        console.goto(f"{emulator.url}/_a2i/console/{path}")
        for region in console.get_by_role("region").all():
            assert region.evaluate("node => node.scrollWidth <= node.clientWidth"), path
        expect(console.get_by_role("row").nth(1)).to_be_in_viewport()


BEYOND_PANELS = """[...document.querySelectorAll('.panel .button:not(.scroller *)')]
    .filter(button => button.getBoundingClientRect().right
        > button.closest('.panel').getBoundingClientRect().right)
    .map(button => button.textContent)"""


def test_no_column_is_squeezed(emulator: Emulator, console: Page) -> None:
    emulator.start_loop(emulator.make_flow())
    paths = (
        "",
        "flow-definitions",
        "human-loops",
        "workforce",
        "workteams",
        "templates",
        "requests",
    )
    heads = "[...document.querySelectorAll('.scroller th')].map(head => head.offsetWidth)"
    for width in (700, 768, 1024, 1280):
        console.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            console.goto(f"{emulator.url}/_a2i/console/{path}")
            assert min(console.evaluate(heads)) >= 84, (path, width)
            assert console.evaluate(BEYOND_PANELS) == [], (path, width)


def test_what_cannot_be_reached_mends_itself(emulator: Emulator, console: Page) -> None:
    console.goto(f"{emulator.url}/_a2i/console/")
    console.context.set_offline(True)
    lost = console.get_by_text("The emulator cannot be reached")
    expect(lost).to_be_visible()
    console.context.set_offline(False)
    expect(lost).to_be_hidden(timeout=1000)


def test_the_clock_is_advanced(emulator: Emulator, console: Page) -> None:
    emulator.start_loop(emulator.make_flow())
    console.goto(f"{emulator.url}/_a2i/console/human-loops?name=loop")
    console.get_by_label("Move the clock forward by").select_option("10 days")
    console.get_by_role("button", name="Advance").click()
    expect(console.get_by_role("row").nth(1)).to_contain_text("Failed")
    assert emulator.control("GET", "clock")[1]["aheadMs"] == 864_000_000
