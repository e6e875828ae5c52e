"""Requests that are not as they should be, and operations that fail: always an AWS error."""

from __future__ import annotations

import json
from typing import Any

import cbor2
import pytest
from tests.support.wire import (
    FLOW,
    JSON_11,
    START,
    check,
    header,
    nothing,
    refuse,
    sagemaker,
    signed,
    start,
    textract,
)

from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol import Caller, Operation, Request, handle
from a2i_emulator.protocol.body import MAX_BODY


def test_a_success_says_no_more_than_aws_does() -> None:
    exchange = handle(sagemaker("ListFlowDefinitions", {}), nothing)
    assert exchange.response.status == 200
    assert exchange.response.body == b"{}"
    assert [name for name, _ in exchange.response.headers] == [
        "x-amzn-requestid",
        "content-type",
    ]
    assert header(exchange.response, "content-type") == JSON_11


def test_the_exchange_tells_what_happened() -> None:
    exchange = handle(
        start(START), lambda *_: {"HumanLoopArn": "arn"}, account_of=lambda key: f"of {key}"
    )
    assert (exchange.service, exchange.operation) == ("sagemaker-a2i-runtime", "StartHumanLoop")
    assert (exchange.account, exchange.region) == ("of AKIDEXAMPLE", "eu-west-1")
    assert exchange.input == START
    assert exchange.output == {"HumanLoopArn": "arn"}
    assert exchange.error_code is None


def test_moments_are_milliseconds_within_and_as_the_model_says_without() -> None:
    loop = {"CreationTime": 1_689_156_672_345, "HumanLoopStatus": "Failed"}
    described = handle(signed("sagemaker", "GET", "/human-loops/a"), lambda *_: loop)
    assert json.loads(described.response.body)["CreationTime"] == "2023-07-12T10:11:12.345Z"
    flow = {"CreationTime": 1_689_156_672_345}
    request = sagemaker("DescribeFlowDefinition", {"FlowDefinitionName": "f"})
    assert handle(request, lambda *_: flow).response.body == b'{"CreationTime":1689156672.345}'


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", ""])
def test_another_content_type_calls_no_operation(content_type: str) -> None:
    exchange = handle(sagemaker("ListFlowDefinitions", {}, content_type), refuse)
    check(exchange, 400, {"__type": "UnknownOperationException"})
    assert exchange.reason is not None
    assert "Content-Type" in exchange.reason


@pytest.mark.parametrize("content_type", [JSON_11 + "; charset=utf-8", JSON_11.upper()])
def test_a_content_type_may_be_written_otherwise(content_type: str) -> None:
    request = sagemaker("ListFlowDefinitions", {}, content_type)
    assert handle(request, nothing).response.status == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-amz-json-1.1", None])
def test_the_runtime_takes_only_json(content_type: str | None) -> None:
    exchange = handle(start(START, content_type), refuse)
    check(exchange, 415, {"__type": "UnsupportedMediaTypeException"})
    assert header(exchange.response, "x-amzn-errortype") == "UnsupportedMediaTypeException"


def test_a_body_over_the_limit() -> None:
    exchange = handle(start(b" " * (MAX_BODY + 1)), refuse)
    assert exchange.response.status == 413
    assert exchange.error_code == "RequestEntityTooLargeException"


def test_the_largest_input_content_fits() -> None:
    content = "\x00" * 3_145_728
    exchange = handle(start(START | {"HumanLoopInput": {"InputContent": content}}), nothing)
    assert exchange.error_code is None


def test_a_rest_post_without_a_body_has_no_members() -> None:
    exchange = handle(start(b"", None), refuse)
    assert exchange.error_code == "ValidationException"
    assert exchange.error_message is not None
    assert exchange.error_message.startswith("3 validation errors detected: Value null at")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("PUT", "/human-loops", 404), ("GET", "/human-loops/a/b", 404), ("POST", "/", 400)],
)
def test_a_call_of_no_operation(method: str, path: str, status: int) -> None:
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
    request = Request("POST", "/", "", headers, b"{}")
    exchange = handle(request, refuse, account_of=lambda key: f"of {key}")
    assert exchange.response.status == 400
    assert exchange.error_code == code
    assert exchange.error_message is not None
    assert words in exchange.error_message
    assert exchange.account == "of None"


def test_upper_case_human_loop_names_pass_unless_told_otherwise() -> None:
    request = start(START | {"HumanLoopName": "Fraud-detector-1"})
    assert handle(request, nothing).error_code is None
    exchange = handle(request, refuse, strict_names=True)
    assert exchange.error_message == (
        "1 validation error detected: Value 'Fraud-detector-1' at 'humanLoopName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: "
        "^[a-z0-9](-*[a-z0-9])*$"
    )
    request = start(START | {"HumanLoopName": "under_score"})
    exchange = handle(request, refuse)
    assert exchange.error_message is not None
    assert exchange.error_message.endswith("pattern: ^[a-z0-9](-*[a-z0-9])*$")


def test_the_known_messages_of_the_service() -> None:
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
    exchange = handle(sagemaker("CreateFlowDefinition", body), refuse)
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
    exchange = handle(sagemaker("CreateFlowDefinition", body), refuse)
    assert exchange.error_message == (
        "2 validation errors detected: "
        "Value '4' at 'humanLoopConfig.taskCount' failed to satisfy constraint: "
        "Member must have value less than or equal to 3; "
        "Value '[a b, a-b]' at 'humanLoopConfig.taskKeywords' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must have length less than or equal to 30, "
        "Member must have length greater than or equal to 1, "
        "Member must satisfy regular expression pattern: [A-Za-z0-9]+( [A-Za-z0-9]+)*]"
    )


def test_no_more_than_ten_violations_are_told() -> None:
    tags = [{"Key": ""}] * 20
    exchange = handle(sagemaker("AddTags", {"ResourceArn": FLOW, "Tags": tags}), refuse)
    assert exchange.error_message is not None
    assert exchange.error_message.startswith("10 validation errors detected: ")
    assert exchange.error_message.count("; ") == 9


def test_textract_keeps_its_reasons_to_itself() -> None:
    exchange = handle(textract({"Document": {"Bytes": b"x"}}), refuse)
    assert cbor2.loads(exchange.response.body) == {
        "__type": "InvalidParameterException",
        "Message": "Request has invalid parameters",
    }
    assert exchange.reason == (
        "1 validation error detected: Value null at 'featureTypes' failed to satisfy constraint: "
        "Member must not be null"
    )


def test_cbor_needs_its_headers() -> None:
    exchange = handle(textract({}, smithy_protocol="rpc-v2-json"), refuse)
    assert exchange.error_code == "UnknownOperationException"
    exchange = handle(textract({}, content_type="application/json"), refuse)
    assert exchange.response.status == 415


@pytest.mark.parametrize(
    ("code", "status"),
    [("InternalFailure", 500), ("ServiceUnavailable", 503), ("AccessDeniedException", 400)],
)
def test_an_error_without_a_model(code: str, status: int) -> None:
    def answer(*_: Any) -> dict[str, Any]:
        raise AwsError(code, "Why.", reason="the truth", Extra="is left out")

    exchange = handle(sagemaker("ListWorkteams", {}), answer)
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
def test_a_failure_of_the_emulator_is_told_apart(service: str, code: str) -> None:
    def answer(operation: Operation, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
        raise ZeroDivisionError("secret")

    request = {
        "sagemaker-a2i-runtime": lambda: start(START),
        "sagemaker": lambda: sagemaker("ListWorkteams", {}),
        "textract": lambda: textract({"Document": {}, "FeatureTypes": []}),
    }[service]()
    exchange = handle(request, answer)
    assert exchange.response.status == 500
    assert exchange.error_code == code
    assert isinstance(exchange.exception, ZeroDivisionError)
    assert exchange.reason == "ZeroDivisionError: secret"
    assert b"secret" not in exchange.response.body


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ({"Bogus": 1, "Workteams": []}, "Bogus is no member of ListWorkteamsResponse"),
        ({}, "Value null at 'workteams' failed"),
        (
            {"Workteams": [{"WorkteamName": "w"}]},
            "Value null at 'workteams.1.member.workteamArn' failed",
        ),
        ({"Workteams": [], "NextToken": 1}, "NextToken is not of type string"),
        ({"Workteams": "x"}, "Workteams is not of type list"),
    ],
)
def test_an_output_that_does_not_fit_the_model(output: dict[str, Any], words: str) -> None:
    request = sagemaker("ListWorkteams", {})
    exchange = handle(request, lambda *_: output, strict_output=True)
    assert exchange.response.status == 500
    assert exchange.reason is not None
    assert words in exchange.reason


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"FlowDefinitionStatus": "Done"}, "Value 'Done' at 'flowDefinitionStatus' failed"),
        ({"CreationTime": True}, "CreationTime is not of type timestamp"),
        ({"CreationTime": "2026"}, "CreationTime is not of type timestamp"),
    ],
)
def test_a_member_that_does_not_fit_the_model(members: dict[str, Any], words: str) -> None:
    request = sagemaker("DescribeFlowDefinition", {"FlowDefinitionName": "flow"})
    arn = "arn:aws:sagemaker:eu-west-1:123456789012:flow-definition/flow"
    whole = {
        "FlowDefinitionArn": arn,
        "FlowDefinitionName": "flow",
        "FlowDefinitionStatus": "Active",
        "CreationTime": 0,
        "OutputConfig": {"S3OutputPath": "s3://bucket/path"},
        "RoleArn": "arn:aws:iam::123456789012:role/role",
    }
    assert handle(request, lambda *_: whole, strict_output=True).response.status == 200
    exchange = handle(request, lambda *_: {**whole, **members}, strict_output=True)
    assert exchange.response.status == 500
    assert exchange.reason is not None
    assert words in exchange.reason


def test_members_that_are_none_are_left_out() -> None:
    request = sagemaker("ListWorkteams", {})
    exchange = handle(request, lambda *_: {"Workteams": [], "NextToken": None})
    assert exchange.response.body == b'{"Workteams":[]}'
