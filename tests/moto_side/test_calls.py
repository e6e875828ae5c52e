"""Calls that moto answers are in the request history and the log, too."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator

from a2i_emulator import mock_a2i


def latest(emulator: Emulator) -> dict[str, Any]:
    _, answer = emulator.control("GET", "requests?limit=1")
    entry: dict[str, Any] = answer["requests"][0]
    return entry


def test_rest_json_and_query_calls(emulator: Emulator) -> None:
    emulator.client("s3").create_bucket(Bucket="bucket")
    entry = latest(emulator)
    assert (entry["service"], entry["operation"], entry["status"]) == ("s3", "PUT", 200)
    assert entry["resource"] == "bucket"
    emulator.client("sqs").create_queue(QueueName="queue")
    assert latest(emulator)["operation"] == "CreateQueue"
    emulator.client("sts").get_caller_identity()
    entry = latest(emulator)
    assert (entry["service"], entry["operation"]) == ("sts", "GetCallerIdentity")


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "told"),
    [
        ("s3", "get_object", {"Bucket": "nope", "Key": "k"}, ("NoSuchBucket", "does not exist")),
        ("sqs", "get_queue_url", {"QueueName": "q"}, ("QueueDoesNotExist", "queue does not")),
        ("sns", "get_topic_attributes", {"TopicArn": "arn:aws:sns:us-east-1:123456789012:t"},
         ("NotFound", "Topic does not exist")),
        ("lambda", "get_function", {"FunctionName": "f"}, ("ResourceNotFoundException", "f")),
        ("dynamodb", "describe_table", {"TableName": "t"}, ("ResourceNotFoundException", "t")),
        ("events", "describe_rule", {"Name": "r"}, ("ResourceNotFoundException", "Rule r")),
    ],
)  # fmt: skip
def test_what_moto_refuses_is_told(
    emulator: Emulator,
    service: str,
    operation: str,
    arguments: dict[str, str],
    told: tuple[str, str],
) -> None:
    code, message = told
    with pytest.raises(ClientError):
        getattr(emulator.client(service), operation)(**arguments)
    entry = latest(emulator)
    assert entry["error"]["code"] == code
    assert message in entry["error"]["message"]
    with mock_a2i(region="us-east-1") as mock:
        with pytest.raises(ClientError):
            getattr(mock.client(service), operation)(**arguments)
        call = mock.requests()[-1]
    assert call.error is not None
    assert (call.error.code, call.error.message) == (code, entry["error"]["message"])
    if service == "s3":
        assert call.resource == entry["resource"] == "nope/k"


def test_a_refusal_without_words_is_told_by_its_status(emulator: Emulator) -> None:
    with pytest.raises(ClientError):
        emulator.client("s3").head_bucket(Bucket="nope")
    entry = latest(emulator)
    assert (entry["status"], entry["error"]) == (404, None)


def test_what_moto_lacks_is_told(emulator: Emulator) -> None:
    with pytest.raises(ClientError):
        emulator.client("rekognition").list_faces(CollectionId="c")
    entry = latest(emulator)
    assert (entry["operation"], entry["status"]) == ("ListFaces", 501)
    assert entry["error"]["code"] == "InternalFailure"
