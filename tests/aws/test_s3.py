from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import S3RefusedError

if TYPE_CHECKING:
    from tests.aws.conftest import Recorder

Client = Callable[[str], Any]
EVERY_KEY = ["k", "a/b c/ü.json", "a//b", "a%2Fb", "a?b#c&d=e", "a+b", "~._-"]


@pytest.fixture
def s3(client: Client) -> MotoS3:
    bucket = {"LocationConstraint": "eu-west-1"}
    client("s3").create_bucket(Bucket="bkt", CreateBucketConfiguration=bucket)
    return MotoS3(lambda: "http://127.0.0.1:4224/")


@pytest.mark.parametrize("key", EVERY_KEY)
def test_boto3_reads_what_was_put(s3: MotoS3, client: Client, scope: Scope, key: str) -> None:
    s3.put(scope, f"s3://bkt/{key}", b"{}", content_type="application/json")
    found = client("s3").get_object(Bucket="bkt", Key=key)
    assert found["Body"].read() == b"{}"
    assert found["ContentType"] == "application/json"
    assert "SSEKMSKeyId" not in found


def test_a_kms_key_is_told(s3: MotoS3, client: Client, scope: Scope) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1"
    s3.put(scope, "s3://bkt/k", b"{}", content_type="application/json", kms_key=key)
    found = client("s3").head_object(Bucket="bkt", Key="k")
    assert (found["ServerSideEncryption"], found["SSEKMSKeyId"]) == ("aws:kms", key)


@pytest.mark.parametrize("key", EVERY_KEY)
def test_gets_what_boto3_put(s3: MotoS3, client: Client, scope: Scope, key: str) -> None:
    client("s3").put_object(Bucket="bkt", Key=key, Body=b"x")
    assert s3.get(scope, "bkt", key) == b"x"


def test_versions(s3: MotoS3, client: Client, scope: Scope) -> None:
    enabled = {"Status": "Enabled"}
    client("s3").put_bucket_versioning(Bucket="bkt", VersioningConfiguration=enabled)
    first = client("s3").put_object(Bucket="bkt", Key="k", Body=b"1")["VersionId"]
    s3.put(scope, "s3://bkt/k", b"2", content_type="text/plain")
    assert s3.get(scope, "bkt", "k") == b"2"
    assert s3.get(scope, "bkt", "k", first) == b"1"
    with pytest.raises(S3RefusedError) as refused:
        s3.get(scope, "bkt", "k", "no-such-version")
    assert refused.value.code == "NoSuchVersion"
    client("s3").delete_object(Bucket="bkt", Key="k")
    with pytest.raises(S3RefusedError) as refused:
        s3.get(scope, "bkt", "k")
    assert refused.value.code == "NoSuchKey"


def test_refusals_carry_the_code_of_s3(s3: MotoS3, scope: Scope) -> None:
    with pytest.raises(S3RefusedError, match="The specified bucket does not exist") as refused:
        s3.get(scope, "none", "k")
    assert refused.value.code == "NoSuchBucket"
    with pytest.raises(S3RefusedError) as refused:
        s3.put(scope, "s3://none/k", b"", content_type="text/plain")
    assert refused.value.code == "NoSuchBucket"
    with pytest.raises(S3RefusedError, match="The specified key does not exist") as refused:
        s3.get(scope, "bkt", "none")
    assert refused.value.code == "NoSuchKey"


@pytest.mark.parametrize("uri", ["b/k", "s3://bkt", "https://example.com/b/k"])
def test_no_uri_of_an_object(s3: MotoS3, scope: Scope, uri: str) -> None:
    with pytest.raises(S3RefusedError) as refused:
        s3.put(scope, uri, b"", content_type="text/plain")
    assert refused.value.code == "InvalidURI"


@pytest.mark.parametrize("key", EVERY_KEY)
def test_the_presigned_address_names_the_object(s3: MotoS3, scope: Scope, key: str) -> None:
    address = urllib.parse.urlsplit(s3.presign(scope, f"s3://bkt/{key}"))
    assert address.netloc == "127.0.0.1:4224"
    assert urllib.parse.unquote(address.path) == f"/bkt/{key}"
    query = urllib.parse.parse_qs(address.query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert "/eu-west-1/s3/aws4_request" in query["X-Amz-Credential"][0]


def test_a_put_is_told_to_a_queue(s3: MotoS3, client: Client, scope: Scope) -> None:
    queue = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    wanted = {
        "QueueArn": f"arn:aws:sqs:eu-west-1:{scope.account}:q",
        "Events": ["s3:ObjectCreated:Put"],
    }
    client("s3").put_bucket_notification_configuration(
        Bucket="bkt", NotificationConfiguration={"QueueConfigurations": [wanted]}
    )
    client("sqs").purge_queue(QueueUrl=queue)  # of S3's test event
    s3.put(scope, "s3://bkt/out/output.json", b"{}", content_type="application/json")
    (message,) = client("sqs").receive_message(QueueUrl=queue)["Messages"]
    (told,) = json.loads(message["Body"])["Records"]
    assert told["eventName"] == "ObjectCreated:Put"
    assert told["s3"]["object"]["key"] == "out%2Foutput.json"


def test_the_recorder_keeps_a_put(client: Client, scope: Scope, recorder: Recorder) -> None:
    client("s3").create_bucket(
        Bucket="bkt", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3 = MotoS3(lambda: "", recorder)
    s3.put(scope, "s3://bkt/k", b"x", content_type="text/plain", kms_key="key")
    with pytest.raises(S3RefusedError):
        s3.put(scope, "s3://none/k", b"x", content_type="text/plain")
    params = {
        "Bucket": "bkt",
        "Key": "k",
        "Body": b"x",
        "ContentType": "text/plain",
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": "key",
    }
    assert recorder.writes == [("s3", scope, "PutObject", params)]
    client("s3").put_object(**params)
