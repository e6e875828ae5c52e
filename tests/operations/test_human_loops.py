"""Start, Describe, List, Stop and DeleteHumanLoop."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.refusals import refused

ARNS = "arn:aws:sagemaker:us-east-1:123456789012"


@pytest.fixture
def runtime(emulator: Emulator) -> Any:
    return emulator.client("sagemaker-a2i-runtime")


def start(runtime: Any, flow: str, name: str = "loop", content: str = '{"text": ""}') -> Any:
    return refused(
        runtime.start_human_loop,
        HumanLoopName=name,
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": content},
    )


def test_a_repeated_start_is_the_same_loop(emulator: Emulator, runtime: Any) -> None:
    flow = emulator.make_flow()
    arn = emulator.start_loop(flow)
    assert emulator.start_loop(flow) == arn
    code, message = start(runtime, flow, content='{"text": "other"}')
    assert code == "ConflictException"
    assert "same name as another active human loop" in message
    listed = runtime.list_human_loops(FlowDefinitionArn=flow)["HumanLoopSummaries"]
    assert len(listed) == 1


def test_a_finished_loop_keeps_its_name(emulator: Emulator, runtime: Any) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    emulator.answer("loop")
    code, _ = start(runtime, flow, content=json.dumps({"text": "some text"}))
    assert code == "ConflictException"


@pytest.mark.parametrize("content", ["{", "", "nope", '{"a": NaN}', "[1] 2", "[" * 100_000])
def test_input_that_is_not_json(emulator: Emulator, runtime: Any, content: str) -> None:
    code, _ = start(runtime, emulator.make_flow(), content=content)
    assert code == "ValidationException"


def test_an_unknown_flow_definition(emulator: Emulator, runtime: Any) -> None:
    code, message = start(runtime, f"{ARNS}:flow-definition/nothing")
    assert code == "ValidationException"
    assert "does not exist" in message
    other_region = emulator.make_flow().replace("us-east-1", "eu-west-1")
    assert start(runtime, other_region)[0] == "ValidationException"


def test_a_flow_definition_whose_template_is_gone(emulator: Emulator, runtime: Any) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow, "before")
    emulator.client("sagemaker").delete_human_task_ui(HumanTaskUiName="ui")
    assert start(runtime, flow)[0] == "ValidationException"
    assert emulator.answer("before")[1]["humanLoopStatus"] == "Completed"


def test_upper_case_names_are_taken(emulator: Emulator) -> None:
    emulator.start_loop(emulator.make_flow(), "Fraud-detector-1613589638354")
    assert emulator.describe_loop("Fraud-detector-1613589638354")


@pytest.mark.parametrize("name", ["under_score", "-dash", "dash-", "dot.ted", "ü"])
def test_names_of_the_wrong_form(emulator: Emulator, runtime: Any, name: str) -> None:
    code, message = start(runtime, emulator.make_flow(), name)
    assert code == "ValidationException"
    assert "'humanLoopName' failed to satisfy constraint" in message


def test_a_name_that_is_too_long(emulator: Emulator, runtime: Any) -> None:
    name = "a" * 64
    assert start(runtime, emulator.make_flow(), name) == (
        "ValidationException",
        (
            f"1 validation error detected: Value '{name}' at 'humanLoopName' failed to satisfy "
            "constraint: Member must have length less than or equal to 63"
        ),
    )


def test_what_is_not_there(runtime: Any) -> None:
    for call in (
        runtime.describe_human_loop,
        runtime.stop_human_loop,
        runtime.delete_human_loop,
    ):
        with pytest.raises(runtime.exceptions.ResourceNotFoundException) as caught:
            call(HumanLoopName="nothing")
        status = caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
        assert status == 404
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        runtime.list_human_loops(FlowDefinitionArn=f"{ARNS}:flow-definition/nothing")


def test_the_wrong_moment_to_stop_or_delete(emulator: Emulator, runtime: Any) -> None:
    emulator.start_loop(emulator.make_flow())
    code, message = refused(runtime.delete_human_loop, HumanLoopName="loop")
    assert code == "ValidationException"
    assert "must stop the human loop before deleting it" in message
    emulator.answer("loop")
    assert refused(runtime.stop_human_loop, HumanLoopName="loop")[0] == "ValidationException"
    runtime.delete_human_loop(HumanLoopName="loop")


def test_stopping_while_a_worker_works(emulator: Emulator, runtime: Any) -> None:
    emulator.start_loop(emulator.make_flow(TaskCount=2))
    emulator.accept("loop", "alice")
    runtime.stop_human_loop(HumanLoopName="loop")
    assert emulator.describe_loop()["HumanLoopStatus"] == "Stopping"
    assert emulator.answer("loop", worker="bob")[0] == 409
    assert emulator.answer("loop", worker="alice")[1]["humanLoopStatus"] == "Stopped"
    uri = emulator.describe_loop()["HumanLoopOutput"]["OutputS3Uri"]
    assert len(json.loads(emulator.read_object(uri))["humanAnswers"]) == 1


def test_a_list_is_newest_first_and_tells_what_the_service_tells(
    emulator: Emulator, runtime: Any
) -> None:
    flow = emulator.make_flow()
    for number in range(3):
        emulator.start_loop(flow, f"loop-{number}")
        emulator.advance(10)
    listed = runtime.list_human_loops(FlowDefinitionArn=flow)["HumanLoopSummaries"]
    assert [loop["HumanLoopName"] for loop in listed] == ["loop-2", "loop-1", "loop-0"]
    assert set(listed[0]) == {
        "HumanLoopName",
        "HumanLoopStatus",
        "CreationTime",
        "FlowDefinitionArn",
    }
    ascending = runtime.list_human_loops(FlowDefinitionArn=flow, SortOrder="Ascending")
    assert ascending["HumanLoopSummaries"] == listed[::-1]
    middle = listed[1]["CreationTime"]
    around = {
        "CreationTimeAfter": middle - timedelta(seconds=1),
        "CreationTimeBefore": middle + timedelta(seconds=1),
    }
    found = runtime.list_human_loops(FlowDefinitionArn=flow, **around)["HumanLoopSummaries"]
    assert [loop["HumanLoopName"] for loop in found] == ["loop-1"]
    assert (
        runtime.list_human_loops(
            FlowDefinitionArn=flow, CreationTimeAfter="2020-02-24", CreationTimeBefore="2020-02-25"
        )["HumanLoopSummaries"]
        == []
    )


def test_accounts_and_regions_are_apart(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    elsewhere = emulator.client("sagemaker-a2i-runtime", region="eu-west-1")
    with pytest.raises(elsewhere.exceptions.ResourceNotFoundException):
        elsewhere.describe_human_loop(HumanLoopName="loop")
    role = "arn:aws:iam::222233334444:role/x"
    assumed = emulator.client("sts").assume_role(RoleArn=role, RoleSessionName="session")
    key = assumed["Credentials"]["AccessKeyId"]
    other = emulator.client("sagemaker", key=key)
    arn = other.create_human_task_ui(HumanTaskUiName="ui", UiTemplate={"Content": "x"})
    assert arn["HumanTaskUiArn"].split(":")[4] == "222233334444"
    with pytest.raises(emulator.client("sagemaker-a2i-runtime").exceptions.ClientError):
        emulator.client("sagemaker-a2i-runtime", key=key).describe_human_loop(HumanLoopName="loop")


def test_the_public_workforce_sees_only_what_is_free_of_personal_data(
    emulator: Emulator, runtime: Any
) -> None:
    public = "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"
    flow = emulator.make_flow(
        workteam=public, PublicWorkforceTaskPrice={"AmountInUsd": {"Cents": 12}}
    )
    emulator.start_loop(flow, "undeclared")
    assert emulator.wait_for_status("Failed", "undeclared")["FailureCode"] == "ValidationError"
    runtime.start_human_loop(
        HumanLoopName="declared",
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": '{"text": "x"}'},
        DataAttributes={"ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation"]},
    )
    emulator.answer("declared")
    uri = emulator.describe_loop("declared")["HumanLoopOutput"]["OutputS3Uri"]
    (answer,) = json.loads(emulator.read_object(uri))["humanAnswers"]
    assert "workerMetadata" not in answer


def test_a_refusal_has_the_reason_for_which_the_loop_failed(
    emulator: Emulator, runtime: Any
) -> None:
    flow = emulator.make_flow(template="<p>{{ task.input.absent }}</p>")
    emulator.start_loop(flow)
    failed = runtime.describe_human_loop(HumanLoopName="loop")
    why = f"Failed (ValidationError: {failed['FailureReason']})"
    assert "absent" in why
    assert refused(runtime.stop_human_loop, HumanLoopName="loop")[0] == "ValidationException"
    assert refused(emulator.start_loop, flow=flow)[0] == "ConflictException"
    status, answer = emulator.answer("loop")
    assert (status, why in answer["error"]["message"]) == (409, True)
    for operation in ("StopHumanLoop", "StartHumanLoop"):
        calls = emulator.control("GET", "requests")[1]["requests"]
        errors = [c["error"] for c in calls if c["operation"] == operation and c["error"]]
        assert why in errors[0]["reason"], operation
