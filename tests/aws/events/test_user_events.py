"""Events that users and moto's services put take our way to the targets."""

from __future__ import annotations

import datetime
import inspect
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.aws.events.user_events import install_event_delivery
from a2i_emulator.clock import Clock
from a2i_emulator.operations.ports import EventRecord

if TYPE_CHECKING:
    from tests.aws.events.conftest import Aws


@pytest.fixture
def delivered(aws: Aws, events: MotoEvents, clock: Clock) -> Iterator[list[EventRecord]]:
    records: list[EventRecord] = []
    uninstall = install_event_delivery(lambda r: records.append(events.deliver(r)), clock.now)
    yield records
    uninstall()


def entry(**more: Any) -> dict[str, Any]:
    return {"Source": "my.app", "DetailType": "Done", "Detail": '{"a": {"b": 1}}'} | more


def test_put_events(aws: Aws, delivered: list[EventRecord]) -> None:
    aws.rule("missing", aws.arn("lambda", "function:missing"))
    aws.rule("off", aws.queue("off"), State="DISABLED")
    aws.rule("r", aws.queue("q"), {"Arn": aws.queue("part"), "InputPath": "$.detail.a"})
    answer = aws.client("events").put_events(Entries=[entry(Resources=["arn:x"])])
    (event_id,) = [item["EventId"] for item in answer["Entries"]]
    (body,) = aws.bodies("q")
    assert list(json.loads(body).items()) == [
        ("version", "0"),
        ("id", event_id),
        ("detail-type", "Done"),
        ("source", "my.app"),
        ("account", "123456789012"),
        ("time", "2023-11-14T22:13:20Z"),
        ("region", "eu-west-1"),
        ("resources", ["arn:x"]),
        ("detail", {"a": {"b": 1}}),
    ]
    assert aws.bodies("part") == ['{"b":1}']
    assert aws.bodies("off") == []
    (record,) = delivered
    assert record.id == event_id


def test_each_good_entry_and_no_bad_one(aws: Aws, delivered: list[EventRecord]) -> None:
    aws.rule("r", aws.queue("q"))
    moment = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    answer = aws.client("events").put_events(
        Entries=[entry(), entry(Detail="{"), entry(Time=moment, Source="second")]
    )
    assert answer["FailedEntryCount"] == 1
    assert [record.event["source"] for record in delivered] == ["my.app", "second"]
    assert delivered[1].event["time"] == "2020-01-02T03:04:05Z"


def test_buses_by_name_and_arn(aws: Aws, delivered: list[EventRecord]) -> None:
    arn = aws.client("events").create_event_bus(Name="mine")["EventBusArn"]
    aws.rule("r", aws.queue("q"), bus="mine")
    entries = [entry(EventBusName="mine"), entry(EventBusName=arn), entry()]
    aws.client("events").put_events(Entries=entries)
    assert [record.bus for record in delivered] == ["mine", "mine", "default"]
    assert len(aws.bodies("q")) == 2


def test_archive_and_replay(aws: Aws, delivered: list[EventRecord]) -> None:
    client = aws.client("events")
    bus = aws.arn("events", "event-bus/default")
    aws.rule("r", aws.queue("q"))
    aws.rule("off", aws.queue("off"), State="DISABLED")
    archive = client.create_archive(ArchiveName="a", EventSourceArn=bus)["ArchiveArn"]
    client.put_events(Entries=[entry()])
    client.start_replay(
        ReplayName="again",
        EventSourceArn=archive,
        EventStartTime=0,
        EventEndTime=10_000_000_000,
        Destination={"Arn": bus},
    )
    first, second = map(json.loads, aws.bodies("q"))
    assert second == first | {"id": second["id"], "replay-name": "again"}
    assert aws.bodies("off") == []
    assert client.describe_archive(ArchiveName="a")["EventCount"] == 1


@pytest.mark.parametrize("versioned", [False, True])
def test_s3_tells_eventbridge(aws: Aws, delivered: list[EventRecord], versioned: bool) -> None:
    s3 = aws.client("s3")
    place = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    if versioned:
        s3.put_bucket_versioning(Bucket="bkt", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(
        Bucket="bkt", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    # moto sets an ACL after each PutObject, and tells of that as well.
    pattern = {
        "detail-type": ["Object Created"],
        "detail": {"object": {"key": [{"prefix": "out/"}]}},
    }
    aws.rule("r", aws.queue("q"), EventPattern=json.dumps(pattern))
    put = s3.put_object(Bucket="bkt", Key="out/ü b.json", Body=b"{}")
    s3.put_object(Bucket="bkt", Key="else", Body=b"{}")
    (body,) = aws.bodies("q")
    event = json.loads(body)
    assert event["detail-type"] == "Object Created"
    assert event["resources"] == ["arn:aws:s3:::bkt"]
    assert event["time"] == "2023-11-14T22:13:20Z"
    detail = event["detail"]
    assert detail["bucket"] == {"name": "bkt"}
    assert detail["reason"] == "PutObject"
    item = detail["object"]
    assert (item["key"], item["size"], item["etag"]) == ("out/ü b.json", 2, put["ETag"].strip('"'))
    assert item.get("version-id") == (put["VersionId"] if versioned else None)
    assert len({record.id for record in delivered}) == len(delivered)


def test_s3_tells_of_deletions(aws: Aws, delivered: list[EventRecord]) -> None:
    s3 = aws.client("s3")
    place = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    s3.put_object(Bucket="bkt", Key="k", Body=b"{}")
    s3.put_bucket_notification_configuration(
        Bucket="bkt", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    s3.delete_object(Bucket="bkt", Key="k")
    (record,) = delivered
    assert record.event["detail-type"] == "Object Deleted"
    assert record.event["detail"]["deletion-type"] == "Permanently Deleted"
    assert "size" not in record.event["detail"]["object"]


def test_the_default_bus_alone_hears_of_s3(aws: Aws, delivered: list[EventRecord]) -> None:
    s3 = aws.client("s3")
    aws.client("events").create_event_bus(Name="mine")
    aws.rule("r", aws.queue("q"), bus="mine")
    place = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    s3.put_bucket_notification_configuration(
        Bucket="bkt", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    s3.put_object(Bucket="bkt", Key="k", Body=b"{}")
    assert {record.bus for record in delivered} == {"default"}
    assert aws.bodies("q") == []


def test_uninstalling_gives_moto_its_own_back(aws: Aws, clock: Clock) -> None:
    from moto.events.models import EventsBackend, Rule
    from moto.s3 import notifications

    def state() -> list[Any]:
        return [
            EventsBackend.put_events,
            Rule.send_to_targets,
            notifications._send_event_bridge_message,
        ]

    before = state()
    records: list[EventRecord] = []
    uninstall = install_event_delivery(records.append, clock.now)
    assert not set(before) & set(state())
    uninstall()
    assert state() == before
    aws.client("events").put_events(Entries=[entry()])
    assert records == []


def test_the_moto_functions_that_are_replaced_have_these_parameters() -> None:
    from moto.events.models import EventsBackend, Rule
    from moto.s3 import notifications

    def parameters(function: Any) -> list[str]:
        return list(inspect.signature(function).parameters)

    assert parameters(EventsBackend.put_events) == ["self", "events"]
    assert parameters(Rule.send_to_targets) == ["self", "original_event", "transform_input"]
    assert parameters(notifications._send_event_bridge_message) == [
        "account_id",
        "bucket",
        "event_name",
        "key",
    ]


def test_the_latest_of_several_emulators_gets_the_events(
    aws: Aws, delivered: list[EventRecord], clock: Clock
) -> None:
    later: list[EventRecord] = []
    latest: list[EventRecord] = []
    put_back = install_event_delivery(later.append, clock.now)
    put_back_too = install_event_delivery(latest.append, clock.now)
    aws.client("events").put_events(Entries=[entry()])
    put_back()  # in any order
    aws.client("events").put_events(Entries=[entry()])
    put_back_too()
    assert (len(delivered), len(later), len(latest)) == (0, 0, 2)
    aws.client("events").put_events(Entries=[entry()])
    assert (len(delivered), len(latest)) == (1, 2)
