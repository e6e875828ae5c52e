"""A stack that holds all that CloudFormation has of A2I, by both kinds of emulator."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.review import FLOW

from a2i_emulator import Emulator
from a2i_emulator.testing import A2I

TEAM = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/reviewers"
UI = "arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/"


def template(pool: str, client: str, **changes: Any) -> dict[str, Any]:
    """Return a template; changes are of properties, by logical id."""
    member = {"CognitoUserPool": pool, "CognitoClientId": client, "CognitoUserGroup": "reviewers"}
    properties: dict[str, tuple[str, dict[str, Any]]] = {
        "Output": ("S3::Bucket", {}),
        "Role": (
            "IAM::Role",
            {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}},
        ),
        "Staff": (
            "SageMaker::Workforce",
            {
                "WorkforceName": "staff",
                "CognitoConfig": {"UserPool": pool, "ClientId": client},
                "Tags": [{"Key": "of", "Value": "stack"}],
            },
        ),
        "Team": (
            "SageMaker::Workteam",
            {
                "WorkteamName": "reviewers",
                "WorkforceName": {"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "Staff"}]}]},
                "Description": "Reads texts",
                "MemberDefinitions": [{"CognitoMemberDefinition": member}],
            },
        ),
        "Page": (
            "SageMaker::HumanTaskUi",
            {"HumanTaskUiName": "page", "UiTemplate": {"Content": "<crowd-form></crowd-form>"}},
        ),
    }
    for logical_id, changed in changes.items():
        kind, before = properties[logical_id]
        properties[logical_id] = kind, before | changed
    return {
        "Resources": {
            name: {"Type": f"AWS::{kind}", "Properties": {n: v for n, v in said.items() if v}}
            for name, (kind, said) in properties.items()
        },
        "Outputs": {
            "Team": {"Value": {"Ref": "Team"}},
            "TeamName": {"Value": {"Fn::GetAtt": ["Team", "WorkteamName"]}},
            "SubDomain": {"Value": {"Fn::GetAtt": ["Staff", "SubDomain"]}},
            "Page": {"Value": {"Fn::GetAtt": ["Page", "HumanTaskUiArn"]}},
        },
    }


@pytest.fixture
def pool(kit: A2I) -> tuple[str, str]:
    """Return the ids of the seeded user pool and of a client of it, with no workforce in it."""
    sagemaker = kit.client("sagemaker")
    config = sagemaker.describe_workforce(WorkforceName="default")["Workforce"]["CognitoConfig"]
    sagemaker.delete_flow_definition(FlowDefinitionName="review")
    sagemaker.delete_human_task_ui(HumanTaskUiName="page")
    sagemaker.delete_workteam(WorkteamName="reviewers")
    sagemaker.delete_workforce(WorkforceName="default")
    return config["UserPool"], config["ClientId"]


def outputs_of(kit: A2I) -> dict[str, str]:
    (stack,) = kit.client("cloudformation").describe_stacks(StackName="review")["Stacks"]
    assert stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def refusal(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**request)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    return str(caught.value.response["Error"]["Message"])


def test_a_stack_from_its_creation_to_its_end(kit: A2I, pool: tuple[str, str]) -> None:
    stacks, sagemaker = kit.client("cloudformation"), kit.client("sagemaker")

    def bodied(**changes: Any) -> dict[str, str]:
        return {"StackName": "review", "TemplateBody": json.dumps(template(*pool, **changes))}

    stacks.create_stack(**bodied())
    outputs = outputs_of(kit)
    described = sagemaker.describe_workforce(WorkforceName="staff")["Workforce"]
    assert outputs == {
        "Team": TEAM, "TeamName": "reviewers", "Page": UI + "page",
        "SubDomain": described["SubDomain"],
    }  # fmt: skip
    created = [call.input or {} for call in kit.requests() if call.operation == "CreateWorkteam"]
    assert created[-1]["WorkforceName"] == "staff"
    resources = stacks.list_stack_resources(StackName="review")["StackResourceSummaries"]
    assert {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}["Team"] == TEAM

    stacks.update_stack(
        **bodied(Team={"Description": "Reads", "Tags": [{"Key": "a", "Value": "b"}]})
    )
    assert (
        sagemaker.describe_workteam(WorkteamName="reviewers")["Workteam"]["Description"] == "Reads"
    )
    assert sagemaker.list_tags(ResourceArn=TEAM)["Tags"] == [{"Key": "a", "Value": "b"}]

    other = {"UiTemplate": {"Content": "<crowd-form>other</crowd-form>"}}
    same_name = refusal(stacks.update_stack, **bodied(Page=other))
    assert same_name.endswith("Rename page and update the stack again.")
    stacks.update_stack(**bodied(Page=other | {"HumanTaskUiName": "page-2"}))
    assert outputs_of(kit)["Page"] == UI + "page-2"
    (left,) = sagemaker.list_human_task_uis()["HumanTaskUiSummaries"]
    assert left["HumanTaskUiName"] == "page-2"

    stacks.delete_stack(StackName="review")
    assert (
        sagemaker.list_workteams()["Workteams"] == sagemaker.list_workforces()["Workforces"] == []
    )
    assert sagemaker.list_human_task_uis()["HumanTaskUiSummaries"] == []


def test_a_resource_is_held_to_the_constraints_of_its_operations(
    kit: A2I, pool: tuple[str, str]
) -> None:
    stacks = kit.client("cloudformation")

    def refused(**changes: Any) -> str:
        body = json.dumps(template(*pool, **changes))
        text = refusal(stacks.create_stack, StackName="bad", TemplateBody=body)
        stacks.delete_stack(StackName="bad")  # of which there is what was made before
        return text

    assert "at 'humanTaskUiName' failed to satisfy constraint" in refused(
        Page={"HumanTaskUiName": "Page_1"}
    )
    assert refused(Page={"Colour": "red"}).endswith("#: extraneous key [Colour] is not permitted")
    assert refused(Team={"Description": None}).endswith("#: required key [Description] not found")


MAKER = """
import json
import urllib.request

import boto3


def handler(event, context):
    asked = event["ResourceProperties"]
    made = boto3.client("sagemaker").create_flow_definition(
        FlowDefinitionName="from-stack",
        RoleArn=asked["RoleArn"],
        OutputConfig={"S3OutputPath": "s3://" + asked["Bucket"] + "/results"},
        HumanLoopConfig={
            "WorkteamArn": asked["WorkteamArn"],
            "HumanTaskUiArn": asked["HumanTaskUiArn"],
            "TaskTitle": "Look",
            "TaskDescription": "Look at it",
            "TaskCount": 1,
        },
    )
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    answer |= {"Status": "SUCCESS", "PhysicalResourceId": made["FlowDefinitionArn"], "Data": made}
    urllib.request.urlopen(urllib.request.Request(
        event["ResponseURL"], json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT"
    )).close()
"""


def test_a_custom_resource_makes_the_flow_definition_of_a_stack(
    server: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The function runs as it would in moto's container, which this machine may not have."""
    server.begin("us-east-1", [])
    done = threading.Event()

    def run(function: Any, event: dict[str, Any]) -> tuple[str, bool, str]:
        with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as code:
            found: dict[str, Any] = {}
            exec(code.read("index.py"), found)
        found["handler"](event, None)
        done.set()
        return "", False, ""

    monkeypatch.setattr("moto.awslambda.models.LambdaFunction._invoke_lambda", run)
    monkeypatch.setattr("moto.settings.moto_server_host", lambda: "http://127.0.0.1")
    surroundings = {
        "AWS_ENDPOINT_URL": server.endpoint_url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    cognito = server.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]
    cognito.create_group(UserPoolId=pool, GroupName="reviewers")
    body = template(pool, client["ClientId"])
    resources = body["Resources"]
    resources["Maker"] = {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": "maker",
            "Runtime": "python3.12",
            "Handler": "index.handler",
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Code": {"ZipFile": MAKER},
        },
    }
    resources["Flow"] = {
        "Type": "Custom::FlowDefinition",
        "Properties": {
            "ServiceToken": {"Fn::GetAtt": ["Maker", "Arn"]},
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "Bucket": {"Ref": "Output"},
            "WorkteamArn": {"Ref": "Team"},
            "HumanTaskUiArn": {"Ref": "Page"},
        },
    }
    body["Outputs"] = {"Arn": {"Value": {"Fn::GetAtt": ["Flow", "FlowDefinitionArn"]}}}
    server.client("cloudformation").create_stack(StackName="review", TemplateBody=json.dumps(body))
    assert done.wait(20)
    (arn,) = outputs_of(server).values()
    assert arn == FLOW.replace("flow-definition/review", "flow-definition/from-stack")
    loop = server.client("sagemaker-a2i-runtime").start_human_loop(
        HumanLoopName="first", FlowDefinitionArn=arn, HumanLoopInput={"InputContent": "{}"}
    )
    assert loop["HumanLoopArn"].endswith("human-loop/first")
