"""The whole way of a human loop, over HTTP with boto3."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.support.emulator import ACCOUNT, REGION, Emulator


def keys_are_sorted(value: Any) -> bool:
    if isinstance(value, dict):
        return list(value) == sorted(value) and all(map(keys_are_sorted, value.values()))
    return all(map(keys_are_sorted, value)) if isinstance(value, list) else True


def test_from_start_to_output_and_event(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice",))
    flow = emulator.make_flow(workteam=workteam, output="s3://bucket/results/")
    arn = emulator.start_loop(
        flow, content={"z": 1, "text": "hello", "a": {"y": [{"d": 1}], "b": 2}}
    )
    assert arn == f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:human-loop/loop"

    loop = emulator.describe_loop()
    created = loop["CreationTime"]
    uri = f"s3://bucket/results/flow/{created:%Y/%m/%d/%H/%M/%S}/loop/output.json"
    assert loop["HumanLoopStatus"] == "InProgress"
    assert loop["HumanLoopOutput"] == {"OutputS3Uri": uri}
    assert "FailureCode" not in loop

    status, answered = emulator.answer("loop", {"b": 1, "a": "é"}, timeSpentInSeconds=1.5)
    assert (status, answered["humanLoopStatus"]) == (200, "Completed")

    body = emulator.read_object(uri)
    output = json.loads(body)
    assert keys_are_sorted(output)
    assert "é".encode() in body
    assert set(output) == {"flowDefinitionArn", "humanAnswers", "humanLoopName", "inputContent"}
    assert output["inputContent"] == {"text": "hello", "z": 1, "a": {"y": [{"d": 1}], "b": 2}}
    (answer,) = output["humanAnswers"]
    assert answer["answerContent"] == {"a": "é", "b": 1}
    assert answer["timeSpentInSeconds"] == pytest.approx(1.5)
    assert re.fullmatch(r"[0-9a-f]{16}", answer["workerId"])
    stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    assert re.fullmatch(stamp, answer["acceptanceTime"])
    assert re.fullmatch(stamp, answer["submissionTime"])
    identity = answer["workerMetadata"]["identityData"]
    assert identity["identityProviderType"] == "Cognito"
    assert identity["issuer"].startswith(f"https://cognito-idp.{REGION}.amazonaws.com/{REGION}_")

    event = emulator.receive(queue)
    assert list(event) == [
        "version",
        "id",
        "detail-type",
        "source",
        "account",
        "time",
        "region",
        "resources",
        "detail",
    ]
    assert event["resources"] == [arn]
    assert event["detail"] == {
        "creationTime": f"{created:%Y-%m-%dT%H:%M:%S}.{created.microsecond // 1000:03d}Z",
        "failureCode": None,
        "failureReason": None,
        "flowDefinitionArn": flow,
        "humanLoopArn": arn,
        "humanLoopName": "loop",
        "humanLoopOutput": {"outputS3Uri": uri},
        "humanLoopStatus": "Completed",
    }


def test_task_count_distinct_workers_answer(emulator: Emulator) -> None:
    workteam = emulator.make_workteam(workers=("alice", "bob"))
    emulator.start_loop(emulator.make_flow(workteam=workteam, TaskCount=3))
    _, tasks = emulator.control("GET", "tasks")
    assert [task["status"] for task in tasks["tasks"]] == ["Available"] * 3

    assert emulator.answer("loop", worker="bob")[1]["humanLoopStatus"] == "InProgress"
    status, refused = emulator.answer("loop", worker="bob")
    assert status == 409
    assert "already answered" in refused["error"]["message"]
    assert emulator.answer("loop")[1]["humanLoopStatus"] == "InProgress"
    assert emulator.answer("loop")[1]["humanLoopStatus"] == "Completed"

    uri = emulator.describe_loop()["HumanLoopOutput"]["OutputS3Uri"]
    answers = json.loads(emulator.read_object(uri))["humanAnswers"]
    assert len({answer["workerId"] for answer in answers}) == 3
    assert emulator.answer("loop")[0] == 409


def test_a_template_that_does_not_render_fails_the_loop(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    flow = emulator.make_flow(template="{{ task.input.url }}{{ task.input.image_width }}")
    emulator.start_loop(flow)
    loop = emulator.wait_for_status("Failed")
    assert loop["FailureCode"] == "ValidationError"
    assert loop["FailureReason"] == (
        "Task failed to render: [ UndefinedTemplateVariable: 'undefined variable url'; "
        "UndefinedTemplateVariable: 'undefined variable image_width' ]."
    )
    detail = emulator.receive(queue)["detail"]
    assert detail["humanLoopStatus"] == "Failed"
    assert detail["failureCode"] == "ValidationError"


def test_an_unanswered_loop_expires(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    flow = emulator.make_flow(TaskAvailabilityLifetimeInSeconds=864_000)
    emulator.start_loop(flow)
    emulator.advance(863_000)
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"
    emulator.advance(1001)
    loop = emulator.describe_loop()
    assert (loop["HumanLoopStatus"], loop["FailureCode"]) == ("Failed", "Expired")
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    assert output["humanAnswers"] == []
    assert emulator.receive(queue)["detail"]["failureCode"] == "Expired"


def test_a_stopped_loop_tells_of_it_and_can_be_deleted(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    flow = emulator.make_flow()
    emulator.start_loop(flow)
    runtime = emulator.client("sagemaker-a2i-runtime")
    runtime.stop_human_loop(HumanLoopName="loop")
    assert emulator.describe_loop()["HumanLoopStatus"] == "Stopped"
    assert emulator.receive(queue)["detail"]["humanLoopStatus"] == "Stopped"
    runtime.delete_human_loop(HumanLoopName="loop")
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        emulator.describe_loop()
    emulator.start_loop(flow)
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"


def test_output_that_is_refused_is_written_once_it_can_be(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    flow = emulator.make_flow()
    emulator.client("s3").delete_bucket(Bucket="bucket")
    emulator.start_loop(flow)
    assert emulator.answer("loop")[1]["humanLoopStatus"] == "InProgress"
    emulator.client("s3").create_bucket(Bucket="bucket")
    emulator.advance(400)
    loop = emulator.describe_loop()
    assert loop["HumanLoopStatus"] == "Completed"
    assert emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"])
    assert emulator.receive(queue)["detail"]["humanLoopStatus"] == "Completed"


def test_deleting_a_flow_definition_takes_its_loops_along(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    for number in range(3):
        emulator.start_loop(flow, f"loop-{number}")
    sagemaker = emulator.client("sagemaker")
    runtime = emulator.client("sagemaker-a2i-runtime")
    sagemaker.delete_flow_definition(FlowDefinitionName="flow")
    emulator.advance(0)
    with pytest.raises(sagemaker.exceptions.ResourceNotFound, match="does not exist"):
        sagemaker.describe_flow_definition(FlowDefinitionName="flow")
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        runtime.list_human_loops(FlowDefinitionArn=flow)
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        emulator.describe_loop("loop-1")
