"""Python functions as targets, with Lambda's rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.aws.events.functions import OUTPUTS, Functions, LambdaContext
from a2i_emulator.clock import Clock
from a2i_emulator.operations.ports import EventRecord

if TYPE_CHECKING:
    from tests.aws.events.conftest import Aws


@pytest.fixture
def functions() -> Functions:
    return Functions()


@pytest.fixture
def bus(client: Callable[[str], Any], clock: Clock, functions: Functions) -> MotoEvents:
    return MotoEvents(clock.now, functions)


def test_a_function_gets_a_copy_of_what_its_pattern_wants(
    bus: MotoEvents, functions: Functions, record: EventRecord, event: dict[str, Any]
) -> None:
    got: list[Any] = []
    seen: list[Any] = []

    def spoiling(event: dict[str, Any]) -> None:
        seen.append(dict(event))
        event.clear()

    functions.subscribe(spoiling)
    functions.subscribe(got.append, {"detail": {"humanLoopStatus": ["Completed"]}})
    functions.subscribe(got.append, {"detail": {"humanLoopStatus": ["Failed"]}})
    functions.subscribe(got.append, bus="other")
    after = bus.deliver(record)
    assert seen == got == [event]
    assert record.event == event
    assert after.deliveries is not None
    assert [(d["rule"], d["ruleArn"], d["state"]) for d in after.deliveries] == [
        ("python", None, "delivered")
    ] * 2
    assert after.deliveries[0]["targetArn"].endswith("spoiling")


def test_a_lambda_handler_gets_a_context(
    bus: MotoEvents, functions: Functions, record: EventRecord
) -> None:
    contexts: list[LambdaContext] = []

    def lambda_handler(event: Any, context: LambdaContext) -> None:
        contexts.append(context)

    functions.subscribe(lambda_handler)
    bus.deliver(record)
    (context,) = contexts
    assert context.invoked_function_arn.startswith(
        "arn:aws:lambda:eu-west-1:123456789012:function:"
    )
    assert context.invoked_function_arn.endswith("lambda_handler")
    assert context.get_remaining_time_in_millis() > 0
    assert context.log_group_name == f"/aws/lambda/{context.function_name}"
    assert "[$LATEST]" in context.log_stream_name


@pytest.mark.parametrize("failures", [1, 2])
def test_a_function_that_raises_is_run_again(
    bus: MotoEvents, functions: Functions, record: EventRecord, clock: Clock, failures: int
) -> None:
    calls: list[Any] = []
    calm: list[Any] = []

    def handler(event: Any) -> None:
        calls.append(event)
        if len(calls) <= failures:
            raise RuntimeError("not yet")

    functions.subscribe(handler)
    functions.subscribe(calm.append)
    after = bus.deliver(record)
    assert after.state == "pending"
    assert after.error is not None
    assert after.error.endswith("ERROR_FROM_TARGET: RuntimeError: not yet")
    for minutes in range(1, failures + 1):
        clock.advance(minutes * 60_000 - 1)
        after = bus.deliver(after)
        assert len(calls) == minutes
        clock.advance(1)
        after = bus.deliver(after)
        assert len(calls) == minutes + 1
    assert (after.state, after.error) == ("done", None)
    assert (len(calls), len(calm)) == (failures + 1, 1)


def test_lambda_gives_up_after_two_retries(
    bus: MotoEvents, functions: Functions, record: EventRecord, clock: Clock
) -> None:
    def handler(event: Any) -> None:
        raise ValueError(event["id"])

    functions.subscribe(handler)
    after = bus.deliver(record)
    for _ in range(5):
        clock.advance(120_000)
        after = bus.deliver(after)
    assert after.deliveries is not None
    (delivery,) = after.deliveries
    assert (delivery["state"], delivery["attempts"], after.state) == ("failed", 3, "done")


def test_a_function_that_left_before_its_retry(
    bus: MotoEvents, functions: Functions, record: EventRecord, clock: Clock
) -> None:
    def handler(event: Any) -> None:
        raise ValueError

    leave = functions.subscribe(handler)
    after = bus.deliver(record)
    leave()
    clock.advance(60_000)
    after = bus.deliver(after)
    assert after.state == "done"
    assert after.error is not None
    assert "not subscribed" in after.error


def test_functions_and_rules_side_by_side(
    aws: Aws, bus: MotoEvents, functions: Functions, record: EventRecord
) -> None:
    aws.rule("r", aws.queue("q"))

    def handler(event: Any) -> None:
        raise ValueError

    functions.subscribe(handler)
    bus.deliver(bus.deliver(record))
    assert len(aws.bodies("q")) == 1


def test_outputs_are_no_event_bus(
    bus: MotoEvents, functions: Functions, record: EventRecord
) -> None:
    got: list[Any] = []
    functions.subscribe(got.append, bus=OUTPUTS)
    assert functions.listen_on(OUTPUTS)
    after = bus.deliver(dataclasses.replace(record, bus=OUTPUTS))
    assert (len(got), after.state, after.error) == (1, "done", None)
    functions.clear()
    assert not functions.listen_on(OUTPUTS)


def test_no_pattern_no_subscription(functions: Functions) -> None:
    with pytest.raises(ValueError, match="not valid"):
        functions.subscribe(print, {"source": "x"})


@pytest.mark.parametrize("function", [print, [].append, dict, str])
def test_any_callable_will_do(
    bus: MotoEvents, functions: Functions, record: EventRecord, function: Callable[..., Any]
) -> None:
    functions.subscribe(function)
    assert bus.deliver(record).state == "done"
