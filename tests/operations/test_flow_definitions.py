"""Create, Describe, List and DeleteFlowDefinition."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.emulator import ROLE, Emulator
from tests.support.refusals import refused

ARNS = "arn:aws:sagemaker:us-east-1:123456789012"
PUBLIC = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
REKOGNITION = {
    "AwsManagedHumanLoopRequestSource": "AWS/Rekognition/DetectModerationLabels/Image/V3"
}
CONDITIONS = (
    '{"Conditions": [{"ConditionType": "Sampling",'
    ' "ConditionParameters": {"RandomSamplingPercentage": 5}}]}'
)


@pytest.fixture
def request_(emulator: Emulator) -> dict[str, Any]:
    """A request for a flow definition that has everything."""
    return {
        "FlowDefinitionName": "flow",
        "RoleArn": ROLE,
        "OutputConfig": {"S3OutputPath": "s3://bucket/"},
        "HumanLoopConfig": {
            "WorkteamArn": emulator.make_workteam(),
            "HumanTaskUiArn": emulator.make_human_task_ui(),
            "TaskTitle": "title",
            "TaskDescription": "description",
            "TaskCount": 2,
            "TaskKeywords": ["one", "two words"],
        },
    }


def test_it_is_described_as_it_was_given(emulator: Emulator, request_: dict[str, Any]) -> None:
    sagemaker = emulator.client("sagemaker")
    request_ |= {
        "HumanLoopRequestSource": REKOGNITION,
        "HumanLoopActivationConfig": {
            "HumanLoopActivationConditionsConfig": {"HumanLoopActivationConditions": CONDITIONS}
        },
    }
    arn = sagemaker.create_flow_definition(**request_)["FlowDefinitionArn"]
    assert arn == f"{ARNS}:flow-definition/flow"
    found = sagemaker.describe_flow_definition(FlowDefinitionName="flow")
    assert {key: found[key] for key in request_} == request_
    assert found["FlowDefinitionArn"] == arn
    assert "FailureReason" not in found
    (summary,) = sagemaker.list_flow_definitions()["FlowDefinitionSummaries"]
    assert summary["FlowDefinitionName"] == "flow"
    assert "FailureReason" not in summary


def test_what_was_not_given_is_not_described(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    sagemaker.create_flow_definition(
        FlowDefinitionName="flow", RoleArn=ROLE, OutputConfig={"S3OutputPath": "s3://b"}
    )
    found = sagemaker.describe_flow_definition(FlowDefinitionName="flow")
    assert not set(found) & {
        "HumanLoopConfig",
        "HumanLoopRequestSource",
        "HumanLoopActivationConfig",
    }


def test_an_unknown_workteam(emulator: Emulator, request_: dict[str, Any]) -> None:
    create = emulator.client("sagemaker").create_flow_definition
    for arn in (
        f"{ARNS}:workteam/private-crowd/nobody",
        "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/team",
        "arn:aws:sagemaker:us-east-1:210987654321:workteam/private-crowd/team",
        f"{ARNS}:workteam/vendor-crowd/acme",
    ):
        request_["HumanLoopConfig"]["WorkteamArn"] = arn
        assert refused(create, **request_) == (
            "ValidationException",
            f"The specified Workteam '{arn}' does not exist or you do not have access to it.",
        )


def test_an_arn_that_is_none(emulator: Emulator, request_: dict[str, Any]) -> None:
    arn = f"{ARNS}:flow-definition/a2idemotextract"
    request_["HumanLoopConfig"]["WorkteamArn"] = arn
    assert refused(emulator.client("sagemaker").create_flow_definition, **request_) == (
        "ValidationException",
        (
            f"1 validation error detected: Value '{arn}' at 'humanLoopConfig.workteamArn' "
            "failed to satisfy constraint: Member must satisfy regular expression pattern: "
            r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:workteam/.*"
        ),
    )


def test_an_unknown_human_task_ui(emulator: Emulator, request_: dict[str, Any]) -> None:
    arn = f"{ARNS}:human-task-ui/nothing"
    request_["HumanLoopConfig"]["HumanTaskUiArn"] = arn
    code, message = refused(emulator.client("sagemaker").create_flow_definition, **request_)
    assert code == "ValidationException"
    assert f"'{arn}' does not exist" in message


def test_a_duplicate_name(emulator: Emulator, request_: dict[str, Any]) -> None:
    sagemaker = emulator.client("sagemaker")
    sagemaker.create_flow_definition(**request_)
    code, message = refused(sagemaker.create_flow_definition, **request_)
    assert code == "ResourceInUse"
    assert "already exists" in message


def test_activation_conditions_need_a_built_in_source(
    emulator: Emulator, request_: dict[str, Any]
) -> None:
    conditions = {"HumanLoopActivationConditions": CONDITIONS}
    request_["HumanLoopActivationConfig"] = {"HumanLoopActivationConditionsConfig": conditions}
    create = emulator.client("sagemaker").create_flow_definition
    assert refused(create, **request_)[0] == "ValidationException"
    request_["HumanLoopRequestSource"] = REKOGNITION
    conditions["HumanLoopActivationConditions"] = '{"Conditions": [{"ConditionType": "No"}]}'
    assert refused(create, **request_)[0] == "ValidationException"


@pytest.mark.parametrize(
    ("amount", "good"),
    [
        ({"Cents": 36}, True),
        ({"Cents": 1, "TenthFractionsOfACent": 2}, True),
        ({"Dollars": 1, "Cents": 20, "TenthFractionsOfACent": 0}, True),
        ({"Dollars": 1, "Cents": 32}, False),
        ({"Cents": 37}, False),
        ({}, False),
    ],
)
def test_a_task_of_the_public_workforce_has_a_listed_price(
    emulator: Emulator, request_: dict[str, Any], amount: dict[str, int], good: bool
) -> None:
    create = emulator.client("sagemaker").create_flow_definition
    config = request_["HumanLoopConfig"]
    config["PublicWorkforceTaskPrice"] = {"AmountInUsd": amount}
    assert refused(create, **request_)[0] == "ValidationException"
    config["WorkteamArn"] = PUBLIC
    if good:
        create(**request_)
    else:
        assert refused(create, **request_)[0] == "ValidationException"


def test_a_missing_one(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    for call in (sagemaker.describe_flow_definition, sagemaker.delete_flow_definition):
        code, message = refused(call, FlowDefinitionName="nothing")
        assert code == "ResourceNotFound"
        assert "does not exist" in message
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_flow_definition(FlowDefinitionName="nothing")


def test_deleting_waits_for_a_worker_at_work(emulator: Emulator) -> None:
    flow = emulator.make_flow(TaskTimeLimitInSeconds=600)
    emulator.start_loop(flow, "begun")
    emulator.start_loop(flow, "waiting")
    sagemaker = emulator.client("sagemaker")
    emulator.accept("begun", "alice")
    sagemaker.delete_flow_definition(FlowDefinitionName="flow")
    emulator.advance(1)
    found = sagemaker.describe_flow_definition(FlowDefinitionName="flow")
    assert found["FlowDefinitionStatus"] == "Deleting"
    code, _ = refused(sagemaker.delete_flow_definition, FlowDefinitionName="flow")
    assert code == "ResourceInUse"
    assert emulator.describe_loop("begun")["HumanLoopStatus"] == "Stopping"
    runtime = emulator.client("sagemaker-a2i-runtime")
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        emulator.describe_loop("waiting")
    with pytest.raises(runtime.exceptions.ValidationException):
        emulator.start_loop(flow, "another")
    emulator.advance(600)
    code, _ = refused(sagemaker.describe_flow_definition, FlowDefinitionName="flow")
    assert code == "ResourceNotFound"
    sagemaker.delete_human_task_ui(HumanTaskUiName="ui")
