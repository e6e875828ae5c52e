"""A test's own functions as the targets of events and notifications."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import boto3
import pytest
from tests.support.review import REVIEW, start, status_of

from a2i_emulator import mock_a2i
from a2i_emulator.testing import A2I


@pytest.fixture
def kit(monkeypatch: pytest.MonkeyPatch) -> Iterator[A2I]:
    with mock_a2i(seed=REVIEW, region="us-east-1") as a2i:
        yield a2i


def review(kit: A2I, name: str = "loop") -> None:
    start(kit.client("sagemaker-a2i-runtime"), name)
    kit.answer(name, {"answer": name})


def test_a_lambda_handler(kit: A2I) -> None:
    calls: list[Any] = []

    def lambda_handler(event: Any, context: Any) -> None:
        detail = event["detail"]
        bucket, _, key = detail["humanLoopOutput"]["outputS3Uri"][5:].partition("/")
        body = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        calls.append((json.loads(body), context))

    kit.on_event(lambda_handler, pattern={"detail": {"humanLoopStatus": ["Completed"]}})
    review(kit)
    ((output, context),) = calls
    assert output["humanAnswers"][0]["answerContent"] == {"answer": "loop"}
    assert context.function_name.endswith("lambda_handler")
    assert len(context.aws_request_id) == 36
    assert context.memory_limit_in_mb == "128"
    assert 0 < context.get_remaining_time_in_millis() <= 900_000


def test_what_a_handler_does_with_its_context(kit: A2I, capsys: pytest.CaptureFixture[str]) -> None:
    def lambda_handler(event: Any, context: Any) -> None:
        context.seen = event["id"]
        context.log(f"{context.seen == event['id']} {context.identity.cognito_identity_id}\n")

    kit.on_event(lambda_handler)
    review(kit)
    assert kit.events()[0].error is None
    assert capsys.readouterr().out == "True None\n"


def test_patterns_and_the_end_of_a_subscription(kit: A2I) -> None:
    events: list[Any] = []
    leave = kit.on_event(events.append)
    kit.on_event(events.append, pattern={"detail": {"humanLoopStatus": ["Failed"]}})
    kit.on_event(events.append, bus="another")
    review(kit, "one")
    leave()
    review(kit, "two")
    assert [event["detail"]["humanLoopName"] for event in events] == ["one"]
    with pytest.raises(ValueError, match="not valid"):
        kit.on_event(events.append, pattern={"source": "no list"})


def test_users_events_and_other_buses(kit: A2I) -> None:
    events: list[Any] = []
    client = kit.client("events")
    client.create_event_bus(Name="mine")
    kit.on_event(events.append, pattern={"source": ["my.app"]}, bus="mine")
    entry = {"Source": "my.app", "DetailType": "Done", "Detail": '{"a": 1}'}
    client.put_events(Entries=[{**entry, "EventBusName": "mine"}, entry])
    assert [event["detail"] for event in events] == [{"a": 1}]


def test_lambdas_retries(kit: A2I) -> None:
    tries: list[int] = []
    began = kit.clock.now()

    def handler(event: Any) -> None:
        tries.append(round((kit.clock.now() - began).total_seconds()))
        raise RuntimeError("never")

    kit.on_event(handler)
    review(kit)
    (event,) = kit.events()
    failing = next(delivery for delivery in event.deliveries if delivery.rule == "python")
    assert (event.state, failing.state, failing.attempts) == ("pending", "pending", 1)
    assert failing.error == "ERROR_FROM_TARGET: RuntimeError: never"
    kit.clock.advance(3600)
    assert tries == [0, 60, 180]
    (event,) = kit.events()
    failing = next(delivery for delivery in event.deliveries if delivery.rule == "python")
    assert (event.state, failing.state, failing.attempts) == ("done", "failed", 3)


async def _coroutine(event: Any, context: Any) -> None:
    """Be no handler."""


@pytest.mark.parametrize("handler", ["name", None, _coroutine, lambda: 0, lambda _a, _b, _c: 0])
def test_what_is_no_handler(kit: A2I, handler: Any) -> None:
    for subscribe in (kit.on_event, kit.on_output):
        with pytest.raises(TypeError, match="a handler"):
            subscribe(handler)


def test_a_handler_that_fails_once(kit: A2I) -> None:
    tries: list[Any] = []

    def handler(event: Any) -> None:
        tries.append(event)
        if len(tries) == 1:
            raise RuntimeError("not yet")

    kit.on_event(handler)
    review(kit)
    kit.clock.advance(59)
    assert len(tries) == 1
    kit.clock.advance(1)
    assert tries[0] == tries[1]
    (event,) = kit.events()
    assert (event.state, event.error) == ("done", None)
    kit.clock.advance(3600)
    assert len(tries) == 2


def test_outputs(kit: A2I) -> None:
    notified: list[Any] = []
    kit.on_output(lambda event, context: notified.append((event, context)))
    review(kit, "first")
    review(kit, "second")
    assert len(notified) == 2
    (record,) = notified[0][0]["Records"]
    assert (record["eventSource"], record["eventName"]) == ("aws:s3", "ObjectCreated:Put")
    assert record["s3"]["bucket"]["name"] == "results"
    key = unquote_plus(record["s3"]["object"]["key"])
    found = kit.client("s3").head_object(Bucket="results", Key=key)
    assert found["ContentLength"] == record["s3"]["object"]["size"]
    assert found["ETag"].strip('"') == record["s3"]["object"]["eTag"]
    # What Lambda is told by S3 is no event of EventBridge.
    assert {event.bus for event in kit.events()} == {"default", "s3:ObjectCreated:Put"}


def test_an_output_handler_is_tried_again(kit: A2I) -> None:
    tries: list[Any] = []

    def handler(event: Any) -> None:
        tries.append(event)
        raise RuntimeError("no")

    kit.on_output(handler)
    review(kit)
    assert status_of(kit.client("sagemaker-a2i-runtime")) == "Completed"
    kit.clock.advance(3600)
    assert len(tries) == 3


def test_a_handler_may_go_on_with_the_pipeline(kit: A2I) -> None:
    """What a handler starts has happened, too, when the call that caused it returns."""
    client = kit.client("sagemaker-a2i-runtime")
    kit.workers.add({"answer": "scripted"}, match={"humanLoopName": "again-*"})

    def handler(event: Any) -> None:
        name = event["detail"]["humanLoopName"]
        if name != "again-again-loop":
            start(client, f"again-{name}")

    kit.on_event(handler)
    review(kit)
    assert status_of(client, "again-again-loop") == "Completed"
    assert len(kit.events()) == 3


def test_a_handler_may_answer(kit: A2I) -> None:
    client = kit.client("sagemaker-a2i-runtime")
    start(client, "second")

    def handler(event: Any) -> None:
        if event["detail"]["humanLoopName"] == "loop":
            kit.answer("second", {})
            assert kit.wait("second").status == "Completed"

    kit.on_event(handler)
    review(kit)
    assert status_of(client, "second") == "Completed"
    assert {event.error for event in kit.events()} == {None}
