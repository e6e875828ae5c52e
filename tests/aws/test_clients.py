"""The ports over boto3, at a server that stands for the real endpoint."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from a2i_emulator.aws.cognito_client import ClientCognito
from a2i_emulator.aws.connect import connect
from a2i_emulator.aws.events.client import ClientEvents
from a2i_emulator.aws.events.functions import Functions
from a2i_emulator.aws.s3_client import ClientS3
from a2i_emulator.clock import Clock
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord, S3RefusedError
from a2i_emulator.settings import Settings

NOW = 1_700_000_000_000
NOBODY = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    serving = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    yield f"http://{host}:{port}"
    serving.stop()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A user's own setting, which leads to the emulator itself, is not to be followed.
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOBODY)


@pytest.fixture
def endpoint(server: str) -> Iterator[str]:
    yield server
    request = urllib.request.Request(f"{server}/moto-api/reset", method="POST")
    with urllib.request.urlopen(request):
        pass


@pytest.fixture
def user(endpoint: str, scope: Scope) -> Callable[[str], Any]:
    return lambda service: boto3.client(service, region_name=scope.region, endpoint_url=endpoint)


@pytest.fixture
def s3(endpoint: str, user: Callable[[str], Any]) -> ClientS3:
    place = {"LocationConstraint": "eu-west-1"}
    user("s3").create_bucket(Bucket="bkt", CreateBucketConfiguration=place)
    return ClientS3(endpoint)


def test_s3_there_and_back(s3: ClientS3, user: Callable[[str], Any], scope: Scope) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1"
    uri = "s3://bkt/a/ü b.json"
    s3.put(scope, uri, b"{}", content_type="application/json", kms_key=key)
    assert s3.get(scope, "bkt", "a/ü b.json") == b"{}"
    head = user("s3").head_object(Bucket="bkt", Key="a/ü b.json")
    assert (head["ContentType"], head["SSEKMSKeyId"]) == ("application/json", key)
    with urllib.request.urlopen(s3.presign(scope, uri)) as answer:
        assert answer.read() == b"{}"


def test_s3_versions(s3: ClientS3, user: Callable[[str], Any], scope: Scope) -> None:
    enabled = {"Status": "Enabled"}
    user("s3").put_bucket_versioning(Bucket="bkt", VersioningConfiguration=enabled)
    first = user("s3").put_object(Bucket="bkt", Key="k", Body=b"1")["VersionId"]
    s3.put(scope, "s3://bkt/k", b"2", content_type="text/plain")
    assert (s3.get(scope, "bkt", "k"), s3.get(scope, "bkt", "k", first)) == (b"2", b"1")


def test_s3_refusals(s3: ClientS3, scope: Scope) -> None:
    for code, uri in (("NoSuchBucket", "s3://none/k"), ("InvalidURI", "k")):
        with pytest.raises(S3RefusedError) as refused:
            s3.put(scope, uri, b"", content_type="text/plain")
        assert refused.value.code == code
    with pytest.raises(S3RefusedError) as refused:
        s3.get(scope, "bkt", "none")
    assert refused.value.code == "NoSuchKey"


def test_s3_that_does_not_answer(scope: Scope) -> None:
    s3 = ClientS3(NOBODY)
    with pytest.raises(S3RefusedError, match="Could not connect") as refused:
        s3.put(scope, "s3://bkt/k", b"", content_type="text/plain")
    assert refused.value.code == "EndpointConnectionError"
    with pytest.raises(S3RefusedError):
        s3.get(scope, "bkt", "k")


@pytest.fixture
def member(user: Callable[[str], Any]) -> dict[str, str]:
    cognito = user("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c", GenerateSecret=True)
    cognito.create_group(UserPoolId=pool, GroupName="g")
    for name in ("ann", "bob"):
        cognito.admin_create_user(UserPoolId=pool, Username=name)
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=name, Password=f"{name}-Right1!", Permanent=True
        )
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName="g")
    return {"UserPool": pool, "UserGroup": "g", "ClientId": app["UserPoolClient"]["ClientId"]}


def test_cognito(
    endpoint: str,
    user: Callable[[str], Any],
    member: dict[str, str],
    scope: Scope,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    cognito = ClientCognito(endpoint)
    ann, bob = cognito.workers(scope, member)
    assert {ann.name, bob.name} == {"ann", "bob"}
    assert cognito.authenticate(scope, member, ann.name, f"{ann.name}-Right1!") == ann
    assert cognito.authenticate(scope, member, "ann", "wrong") is None
    assert cognito.authenticate(scope, member, "nobody", "wrong") is None
    asked = "does not let somebody in: UserNotFoundException"
    assert asked in caplog.text, "it was not asked, which takes less time"
    assert "nobody" not in caplog.text
    user("cognito-idp").admin_disable_user(UserPoolId=member["UserPool"], Username="ann")
    assert cognito.authenticate(scope, member, "ann", "ann-Right1!") is None
    assert cognito.workers(scope, member | {"UserGroup": "none"}) == []


def test_a_worker_is_the_same_by_either_way(
    endpoint: str, member: dict[str, str], scope: Scope
) -> None:
    from a2i_emulator.aws.cognito import MotoCognito

    # The server keeps its state in this very process.
    direct = MotoCognito().workers(scope, member)
    assert set(direct) == set(ClientCognito(endpoint).workers(scope, member))


def test_cognito_that_does_not_answer(scope: Scope, caplog: pytest.LogCaptureFixture) -> None:
    member = {"UserPool": "eu-west-1_p", "UserGroup": "g", "ClientId": "c"}
    assert ClientCognito(NOBODY).workers(scope, member) == []
    assert ClientCognito(NOBODY).authenticate(scope, member, "ann", "x") is None
    assert "Could not connect" in caplog.text


@pytest.fixture
def record(scope: Scope) -> EventRecord:
    event: dict[str, Any] = {
        "version": "0",
        "id": "7bf73129-1428-4cd3-a780-95db273d1602",
        "detail-type": "SageMaker A2I HumanLoop Status Change",
        "source": "aws.sagemaker",
        "account": "123456789012",
        "time": "2023-11-14T22:13:20Z",
        "region": "eu-west-1",
        "resources": ["arn:aws:sagemaker:eu-west-1:123456789012:human-loop/l"],
        "detail": {"humanLoopName": "l", "failureCode": None},
    }
    return EventRecord(id=event["id"], scope=scope, event=event, created_at=NOW, due_at=NOW)


def test_events(endpoint: str, user: Callable[[str], Any], record: EventRecord) -> None:
    queue = user("sqs").create_queue(QueueName="q")["QueueUrl"]
    user("events").put_rule(Name="r", EventPattern='{"source": ["my.a2i"]}')
    arn = "arn:aws:sqs:eu-west-1:123456789012:q"
    user("events").put_targets(Rule="r", Targets=[{"Id": "1", "Arn": arn}])
    clock = Clock(frozen_at=NOW)
    after = ClientEvents(endpoint, clock.now, source="my.a2i").deliver(record)
    assert (after.state, after.error) == ("done", None)
    (message,) = user("sqs").receive_message(QueueUrl=queue)["Messages"]
    got = json.loads(message["Body"])
    assert got["detail"] == record.event["detail"]
    assert got["time"] == record.event["time"]
    assert got["resources"] == record.event["resources"]


def test_events_that_are_refused_or_not_answered(endpoint: str, record: EventRecord) -> None:
    clock = Clock(frozen_at=NOW)
    bus = ClientEvents(NOBODY, clock.now)
    after = bus.deliver(record)
    assert after.state == "pending"
    assert after.error is not None
    assert "Could not connect" in after.error
    assert after.deliveries is not None
    clock.advance(86_401_000)
    given_up = bus.deliver(after)
    assert given_up.state == "done"
    assert given_up.deliveries is not None
    assert given_up.deliveries[0]["state"] == "failed"
    back = ClientEvents(endpoint, clock.now).deliver(after)
    assert (back.state, back.error) == ("done", None)


def test_events_still_reach_functions(endpoint: str, record: EventRecord) -> None:
    functions, got = Functions(), list[Any]()
    functions.subscribe(got.append)
    bus = ClientEvents(NOBODY, Clock(frozen_at=NOW).now, functions)
    assert bus.deliver(bus.deliver(record)).state == "pending"
    assert got == [record.event]


def test_the_settings_choose(endpoint: str, s3: ClientS3, record: EventRecord) -> None:
    settings = Settings(s3_endpoint=endpoint, cognito_endpoint=endpoint, events_endpoint=endpoint)
    aws = connect(settings, now=lambda: NOW, base_url=lambda: NOBODY)
    aws.write_object(record.scope, "s3://bkt/k", b"{}", content_type="application/json")
    assert aws.presign(record.scope, "s3://bkt/k").startswith(endpoint)
    assert isinstance(aws.cognito, ClientCognito)
    assert aws.deliver(record).state == "done"


def test_aws_itself_is_a_choice(scope: Scope) -> None:
    address = ClientS3("aws").presign(scope, "s3://bkt/k")
    assert address.startswith("https://bkt.s3.")
    assert "amazonaws.com/k?" in address
