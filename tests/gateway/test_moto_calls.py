"""Calls that moto answers are in the request history and the log, too."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator


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


def test_what_moto_lacks_is_told(emulator: Emulator) -> None:
    with pytest.raises(ClientError):
        emulator.client("rekognition").list_faces(CollectionId="c")
    entry = latest(emulator)
    assert (entry["operation"], entry["status"]) == ("ListFaces", 501)
    assert entry["error"]["code"] == "InternalFailure"
