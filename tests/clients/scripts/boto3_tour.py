"""A user's program on boto3: ``python boto3_tour.py STAGE``, the emulator in AWS_ENDPOINT_URL.

It runs in an environment of its own, with boto3 and nothing of this project.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/a2i"
TEMPLATE = "<crowd-form>{{ task.input.text }}</crowd-form>"
TASK = {"TaskTitle": "A task", "TaskDescription": "What to do", "TaskCount": 1}


class Refusal:
    """What a call was refused with."""

    def __init__(self, error: ClientError) -> None:
        self.kind = type(error).__name__
        self.code = error.response["Error"]["Code"]
        self.message = error.response["Error"]["Message"]
        self.status = error.response["ResponseMetadata"]["HTTPStatusCode"]


def refusal(call: Callable[..., Any], **parameters: Any) -> Refusal:
    """Make a call that must fail."""
    try:
        answered = call(**parameters)
    except ClientError as error:
        return Refusal(error)
    raise AssertionError(f"answered {answered}")


def until(ask: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + 20
    while not good(answer := ask()):
        assert time.monotonic() < deadline, answer
    return answer


def make_workteam() -> str:
    """Make a user pool, a workforce of it and a workteam."""
    cognito, sagemaker = boto3.client("cognito-idp"), boto3.client("sagemaker")
    pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app")
    member = {"UserPool": pool, "ClientId": app["UserPoolClient"]["ClientId"]}
    cognito.create_group(UserPoolId=pool, GroupName="group")
    sagemaker.create_workforce(WorkforceName="default", CognitoConfig=member)
    arn: str = sagemaker.create_workteam(
        WorkteamName="team",
        Description="a team",
        MemberDefinitions=[{"CognitoMemberDefinition": {**member, "UserGroup": "group"}}],
    )["WorkteamArn"]
    return arn


def make_flow(name: str = "flow", **more: Any) -> str:
    """Make a flow definition of the workteam and the human task UI, and wait until it is Active."""
    sagemaker = boto3.client("sagemaker")
    team = sagemaker.describe_workteam(WorkteamName="team")["Workteam"]["WorkteamArn"]
    ui = sagemaker.describe_human_task_ui(HumanTaskUiName="ui")["HumanTaskUiArn"]
    arn: str = sagemaker.create_flow_definition(
        FlowDefinitionName=name,
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": "s3://bucket/results"},
        HumanLoopConfig={"WorkteamArn": team, "HumanTaskUiArn": ui, **TASK},
        Tags=[{"Key": "stage", "Value": "test"}],
        **more,
    )["FlowDefinitionArn"]
    until(
        lambda: sagemaker.describe_flow_definition(FlowDefinitionName=name),
        lambda flow: flow["FlowDefinitionStatus"] == "Active",
    )
    return arn


def prepare() -> str:
    """Make all that a human loop needs."""
    boto3.client("s3").create_bucket(Bucket="bucket")
    make_workteam()
    boto3.client("sagemaker").create_human_task_ui(
        HumanTaskUiName="ui", UiTemplate={"Content": TEMPLATE}
    )
    return make_flow()


def start(flow: str, name: str, text: str = "text") -> str:
    arn: str = boto3.client("sagemaker-a2i-runtime").start_human_loop(
        HumanLoopName=name,
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": json.dumps({"text": text})},
        DataAttributes={"ContentClassifiers": ["FreeOfAdultContent"]},
    )["HumanLoopArn"]
    return arn


def answer(name: str, content: dict[str, Any]) -> None:
    """Finish a human loop's task, as a worker would."""
    url = f"{os.environ['AWS_ENDPOINT_URL']}/_a2i/human-loops/{name}/answers"
    body = json.dumps({"answerContent": content}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, method="POST")) as response:
        assert response.status == 200


def human_loops() -> None:
    """Start, describe, answer, stop and delete human loops, and be refused."""
    runtime = boto3.client("sagemaker-a2i-runtime")
    flow = prepare()
    began = datetime.now(timezone.utc) - timedelta(seconds=1)
    arn = start(flow, "first")
    loop = runtime.describe_human_loop(HumanLoopName="first")
    assert (loop["HumanLoopArn"], loop["HumanLoopStatus"]) == (arn, "InProgress")
    assert began <= loop["CreationTime"] <= began + timedelta(minutes=1)
    answer("first", {"answer": "yes"})
    assert runtime.describe_human_loop(HumanLoopName="first")["HumanLoopStatus"] == "Completed"
    bucket, _, key = loop["HumanLoopOutput"]["OutputS3Uri"][len("s3://") :].partition("/")
    output = json.load(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"])
    assert output["humanAnswers"][0]["answerContent"] == {"answer": "yes"}

    start(flow, "second")
    taken = refusal(start, flow=flow, name="second", text="other")
    assert (taken.kind, taken.status) == ("ConflictException", 409)
    runtime.stop_human_loop(HumanLoopName="second")
    until(
        lambda: runtime.describe_human_loop(HumanLoopName="second"),
        lambda loop: loop["HumanLoopStatus"] == "Stopped",
    )
    runtime.delete_human_loop(HumanLoopName="second")
    gone = refusal(runtime.describe_human_loop, HumanLoopName="second")
    assert (gone.kind, gone.status) == ("ResourceNotFoundException", 404)


def listings() -> None:
    """Walk every listing by boto3's paginators."""
    flow = prepare()
    names = [f"loop-{number}" for number in range(7)]
    for name in names:
        start(flow, name)
    runtime, sagemaker = boto3.client("sagemaker-a2i-runtime"), boto3.client("sagemaker")
    pages = list(
        runtime.get_paginator("list_human_loops").paginate(
            FlowDefinitionArn=flow,
            SortOrder="Ascending",
            CreationTimeAfter=datetime(2020, 1, 1, tzinfo=timezone.utc),
            PaginationConfig={"PageSize": 3},
        )
    )
    found = [row["HumanLoopName"] for page in pages for row in page["HumanLoopSummaries"]]
    assert [len(page["HumanLoopSummaries"]) for page in pages] == [3, 3, 1]
    assert found == names

    for letter in "abc":
        sagemaker.create_human_task_ui(HumanTaskUiName=letter, UiTemplate={"Content": TEMPLATE})
        make_flow(f"flow-{letter}")
    expected = {
        "list_flow_definitions": ("FlowDefinitionSummaries", 4),
        "list_human_task_uis": ("HumanTaskUiSummaries", 4),
        "list_workforces": ("Workforces", 1),
        "list_workteams": ("Workteams", 1),
        "list_subscribed_workteams": ("SubscribedWorkteams", 0),
    }
    for operation, (member, count) in expected.items():
        paginator = sagemaker.get_paginator(operation)
        walked = paginator.paginate(PaginationConfig={"PageSize": 1})
        rows = [row for page in walked for row in page[member]]
        assert len(rows) == count, (operation, rows)
    tags = sagemaker.get_paginator("list_tags").paginate(ResourceArn=flow)
    assert tags.build_full_result() == {"Tags": [{"Key": "stage", "Value": "test"}]}


def refusals() -> None:
    """Be refused what boto3 does not check itself."""
    sagemaker, runtime = boto3.client("sagemaker"), boto3.client("sagemaker-a2i-runtime")
    broken = refusal(sagemaker.describe_human_task_ui, HumanTaskUiName="UI")
    assert (broken.kind, broken.code, broken.status) == ("ClientError", "ValidationException", 400)
    assert broken.message == (
        "1 validation error detected: Value 'UI' at 'humanTaskUiName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: [a-z0-9](-*[a-z0-9])*"
    )
    missing = refusal(sagemaker.describe_flow_definition, FlowDefinitionName="missing")
    assert (missing.kind, missing.status) == ("ResourceNotFound", 400)
    assert "does not exist" in missing.message
    long = refusal(runtime.describe_human_loop, HumanLoopName="x" * 64)
    assert (long.kind, long.status) == ("ValidationException", 400)
    assert long.message.endswith("Member must have length less than or equal to 63")


def built_in() -> None:
    """Have predictions reviewed."""
    prepare()
    for source, ask in (
        ("AWS/Rekognition/DetectModerationLabels/Image/V3", detect_moderation_labels),
        ("AWS/Textract/AnalyzeDocument/Forms/V1", analyze_document),
    ):
        name = source.split("/")[1].lower()
        flow = make_flow(name, HumanLoopRequestSource={"AwsManagedHumanLoopRequestSource": source})
        output = ask({"HumanLoopName": f"{name}-loop", "FlowDefinitionArn": flow})
        assert output["HumanLoopArn"].endswith(f":human-loop/{name}-loop")
        assert isinstance(output["HumanLoopActivationReasons"], list)


def detect_moderation_labels(review: dict[str, Any]) -> dict[str, Any]:
    image = Path(os.environ["A2I_TEST_IMAGE"]).read_bytes()
    response = boto3.client("rekognition").detect_moderation_labels(
        Image={"Bytes": image}, HumanLoopConfig=review
    )
    assert isinstance(response["ModerationLabels"], list)
    output: dict[str, Any] = response["HumanLoopActivationOutput"]
    return output


def analyze_document(review: dict[str, Any]) -> dict[str, Any]:
    document = Path(os.environ["A2I_TEST_DOCUMENT"]).read_bytes()
    response = boto3.client("textract").analyze_document(
        Document={"Bytes": document}, FeatureTypes=["FORMS"], HumanLoopConfig=review
    )
    assert {block["BlockType"] for block in response["Blocks"]} >= {"PAGE", "WORD"}
    output: dict[str, Any] = response["HumanLoopActivationOutput"]
    return output


STAGES = (human_loops, listings, refusals, built_in)

if __name__ == "__main__":
    next(stage for stage in STAGES if stage.__name__ == sys.argv[1])()
    sys.stdout.write(boto3.__version__)
