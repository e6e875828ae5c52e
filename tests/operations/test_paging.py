"""Pages of the List operations."""

from __future__ import annotations

from typing import Any

from tests.support.emulator import Emulator
from tests.support.records import human_loop
from tests.support.refusals import refused

from a2i_emulator.domain.human_loop import Phase


def test_a_token_that_was_not_handed_out(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    for number in range(3):
        emulator.start_loop(flow, f"loop-{number}")
    runtime, sagemaker = emulator.client("sagemaker-a2i-runtime"), emulator.client("sagemaker")
    page = runtime.list_human_loops(FlowDefinitionArn=flow, MaxResults=2)
    token = page["NextToken"]
    for forged in ("zebra", token[:-1], "x" + token, token.swapcase()):
        code, _ = refused(runtime.list_human_loops, FlowDefinitionArn=flow, NextToken=forged)
        assert code == "ValidationException"
    code, _ = refused(sagemaker.list_flow_definitions, NextToken=token)
    assert code == "ValidationException", "a token of another operation"
    rest = runtime.list_human_loops(FlowDefinitionArn=flow, NextToken=token)
    assert [loop["HumanLoopName"] for loop in rest["HumanLoopSummaries"]] == ["loop-0"]
    assert "NextToken" not in rest


def test_a_paginator_walks_ten_thousand_loops_while_others_come_and_go(
    emulator: Emulator,
) -> None:
    flow = emulator.make_flow()
    service = emulator.server.service
    began = service.clock.now()
    loops = [
        human_loop(f"loop-{n:05}", created_at=began + n // 7, phase=Phase.SETTLED)
        for n in range(10_000)
    ]
    with service.database.write() as store:
        for loop in loops:
            store.human_loops.add(loop, "{}")
    runtime = emulator.client("sagemaker-a2i-runtime")
    for order, nth in (("Ascending", 50), ("Descending", 51)):
        pages = runtime.get_paginator("list_human_loops").paginate(
            FlowDefinitionArn=flow, SortOrder=order
        )
        seen: list[str] = []
        for number, page in enumerate(pages):
            seen += [summary["HumanLoopName"] for summary in page["HumanLoopSummaries"]]
            change(service.database, loops, number, nth)
        stayed = {loop.name for n, loop in enumerate(loops) if not 50 <= n % 100 <= nth}
        assert len(seen) == len(set(seen)), f"{order}: no loop twice"
        assert stayed <= set(seen), f"{order}: no loop lost"


def change(database: Any, loops: list[Any], number: int, nth: int) -> None:
    """Remove the nth of another hundred of loops and add one, somewhere in the list."""
    if number >= 100:
        return
    with database.write() as store:
        store.human_loops.remove(loops[number * 100 + nth])
        created_at = loops[(number * 37) % 100 * 100].created_at
        store.human_loops.add(
            human_loop(f"new-{nth}-{number}", created_at=created_at, phase=Phase.SETTLED),
            "{}",
        )
