from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from a2i_emulator.aws.connect import Aws, connect
from a2i_emulator.aws.events.functions import OUTPUTS
from a2i_emulator.clock import Clock
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord, S3RefusedError
from a2i_emulator.settings import Settings

Client = Callable[[str], Any]
CLOCK = Clock(frozen_at=1_700_000_000_000)


@pytest.fixture
def emitted() -> list[EventRecord]:
    return []


@pytest.fixture
def aws(client: Client, emitted: list[EventRecord]) -> Aws:
    place = {"LocationConstraint": "eu-west-1"}
    client("s3").create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    return connect(
        Settings(), now=CLOCK.now, base_url=lambda: "http://127.0.0.1:4224", emit=emitted.append
    )


def test_nobody_listens_nothing_is_told(aws: Aws, scope: Scope, emitted: list[EventRecord]) -> None:
    aws.write_object(scope, "s3://bkt/k", b"{}", content_type="application/json")
    assert emitted == []


def test_a_function_is_told_as_by_s3(aws: Aws, scope: Scope, emitted: list[EventRecord]) -> None:
    got: list[dict[str, Any]] = []
    pattern = {"Records": {"s3": {"object": {"key": [{"prefix": "out/"}]}}}}
    aws.functions.subscribe(got.append, pattern, bus=OUTPUTS)
    for key in ("out/a b.json", "else"):
        aws.write_object(scope, f"s3://bkt/{key}", b"{}", content_type="application/json")
    for record in emitted:
        assert aws.deliver(record).state == "done"
    ((told,),) = [event["Records"] for event in got]
    assert (told["eventSource"], told["eventName"]) == ("aws:s3", "ObjectCreated:Put")
    assert (told["eventTime"], told["awsRegion"]) == ("2023-11-14T22:13:20.000Z", "eu-west-1")
    assert told["s3"]["bucket"]["name"] == "bkt"
    assert told["s3"]["object"]["key"] == "out/a+b.json"
    assert told["s3"]["object"]["size"] == 2
    assert told["s3"]["object"]["eTag"] == "99914b932bd37a50b983c5e7c90ae93b"


def test_what_was_refused_is_not_told(aws: Aws, scope: Scope, emitted: list[EventRecord]) -> None:
    aws.functions.subscribe(print, bus=OUTPUTS)
    with pytest.raises(S3RefusedError):
        aws.write_object(scope, "s3://none/k", b"{}", content_type="application/json")
    assert emitted == []


def test_the_rest_is_passed_on(aws: Aws, scope: Scope) -> None:
    aws.write_object(scope, "s3://bkt/k", b"{}", content_type="application/json")
    assert aws.read_object(scope, "bkt", "k") == b"{}"
    assert aws.presign(scope, "s3://bkt/k").startswith("http://127.0.0.1:4224/bkt/k?")


def test_a_function_that_raises_does_not_undo_the_write(client: Client, scope: Scope) -> None:
    place = {"LocationConstraint": "eu-west-1"}
    client("s3").create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    aws = connect(Settings(), now=CLOCK.now, base_url=lambda: "")
    calls: list[Any] = []

    def handler(event: Any) -> None:
        calls.append(event)
        raise ValueError

    aws.functions.subscribe(handler, bus=OUTPUTS)
    aws.write_object(scope, "s3://bkt/k", b"{}", content_type="application/json")
    assert len(calls) == 1
    assert aws.read_object(scope, "bkt", "k") == b"{}"
