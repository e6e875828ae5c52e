"""AddTags, ListTags and DeleteTags."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.refusals import COGNITO, refused

ARNS = "arn:aws:sagemaker:us-east-1:123456789012"


@pytest.fixture
def sagemaker(emulator: Emulator) -> Any:
    return emulator.client("sagemaker")


def test_tags_of_a_human_task_ui(emulator: Emulator, sagemaker: Any) -> None:
    first = {"Key": "a", "Value": "1"}
    arn = sagemaker.create_human_task_ui(
        HumanTaskUiName="ui", UiTemplate={"Content": "x"}, Tags=[first]
    )["HumanTaskUiArn"]
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [first]
    second = {"Key": "b", "Value": ""}
    assert sagemaker.add_tags(ResourceArn=arn, Tags=[second])["Tags"] == [first, second]
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a", "unknown"])
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [second]
    sagemaker.delete_human_task_ui(HumanTaskUiName="ui")
    emulator.make_human_task_ui("ui")
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == []


def test_tags_of_flow_definition_and_workteam(emulator: Emulator, sagemaker: Any) -> None:
    tag = {"Key": "a", "Value": "1"}
    workteam = emulator.make_workteam()
    for arn in (workteam, emulator.make_flow(workteam=workteam)):
        sagemaker.add_tags(ResourceArn=arn, Tags=[tag])
        assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [tag]


def test_a_workforce_has_no_tags(sagemaker: Any) -> None:
    arn = sagemaker.create_workforce(WorkforceName="w", CognitoConfig=COGNITO)["WorkforceArn"]
    assert refused(sagemaker.list_tags, ResourceArn=arn) == (
        "ValidationException",
        "Invalid resource type: workforce",
    )


def test_an_arn_of_another_region(sagemaker: Any) -> None:
    arn = f"{ARNS}:flow-definition/f".replace("us-east-1", "eu-west-1")
    assert refused(sagemaker.list_tags, ResourceArn=arn) == (
        "ValidationException",
        "ARN should be scoped to correct region: us-east-1",
    )


def test_a_missing_resource(sagemaker: Any) -> None:
    code, _ = refused(sagemaker.list_tags, ResourceArn=f"{ARNS}:flow-definition/nothing")
    assert code == "ValidationException"


def test_no_more_than_fifty(emulator: Emulator, sagemaker: Any) -> None:
    arn = emulator.make_human_task_ui()
    tags = [{"Key": str(n), "Value": ""} for n in range(50)]
    sagemaker.add_tags(ResourceArn=arn, Tags=tags)
    code, _ = refused(sagemaker.add_tags, ResourceArn=arn, Tags=[{"Key": "x", "Value": ""}])
    assert code == "ValidationException"


def test_tags_of_other_resources_are_motos(sagemaker: Any) -> None:
    arn = sagemaker.create_model(
        ModelName="m",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/r",
        PrimaryContainer={"Image": "image"},
        Tags=[{"Key": "a", "Value": "1"}],
    )["ModelArn"]
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "1"}]
