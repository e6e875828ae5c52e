"""The requests that put load on servers, as boto3 sends them, and what they need to be there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config

from benchmarks.load import NUMBER, Request

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/a2i"
FLOW = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:flow-definition/bench"
BUCKET = "bench"
LOOP = "bench-loop"
PAGE = 100
TEMPLATE = """\
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier name="kind" categories="['Invoice', 'Receipt']" header="What is it?">
    <classification-target>{{ task.input.text }}</classification-target>
    <full-instructions header="Kinds">Choose the kind that fits best.</full-instructions>
    <short-instructions>Choose.</short-instructions>
  </crowd-classifier>
</crowd-form>
"""
CONTENT = json.dumps({"text": "Invoice no. 2041 - Amount due: 129.00 EUR", "page": 1})


def client(service: str, url: str | None) -> Any:
    """Return a boto3 client of a server here; without one, of the mock that is active."""
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def signed(
    method: str,
    path: str,
    body: Any = None,
    *,
    service: str = "sagemaker",
    headers: Mapping[str, str] | None = None,
) -> Request:
    """Make a request with the headers that boto3 sends; nobody here verifies the signature."""
    scope = f"AKIAIOSFODNN7EXAMPLE/20260801/{REGION}/{service}/aws4_request"
    return Request(
        method,
        path,
        {
            "Accept-Encoding": "identity",
            **(headers or {}),
            "User-Agent": "Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux md/arch#x86_64",
            "X-Amz-Date": "20260801T120000Z",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, "
            f"SignedHeaders=content-type;host;x-amz-date, Signature={'0123456789abcdef' * 4}",
            "amz-sdk-invocation-id": "c1d5a5a6-6d6a-4c9e-8a44-2f4f4b0d3a11",
            "amz-sdk-request": "attempt=1",
        },
        body if isinstance(body, str) else "" if body is None else json.dumps(body),
    )


def describe_loop(name: str = LOOP) -> Request:
    """DescribeHumanLoop."""
    return signed("GET", f"/human-loops/{name}")


def start_loop(content: str = CONTENT, prefix: str = "loop", flow: str = FLOW) -> Request:
    """StartHumanLoop, each time of another name."""
    body = {
        "HumanLoopName": f"{prefix}-{NUMBER}",
        "FlowDefinitionArn": flow,
        "HumanLoopInput": {"InputContent": content},
    }
    return signed("POST", "/human-loops", body, headers={"Content-Type": "application/json"})


def list_loops(flow: str = FLOW, more: str = "") -> Request:
    """ListHumanLoops, a page of 100."""
    return signed("GET", f"/human-loops?FlowDefinitionArn={flow}&MaxResults={PAGE}{more}")


def sagemaker(operation: str, body: Mapping[str, Any]) -> Request:
    """One of SageMaker's own operations."""
    headers = {
        "X-Amz-Target": f"SageMaker.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
    }
    return signed("POST", "/", body, headers=headers)


def make_flow(url: str | None, template: str = TEMPLATE, aws: str | None = None) -> None:
    """Make the flow definition of these requests, with all that it needs.

    Args:
        url: the emulator.
        template: what its workers see.
        aws: where it looks for buckets and users, if not at itself.
    """
    client("s3", aws or url).create_bucket(Bucket=BUCKET)
    cognito, service = client("cognito-idp", aws or url), client("sagemaker", url)
    pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")
    member = {
        "UserPool": pool,
        "UserGroup": "team",
        "ClientId": app["UserPoolClient"]["ClientId"],
    }
    cognito.create_group(UserPoolId=pool, GroupName="team")
    service.create_workforce(
        WorkforceName="default",
        CognitoConfig={"UserPool": pool, "ClientId": member["ClientId"]},
    )
    team = service.create_workteam(
        WorkteamName="team",
        MemberDefinitions=[{"CognitoMemberDefinition": member}],
        Description="Everybody",
    )["WorkteamArn"]
    service.create_human_task_ui(HumanTaskUiName="ui", UiTemplate={"Content": template})
    _create_flow(service, "bench", team, "ui")


def add_flow(url: str, name: str, template: str) -> str:
    """Make a further flow definition of the same workteam, with a template of its name.

    Returns:
        its ARN.
    """
    service = client("sagemaker", url)
    team = service.describe_workteam(WorkteamName="team")["Workteam"]["WorkteamArn"]
    service.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": template})
    return _create_flow(service, name, team, name)


def _create_flow(service: Any, name: str, team: str, ui: str) -> str:
    human_task_ui = service.describe_human_task_ui(HumanTaskUiName=ui)
    made = service.create_flow_definition(
        FlowDefinitionName=name,
        RoleArn=ROLE,
        HumanLoopConfig={
            "WorkteamArn": team,
            "HumanTaskUiArn": human_task_ui["HumanTaskUiArn"],
            "TaskTitle": "What is it?",
            "TaskDescription": "Look at the document and say what it is.",
            "TaskCount": 1,
        },
        OutputConfig={"S3OutputPath": f"s3://{BUCKET}/results"},
    )
    while (
        service.describe_flow_definition(FlowDefinitionName=name)["FlowDefinitionStatus"]
        != "Active"
    ):
        pass
    arn: str = made["FlowDefinitionArn"]
    return arn


def make_loops(url: str | None, count: int = 3 * PAGE) -> None:
    """Start loops for these requests to find."""
    runtime = client("sagemaker-a2i-runtime", url)
    for name in [LOOP, *(f"first-{number}" for number in range(count))]:
        runtime.start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=FLOW,
            HumanLoopInput={"InputContent": CONTENT},
        )


def make_queue(url: str | None, name: str = "events") -> str:
    """Have the events of human loops put into an SQS queue, and no other; return its URL."""
    sqs, events = client("sqs", url), client("events", url)
    queue: str = sqs.create_queue(QueueName=name)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    events.put_rule(Name="a2i", EventPattern=json.dumps({"source": ["aws.sagemaker"]}))
    target = {"Id": "queue", "Arn": attributes["Attributes"]["QueueArn"]}
    events.put_targets(Rule="a2i", Targets=[target])
    return queue


def create_model(prefix: str = "model") -> Request:
    """SageMaker's CreateModel: like StartHumanLoop, it stores a few names under a new one."""
    return sagemaker("CreateModel", model(f"{prefix}-{NUMBER}"))


def model(name: str) -> dict[str, Any]:
    """Return the parameters of CreateModel."""
    image = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/image:1"
    return {
        "ModelName": name,
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": {"Image": image, "Environment": {"CONTENT": CONTENT}},
    }


def make_models(url: str, count: int = 3 * PAGE) -> None:
    """Create models for requests to find."""
    service = client("sagemaker", url)
    for name in ["bench-model", *(f"first-{number}" for number in range(count))]:
        service.create_model(**model(name))
