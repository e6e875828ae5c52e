"""Requests that are not as they should be, and operations that fail: always an AWS error."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import cbor2
import pytest

from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol import Caller, Exchange, Operation, Request, Response, handle
from a2i_emulator.protocol.body import MAX_BODY

Sign = Callable[..., Request]
FLOW = "arn:aws:sagemaker:eu-west-1:123456789012:flow-definition/flow"
START = {
    "HumanLoopName": "loop",
    "FlowDefinitionArn": FLOW,
    "HumanLoopInput": {"InputContent": "{}"},
}
JSON_11 = "application/x-amz-json-1.1"


def nothing(*_: Any) -> dict[str, Any]:
    return {}


def refuse(operation: Operation, *_: Any) -> dict[str, Any]:
    raise AssertionError(f"{operation} must not be reached")


def start(sign: Sign, body: Any, content_type: str | None = "application/json") -> Request:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if content_type is None else {"content-type": content_type}
    return sign("sagemaker", path="/human-loops", headers=headers, body=raw)


def sagemaker(sign: Sign, operation: str, body: Any, content_type: str = JSON_11) -> Request:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": content_type, "x-amz-target": f"SageMaker.{operation}"}
    return sign("sagemaker", headers=headers, body=raw)


def textract(sign: Sign, body: Any, **headers: str) -> Request:
    given = {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else cbor2.dumps(body)
    path = "/service/Textract/operation/AnalyzeDocument"
    return sign("textract", path=path, headers=given, body=raw)


def header(response: Response, name: str) -> str | None:
    return {key.lower(): value for key, value in response.headers}.get(name)


def check(exchange: Exchange, status: int, body: Mapping[str, Any]) -> None:
    assert exchange.exception is None
    assert exchange.response.status == status
    assert json.loads(exchange.response.body) == body
    assert header(exchange.response, "x-amzn-requestid") == exchange.request_id
    assert str(uuid.UUID(exchange.request_id)) == exchange.request_id


def test_a_success_says_no_more_than_aws_does(signed: Sign) -> None:
    exchange = handle(sagemaker(signed, "ListFlowDefinitions", {}), nothing)
    assert exchange.response.status == 200
    assert exchange.response.body == b"{}"
    assert [name for name, _ in exchange.response.headers] == [
        "x-amzn-requestid",
        "content-type",
    ]
    assert header(exchange.response, "content-type") == JSON_11


def test_the_exchange_tells_what_happened(signed: Sign) -> None:
    exchange = handle(start(signed, START), lambda *_: {"HumanLoopArn": "arn"})
    assert (exchange.service, exchange.operation) == ("sagemaker-a2i-runtime", "StartHumanLoop")
    assert (exchange.access_key, exchange.region) == ("AKIDEXAMPLE", "eu-west-1")
    assert exchange.input == START
    assert exchange.output == {"HumanLoopArn": "arn"}
    assert exchange.error_code is None


def test_moments_are_milliseconds_within_and_as_the_model_says_without(signed: Sign) -> None:
    loop = {"CreationTime": 1_689_156_672_345, "HumanLoopStatus": "Failed"}
    described = handle(signed("sagemaker", "GET", "/human-loops/a"), lambda *_: loop)
    assert json.loads(described.response.body)["CreationTime"] == "2023-07-12T10:11:12.345Z"
    flow = {"CreationTime": 1_689_156_672_345}
    request = sagemaker(signed, "DescribeFlowDefinition", {"FlowDefinitionName": "f"})
    assert handle(request, lambda *_: flow).response.body == b'{"CreationTime":1689156672.345}'


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
def test_moments_in_a_query_string(text: str, instant: int, signed: Sign) -> None:
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
def test_a_query_parameter_of_the_wrong_type(query: str, message: str, signed: Sign) -> None:
    request = signed("sagemaker", "GET", "/human-loops", query=f"FlowDefinitionArn=a&{query}")
    body = {
        "__type": "SerializationException",
        "Message": f"STRING_VALUE can not be converted to {message}",
    }
    check(handle(request, refuse), 400, body)


def test_the_first_of_a_repeated_query_parameter_counts(signed: Sign) -> None:
    query = f"FlowDefinitionArn={FLOW}&MaxResults=1&MaxResults=2"
    exchange = handle(signed("sagemaker", "GET", "/human-loops", query=query), nothing)
    assert exchange.input == {"FlowDefinitionArn": FLOW, "MaxResults": 1}


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"null", b'"x"', b"1", b'{"a":1,}', b'{"a":NaN}', b"\xff", b"[" * 10_000, b"{}x"],
)
def test_a_body_that_is_no_json_object(body: bytes, signed: Sign) -> None:
    exchange = handle(sagemaker(signed, "ListFlowDefinitions", body), refuse)
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
def test_a_value_of_the_wrong_type(body: Any, message: str, signed: Sign) -> None:
    exchange = handle(sagemaker(signed, "CreateFlowDefinition", body), refuse)
    check(exchange, 400, {"__type": "SerializationException", "Message": message})


def test_null_unknown_members_and_decimals_are_forgiven(signed: Sign) -> None:
    body: dict[str, Any] = {"MaxResults": 5.9, "NextToken": None, "Unknown": {"a": 1}}
    exchange = handle(sagemaker(signed, "ListFlowDefinitions", body), nothing)
    assert exchange.input == {"MaxResults": 5}
    body = {"ResourceArn": FLOW, "Tags": [None, {"Key": "k", "Value": "v"}]}
    exchange = handle(sagemaker(signed, "AddTags", body), nothing)
    assert exchange.input == {"ResourceArn": FLOW, "Tags": [{"Key": "k", "Value": "v"}]}


def test_a_number_beyond_an_integer_is_the_largest_one(signed: Sign) -> None:
    exchange = handle(sagemaker(signed, "ListFlowDefinitions", {"MaxResults": 10**30}), refuse)
    assert exchange.error_message is not None
    assert "Value '2147483647' at 'maxResults'" in exchange.error_message


@pytest.mark.parametrize("seconds", [1e306, -1e300, 10**20, "2020-01-01", True])
def test_a_moment_out_of_all_calendars(seconds: Any, signed: Sign) -> None:
    request = sagemaker(signed, "ListFlowDefinitions", {"CreationTimeAfter": seconds})
    exchange = handle(request, refuse)
    assert exchange.error_code == "SerializationException"


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", ""])
def test_another_content_type_calls_no_operation(content_type: str, signed: Sign) -> None:
    exchange = handle(sagemaker(signed, "ListFlowDefinitions", {}, content_type), refuse)
    check(exchange, 400, {"__type": "UnknownOperationException"})
    assert exchange.reason is not None
    assert "Content-Type" in exchange.reason


@pytest.mark.parametrize("content_type", [JSON_11 + "; charset=utf-8", JSON_11.upper()])
def test_a_content_type_may_be_written_otherwise(content_type: str, signed: Sign) -> None:
    request = sagemaker(signed, "ListFlowDefinitions", {}, content_type)
    assert handle(request, nothing).response.status == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-amz-json-1.1", None])
def test_the_runtime_takes_only_json(content_type: str | None, signed: Sign) -> None:
    exchange = handle(start(signed, START, content_type), refuse)
    check(exchange, 415, {"__type": "UnsupportedMediaTypeException"})
    assert header(exchange.response, "x-amzn-errortype") == "UnsupportedMediaTypeException"


def test_a_body_over_the_limit(signed: Sign) -> None:
    exchange = handle(start(signed, b" " * (MAX_BODY + 1)), refuse)
    assert exchange.response.status == 413
    assert exchange.error_code == "RequestEntityTooLargeException"


def test_the_largest_input_content_fits(signed: Sign) -> None:
    content = "\x00" * 3_145_728
    exchange = handle(start(signed, START | {"HumanLoopInput": {"InputContent": content}}), nothing)
    assert exchange.error_code is None


def test_a_rest_post_without_a_body_has_no_members(signed: Sign) -> None:
    exchange = handle(start(signed, b"", None), refuse)
    assert exchange.error_code == "ValidationException"
    assert exchange.error_message is not None
    assert exchange.error_message.startswith("3 validation errors detected: Value null at")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("PUT", "/human-loops", 404), ("GET", "/human-loops/a/b", 404), ("POST", "/", 400)],
)
def test_a_call_of_no_operation(method: str, path: str, status: int, signed: Sign) -> None:
    exchange = handle(signed("sagemaker", method, path), refuse)
    check(exchange, status, {"__type": "UnknownOperationException"})
    assert exchange.operation is None
    assert exchange.reason == f"no operation at {method} {path}, X-Amz-Target none"


def test_a_request_that_is_not_ours_is_answered_all_the_same() -> None:
    exchange = handle(Request("GET", "/", "", {}, b""), refuse)
    assert exchange.response.status == 400
    assert exchange.service is None


@pytest.mark.parametrize(
    ("authorization", "code", "words"),
    [
        (None, "MissingAuthenticationTokenException", "missing Authentication Token"),
        ("Basic Zm9vOmJhcg==", "IncompleteSignatureException", "'Credential'"),
        ("AWS4-HMAC-SHA256 Credential=a/b", "IncompleteSignatureException", "got 'a/b'"),
        ("AWS4-HMAC-SHA256 Credential=a/2026//sagemaker/x", "IncompleteSignatureException", "got"),
    ],
)
def test_a_request_without_a_signature(authorization: str | None, code: str, words: str) -> None:
    headers = {"x-amz-target": "SageMaker.ListWorkteams", "content-type": JSON_11}
    if authorization:
        headers["authorization"] = authorization
    exchange = handle(Request("POST", "/", "", headers, b"{}"), refuse)
    assert exchange.response.status == 400
    assert exchange.error_code == code
    assert exchange.error_message is not None
    assert words in exchange.error_message
    assert exchange.access_key is None


def test_upper_case_human_loop_names_pass_unless_told_otherwise(signed: Sign) -> None:
    request = start(signed, START | {"HumanLoopName": "Fraud-detector-1"})
    assert handle(request, nothing).error_code is None
    exchange = handle(request, refuse, strict_names=True)
    assert exchange.error_message == (
        "1 validation error detected: Value 'Fraud-detector-1' at 'humanLoopName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: "
        "^[a-z0-9](-*[a-z0-9])*$"
    )
    request = start(signed, START | {"HumanLoopName": "under_score"})
    exchange = handle(request, refuse)
    assert exchange.error_message is not None
    assert exchange.error_message.endswith("pattern: ^[a-z0-9](-*[a-z0-9])*$")


def test_the_known_messages_of_the_service(signed: Sign) -> None:
    """The first two are recorded: airflow sample, issue 3; notebooks, issue 43."""
    arn = "arn:aws:sagemaker:ap-southeast-1:123456789012:flow-definition/a2idemotextract"
    config = {
        "WorkteamArn": arn,
        "HumanTaskUiArn": FLOW.replace("flow-definition", "human-task-ui"),
        "TaskTitle": "t",
        "TaskDescription": "d",
        "TaskCount": 1,
    }
    body = {
        "FlowDefinitionName": "f",
        "HumanLoopConfig": config,
        "OutputConfig": {"S3OutputPath": "s3://bucket"},
        "RoleArn": "arn:aws:iam::123456789012:role/r",
    }
    exchange = handle(sagemaker(signed, "CreateFlowDefinition", body), refuse)
    assert exchange.error_message == (
        f"1 validation error detected: Value '{arn}' at 'humanLoopConfig.workteamArn' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: "
        r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:workteam/.*"
    )
    body["HumanLoopConfig"] = config | {
        "WorkteamArn": arn.replace("flow-definition", "workteam"),
        "TaskKeywords": ["a b", "a-b"],
        "TaskCount": 4,
    }
    exchange = handle(sagemaker(signed, "CreateFlowDefinition", body), refuse)
    assert exchange.error_message == (
        "2 validation errors detected: "
        "Value '4' at 'humanLoopConfig.taskCount' failed to satisfy constraint: "
        "Member must have value less than or equal to 3; "
        "Value '[a b, a-b]' at 'humanLoopConfig.taskKeywords' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must have length less than or equal to 30, "
        "Member must have length greater than or equal to 1, "
        "Member must satisfy regular expression pattern: [A-Za-z0-9]+( [A-Za-z0-9]+)*]"
    )


def test_no_more_than_ten_violations_are_told(signed: Sign) -> None:
    tags = [{"Key": ""}] * 20
    exchange = handle(sagemaker(signed, "AddTags", {"ResourceArn": FLOW, "Tags": tags}), refuse)
    assert exchange.error_message is not None
    assert exchange.error_message.startswith("10 validation errors detected: ")
    assert exchange.error_message.count("; ") == 9


def test_textract_keeps_its_reasons_to_itself(signed: Sign) -> None:
    exchange = handle(textract(signed, {"Document": {"Bytes": b"x"}}), refuse)
    assert cbor2.loads(exchange.response.body) == {
        "__type": "InvalidParameterException",
        "Message": "Request has invalid parameters",
    }
    assert exchange.reason == (
        "1 validation error detected: Value null at 'featureTypes' failed to satisfy constraint: "
        "Member must not be null"
    )


@pytest.mark.parametrize("body", [b"\xff", b"\x9f" * 5000, b"\xc1\x1b" + b"\xff" * 8, b"\x61\xff"])
def test_a_body_that_is_not_cbor(body: bytes, signed: Sign) -> None:
    exchange = handle(textract(signed, body), refuse)
    assert exchange.response.status == 400
    assert cbor2.loads(exchange.response.body) == {"__type": "SerializationException"}
    assert header(exchange.response, "smithy-protocol") == "rpc-v2-cbor"
    assert header(exchange.response, "content-type") == "application/cbor"


@pytest.mark.parametrize(
    "body",
    [{"Document": {"Bytes": "text"}}, {"Document": []}, {"Document": cbor2.undefined}, [1]],
)
def test_a_cbor_value_of_the_wrong_type(body: Any, signed: Sign) -> None:
    assert handle(textract(signed, body), refuse).error_code == "SerializationException"


def test_cbor_needs_its_headers(signed: Sign) -> None:
    exchange = handle(textract(signed, {}, smithy_protocol="rpc-v2-json"), refuse)
    assert exchange.error_code == "UnknownOperationException"
    exchange = handle(textract(signed, {}, content_type="application/json"), refuse)
    assert exchange.response.status == 415


@pytest.mark.parametrize(
    ("code", "status"),
    [("InternalFailure", 500), ("ServiceUnavailable", 503), ("AccessDeniedException", 400)],
)
def test_an_error_without_a_model(code: str, status: int, signed: Sign) -> None:
    def answer(*_: Any) -> dict[str, Any]:
        raise AwsError(code, "Why.", reason="the truth", Extra="is left out")

    exchange = handle(sagemaker(signed, "ListWorkteams", {}), answer)
    check(exchange, status, {"__type": code, "message": "Why."})
    assert exchange.reason == "the truth"
    assert exchange.input == {}


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("sagemaker-a2i-runtime", "InternalServerException"),
        ("sagemaker", "InternalFailure"),
        ("textract", "InternalServerError"),
    ],
)
def test_a_failure_of_the_emulator_is_told_apart(service: str, code: str, signed: Sign) -> None:
    def answer(operation: Operation, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
        raise ZeroDivisionError("secret")

    request = {
        "sagemaker-a2i-runtime": lambda: start(signed, START),
        "sagemaker": lambda: sagemaker(signed, "ListWorkteams", {}),
        "textract": lambda: textract(signed, {"Document": {}, "FeatureTypes": []}),
    }[service]()
    exchange = handle(request, answer)
    assert exchange.response.status == 500
    assert exchange.error_code == code
    assert isinstance(exchange.exception, ZeroDivisionError)
    assert exchange.reason == "ZeroDivisionError: secret"
    assert b"secret" not in exchange.response.body


@pytest.mark.parametrize(
    ("output", "words"),
    [({"Bogus": 1}, "Bogus is unknown"), ({}, "Workteams is missing")],
)
def test_an_output_that_does_not_fit_the_model(
    output: dict[str, Any], words: str, signed: Sign
) -> None:
    request = sagemaker(signed, "ListWorkteams", {})
    assert handle(request, lambda *_: output).response.body == b"{}"
    exchange = handle(request, lambda *_: output, strict_output=True)
    assert exchange.response.status == 500
    assert exchange.reason is not None
    assert words in exchange.reason


def test_members_that_are_none_are_left_out(signed: Sign) -> None:
    request = sagemaker(signed, "ListWorkteams", {})
    exchange = handle(request, lambda *_: {"Workteams": [], "NextToken": None})
    assert exchange.response.body == b'{"Workteams":[]}'
