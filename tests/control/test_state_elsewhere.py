"""A state with something of everything in it goes on in another process as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import ROLE, TEMPLATE, Emulator
from tests.support.processes import Address, Process

HOUR = 3600
TEAM = ("alice", "bob")
RECORDING: dict[str, Any] = {
    "operation": "DetectModerationLabels",
    "match": {},
    "response": {"ModerationLabels": [], "ModerationModelVersion": "7.0"},
}
RULE = {
    "match": {"humanLoopName": "scripted"},
    "answerContent": {"by": "script"},
    "afterSeconds": 3 * HOUR,
}
FAULTS = [
    {"operation": "PutEvents", "error": "InternalException"},
    {"operation": "ListWorkteams", "error": "ThrottlingException", "times": 2},
]
STATUSES = {
    "untouched": "InProgress",
    "accepted": "InProgress",
    "half": "InProgress",
    "late": "InProgress",
    "scripted": "InProgress",
    "stopping": "Stopping",
    "stopped": "Stopped",
    "completed": "Completed",
    "expired": "Failed",
    "unrendered": "Failed",
}


@pytest.fixture
def elsewhere() -> Iterator[Emulator]:
    """An emulator in a process of its own, which shares nothing with this one."""
    process = Process()
    emulator = Emulator(Address(process.url))
    yield emulator
    for client in emulator.clients.values():
        client.close()
    process.kill()


def make_flow(emulator: Emulator, workteam: str, name: str, hours: int, template: str) -> str:
    ui = emulator.make_human_task_ui(f"ui-{name}", template)
    arn: str = emulator.client("sagemaker").create_flow_definition(
        FlowDefinitionName=name,
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": "s3://bucket/results"},
        HumanLoopConfig={
            "WorkteamArn": workteam,
            "HumanTaskUiArn": ui,
            "TaskTitle": "A task",
            "TaskDescription": "What to do",
            "TaskCount": 2 if name == "pairs" else 1,
            "TaskTimeLimitInSeconds": 8 * HOUR,
            "TaskAvailabilityLifetimeInSeconds": hours * HOUR,
        },
        Tags=[{"Key": "flow", "Value": name}],
    )["FlowDefinitionArn"]
    return arn


def fill(emulator: Emulator) -> str:
    """Have loops in every status and something of all else; return the event queue's URL."""
    queue = emulator.make_event_queue()
    emulator.client("s3").create_bucket(Bucket="bucket")
    emulator.client("s3").put_object(
        Bucket="bucket", Key="a/b.bin", Body=bytes(range(256)), Metadata={"k": "v"}
    )
    workteam = emulator.make_workteam(workers=TEAM)
    emulator.control("PUT", "workers", {"rules": [RULE]})
    emulator.control("PUT", "predictions", {"predictions": [RECORDING]})
    emulator.control("PUT", "faults", {"faults": FAULTS})
    for _ in range(2):
        with pytest.raises(ClientError, match="Throttling"):
            emulator.client("sagemaker").list_workteams()
    short, long, pairs, wrong, going = (
        make_flow(emulator, workteam, name, hours, template)
        for name, hours, template in (
            ("short", 1, TEMPLATE),
            ("long", 9, TEMPLATE),
            ("pairs", 9, TEMPLATE),
            ("wrong", 9, "<crowd-form>{{ task.input.missing }}</crowd-form>"),
            ("going", 9, TEMPLATE),
        )
    )
    emulator.advance(0)
    for name in ("untouched", "accepted", "scripted", "stopped", "completed"):
        emulator.start_loop(long, name)
    emulator.start_loop(pairs, "half")
    emulator.start_loop(short, "expired")
    emulator.start_loop(wrong, "unrendered")
    emulator.start_loop(going, "stopping")
    fill_in(emulator)
    emulator.advance(HOUR)
    emulator.start_loop(short, "late")
    emulator.advance(HOUR // 2)
    return queue


def fill_in(emulator: Emulator) -> None:
    """Do what workers and requesters do to the loops."""
    emulator.accept("accepted", "carol")
    emulator.accept("stopping", "dave")
    assert emulator.answer("half", {"first": 1}, worker="alice")[0] == 200
    assert emulator.answer("completed", worker="bob")[0] == 200
    emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="stopped")
    emulator.client("sagemaker").delete_flow_definition(FlowDefinitionName="going")


def take(emulator: Emulator) -> Any:
    status, state = emulator.control("GET", "state")
    assert status == 200
    return state


def looks(emulator: Emulator, queue: str) -> dict[str, Any]:
    """Read by API all that a user may see of what `fill` made."""
    sagemaker, cognito = emulator.client("sagemaker"), emulator.client("cognito-idp")
    flows = sagemaker.list_flow_definitions()["FlowDefinitionSummaries"]
    (pool,) = cognito.list_user_pools(MaxResults=9)["UserPools"]
    stored = emulator.client("s3").get_object(Bucket="bucket", Key="a/b.bin")
    return {
        "flows": flows,
        "tags": [sagemaker.list_tags(ResourceArn=f["FlowDefinitionArn"])["Tags"] for f in flows],
        "templates": sagemaker.list_human_task_uis()["HumanTaskUiSummaries"],
        "workforces": sagemaker.list_workforces()["Workforces"],
        "team": sagemaker.describe_workteam(WorkteamName="team")["Workteam"]["MemberDefinitions"],
        "pool": pool,
        "users": cognito.list_users(UserPoolId=pool["Id"])["Users"],
        "object": (stored["Body"].read(), stored["Metadata"], stored["LastModified"]),
        "rules": emulator.client("events").list_rules()["Rules"],
        "targets": emulator.client("events").list_targets_by_rule(Rule="rule")["Targets"],
        "queue": emulator.client("sqs").get_queue_attributes(
            QueueUrl=queue, AttributeNames=["All"]
        )["Attributes"],
        "statuses": {name: emulator.describe_loop(name)["HumanLoopStatus"] for name in STATUSES},
        "workers": emulator.control("GET", "workers"),
        "predictions": emulator.control("GET", "predictions"),
        "faults": emulator.control("GET", "faults"),
        "ahead": emulator.control("GET", "clock")[1]["aheadMs"],
    }


def test_the_whole_state_goes_on_in_another_process(
    emulator: Emulator, elsewhere: Emulator
) -> None:
    queue = fill(emulator)
    state, seen = take(emulator), looks(emulator, queue)
    assert seen["statuses"] == STATUSES
    assert {f["FlowDefinitionName"]: f["FlowDefinitionStatus"] for f in seen["flows"]} == {
        "short": "Active", "long": "Active", "pairs": "Active", "wrong": "Active",
        "going": "Deleting",
    }  # fmt: skip
    assert {event["due_at"] is None for event in state["a2i"]["events"]} == {False}

    assert elsewhere.control("PUT", "state", state) == (200, {"status": "ok"})
    assert take(elsewhere) == state
    assert looks(elsewhere, queue) == seen
    go_on(elsewhere, queue)


def go_on(emulator: Emulator, queue: str) -> None:
    """Bring everything to its end, each thing at its own time."""
    assert "Messages" not in emulator.client("sqs").receive_message(QueueUrl=queue)
    emulator.control("DELETE", "faults")
    for name, worker in (("accepted", "carol"), ("stopping", "dave"), ("half", "bob")):
        status, answer = emulator.answer(name, {"by": worker}, worker=worker)
        assert status == 200, answer
    emulator.wait_for_status("Completed", "accepted")
    uri = emulator.wait_for_status("Completed", "half")["HumanLoopOutput"]["OutputS3Uri"]
    contents = [a["answerContent"] for a in json.loads(emulator.read_object(uri))["humanAnswers"]]
    assert contents == [{"first": 1}, {"by": "bob"}]

    emulator.advance(HOUR // 4)
    assert emulator.describe_loop("late")["HumanLoopStatus"] == "InProgress"
    emulator.advance(HOUR // 4)
    assert emulator.describe_loop("late")["FailureCode"] == "Expired"
    assert emulator.describe_loop("scripted")["HumanLoopStatus"] == "InProgress"
    emulator.advance(2 * HOUR)
    assert emulator.describe_loop("scripted")["HumanLoopStatus"] == "Completed"
    assert emulator.describe_loop("untouched")["HumanLoopStatus"] == "InProgress"
    emulator.advance(8 * HOUR)
    assert emulator.describe_loop("untouched")["FailureCode"] == "Expired"

    told = [emulator.receive(queue)["detail"]["humanLoopName"] for _ in STATUSES]
    assert sorted(told) == sorted(STATUSES)
    assert "Messages" not in emulator.client("sqs").receive_message(QueueUrl=queue)
    flows = emulator.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"]
    assert "going" not in {flow["FlowDefinitionName"] for flow in flows}
