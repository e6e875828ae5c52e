"""Each kind of target takes an event as AWS's own would."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.clock import Clock
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord

if TYPE_CHECKING:
    from tests.aws.conftest import Recorder
    from tests.aws.events.conftest import Aws, WebServer


def outcome(record: EventRecord) -> list[tuple[str, str | None]]:
    assert record.deliveries is not None
    return [(delivery["state"], delivery["error"]) for delivery in record.deliveries]


OK = ("delivered", None)


def test_a_topic_and_through_it_a_queue(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    sns = aws.client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=aws.queue("q"))
    aws.rule("r", topic, aws.arn("sns", "missing"))
    first, second = outcome(events.deliver(record))
    assert first == OK
    assert second[0] == "failed"
    assert second[1] is not None
    assert second[1].startswith("NO_RESOURCE: ")
    (body,) = aws.bodies("q")
    assert json.loads(json.loads(body)["Message"]) == event


def test_a_topic_whose_subscriber_cannot_be_reached(
    aws: Aws, events: MotoEvents, record: EventRecord, *, refusing_port: int, server: WebServer
) -> None:
    sns = aws.client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    for port in (refusing_port, server.server_port):
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=f"http://127.0.0.1:{port}/")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=aws.queue("q"))
    aws.rule("r", topic)
    assert outcome(events.deliver(record)) == [OK]
    (body,) = aws.bodies("q")
    ((_, _, _, posted),) = server.asked
    assert json.loads(posted)["MessageId"] == json.loads(body)["MessageId"]


def test_a_log_group(
    aws: Aws, clock: Clock, record: EventRecord, event: dict[str, Any], recorder: Recorder
) -> None:
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="/aws/events/a2i")
    clock.advance(30 * 86_400_000)
    transformer = {
        "InputPathsMap": {"name": "$.detail.humanLoopName", "time": "$.time"},
        "InputTemplate": '{"timestamp": <time>, "message": "loop <name> is done"}',
    }
    group = aws.arn("logs", "log-group:/aws/events/a2i")
    aws.rule("r", group, f"{group}:*", {"Arn": group, "InputTransformer": transformer})
    aws.rule("none", aws.arn("logs", "log-group:none"))
    bus = MotoEvents(clock.now, recorder=recorder)
    states = outcome(bus.deliver(record))
    assert states[:3] == [OK] * 3
    assert states[3][0] == "failed"
    found = logs.filter_log_events(logGroupName="/aws/events/a2i")["events"]
    texts = sorted(item["message"] for item in found)
    assert texts[0] == "loop l is done"
    assert [json.loads(text) for text in texts[1:]] == [event, event]
    assert {item["timestamp"] for item in found} == {clock.now()}
    assert recorder.operations() == ["CreateLogStream", "PutLogEvents"] * 3


def test_another_bus_and_its_rules(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    aws.client("events").create_event_bus(Name="second")
    aws.client("events").create_event_bus(Name="third")
    aws.rule("in", aws.queue("q"), aws.arn("events", "event-bus/third"), bus="second")
    aws.rule("never", aws.queue("too-far"), bus="third")
    aws.rule("out", aws.arn("events", "event-bus/second"), aws.arn("events", "event-bus/none"))
    after = events.deliver(record)
    assert outcome(after) == [
        OK,
        OK,
        ("failed", "NO_RESOURCE: Event bus none does not exist."),
    ]
    assert after.deliveries is not None
    assert [d["rule"] for d in after.deliveries] == ["out", "in", "out"]
    assert [json.loads(body) for body in aws.bodies("q")] == [event]
    assert aws.bodies("too-far") == []


def test_a_bus_of_another_account(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    from a2i_emulator.aws.moto_backends import backend

    other = Scope("111122223333", "us-east-1")
    backend("sqs", other).create_queue("q", {})
    rules = backend("events", other)
    rules.put_rule("in", event_pattern='{"account": ["123456789012"]}', event_bus_arn="default")
    queue = "arn:aws:sqs:us-east-1:111122223333:q"
    rules.put_targets("in", "default", [{"Id": "1", "Arn": queue}])
    aws.rule("out", "arn:aws:events:us-east-1:111122223333:event-bus/default")
    assert outcome(events.deliver(record)) == [OK, OK]
    (message,) = backend("sqs", other).receive_message("q", 1, 0, 30)
    assert json.loads(message.body) == event


def test_buses_that_point_at_each_other(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    aws.client("events").create_event_bus(Name="second")
    aws.rule("back", aws.arn("events", "event-bus/default"), bus="second")
    aws.rule("self", aws.arn("events", "event-bus/default"), aws.arn("events", "event-bus/second"))
    assert outcome(events.deliver(record)) == [OK, OK]


def test_an_archive(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    client = aws.client("events")
    bus = aws.arn("events", "event-bus/default")
    client.create_archive(ArchiveName="a", EventSourceArn=bus)
    other = json.dumps({"source": ["aws.s3"]})
    client.create_archive(ArchiveName="other", EventSourceArn=bus, EventPattern=other)
    assert outcome(events.deliver(record)) == [OK]
    assert client.describe_archive(ArchiveName="a")["EventCount"] == 1
    assert client.describe_archive(ArchiveName="other")["EventCount"] == 0


def test_a_stream(aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]) -> None:
    kinesis = aws.client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=1)
    path = {"KinesisParameters": {"PartitionKeyPath": "$.detail.humanLoopName"}}
    arn = aws.arn("kinesis", "stream/s")
    aws.rule("r", arn, {"Arn": arn} | path, aws.arn("kinesis", "stream/missing"))
    first, second, third = outcome(events.deliver(record))
    assert (first, second) == (OK, OK)
    assert third[0] == "failed"
    (shard,) = kinesis.list_shards(StreamName="s")["Shards"]
    start = kinesis.get_shard_iterator(
        StreamName="s", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]
    assert [json.loads(r["Data"]) for r in records] == [event, event]
    assert [r["PartitionKey"] for r in records] == [event["id"], "l"]


def test_a_delivery_stream(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    place = {"LocationConstraint": "eu-west-1"}
    aws.client("s3").create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    aws.client("firehose").create_delivery_stream(
        DeliveryStreamName="f",
        S3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::123456789012:role/r",
            "BucketARN": "arn:aws:s3:::bkt",
        },
    )
    aws.rule("r", aws.arn("firehose", "deliverystream/f"), aws.arn("firehose", "deliverystream/x"))
    first, second = outcome(events.deliver(record))
    assert first == OK
    assert second[0] == "failed"
    (item,) = aws.client("s3").list_objects_v2(Bucket="bkt")["Contents"]
    body = aws.client("s3").get_object(Bucket="bkt", Key=item["Key"])["Body"].read()
    assert json.loads(body) == event


def test_a_state_machine(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any]
) -> None:
    machines = aws.client("stepfunctions")
    definition = {"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}
    arn = machines.create_state_machine(
        name="m", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/r"
    )["stateMachineArn"]
    aws.rule("r", arn, aws.arn("states", "stateMachine:none"))
    first, second = outcome(events.deliver(record))
    assert first == OK
    assert second[0] == "failed"
    (execution,) = machines.list_executions(stateMachineArn=arn)["executions"]
    described = machines.describe_execution(executionArn=execution["executionArn"])
    assert json.loads(described["input"]) == event


def _a_function(aws: Aws) -> str:
    aws.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("code.py", "def handler(event, context): return event")
    made = aws.client("lambda").create_function(
        FunctionName="f",
        Runtime="python3.12",
        Role="arn:aws:iam::123456789012:role/r",
        Handler="code.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    return str(made["FunctionArn"])


def test_a_function_where_moto_runs_it(aws: Aws, events: MotoEvents, record: EventRecord) -> None:
    with mock_aws(config={"lambda": {"use_docker": False}}):
        aws.rule("r", _a_function(aws), aws.arn("lambda", "function:missing"))
        first, second = outcome(events.deliver(record))
    assert first == OK
    assert second[0] == "failed"
    assert second[1] is not None
    assert "Function not found" in second[1]


def test_a_function_without_docker_says_why(
    aws: Aws, events: MotoEvents, record: EventRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    # Inside a container moto asks curl for its own address and leaves the process open.
    monkeypatch.setattr("moto.settings.moto_server_host", lambda: "http://host.docker.internal")
    aws.rule("r", _a_function(aws))
    ((state, error),) = outcome(events.deliver(record))
    assert state == "failed"
    assert error is not None
    assert "docker" in error.lower()
