"""The whole state: emptied, taken out, put in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator


def take(emulator: Emulator) -> Any:
    status, state = emulator.control("GET", "state")
    assert status == 200
    return state


def put(emulator: Emulator, state: Any) -> None:
    assert emulator.control("PUT", "state", state) == (200, {"status": "ok"})


def fill(emulator: Emulator) -> str:
    """Have something of everything; return the queue's URL."""
    queue = emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice", "bob"))
    flow = emulator.make_flow(workteam=workteam, TaskCount=2)
    emulator.start_loop(flow, "answered")
    emulator.answer("answered", worker="alice")
    emulator.answer("answered", worker="bob")
    emulator.start_loop(flow, "half")
    emulator.answer("half", {"first": 1}, worker="alice")
    emulator.control(
        "PUT", "workers", {"rules": [{"match": {"humanLoopName": "none"}, "answerContent": {}}]}
    )
    emulator.control(
        "PUT",
        "faults",
        {"faults": [{"operation": "StopHumanLoop", "error": "ThrottlingException", "times": 2}]},
    )
    with pytest.raises(ClientError):
        emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="half")
    s3 = emulator.client("s3")
    s3.put_object(Bucket="bucket", Key="a/b.bin", Body=bytes(range(256)), Metadata={"k": "v"})
    emulator.advance(3600)
    return queue


def test_a_state_goes_on_elsewhere_as_it_was(emulator: Emulator) -> None:
    queue = fill(emulator)
    state = take(emulator)
    assert json.loads(json.dumps(state)) == state
    pools = emulator.client("cognito-idp").list_user_pools(MaxResults=9)["UserPools"]
    assert emulator.control("POST", "reset") == (200, {"status": "ok"})
    assert emulator.client("s3").list_buckets()["Buckets"] == []

    put(emulator, state)
    assert emulator.client("cognito-idp").list_user_pools(MaxResults=9)["UserPools"] == pools
    stored = emulator.client("s3").get_object(Bucket="bucket", Key="a/b.bin")
    assert (stored["Body"].read(), stored["Metadata"]) == (bytes(range(256)), {"k": "v"})
    assert emulator.receive(queue)["detail"]["humanLoopName"] == "answered"
    assert "Messages" not in emulator.client("sqs").receive_message(QueueUrl=queue)
    uri = emulator.describe_loop("answered")["HumanLoopOutput"]["OutputS3Uri"]
    assert len(json.loads(emulator.read_object(uri))["humanAnswers"]) == 2
    status, refused = emulator.answer("half", worker="alice")
    assert (status, "already answered" in refused["error"]["message"]) == (409, True)
    with pytest.raises(ClientError):
        emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="half")
    assert emulator.control("GET", "faults")[1]["faults"][0]["hits"] == 2
    assert emulator.control("GET", "clock")[1]["aheadMs"] >= 3_600_000
    assert emulator.answer("half", {"second": 2}, worker="bob")[0] == 200
    # A busy engine is waited for only so long before an answer is acknowledged.
    uri = emulator.wait_for_status("Completed", "half")["HumanLoopOutput"]["OutputS3Uri"]
    contents = [a["answerContent"] for a in json.loads(emulator.read_object(uri))["humanAnswers"]]
    assert contents == [{"first": 1}, {"second": 2}]


def test_taken_out_again_it_is_the_same(emulator: Emulator) -> None:
    fill(emulator)
    state = take(emulator)
    put(emulator, state)
    assert take(emulator) == state


def test_putting_a_state_replaces_what_was_there(emulator: Emulator) -> None:
    empty = take(emulator)
    fill(emulator)
    put(emulator, empty)
    assert emulator.client("s3").list_buckets()["Buckets"] == []
    assert emulator.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"] == []
    assert emulator.control("GET", "faults")[1] == {"faults": []}
    assert emulator.control("GET", "clock")[1]["aheadMs"] == 0


def test_reset_empties_everything(emulator: Emulator) -> None:
    fill(emulator)
    emulator.control("POST", "reset")
    state = take(emulator)
    assert state["a2i"]["human_loops"] == []
    assert state["moto"]["request"] == []
    assert emulator.control("GET", "requests")[1] == {"requests": []}
    assert emulator.control("GET", "events")[1] == {"events": []}
    assert emulator.control("GET", "tasks")[1] == {"tasks": []}
    assert emulator.client("sqs").list_queues().get("QueueUrls", []) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "not a document of version 1"),
        ({"a2i": None}, "a2i: the state has to have this part"),
        ({"a2i": {"version": 7}}, "version"),
        ({"a2i": {"version": 1, "human_loops": [1]}}, "Expected"),
        ({"moto": None}, "moto: the state has to have this part"),
        ({"moto": {"request": [[1]]}}, "Expected"),
        (
            {"moto": {"request": [[1, 1, 1, '{"PATH_INFO": "/moto-api/recorder/x"}', "", None]]}},
            "recorder",
        ),
        ({"faults": [{}]}, "faults[0]: 'operation' is a required property"),
    ],
)
def test_what_is_no_state_is_refused_and_changes_nothing(
    emulator: Emulator, change: dict[str, Any], message: str
) -> None:
    emulator.make_flow()
    emulator.control("PUT", "faults", {"faults": [{"operation": "StopHumanLoop", "drop": True}]})
    state = take(emulator)
    status, answer = emulator.control("PUT", "state", {**state, **change})
    assert (status, answer["error"]["code"]) == (400, "BadRequest")
    assert message in answer["error"]["message"]
    assert take(emulator) == state
