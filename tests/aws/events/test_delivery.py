from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.clock import Clock
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord

if TYPE_CHECKING:
    from tests.aws.conftest import Recorder
    from tests.aws.events.conftest import Aws


def states(record: EventRecord) -> list[str]:
    assert record.deliveries is not None
    return [delivery["state"] for delivery in record.deliveries]


def errors(record: EventRecord) -> list[str | None]:
    assert record.deliveries is not None
    return [delivery["error"] for delivery in record.deliveries]


def test_the_queue_gets_the_event_as_it_is(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    rule = aws.rule("r", aws.queue("q"))
    after = events.deliver(record)
    (body,) = aws.bodies("q")
    assert body == json.dumps(event, separators=(",", ":"))
    assert after.state == "done"
    assert after.due_at is None
    assert after.error is None
    assert after.deliveries == (
        {
            "rule": "r",
            "ruleArn": rule,
            "targetId": "0",
            "targetArn": aws.arn("sqs", "q"),
            "state": "delivered",
            "attempts": 1,
            "error": None,
        },
    )


def test_nobody_waits_for_it(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    aws.rule("other", aws.queue("q"), EventPattern=json.dumps({"source": ["aws.s3"]}))
    aws.rule("off", aws.arn("sqs", "q"), State="DISABLED")
    events_client = aws.client("events")
    events_client.put_rule(Name="schedule", ScheduleExpression="rate(5 minutes)")
    events_client.put_targets(Rule="schedule", Targets=[{"Id": "1", "Arn": aws.arn("sqs", "q")}])
    after = events.deliver(record)
    assert (after.deliveries, after.state) == ((), "done")
    assert aws.bodies("q") == []


def test_one_bad_target_starves_no_other(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    aws.rule(
        "r",
        aws.arn("sqs", "missing"),
        aws.arn("codebuild", "project/x"),
        "arn:aws:sqs:nowhere-1:123456789012:q",
        aws.arn("lambda", "function:missing"),
        aws.queue("q"),
    )
    aws.rule("second", aws.arn("sqs", "q"))
    after = events.deliver(record)
    assert states(after) == ["failed"] * 4 + ["delivered"] * 2
    assert after.state == "done"
    missing, unserved, nowhere, function, *_ = errors(after)
    assert missing == (
        "NO_RESOURCE: AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist."
    )
    assert unserved == (
        "SDK_CLIENT_ERROR: The emulator has no targets of the kind codebuild project"
    )
    assert nowhere is not None
    assert function is not None
    assert len(aws.bodies("q")) == 2


def test_what_is_delivered_is_not_repeated(
    aws: Aws, clock: Clock, record: EventRecord, client: Any
) -> None:
    aws.rule("r", aws.queue("q"))
    events = MotoEvents(clock.now)
    after = events.deliver(record)
    assert events.deliver(after) == after
    assert len(aws.bodies("q")) == 1


def test_a_rule_that_is_gone_by_the_next_attempt(
    aws: Aws, events: MotoEvents, record: EventRecord
) -> None:
    rule = aws.rule("r", aws.queue("q"))
    pending = {
        "rule": "r",
        "ruleArn": rule,
        "targetId": "0",
        "targetArn": aws.arn("sqs", "q"),
        "state": "pending",
        "attempts": 3,
        "error": "TIMEOUT: …",
    }
    due = dataclasses.replace(record, deliveries=(pending, {**pending, "targetId": "gone"}))
    after = events.deliver(due)
    assert states(after) == ["delivered", "failed"]
    assert errors(after) == [None, "NO_RESOURCE: The rule or its target was removed"]


def test_no_such_bus(events: MotoEvents, record: EventRecord) -> None:
    after = events.deliver(dataclasses.replace(record, bus="none"))
    assert (after.state, after.error) == ("done", "Event bus none does not exist.")


def test_accounts_and_regions_are_apart(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    aws.rule("r", aws.queue("q"))
    for elsewhere in (Scope("111122223333", "eu-west-1"), Scope("123456789012", "us-east-1")):
        assert events.deliver(dataclasses.replace(record, scope=elsewhere)).deliveries == ()


def test_fifo_queues(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    ready = aws.queue("ready.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    unready = aws.queue("unready.fifo", FifoQueue="true")
    group = {"SqsParameters": {"MessageGroupId": "g"}}
    aws.rule("r", {"Arn": ready} | group, {"Arn": unready} | group)
    after = events.deliver(record)
    assert states(after) == ["delivered", "failed"]
    (message,) = aws.messages("ready.fifo")
    assert message["Attributes"]["MessageGroupId"] == "g"


def test_a_queue_with_a_delay(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    aws.rule("r", aws.queue("q", DelaySeconds="900"))
    assert states(events.deliver(record)) == ["delivered"]
    assert aws.bodies("q") == []


def test_an_event_too_big_for_the_queue(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    aws.rule("r", aws.queue("q", MaximumMessageSize="1024"))
    event["detail"]["failureReason"] = "x" * 1024
    (error,) = errors(events.deliver(record))
    assert error is not None
    assert "Message must be shorter than 1024 bytes" in error


def test_the_dead_letter_queue(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    letters = {"DeadLetterConfig": {"Arn": aws.queue("dead")}}
    rule = aws.rule("r", {"Arn": aws.arn("sqs", "missing")} | letters)
    assert states(events.deliver(record)) == ["failed"]
    (message,) = aws.messages("dead")
    assert json.loads(message["Body"]) == event
    attributes = {n: a["StringValue"] for n, a in message["MessageAttributes"].items()}
    assert attributes == {
        "RULE_ARN": rule,
        "TARGET_ARN": aws.arn("sqs", "missing"),
        "ERROR_CODE": "NO_RESOURCE",
        "ERROR_MESSAGE": (
            "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist."
        ),
    }


def test_a_dead_letter_queue_that_is_missing_too(
    aws: Aws, events: MotoEvents, record: EventRecord
) -> None:
    letters = {"DeadLetterConfig": {"Arn": aws.arn("sqs", "none")}}
    aws.rule("r", {"Arn": aws.arn("sqs", "missing")} | letters)
    assert states(events.deliver(record)) == ["failed"]


def test_the_input_of_a_target(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    transformer = {
        "InputPathsMap": {"name": "$.detail.humanLoopName"},
        "InputTemplate": '{"loop": <name>}',
    }
    aws.rule(
        "r",
        {"Arn": aws.queue("constant"), "Input": '{"a": 1}'},
        {"Arn": aws.queue("part"), "InputPath": "$.detail.humanLoopName"},
        {"Arn": aws.queue("made"), "InputTransformer": transformer},
        {"Arn": aws.queue("none"), "InputPath": "$.detail.nothing"},
    )
    assert states(events.deliver(record)) == ["delivered"] * 3 + ["failed"]
    assert aws.bodies("constant") == ['{"a": 1}']
    assert aws.bodies("part") == ['"l"']
    assert aws.bodies("made") == ['{"loop":"l"}']


def test_the_recorder_keeps_messages(
    aws: Aws, clock: Clock, record: EventRecord, scope: Scope, recorder: Recorder
) -> None:
    group = {"SqsParameters": {"MessageGroupId": "g"}}
    fifo = aws.queue("q.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    letters = {"DeadLetterConfig": {"Arn": aws.queue("dead")}}
    missing = {"Arn": aws.arn("sqs", "missing")} | letters
    aws.rule("r", aws.queue("q"), {"Arn": fifo} | group, missing)
    MotoEvents(clock.now, recorder=recorder).deliver(record)
    assert recorder.operations() == ["SendMessage"] * 3
    messages = [*aws.messages("q"), *aws.messages("q.fifo"), *aws.messages("dead")]
    assert recorder.message_ids == [message["MessageId"] for message in messages]
    for (service, told_scope, _, params), message in zip(recorder.writes, messages, strict=True):
        assert (service, told_scope) == ("sqs", scope)
        # The parameters say it all: the same message comes of them again.
        aws.client("sqs").purge_queue(QueueUrl=params["QueueUrl"])
        aws.client("sqs").send_message(**params)
        (again,) = aws.messages(params["QueueUrl"].rpartition("/")[2])
        assert again["Body"] == message["Body"]
        assert again.get("MessageAttributes") == message.get("MessageAttributes")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (OSError("disk full"), "pending"),
        (RuntimeError("race"), "pending"),
        (KeyError("x"), "failed"),
    ],
)
def test_what_a_recorder_cannot_keep(
    aws: Aws, clock: Clock, record: EventRecord, *, error: Exception, state: str
) -> None:
    @contextmanager
    def broken(*_: Any) -> Iterator[list[str]]:
        yield []
        raise error

    aws.rule("r", aws.queue("q"))
    after = MotoEvents(clock.now, recorder=broken).deliver(record)
    assert states(after) == [state]
