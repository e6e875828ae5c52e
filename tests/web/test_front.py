"""Whose a request is, and that both sides answer over one address."""

from __future__ import annotations

import http.client
import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.endpoint import Endpoint

REGION = "us-east-1"


def ask(endpoint: Endpoint, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    response = connection.getresponse()
    response.body = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def test_our_operations_are_answered_by_us(endpoint: Endpoint) -> None:
    answer = endpoint.client("sagemaker-a2i-runtime").list_human_loops(
        FlowDefinitionArn="arn:aws:sagemaker:us-east-1:123456789012:flow-definition/x"
    )
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-answered-by"] == "ours"


@pytest.mark.parametrize("path", ["/_a2i", "/_a2i/", "/_a2i/health"])
def test_our_paths_are_answered_by_us(endpoint: Endpoint, path: str) -> None:
    assert ask(endpoint, "GET", path).headers["X-Answered-By"] == "ours"


def test_a_bucket_may_be_called_as_our_path(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="human-loops")
    s3.put_object(Bucket="human-loops", Key="human-loops/x", Body=b"mine")
    assert s3.get_object(Bucket="human-loops", Key="human-loops/x")["Body"].read() == b"mine"
    assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["human-loops"]


def test_an_operation_of_sagemaker_that_is_not_ours_stays_motos(endpoint: Endpoint) -> None:
    answer = endpoint.client("sagemaker").list_models()
    assert answer["Models"] == []
    assert "x-answered-by" not in answer["ResponseMetadata"]["HTTPHeaders"]


def test_a_browser_at_the_root_is_sent_to_the_console(endpoint: Endpoint) -> None:
    response = ask(endpoint, "GET", "/", Accept="text/html,application/xhtml+xml;q=0.9")
    assert response.status == 302
    assert response.headers["Location"] == "/_a2i/console/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "*/*"},
        {"Accept": "text/html", "Authorization": "AWS4-HMAC-SHA256 Credential=a/b/c/s3/d"},
        {"Accept": "text/html", "X_Amz_Date": "20260101T000000Z"},
    ],
)
def test_a_program_at_the_root_is_not(endpoint: Endpoint, headers: dict[str, str]) -> None:
    assert ask(endpoint, "GET", "/", **headers).status != 302


def test_a_presigned_root_is_not_a_browser(endpoint: Endpoint) -> None:
    assert ask(endpoint, "GET", "/?X-Amz-Signature=1", Accept="text/html").status != 302


def test_motos_reset_empties_both(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="gone")
    request = urllib.request.Request(endpoint.url + "/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.load(response) == {"status": "ok"}
    assert s3.list_buckets()["Buckets"] == []
    assert endpoint.ours.resets == ["reset"]


def test_reading_motos_reset_resets_nothing(endpoint: Endpoint) -> None:
    assert ask(endpoint, "GET", "/moto-api/reset").status == 400
    assert endpoint.ours.resets == []


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/moto-api/reset"), ("GET", "/moto-api/data.json")]
)
def test_motos_pages_refuse_what_the_server_refuses(
    endpoint: Endpoint, method: str, path: str
) -> None:
    assert ask(endpoint, method, path, Sec_Fetch_Site="cross-site").status == 403
    assert endpoint.ours.resets == []
    assert ask(endpoint, method, path).status == 200


def assumed(endpoint: Endpoint, account: str) -> dict[str, Any]:
    credentials = endpoint.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/x", RoleSessionName="tests"
    )["Credentials"]
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }


def test_credentials_of_an_assumed_role_belong_to_its_account(endpoint: Endpoint) -> None:
    keys = assumed(endpoint, "222233334444")
    assert endpoint.moto.account_of(keys["aws_access_key_id"]) == "222233334444"
    identity = endpoint.client("sts", **keys).get_caller_identity()
    assert identity["Account"] == "222233334444"


def test_other_credentials_belong_to_the_default_account(endpoint: Endpoint) -> None:
    assert endpoint.moto.account_of("testing") == "123456789012"


def test_regions_and_accounts_are_apart(endpoint: Endpoint) -> None:
    endpoint.client("sqs").create_queue(QueueName="here")
    elsewhere = endpoint.client("sqs", region_name="eu-west-1")
    other = endpoint.client("sqs", **assumed(endpoint, "222233334444"))
    assert "QueueUrls" not in elsewhere.list_queues()
    assert "QueueUrls" not in other.list_queues()
