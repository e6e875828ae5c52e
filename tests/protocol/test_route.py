"""Which requests are ours, and what they call."""

from __future__ import annotations

import json

import pytest
from tests.support.wire import target_prefix

from a2i_emulator.protocol import Operation, Request, concerns_a2i, load, operation_name, route

ACCOUNT = "123456789012"


def authorization(service: str, region: str = "eu-west-1") -> str:
    scope = f"AKIDEXAMPLE/20260101/{region}/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"


def request(
    method: str = "POST",
    path: str = "/",
    *,
    service: str | None = "sagemaker",
    target: str | None = None,
    query: str = "",
    body: bytes = b"",
    **headers: str,
) -> Request:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if service is not None:
        given["authorization"] = authorization(service)
    if target is not None:
        given["x-amz-target"] = target
    return Request(method, path, query, given, body)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/human-loops", "StartHumanLoop"),
        ("GET", "/human-loops", "ListHumanLoops"),
        ("GET", "/human-loops/a", "DescribeHumanLoop"),
        ("GET", "/human-loops/stop", "DescribeHumanLoop"),
        ("DELETE", "/human-loops/a", "DeleteHumanLoop"),
        ("POST", "/human-loops/stop", "StopHumanLoop"),
    ],
)
def test_the_runtime_is_routed_by_path(method: str, path: str, name: str) -> None:
    operation = operation_of(request(method, path))
    assert operation is not None
    assert (operation.service, operation.name) == ("sagemaker-a2i-runtime", name)


def test_a_label_is_decoded_after_the_path_is_split() -> None:
    found = route(request("GET", "/human-loops/a%2Fb"))
    assert found is not None
    assert found.labels == {"HumanLoopName": "a/b"}


def operation_of(asked: Request) -> Operation | None:
    found = route(asked)
    return found.operation if found else None


@pytest.mark.parametrize("service", ["sagemaker", "rekognition", "textract"])
def test_every_target_is_routed(service: str) -> None:
    model = load(service)
    prefix = target_prefix(service)
    for name in model.operations:
        target = f"{prefix}.{name}"
        assert operation_of(request(service=service, target=target)) is model.operations[name]
        path = f"/service/{prefix}/operation/{name}"
        assert operation_of(request(path=path, service=service)) is model.operations[name]


@pytest.mark.parametrize(
    "foreign",
    [
        request("GET", "/human-loops", service="s3"),
        request("PUT", "/human-loops/key", service="s3"),
        request("GET", "/human-loops", service=None),
        request("GET", "/human-loops", service=None, query="X-Amz-Credential=A/1/r/s3/a"),
        request(target="SageMaker.CreateModel"),
        request(target="SageMaker.CreateFlowDefinition", service="s3"),
        request(target="DynamoDB_20120810.ListTables", service="dynamodb"),
        request(target="Textract.AnalyzeExpense", service="textract"),
        request("POST", "/endpoints/e/invocations"),
        request("GET", "/"),
        request("GET", ""),
        request("GET", "/", service=None),
        request("POST", "/service/Other/operation/AnalyzeDocument", service="textract"),
    ],
    ids=lambda foreign: f"{foreign.method} {foreign.path}",
)
def test_what_is_meant_for_others_is_not_ours(foreign: Request) -> None:
    assert route(foreign) is None
    assert operation_of(foreign) is None


@pytest.mark.parametrize(
    "lost",
    [
        request("PUT", "/human-loops"),
        request("GET", "/human-loops/a/b"),
        request("PATCH", "/human-loops/a"),
        request("POST", "/"),
    ],
    ids=lambda lost: f"{lost.method} {lost.path}",
)
def test_what_calls_no_operation_of_ours_is_still_ours_to_answer(lost: Request) -> None:
    found = route(lost)
    assert found is not None
    assert found.operation is None


@pytest.mark.parametrize(
    "unsigned",
    [
        request(service=None, target="SageMaker.ListFlowDefinitions"),
        request("GET", "/human-loops", service=None, host="a2i-runtime.sagemaker.eu-west-1.x"),
        request("POST", "/human-loops", service=None, content_type="application/json"),
    ],
)
def test_an_unsigned_request_is_ours_if_it_can_be_meant_for_nobody_else(unsigned: Request) -> None:
    assert operation_of(unsigned) is not None


def test_a_presigned_request_is_routed_by_the_scope_in_its_query() -> None:
    credential = "AKID%2F20260101%2Feu-west-1%2Fsagemaker%2Faws4_request"
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}"
    assert operation_of(request("GET", "/human-loops", service=None, query=query)) is not None


@pytest.mark.parametrize(
    ("resource", "ours"),
    [
        ("flow-definition/f", True),
        ("human-task-ui/u", True),
        ("workteam/private-crowd/t", True),
        ("workforce/default", True),
        ("human-loop/l", True),
        ("model/m", False),
        ("endpoint/human-loop", False),
    ],
)
def test_tags_are_ours_for_resources_of_a2i(resource: str, ours: bool) -> None:
    arn = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:{resource}"
    asked = request(target="SageMaker.ListTags", body=json.dumps({"ResourceArn": arn}).encode())
    found = route(asked)
    assert found is not None
    assert concerns_a2i(found, asked) is ours


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"ResourceArn":1}', b"[" * 10_000])
def test_malformed_tag_requests_are_ours(body: bytes) -> None:
    asked = request(target="SageMaker.AddTags", body=body)
    found = route(asked)
    assert found is not None
    assert concerns_a2i(found, asked)


def test_a_body_that_decides_nothing_is_not_read() -> None:
    def refuse() -> bytes:
        raise AssertionError

    asked = request(target="SageMaker.ListWorkteams")
    unread = Request(asked.method, asked.path, "", asked.headers, refuse)
    found = route(unread)
    assert found is not None
    assert concerns_a2i(found, unread)
    assert operation_name(unread) == "ListWorkteams"


FORM = "application/x-www-form-urlencoded; charset=utf-8"
RPC_PATH = "/service/GraniteServiceVersion20100801/operation/PutMetricData"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (request(target="DynamoDB_20120810.ListTables", service="dynamodb"), "ListTables"),
        (request(target="com.amazonaws.x.v2013.Trail_2013.LookupEvents"), "LookupEvents"),
        (
            request(path=RPC_PATH, service="monitoring", smithy_protocol="rpc-v2-cbor"),
            "PutMetricData",
        ),
        (request("GET", service="sqs", query="Version=2012-11-05&Action=ListQueues"), "ListQueues"),
        (request("GET", service=None, query="Action=ListQueues"), "ListQueues"),
        (request(service="sns", content_type=FORM, body=b"Action=Publish&x=%2f"), "Publish"),
        (request(service="sns", content_type=FORM.upper(), body=b"Action=Publish"), "Publish"),
        (request(service="sns", content_type="text/plain", body=b"Action=Publish"), None),
        (request(service="sns", content_type=FORM, body=b"Action="), None),
        (request("PUT", RPC_PATH, service="s3"), None),
        (request("PUT", "/box/operation/GetIt", service="s3"), None),
        (request("PUT", "/box/k", service="s3", query="Action=GetIt"), None),
        (request("GET", "/2015-03-31/functions", service="lambda"), None),
    ],
)
def test_which_operation_a_call_is(asked: Request, name: str | None) -> None:
    assert operation_name(asked) == name
