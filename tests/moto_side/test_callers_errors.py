"""What moto has not, or nobody can mean: the caller's error, in the caller's protocol."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.endpoint import Endpoint, authorization, raw

from a2i_emulator.moto_side.app import MotoApp

LACKING = [
    ("sagemaker", "list_labeling_jobs"),  # json 1.1
    ("textract", "list_adapters"),
    ("sqs", "list_message_move_tasks"),  # json 1.0
    ("elasticache", "describe_events"),  # query
    ("ec2", "describe_fast_launch_images"),
]
UNROUTED = [
    ("polly", "list_speech_synthesis_tasks", "GET /v1/synthesisTasks"),  # rest-json
    ("lambda", "list_code_signing_configs", "GET /2020-04-22/code-signing-configs"),
    ("route53", "list_traffic_policies", "GET /2013-04-01/trafficpolicies"),  # rest-xml
]
LACKING_TEXTS = [
    (service, operation, f"The {operation} action has not been implemented")
    for service, operation in LACKING
] + [
    (service, op, f"The action of {what} has not been implemented")
    for service, op, what in UNROUTED
]


@pytest.mark.parametrize(("service", "operation", "message"), LACKING_TEXTS)
def test_what_moto_lacks_is_an_aws_error(
    endpoint: Endpoint, service: str, operation: str, message: str
) -> None:
    values = {"SourceArn": "arn:aws:sqs:us-east-1:123456789012:q"} if service == "sqs" else {}
    with pytest.raises(ClientError) as error:
        getattr(endpoint.client(service), operation)(**values)
    answer = error.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert answer["Error"]["Code"] == "InternalFailure"
    assert answer["Error"]["Message"] == message


def test_boto3_does_not_try_again_what_moto_lacks(endpoint: Endpoint) -> None:
    default_retries = endpoint.client("sagemaker", config=None)
    with pytest.raises(ClientError, match="has not been implemented") as error:
        default_retries.list_labeling_jobs()
    assert error.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_a_service_that_moto_lacks_is_an_aws_error(endpoint: Endpoint) -> None:
    with pytest.raises(ClientError, match="service has not been implemented"):
        endpoint.client("frauddetector").get_detectors()


def test_an_operation_that_there_is_not_is_the_callers_error(endpoint: Endpoint) -> None:
    for service, target in (
        ("sqs", "AmazonSQS.NoSuchOp"),
        ("sagemaker", "SageMaker.NoSuchOp"),
        ("events", "AWSEvents.NoSuchOp"),
        ("cognito-idp", "AWSCognitoIdentityProviderService.NoSuchOp"),
    ):
        headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
        asked = raw(endpoint, "POST", "/", b"{}", authorization(service) | headers)
        assert asked == (400, b'{"__type": "UnknownOperationException"}')
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = b"Action=NoSuchOp&Version=2011-06-15"
    status, answer = raw(endpoint, "POST", "/", body, authorization("sts") | form)
    assert status == 400
    assert b"<Type>Sender</Type><Code>InvalidAction</Code>" in answer
    assert b"The action NoSuchOp is not valid" in answer


@pytest.mark.parametrize(
    "target",
    ["SageMaker.", "AWSEvents.", "AmazonSQS.", "DynamoDB_20120810.", "AWSStepFunctions.", "X", ""],
)
def test_a_target_without_an_operation_is_the_callers_error(
    endpoint: Endpoint, target: str
) -> None:
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    for service in ("sagemaker", "events", "sqs", "states"):
        asked = raw(endpoint, "POST", "/", b"{}", authorization(service) | headers)
        assert asked == (400, b'{"__type": "UnknownOperationException"}')


@pytest.mark.parametrize("body", [b"", b"Action=", b"Version=2010-05-08", b"%ff=%ff"])
@pytest.mark.parametrize("service", ["iam", "sts", "ec2", "sns", "rds", "elasticloadbalancing"])
def test_a_form_without_an_action_is_the_callers_error(
    endpoint: Endpoint, service: str, body: bytes
) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status, answer = raw(endpoint, "POST", "/", body, authorization(service) | headers)
    assert status == 400
    if service != "elasticloadbalancing":  # which looks at the version first
        assert b"<Code>MissingAction</Code>" in answer


def test_a_resource_is_told_as_far_as_one_can_be_named(endpoint: Endpoint) -> None:
    for path in ("/" + "a" * 20_000, "/human-loops/" + "a" * 20_000):
        for headers in ({}, authorization("s3"), authorization("sagemaker")):
            assert raw(endpoint, "GET", path, b"", headers)[0] < 500
    told = [len(call.resource) for call in endpoint.service.history.latest()]
    assert (len(told), max(told)) == (6, 1100)


@pytest.mark.parametrize("time", ["1e30", "-1e30", "1e999", "NaN", "Infinity", "1" + "0" * 400])
def test_an_event_of_a_time_that_there_is_not_is_the_callers_error(
    endpoint: Endpoint, time: str
) -> None:
    headers = {"X-Amz-Target": "AWSEvents.PutEvents", "Content-Type": "application/x-amz-json-1.1"}
    entry = f'{{"Source": "s", "DetailType": "d", "Detail": "{{}}", "Time": {time}}}'
    body = f'{{"Entries": [{entry}]}}'.encode()
    status, answer = raw(endpoint, "POST", "/", body, authorization("events") | headers)
    assert (status, json.loads(answer)["__type"]) == (400, "SerializationException")


def test_a_fault_is_of_one_request_only(s3: Any, endpoint: Endpoint) -> None:
    broken = {"X-Amz-Target": "AmazonSQS.CreateQueue", "Content-Type": "application/x-amz-json-1.0"}
    status, body = raw(endpoint, "POST", "/", b"{not json", authorization("sqs") | broken)
    assert (status, b"ValidationException" in body) == (400, True)
    assert s3.list_buckets()["Buckets"][0]["Name"] == "box"


SENSELESS = [
    ("POST", "/human-loops", {"Content-Type": "text/plain"}, b"{}", "MalformedPOSTRequest"),
    (
        "POST",
        "/box",
        {"Content-Type": "multipart/form-data; boundary=X"},
        b"--X--",
        "MalformedPOST",
    ),
    ("PUT", "/box?cors", authorization("s3"), b"<", "MalformedXML"),
    ("GET", "/x", authorization("frauddetectors"), b"", "InvalidSignatureException"),
    ("GET", "/nosuchpath", authorization("lambda"), b"", "UnknownOperationException"),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "code"), SENSELESS)
def test_what_makes_no_sense_is_the_callers_error(
    s3: Any,
    endpoint: Endpoint,
    *,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    code: str,
) -> None:
    status, answer = raw(endpoint, method, path, body, headers)
    assert 400 <= status < 500
    assert code in answer.decode()


def test_tags_of_an_unknown_kind_of_resource(endpoint: Endpoint) -> None:
    arn = "arn:aws:sagemaker:us-east-1:123456789012:no-such-kind/x"
    with pytest.raises(ClientError) as error:
        endpoint.client("sagemaker").list_tags(ResourceArn=arn)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize("error", [OSError("disk"), ValueError("I/O operation on closed file")])
def test_what_a_good_request_could_meet_stays_a_failure(error: Exception) -> None:
    class Failing(MotoApp):
        def _import(self) -> Any:
            def app(_environ: Any, _start_response: Any) -> Any:
                raise error

            return app

    environ = {"REQUEST_METHOD": "PUT", "PATH_INFO": "/box/k", "wsgi.input": io.BytesIO(b"")}
    assert Failing().answer(environ).code == 500


def test_the_server_can_log_the_fault() -> None:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(b"{}"),
        "CONTENT_LENGTH": "2",
        "HTTP_AUTHORIZATION": authorization("sagemaker")["Authorization"],
        "HTTP_X_AMZ_TARGET": "SageMaker.ListLabelingJobs",
    }

    answer = MotoApp().answer(environ)
    assert answer.status == "501 Not Implemented"
    assert answer.error is not None
    assert answer.error[0] == "InternalFailure"


class Lacking(MotoApp):
    """moto without any operation."""

    def _import(self) -> Any:
        def app(_environ: Any, _start_response: Any) -> Any:
            raise NotImplementedError

        return app


@pytest.mark.parametrize("slash", ["/", "%2F", "%2f"])
def test_who_presigned_gets_errors_of_the_services_protocol(slash: str) -> None:
    credential = "A/K/20260101/us-east-1/sts/aws4_request".replace("/", slash)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": f"X-Amz-Credential={credential}&X-Amz-Signature=0",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.input": io.BytesIO(b""),
    }
    body = b"".join(Lacking()(environ, lambda *_: print))
    assert body.startswith(b"<ErrorResponse><Error><Type>Receiver</Type>")


@pytest.mark.parametrize("entries", ["1", "1.5", "null", "true", '"5"', "[1]", "[null]", "{}"])
def test_entries_that_are_none_are_the_callers_error(endpoint: Endpoint, entries: str) -> None:
    headers = {"X-Amz-Target": "AWSEvents.PutEvents", "Content-Type": "application/x-amz-json-1.1"}
    body = f'{{"Entries": {entries}}}'.encode()
    assert raw(endpoint, "POST", "/", body, authorization("events") | headers)[0] < 500
