"""botocore as the other side of the wire: what it sends we read, what we send it reads.

Requests are random and valid, responses random; both are written and read by botocore's own
serializers and parsers, in every protocol of each service.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

import boto3
import botocore.session
import pytest
from botocore import parsers, serialize
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.wire import signed

from a2i_emulator.domain.instant import from_datetime
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol import Caller, Operation, Request, Response, handle, load
from a2i_emulator.protocol.java import matcher
from a2i_emulator.protocol.model import SERVICES

SESSION = botocore.session.Session()
PROTOCOLS = {
    "sagemaker-a2i-runtime": ("rest-json",),
    "sagemaker": ("json", "smithy-rpc-v2-cbor"),
    "rekognition": ("json", "smithy-rpc-v2-cbor"),
    "textract": ("json", "smithy-rpc-v2-cbor"),
}
CASES = [
    pytest.param(service, protocol, operation, id=f"{operation}-{protocol}")
    for service in SERVICES
    for operation in load(service).operations
    for protocol in PROTOCOLS[service]
    if protocol in serialize.SERIALIZERS
]
ROUND_TRIP = settings(
    max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
CHARACTERS = st.characters(exclude_categories=["Cs"])
WORDS = st.text("abc\u00e9\u4e2d\u0663", min_size=1, max_size=20)


def values(shape: Any, *, of_request: bool) -> st.SearchStrategy[Any]:
    """Draw valid values of a botocore shape, as a user of boto3 has them."""
    kind = shape.type_name
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if kind == "structure":
        members = {
            name: values(member, of_request=of_request) for name, member in shape.members.items()
        }
        required = {name: members.pop(name) for name in shape.required_members}
        return st.fixed_dictionaries(required, optional=members)
    if kind == "list":
        items = values(shape.member, of_request=of_request)
        return st.lists(items, min_size=low or 0, max_size=(low or 0) + 2)
    if kind == "map":
        key, value = (values(part, of_request=of_request) for part in (shape.key, shape.value))
        return st.dictionaries(key, value, max_size=2)
    if kind == "string":
        return strings(shape)
    if kind == "timestamp":
        # Older serializers cut fractions of a second off.
        unit = timedelta(seconds=1) if of_request else timedelta(milliseconds=1)
        return st.integers(0, 2**31).map(lambda count: EPOCH + count * unit)
    return {
        "integer": st.integers(low or 0, high or 2**31 - 1),
        "long": st.integers(low or 0, high or 2**63 - 1),
        "float": st.floats(0, 100, width=32),
        "boolean": st.booleans(),
        "blob": st.binary(min_size=1, max_size=50),
    }[kind]


def strings(shape: Any) -> st.SearchStrategy[str]:
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 10**9)
    pattern = shape.metadata.get("pattern")
    if pattern is None:
        return st.text(CHARACTERS, min_size=low, max_size=min(low + 12, high))
    fits = matcher(pattern)
    source = (
        WORDS if "\\p" in pattern else st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    )
    return source.filter(lambda text: low <= len(text) <= high and bool(fits(text)))


def as_ours(value: Any) -> Any:
    """Return a value of boto3 as operations see it: moments in milliseconds."""
    if isinstance(value, dict):
        return {key: as_ours(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_ours(item) for item in value]
    return from_datetime(value) if isinstance(value, datetime) else value


def operation_model(service: str, operation: str) -> Any:
    return SESSION.get_service_model(service).operation_model(operation)


def written_by_botocore(model: Any, protocol: str, params: Mapping[str, Any]) -> Request:
    serializer = serialize.create_serializer(protocol)
    written = serializer.serialize_to_request(params, model)
    body = written["body"]
    return signed(
        model.service_model.signing_name,
        written["method"],
        written["url_path"],
        query=urlencode(written["query_string"]),
        headers={name.lower(): value for name, value in written["headers"].items()},
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def read_by_botocore(response: Response, protocol: str, shape: Any) -> dict[str, Any]:
    described = {
        "headers": {name.lower(): value for name, value in response.headers},
        "status_code": response.status,
        "body": response.body,
    }
    parsed: dict[str, Any] = parsers.create_parser(protocol).parse(described, shape)
    return parsed


@pytest.mark.parametrize(("service", "protocol", "operation"), CASES)
def test_requests_arrive_and_responses_return(service: str, protocol: str, operation: str) -> None:
    model = operation_model(service, operation)

    @ROUND_TRIP
    @given(values(model.input_shape, of_request=True), values(model.output_shape, of_request=False))
    def round_trip(params: dict[str, Any], output: dict[str, Any]) -> None:
        received: list[tuple[str, dict[str, Any]]] = []

        def answer(called: Operation, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
            received.append((called.name, given))
            assert caller.region == "eu-west-1"
            answered: dict[str, Any] = as_ours(output)
            return answered

        request = written_by_botocore(model, protocol, params)
        exchange = handle(request, answer, strict_output=True)
        assert exchange.error_message is None, exchange.error_message
        assert received == [(operation, as_ours(params))]
        parsed = read_by_botocore(exchange.response, protocol, model.output_shape)
        metadata = parsed.pop("ResponseMetadata")
        assert metadata["RequestId"] == exchange.request_id
        assert parsed == output

    round_trip()


@pytest.mark.parametrize(("service", "protocol", "operation"), CASES)
def test_errors_are_read_as_they_were_raised(service: str, protocol: str, operation: str) -> None:
    model = operation_model(service, operation)
    request = written_by_botocore(model, protocol, minimal(model))
    for error in model.error_shapes:
        members = {
            name: "detail" for name in error.members if name.lower() not in {"message", "code"}
        }

        def answer(*_: Any) -> dict[str, Any]:
            raise AwsError(error.name, "Says why.", **members)  # noqa: B023 - called at once

        exchange = handle(request, answer)
        parsed = read_by_botocore(exchange.response, protocol, model.output_shape)
        assert parsed["Error"] == {"Code": error.name, "Message": "Says why."}
        modelled = read_by_botocore(exchange.response, protocol, error)
        assert {name: modelled.get(name) for name in members} == members
        status = error.metadata.get("error", {}).get("httpStatusCode")
        # An older botocore gives some of them none; test_model.py compares with the newest.
        kind = 5 if error._shape_model.get("fault") else 4
        answered = exchange.response.status
        assert answered == status or (status is None and answered // 100 == kind)


def minimal(model: Any) -> dict[str, Any]:
    """Make a valid request with nothing in it that may be left out."""

    def least(shape: Any) -> Any:
        if shape.type_name == "structure":
            return {name: least(shape.members[name]) for name in shape.required_members}
        if shape.type_name == "list":
            return [least(shape.member)] * shape.metadata.get("min", 0)
        fits = matcher(shape.metadata.get("pattern", ".*"))
        low = shape.metadata.get("min", 0)
        kinds = ("flow-definition", "human-task-ui", "workteam", "workforce")
        texts = ("aa", "x_y", "s3://b/k", "arn:aws:iam::123456789012:role/r", *shape.enum)
        arns = (f"arn:aws:sagemaker:eu-west-1:123456789012:{kind}/x" for kind in kinds)
        return next(text for text in (*texts, *arns) if len(text) >= low and fits(text))

    made: dict[str, Any] = least(model.input_shape)
    return made


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def client(service: str, answer: Callable[..., Any]) -> Any:
    """Make a boto3 client whose requests are answered here, without a socket."""
    made = boto3.client(
        service,
        region_name="ap-southeast-2",
        aws_access_key_id="AKIDOFTEST",
        aws_secret_access_key="secret",
        endpoint_url="http://localhost:4224",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def before_send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        path, _, query = request.url.removeprefix("http://localhost:4224").partition("?")
        headers = {
            name.lower(): value.decode() if isinstance(value, bytes) else value
            for name, value in request.headers.items()
        }
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else bytes(body)
        response = handle(Request(request.method, path, query, headers, raw), answer).response
        return AWSResponse(
            request.url, response.status, dict(response.headers), _Raw(response.body)
        )

    made.meta.events.register("before-send", before_send)
    return made


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("sagemaker-a2i-runtime", "describe_human_loop", {"HumanLoopName": "loop"}),
        ("sagemaker", "describe_flow_definition", {"FlowDefinitionName": "flow"}),
        ("rekognition", "detect_moderation_labels", {"Image": {"Bytes": b"\x00\xff"}}),
        (
            "textract",
            "analyze_document",
            {"Document": {"Bytes": b"\x00\xff"}, "FeatureTypes": ["FORMS"]},
        ),
    ],
)
def test_a_whole_client_is_understood(service: str, method: str, params: dict[str, Any]) -> None:
    seen: list[tuple[Caller, dict[str, Any]]] = []

    def answer(_: Operation, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
        seen.append((caller, given))
        return {}

    result = getattr(client(service, answer), method)(**params)
    ((caller, given),) = seen
    assert given == params
    assert caller.account == "123456789012"
    assert caller.region == "ap-southeast-2"
    assert caller.service == ("sagemaker" if service.startswith("sagemaker") else service)
    assert result["ResponseMetadata"]["RequestId"] == caller.request_id
    assert result["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_modelled_error_is_the_clients_own_exception() -> None:
    def answer(*_: Any) -> dict[str, Any]:
        raise AwsError("ConflictException", "Taken.")

    runtime = client("sagemaker-a2i-runtime", answer)
    arn = "arn:aws:sagemaker:ap-southeast-2:123456789012:flow-definition/f"
    with pytest.raises(runtime.exceptions.ConflictException) as caught:
        runtime.start_human_loop(
            HumanLoopName="loop", FlowDefinitionArn=arn, HumanLoopInput={"InputContent": "{}"}
        )
    assert caught.value.response["Message"] == "Taken."
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_an_error_that_is_not_modelled_is_a_client_error() -> None:
    def answer(*_: Any) -> dict[str, Any]:
        raise AwsError("ValidationException", "No.")

    with pytest.raises(ClientError, match=r"\(ValidationException\).*: No\."):
        client("sagemaker", answer).describe_workteam(WorkteamName="team")
