"""No control call takes what cannot be carried out, or fails for what it is given."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator

from a2i_emulator.engine import outcomes

DOCUMENT = json.loads((Path(__file__).parents[2] / "specs" / "openapi.json").read_text())
HUGE = 10**400
VALUES: tuple[Any, ...] = (
    HUGE,
    -HUGE,
    1e308,
    -1e308,
    0.5,
    -1,
    2**63,
    "x" * 100_000,
    "\ud800",
    [],
    {},
    None,
    True,
)


def bodies() -> Iterator[tuple[str, str, Any]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                yield method.upper(), path.removeprefix("/"), content["example"]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value within a document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    whole = copy.deepcopy(document)
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return whole


@pytest.mark.parametrize(("method", "path", "example"), list(bodies()), ids=lambda v: str(v)[:30])
def test_any_value_anywhere(emulator: Emulator, method: str, path: str, example: Any) -> None:
    flow = emulator.make_flow(TaskCount=3)
    started = 0
    for place in places(example):
        for value in VALUES:
            if "human-loops" in path:
                started += 1
                emulator.start_loop(flow, f"loop-{started}")
            to = path.format(HumanLoopName=f"loop-{started}", FlowDefinitionName="flow")
            status, answer = emulator.control(method, to, changed(example, place, value))
            assert status in (200, 400), (place, str(value)[:20], answer)
    assert emulator.control("DELETE", "workers")[0] == 200
    assert emulator.control("POST", "clock", {"advanceSeconds": 30 * 86400})[0] == 200
    if started:
        assert emulator.control("GET", "tasks")[1]["tasks"] == []


def test_time_does_not_run_out(emulator: Emulator) -> None:
    emulator.start_loop(emulator.make_flow())
    answers = [
        emulator.control("POST", "clock", {"advanceSeconds": 316_224_000}) for _ in range(701)
    ]
    status, answer = answers[-1]
    assert (status, answer["error"]["message"]) == (
        400, "advanceSeconds: the clock goes no further than to the year 9000.",
    )  # fmt: skip
    assert emulator.describe_loop()["HumanLoopStatus"] == "Failed"
    assert emulator.control("GET", "clock")[1]["time"] < "9000"


@pytest.mark.parametrize("step", ["output_body", "rendered_task"])
def test_a_step_that_can_never_be_done_ends_the_loop(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: Any) -> Any:
        raise OverflowError("int too large to convert to float")

    flow, queue = emulator.make_flow(), emulator.make_event_queue()
    with monkeypatch.context() as broken:
        broken.setattr(outcomes, step, fail)
        emulator.start_loop(flow)
        if step == "output_body":
            emulator.answer("loop")
        failed = emulator.wait_for_status("Failed")
    assert failed["FailureCode"] == "InternalError"
    assert "OverflowError: int too large to convert to float" in failed["FailureReason"]
    assert emulator.receive(queue)["detail"]["failureReason"] == failed["FailureReason"]
    emulator.start_loop(flow, "next")
    assert emulator.answer("next")[1]["humanLoopStatus"] == "Completed"
