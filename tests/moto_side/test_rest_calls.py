"""Calls of REST services are told by the names of their operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from botocore.config import Config
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.serialize import create_serializer
from tests.support.emulator import Emulator

from a2i_emulator import mock_a2i
from a2i_emulator.moto_side.rest_calls import one_operation_of_s3, rest_operation
from a2i_emulator.moto_side.s3_gaps import TAKEN_FOR_OTHERS
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import document_of
from a2i_emulator.protocol.route import query_of
from a2i_emulator.security import s3_actions

SAME = {
    "GetBucketLifecycle": "GetBucketLifecycleConfiguration",
    "GetBucketNotification": "GetBucketNotificationConfiguration",
    "PutBucketLifecycle": "PutBucketLifecycleConfiguration",
    "PutBucketNotification": "PutBucketNotificationConfiguration",
    "ListDirectoryBuckets": "ListBuckets",  # of another endpoint
}
"""Operations that are called as others are, which stand for them."""


def least(shape: Shape) -> Any:
    """Return the least that an input of a shape may be."""
    if shape.type_name == "structure":
        return {name: least(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [least(shape.member)]
    if shape.type_name == "string":
        return (shape.enum or ["abcdef"])[0]
    return {"blob": b"", "boolean": True, "map": {}}.get(shape.type_name, 1)


def calls_of(service: str) -> Iterator[tuple[OperationModel, dict[str, Any], dict[str, Any]]]:
    """Yield the operations of a service, each with its least input and how that is sent."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    serializer = create_serializer(model.metadata["protocol"], include_validation=False)
    for name in model.operation_names:
        operation = model.operation_model(name)
        given = least(operation.input_shape) if operation.input_shape else {}
        yield operation, given, serializer.serialize_to_request(given, operation)


def request_of(sent: dict[str, Any], path: str, service: str, host: str) -> Request:
    scope = f"AKID/20260101/us-east-1/{service}/aws4_request"
    headers = {name.lower(): str(value) for name, value in sent["headers"].items()}
    headers |= {"host": host, "authorization": f"AWS4-HMAC-SHA256 Credential={scope}"}
    path, _, query = path.partition("?")
    queries = [query, urlencode(sent["query_string"], doseq=True)]
    return Request(sent["method"], path, "&".join(filter(None, queries)), headers, b"")


@pytest.mark.parametrize(
    "service", ["s3", "lambda", "apigateway", "route53", "polly", "batch", "iot", "kafka"]
)
def test_every_operation_is_told_by_its_name(service: str) -> None:
    found, names = {}, {}
    for operation, _, sent in calls_of(service):
        signed = operation.service_model.signing_name
        request = request_of(sent, sent["url_path"], signed, "localhost:4566")
        found[operation.name] = rest_operation(request)
        names[operation.name] = SAME.get(operation.name, operation.name)
    assert found == names


def test_the_bucket_may_stand_in_the_host() -> None:
    found, names = {}, {}
    for operation, given, sent in calls_of("s3"):
        if "Bucket" in given:
            path = sent["url_path"].removeprefix("/abcdef") or "/"
            path = path if path.startswith("/") else f"/{path}"
            request = request_of(sent, path, "s3", "abcdef.s3.us-east-1.amazonaws.com")
            found[operation.name] = rest_operation(request)
            names[operation.name] = SAME.get(operation.name, operation.name)
    assert found == names


def test_every_operation_of_s3_is_of_no_other() -> None:
    for operation, _, sent in calls_of("s3"):
        request = request_of(sent, sent["url_path"], "s3", "localhost:4566")
        found = one_operation_of_s3(request)
        if operation.name in TAKEN_FOR_OTHERS:
            assert found is None
            continue
        assert found == SAME.get(operation.name, operation.name)
        for other in ("acl", "policy", "tagging", "uploads", "versions", "delete", "website"):
            beside = f"{request.query}&{other}"
            mixed = Request(request.method, request.path, beside, request.headers, b"")
            is_its_own = other in query_of(request.query)
            assert (one_operation_of_s3(mixed) == found) is is_its_own, (found, other)


def test_a_key_may_have_lines() -> None:
    sent = {"method": "PUT", "headers": {}, "query_string": {}}
    request = request_of(sent, "/box/new%0Aline", "s3", "localhost:4566")
    assert one_operation_of_s3(request) == "PutObject"


def test_actions_are_of_operations_that_there_are() -> None:
    names = document_of("s3")["operations"].keys()
    assert s3_actions.ACTIONS.keys() <= names
    actions = {s3_actions.ACTIONS.get(name, name) for name in names}
    assert actions >= {
        "GetObject",
        "PutBucketCORS",
        "ListBucketVersions",
        "GetLifecycleConfiguration",
    }


def test_what_is_no_call_has_no_name() -> None:
    sent = {"method": "BREW", "headers": {}, "query_string": {}}
    for service in ("s3", "lambda", "sqs", "nonsense"):
        assert rest_operation(request_of(sent, "/a/b", service, "localhost")) is None
    unsigned = Request("GET", "/box/key", "", {"host": "localhost"}, b"")
    assert rest_operation(unsigned) is None


def test_calls_are_told_by_their_names(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="boxes/a", Body=b"1")
    link = s3.generate_presigned_url("get_object", {"Bucket": "box", "Key": "boxes/a"})
    assert requests.get(link, timeout=20).content == b"1"
    scope = "Credential=test/20260101/us-east-1/s3/aws4_request"
    signed = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    headers = {"Host": "box.s3.amazonaws.com", "Authorization": signed}
    hosted = requests.get(f"{emulator.url}/boxes/a", headers=headers, timeout=20)
    assert hosted.content == b"1"
    emulator.client("lambda").list_functions()
    _, told = emulator.control("GET", "requests?limit=5")
    assert [(call["operation"], call["resource"]) for call in reversed(told["requests"])] == [
        ("CreateBucket", "box"),
        ("PutObject", "box/boxes/a"),
        ("GetObject", "box/boxes/a"),
        ("GetObject", "box/boxes/a"),
        ("ListFunctions", "2015-03-31/functions"),
    ]
    metrics = requests.get(f"{emulator.url}/_a2i/metrics", timeout=20).text
    assert 'operation="PutObject"' in metrics


def test_calls_in_process_are_told_by_their_names() -> None:
    with mock_a2i(region="us-east-1") as mock:
        s3 = mock.client("s3", config=Config(s3={"addressing_style": "virtual"}))
        s3.create_bucket(Bucket="box")
        s3.put_object(Bucket="box", Key="boxes/a", Body=b"1")
        told = [(call.operation, call.resource) for call in mock.requests()]
    assert told == [("CreateBucket", "box"), ("PutObject", "box/boxes/a")]
