"""Whose a request is, and that both sides answer over one address."""

from __future__ import annotations

import http.client
import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from a2i_emulator.protocol import load

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
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        endpoint.client("sagemaker-a2i-runtime").list_human_loops(
            FlowDefinitionArn="arn:aws:sagemaker:us-east-1:123456789012:flow-definition/x"
        )
    assert endpoint.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"] == []
    assert endpoint.calls == [
        "sagemaker-a2i-runtime ListHumanLoops",
        "sagemaker ListFlowDefinitions",
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/_a2i", 404), ("/_a2i/", 404), ("/_a2i/health", 200), ("/%5Fa2i/health", 200)],
)
def test_our_paths_are_answered_by_us(endpoint: Endpoint, path: str, status: int) -> None:
    answer = ask(endpoint, "GET", path)
    assert (answer.status, endpoint.calls) == (status, [])


def test_a_bucket_may_be_called_as_our_path(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="human-loops")
    s3.put_object(Bucket="human-loops", Key="human-loops/x", Body=b"mine")
    assert s3.get_object(Bucket="human-loops", Key="human-loops/x")["Body"].read() == b"mine"
    assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["human-loops"]


def test_an_operation_of_sagemaker_that_is_not_ours_stays_motos(endpoint: Endpoint) -> None:
    assert endpoint.client("sagemaker").list_models()["Models"] == []
    assert load("sagemaker").operations.keys().isdisjoint({"ListModels"})


def test_a_tag_is_whose_its_resource_is(endpoint: Endpoint) -> None:
    sagemaker = endpoint.client("sagemaker")
    ours = sagemaker.create_human_task_ui(
        HumanTaskUiName="ui", UiTemplate={"Content": "<crowd-form></crowd-form>"}
    )["HumanTaskUiArn"]
    motos = sagemaker.create_model(
        ModelName="m", ExecutionRoleArn="arn:aws:iam::123456789012:role/r"
    )["ModelArn"]
    for arn in (ours, motos):
        tags = [{"Key": "of", "Value": arn}]
        sagemaker.add_tags(ResourceArn=arn, Tags=tags)
        assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tags


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


OWN_HOSTS = [
    "127.0.0.1", "localhost:1", "[::1]:4224", "box.localhost", "a2i", "host.docker.internal",
    "box.host.docker.internal", "s3.us-east-1.amazonaws.com", "box.s3.cn-north-1.amazonaws.com.cn",
    "sub.labeling.us-east-1.sagemaker.aws", "10.1.2.3:80",
]  # fmt: skip
FOREIGN_HOSTS = [
    "evil.example", "s3.evil.example", "box.s3.example", "localhost.evil.example",
    "127.0.0.1.nip.io", "amazonaws.com.evil.example", "evilamazonaws.com", "[",
]  # fmt: skip


@pytest.mark.parametrize("service", ["s3", "sagemaker", "sqs"])
def test_aws_apis_are_served_under_own_names_alone(endpoint: Endpoint, service: str) -> None:
    signed = f"AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/{service}/aws4_request, x"
    asked = {"Authorization": signed, "X_Amz_Target": "SageMaker.ListFlowDefinitions"}
    for host in OWN_HOSTS:
        assert ask(endpoint, "POST", "/", Host=host, **asked).status != 403
    for host in FOREIGN_HOSTS:
        assert ask(endpoint, "POST", "/", Host=host, **asked).status == 403


@pytest.mark.parametrize("site", [{"Origin": "http://a.example"}, {"Sec_Fetch_Site": "same-site"}])
def test_other_sites_reach_s3_alone(endpoint: Endpoint, site: dict[str, str]) -> None:
    endpoint.client("s3").create_bucket(Bucket="box", ACL="public-read")
    query = "/?Action=ListTopics&X-Amz-Credential=a/20260101/us-east-1/sns/aws4_request"
    assert ask(endpoint, "GET", query, **site).status == 403
    assert ask(endpoint, "GET", "/box", **site).status == 200
    for method, path in (("POST", "/human-loops"), ("PUT", "/box/k"), ("DELETE", "/box")):
        assert ask(endpoint, method, path, **site).status == 403


def test_a_preflight_is_answered_by_the_buckets_rules(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="box")
    asked = {"Origin": "https://app.example", "Access_Control_Request_Method": "PUT"}
    refused = ask(endpoint, "OPTIONS", "/box/k", **asked)
    assert (refused.status, b"CORS is not enabled" in refused.body) == (403, True)  # type: ignore[attr-defined]
    everybody = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
    app = {
        "AllowedMethods": ["PUT", "POST"],
        "AllowedOrigins": ["https://*.example"],
        "AllowedHeaders": ["x-amz-*", "Content-Type"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 9,
    }
    s3.put_bucket_cors(Bucket="box", CORSConfiguration={"CORSRules": [everybody, app]})
    names = "content-type, x-amz-acl"
    granted = ask(
        endpoint, "OPTIONS", "/box/k", **asked, Access_Control_Request_Headers=names
    ).headers
    assert {name: granted[f"Access-Control-{name}"] for name in GRANTED} == GRANTED
    for more in (
        {"Access_Control_Request_Headers": "x-other"},
        {"Access_Control_Request_Method": "DELETE"},
        {"Origin": "https://app.example.org"},
        {"Origin": "null"},
    ):
        assert ask(endpoint, "OPTIONS", "/box/k", **asked | more).status == 403
    assert ask(endpoint, "OPTIONS", "/other/k", **asked).status == 403
    read = ask(endpoint, "GET", "/box/k", Origin="null").headers
    assert read["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read


GRANTED = {
    "Allow-Origin": "https://app.example",
    "Allow-Credentials": "true",
    "Allow-Methods": "PUT, POST",
    "Allow-Headers": "content-type, x-amz-acl",
    "Expose-Headers": "ETag",
    "Max-Age": "9",
}


def test_a_copy_reads_what_it_copies(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    for bucket in ("open", "closed"):
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    rule = {"AllowedMethods": ["PUT", "GET"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}
    s3.put_bucket_cors(Bucket="open", CORSConfiguration={"CORSRules": [rule]})
    signed = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, x"
    for source, status in (("/open/k", 200), ("closed/k", 403), ("/%63losed/k", 403)):
        asked = {"Origin": "http://a.example", "X_Amz_Copy_Source": source}
        copied = ask(endpoint, "PUT", "/open/copy", Authorization=signed, **asked)
        assert copied.status == status


def learn(endpoint: Endpoint, name: str) -> None:
    content = {"Content": "<crowd-form></crowd-form>"}
    endpoint.client("sagemaker").create_human_task_ui(HumanTaskUiName=name, UiTemplate=content)


def knows(endpoint: Endpoint, name: str) -> bool:
    found = endpoint.client("sagemaker").list_human_task_uis()["HumanTaskUiSummaries"]
    return name in [human_task_ui["HumanTaskUiName"] for human_task_ui in found]


@pytest.mark.parametrize(("method", "status"), [("POST", 403), ("PUT", 403), ("GET", 200)])
def test_a_templates_frame_may_read_but_not_act(
    endpoint: Endpoint, method: str, status: int
) -> None:
    assert ask(endpoint, method, "/", Origin="null", Accept="*/*").status == status


def test_a_page_that_is_stored_is_shown_to_browsers_with_an_opaque_origin(
    endpoint: Endpoint,
) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="box", ACL="public-read")
    for key, kind in (("page", "text/html"), ("paper", "application/pdf")):
        s3.put_object(Bucket="box", Key=key, Body=b"<p>", ContentType=kind, ACL="public-read")
    policy = "Content-Security-Policy"
    assert ask(endpoint, "GET", "/box/page", Accept="text/html").headers[policy]
    assert ask(endpoint, "GET", "/box/page", Sec_Fetch_Dest="iframe").headers[policy]
    assert policy not in ask(endpoint, "GET", "/box/paper", Accept="text/html").headers
    assert policy not in ask(endpoint, "GET", "/box/page", Accept="*/*").headers


def test_motos_reset_empties_both(endpoint: Endpoint) -> None:
    s3 = endpoint.client("s3")
    s3.create_bucket(Bucket="gone")
    learn(endpoint, "gone")
    request = urllib.request.Request(endpoint.url + "/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.load(response) == {"status": "ok"}
    assert s3.list_buckets()["Buckets"] == []
    assert not knows(endpoint, "gone")


def test_reading_motos_reset_resets_nothing(endpoint: Endpoint) -> None:
    learn(endpoint, "stays")
    assert ask(endpoint, "GET", "/moto-api/reset").status == 400
    assert knows(endpoint, "stays")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/moto-api/reset"), ("GET", "/moto-api/data.json")]
)
def test_motos_pages_refuse_what_the_server_refuses(
    endpoint: Endpoint, method: str, path: str
) -> None:
    learn(endpoint, "stays")
    assert ask(endpoint, method, path, Sec_Fetch_Site="cross-site").status == 403
    assert ask(endpoint, method, path, Host="evil.example.com").status == 403
    assert knows(endpoint, "stays")
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
