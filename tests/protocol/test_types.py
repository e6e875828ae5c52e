"""Values of all types, right and wrong, in bodies and query strings."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from tests.support.wire import (
    FLOW,
    check,
    header,
    nothing,
    refuse,
    sagemaker,
    signed,
    textract,
)

from a2i_emulator.protocol import handle


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2020-02-24", 1_582_502_400_000),
        ("2020-02-24T10:00Z", 1_582_538_400_000),
        ("2020-02-24T10:00:00", 1_582_538_400_000),
        ("2020-02-24T10:00:00Z", 1_582_538_400_000),
        ("2020-02-24T10:00:00.5Z", 1_582_538_400_500),
        ("2020-02-24T10:00:00.123456789Z", 1_582_538_400_123),
        ("2020-02-24T12:00:00%2B02:00", 1_582_538_400_000),
        ("2020-02-24T12:00:00+02:00", 1_582_538_400_000),
        ("2020-02-24T06:30:00-0330", 1_582_538_400_000),
    ],
)
def test_moments_in_a_query_string(text: str, instant: int) -> None:
    query = f"FlowDefinitionArn={FLOW}&CreationTimeAfter={text}&MaxResults=5"
    exchange = handle(signed("sagemaker", "GET", "/human-loops", query=query), nothing)
    assert exchange.input == {
        "FlowDefinitionArn": FLOW,
        "CreationTimeAfter": instant,
        "MaxResults": 5,
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("CreationTimeAfter=", "milliseconds since epoch"),
        ("CreationTimeAfter=yesterday", "milliseconds since epoch"),
        ("CreationTimeAfter=2020-13-01", "milliseconds since epoch"),
        ("CreationTimeAfter=2020-02-30T00:00:00Z", "milliseconds since epoch"),
        ("MaxResults=", "an Integer"),
        ("MaxResults=ten", "an Integer"),
        ("MaxResults=1.5", "an Integer"),
        ("MaxResults=%D9%A3", "an Integer"),
    ],
)
def test_a_query_parameter_of_the_wrong_type(query: str, message: str) -> None:
    request = signed("sagemaker", "GET", "/human-loops", query=f"FlowDefinitionArn=a&{query}")
    body = {
        "__type": "SerializationException",
        "Message": f"STRING_VALUE can not be converted to {message}",
    }
    check(handle(request, refuse), 400, body)


def test_the_first_of_a_repeated_query_parameter_counts() -> None:
    query = f"FlowDefinitionArn={FLOW}&MaxResults=1&MaxResults=2"
    exchange = handle(signed("sagemaker", "GET", "/human-loops", query=query), nothing)
    assert exchange.input == {"FlowDefinitionArn": FLOW, "MaxResults": 1}


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"null", b'"x"', b"1", b'{"a":1,}', b'{"a":NaN}', b"\xff", b"[" * 10_000, b"{}x"],
)
def test_a_body_that_is_no_json_object(body: bytes) -> None:
    exchange = handle(sagemaker("ListFlowDefinitions", body), refuse)
    check(exchange, 400, {"__type": "SerializationException"})
    assert exchange.reason is not None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([], "Start of list found where not expected"),
        ({"FlowDefinitionName": 1}, "NUMBER_VALUE can not be converted to a String"),
        ({"FlowDefinitionName": 1.5}, "NUMBER_VALUE can not be converted to a String"),
        ({"FlowDefinitionName": True}, "TRUE_VALUE can not be converted to a String"),
        ({"FlowDefinitionName": False}, "FALSE_VALUE can not be converted to a String"),
        ({"FlowDefinitionName": []}, "Start of list found where not expected"),
        (
            {"FlowDefinitionName": {}},
            "Start of structure or map found where not expected.",
        ),
        ({"OutputConfig": "x"}, "Expected null"),
        ({"OutputConfig": 1}, "Expected null"),
        ({"OutputConfig": []}, "Start of list found where not expected"),
        ({"Tags": "x"}, "Expected list or null"),
        ({"Tags": True}, "Expected list or null"),
        ({"Tags": {}}, "Start of structure or map found where not expected."),
        ({"Tags": ["x"]}, "Expected null"),
        (
            {"HumanLoopConfig": {"TaskCount": "1"}},
            "STRING_VALUE can not be converted to an Integer",
        ),
        (
            {"HumanLoopConfig": {"TaskCount": True}},
            "TRUE_VALUE can not be converted to an Integer",
        ),
    ],
)
def test_a_value_of_the_wrong_type(body: Any, message: str) -> None:
    exchange = handle(sagemaker("CreateFlowDefinition", body), refuse)
    check(exchange, 400, {"__type": "SerializationException", "Message": message})


def test_null_unknown_members_and_decimals_are_forgiven() -> None:
    body: dict[str, Any] = {"MaxResults": 5.9, "NextToken": None, "Unknown": {"a": 1}}
    exchange = handle(sagemaker("ListFlowDefinitions", body), nothing)
    assert exchange.input == {"MaxResults": 5}
    body = {"ResourceArn": FLOW, "Tags": [None, {"Key": "k", "Value": "v"}]}
    exchange = handle(sagemaker("AddTags", body), nothing)
    assert exchange.input == {"ResourceArn": FLOW, "Tags": [{"Key": "k", "Value": "v"}]}


def test_a_number_beyond_an_integer_is_the_largest_one() -> None:
    exchange = handle(sagemaker("ListFlowDefinitions", {"MaxResults": 10**30}), refuse)
    assert exchange.error_message is not None
    assert "Value '2147483647' at 'maxResults'" in exchange.error_message


@pytest.mark.parametrize("seconds", [1e306, -1e300, 10**20, "2020-01-01", True])
def test_a_moment_out_of_all_calendars(seconds: Any) -> None:
    request = sagemaker("ListFlowDefinitions", {"CreationTimeAfter": seconds})
    exchange = handle(request, refuse)
    assert exchange.error_code == "SerializationException"


@pytest.mark.parametrize("body", [b"\xff", b"\x9f" * 5000, b"\xc1\x1b" + b"\xff" * 8, b"\x61\xff"])
def test_a_body_that_is_not_cbor(body: bytes) -> None:
    exchange = handle(textract(body), refuse)
    assert exchange.response.status == 400
    assert cbor2.loads(exchange.response.body) == {"__type": "SerializationException"}
    assert header(exchange.response, "smithy-protocol") == "rpc-v2-cbor"
    assert header(exchange.response, "content-type") == "application/cbor"


@pytest.mark.parametrize(
    "body",
    [{"Document": {"Bytes": "text"}}, {"Document": []}, {"Document": cbor2.undefined}, [1]],
)
def test_a_cbor_value_of_the_wrong_type(body: Any) -> None:
    assert handle(textract(body), refuse).error_code == "SerializationException"


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "1e400", "-1e400", "9" * 30])
@pytest.mark.parametrize(
    ("service", "target", "body"),
    [
        ("sagemaker", "SageMaker.ListFlowDefinitions", '{"MaxResults": %s}'),
        ("sagemaker", "SageMaker.ListFlowDefinitions", '{"CreationTimeAfter": %s}'),
        (
            "rekognition",
            "RekognitionService.DetectModerationLabels",
            '{"Image": {"Bytes": "AAAA"}, "MinConfidence": %s}',
        ),
    ],
)
def test_numbers_beyond_all_bounds_are_the_callers_error(
    service: str, target: str, body: str, number: str
) -> None:
    headers = {"x-amz-target": target, "content-type": "application/x-amz-json-1.1"}
    asked = signed(service, "POST", "/", headers=headers, body=(body % number).encode())
    exchange = handle(asked, nothing)
    assert exchange.exception is None
    assert exchange.response.status == 400
