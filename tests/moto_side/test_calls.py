"""Calls that moto answers are in the request history and the log, too."""

from __future__ import annotations

import http.client
from contextlib import suppress
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
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
    assert (entry["service"], entry["operation"], entry["status"]) == ("s3", "CreateBucket", 200)
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


def ask(emulator: Emulator, method: str, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection(emulator.url.removeprefix("http://"), timeout=20)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


@pytest.mark.parametrize("slash", ["/", "%2F", "%2f"])
@pytest.mark.parametrize("key", ["AKID", "A/K"])
def test_who_presigned_is_told(emulator: Emulator, slash: str, key: str) -> None:
    credential = f"{key}/20260101/eu-west-1/s3/aws4_request".replace("/", slash)
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Signature=0"
    assert ask(emulator, "GET", f"/box?{query}") == 404
    entry = latest(emulator)
    assert (entry["service"], entry["region"]) == ("s3", "eu-west-1")
    assert entry["error"]["code"] == "NoSuchBucket"
    with mock_a2i(region="us-east-1") as mock:
        requests.get(f"https://s3.amazonaws.com/box?{query}", timeout=20)
        call = mock.requests()[-1]
    assert (call.service, call.region) == ("s3", "eu-west-1")


def test_who_presigned_by_version_2_is_told(emulator: Emulator) -> None:
    old = boto3.client(
        "s3",
        endpoint_url=emulator.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="secret",
        config=Config(signature_version="s3"),
    )
    url = old.generate_presigned_url("get_object", {"Bucket": "box", "Key": "k"})
    assert "AWSAccessKeyId" in url
    assert ask(emulator, "GET", url.removeprefix(emulator.url)) == 404
    assert latest(emulator)["service"] == "s3"


def test_calls_of_rpc_v2_are_told_by_their_names(emulator: Emulator) -> None:
    path = "/service/GraniteServiceVersion20100801/operation/PutMetricData"
    headers = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/monitoring/"
        "aws4_request, SignedHeaders=host, Signature=0",
        "Smithy-Protocol": "rpc-v2-cbor",
        "Content-Type": "application/cbor",
    }
    requests.post(emulator.url + path, b"\xa0", headers=headers, timeout=20)
    entry = latest(emulator)
    assert (entry["service"], entry["operation"]) == ("monitoring", "PutMetricData")
    with mock_a2i(region="us-east-1") as mock:
        url = f"https://monitoring.us-east-1.amazonaws.com{path}"
        with suppress(Exception):  # moto may trip over it; it was called all the same
            requests.post(url, b"\xa0", headers=headers, timeout=20)
        assert mock.requests()[-1].operation == "PutMetricData"


def test_an_action_in_a_query_string_is_told(emulator: Emulator) -> None:
    scope = "Credential=test/20260101/us-east-1/sqs/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    path = "/?Action=ListQueues&Version=2012-11-05"
    assert ask(emulator, "GET", path, Authorization=authorization) == 200
    assert latest(emulator)["operation"] == "ListQueues"
    with mock_a2i(region="us-east-1") as mock:
        url = f"https://sqs.us-east-1.amazonaws.com{path}"
        requests.get(url, headers={"Authorization": authorization}, timeout=20)
        assert mock.requests()[-1].operation == "ListQueues"


def test_the_key_of_an_object_is_told_as_it_is(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="a b/ä", Body=b"")
    assert latest(emulator)["resource"] == "box/a b/ä"
    with mock_a2i(region="us-east-1") as mock:
        mock.client("s3").create_bucket(Bucket="box")
        mock.client("s3").put_object(Bucket="box", Key="a b/ä", Body=b"")
        assert mock.requests()[-1].resource == "box/a b/ä"


def page(response: Any) -> tuple[int, str, bytes]:
    return response.status_code, response.headers["content-type"], response.content


def test_the_address_of_a_template_leads_to_the_same_page_on_either_way(emulator: Emulator) -> None:
    ui: dict[str, Any] = {"HumanTaskUiName": "ui", "UiTemplate": {"Content": "<p>ä</p>"}}

    def pages(sagemaker: Any) -> list[tuple[int, str, bytes]]:
        sagemaker.create_human_task_ui(**ui)
        found = sagemaker.describe_human_task_ui(HumanTaskUiName="ui")["UiTemplate"]["Url"]
        return [page(requests.get(url, timeout=20)) for url in (found, found[:-1], found[:-50])]

    served = pages(emulator.client("sagemaker"))
    with mock_a2i(region="us-east-1") as mock:
        assert pages(mock.client("sagemaker")) == served
    assert served[0] == (200, "text/plain; charset=utf-8", "<p>ä</p>".encode())
    assert [status for status, _, _ in served] == [200, 403, 403]
