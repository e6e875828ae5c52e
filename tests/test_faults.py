"""Faults over HTTP, as boto3 meets them."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from tests.support.emulator import REGION, Emulator

from a2i_emulator.faults import ConnectionDroppedError

STORM = 200


def put(emulator: Emulator, *faults: dict[str, Any]) -> None:
    status, answer = emulator.control("PUT", "faults", {"faults": list(faults)})
    assert status == 200, answer


def hits(emulator: Emulator) -> list[int]:
    return [fault["hits"] for fault in emulator.control("GET", "faults")[1]["faults"]]


def retrying(emulator: Emulator, attempts: int = 3) -> Any:
    return boto3.client(
        "sagemaker-a2i-runtime",
        endpoint_url=emulator.url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
    )


def start(client: Any, flow: str) -> Any:
    return client.start_human_loop(
        HumanLoopName="loop",
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": '{"text": "x"}'},
    )


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = error.value.response["Error"]["Code"]
    return code


def test_boto3_overcomes_throttling(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    put(emulator, {"operation": "StartHumanLoop", "error": "ThrottlingException", "times": 2})
    client = retrying(emulator)
    answer = start(client, flow)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert hits(emulator) == [2]
    calls = emulator.control("GET", "requests")[1]["requests"]
    attempts = [call for call in calls if call["operation"] == "StartHumanLoop"]
    assert [call["status"] for call in attempts] == [200, 429, 429]
    assert attempts[1]["error"] == {
        "code": "ThrottlingException",
        "message": "You exceeded the maximum number of requests.",
        "reason": "fault 0 was injected",
    }
    client.close()


def test_a_modelled_error_is_the_clients_exception(emulator: Emulator) -> None:
    runtime, sagemaker = emulator.client("sagemaker-a2i-runtime"), emulator.client("sagemaker")
    put(
        emulator,
        {
            "operation": "StartHumanLoop",
            "error": "ServiceQuotaExceededException",
            "message": "Enough.",
        },
        {"operation": "ListWorkteams", "error": "InternalFailure"},
    )
    with pytest.raises(
        runtime.exceptions.ServiceQuotaExceededException, match=r"Enough\."
    ) as error:
        start(runtime, f"arn:aws:sagemaker:{REGION}:123456789012:flow-definition/flow")
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
    with pytest.raises(ClientError, match="told to answer InternalFailure") as failure:
        sagemaker.list_workteams()
    assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert code_of(failure) == "InternalFailure"


def test_every_operation_of_a2i_fails_but_none_of_motos(emulator: Emulator) -> None:
    put(emulator, {"operation": "*", "error": "ServiceUnavailable"})
    with pytest.raises(ClientError) as error:
        emulator.client("sagemaker").list_flow_definitions()
    assert code_of(error) == "ServiceUnavailable"
    with pytest.raises(ClientError):
        emulator.client("rekognition").detect_moderation_labels(Image={"Bytes": b"x"})
    assert emulator.client("s3").list_buckets()["Buckets"] == []
    emulator.control("DELETE", "faults")
    assert emulator.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"] == []


def test_a_dropped_connection(emulator: Emulator) -> None:
    flow = emulator.make_flow()
    put(emulator, {"operation": "StartHumanLoop", "drop": True, "times": 2})
    with pytest.raises(ConnectionClosedError):
        start(emulator.client("sagemaker-a2i-runtime"), flow)
    client = retrying(emulator)
    assert start(client, flow)["ResponseMetadata"]["RetryAttempts"] == 1
    calls = emulator.control("GET", "requests")[1]["requests"]
    assert "dropped the connection" in calls[1]["error"]["reason"]
    client.close()


def test_a_delay_before_the_right_answer(emulator: Emulator) -> None:
    put(emulator, {"operation": "ListFlowDefinitions", "delaySeconds": 0.25, "times": 1})
    sagemaker = emulator.client("sagemaker")
    began = time.monotonic()
    assert sagemaker.list_flow_definitions()["FlowDefinitionSummaries"] == []
    assert time.monotonic() - began >= 0.25


def test_a_refused_output_write_is_tried_again(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    put(
        emulator,
        {"operation": "WriteOutput", "error": "AccessDenied", "message": "No.", "times": 2},
        {"operation": "WriteOutput", "drop": True, "times": 1},
    )
    emulator.start_loop(emulator.make_flow())
    assert emulator.answer("loop")[1]["humanLoopStatus"] == "InProgress"
    emulator.advance(400)
    assert hits(emulator) == [2, 1]
    loop = emulator.describe_loop()
    assert loop["HumanLoopStatus"] == "Completed"
    assert emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"])
    assert emulator.receive(queue)["detail"]["humanLoopStatus"] == "Completed"


@pytest.mark.parametrize("ending", ["Stopped", "Failed"])
def test_a_final_status_means_that_the_output_is_there(emulator: Emulator, ending: str) -> None:
    put(emulator, {"operation": "WriteOutput", "error": "AccessDenied", "times": 1})
    emulator.start_loop(emulator.make_flow(TaskCount=2, TaskAvailabilityLifetimeInSeconds=3600))
    emulator.answer("loop")
    if ending == "Stopped":
        emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="loop")
    else:
        emulator.advance(3600)
    unsettled = emulator.describe_loop()
    assert unsettled["HumanLoopStatus"] == {"Stopped": "Stopping", "Failed": "InProgress"}[ending]
    emulator.advance(400)
    loop = emulator.describe_loop()
    assert loop["HumanLoopStatus"] == ending
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    assert len(output["humanAnswers"]) == 1


def test_an_event_is_delivered_once_it_can_be(emulator: Emulator) -> None:
    queue = emulator.make_event_queue()
    put(emulator, {"operation": "PutEvents", "error": "InternalException"})
    emulator.start_loop(emulator.make_flow())
    emulator.answer("loop")
    (event,) = emulator.control("GET", "events")[1]["events"]
    assert event["state"] == "pending"
    assert event["error"].startswith("InternalException: ")
    emulator.control("DELETE", "faults")
    emulator.advance(60)
    (event,) = emulator.control("GET", "events")[1]["events"]
    assert (event["state"], event["error"]) == ("done", None)
    assert emulator.receive(queue)["detail"]["humanLoopName"] == "loop"


def test_a_seeded_chance_is_the_same_each_time(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")

    def is_answered() -> bool:
        try:
            sagemaker.list_workteams()
        except ClientError:
            return False
        return True

    def outcomes() -> list[bool]:
        fault = {"operation": "ListWorkteams", "error": "InternalFailure"}
        put(emulator, {**fault, "probability": 0.4, "seed": 7})
        return [is_answered() for _ in range(20)]

    first = outcomes()
    assert outcomes() == first
    assert {True, False} == set(first)


def test_the_first_fault_that_is_left_strikes(emulator: Emulator) -> None:
    put(
        emulator,
        {"operation": "ListWorkteams", "error": "InternalFailure", "times": 1},
        {"operation": "*", "error": "AccessDeniedException", "times": 1},
    )
    sagemaker = emulator.client("sagemaker")
    codes = []
    for _ in range(2):
        with pytest.raises(ClientError) as error:
            sagemaker.list_workteams()
        codes.append(code_of(error))
    assert codes == ["InternalFailure", "AccessDeniedException"]
    assert sagemaker.list_workteams()["Workteams"] == []


def test_times_is_exact_among_threads(emulator: Emulator) -> None:
    faults = emulator.server.service.ports.faults
    put(emulator, {"operation": "StopHumanLoop", "drop": True, "times": STORM})
    struck: list[int] = []

    def call() -> None:
        try:
            faults("StopHumanLoop")
        except ConnectionDroppedError:
            struck.append(1)

    def call_often() -> None:
        for _ in range(STORM // 2):
            call()

    threads = [threading.Thread(target=call_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(struck) == STORM
    assert hits(emulator) == [STORM]


def test_put_replaces_get_returns_and_reset_forgets(emulator: Emulator) -> None:
    fault = {"operation": "DescribeHumanLoop", "error": "ThrottlingException", "times": 3}
    put(emulator, {"operation": "*", "drop": True})
    put(emulator, fault)
    got = emulator.control("GET", "faults")[1]
    assert got == {"faults": [{**fault, "hits": 0}]}
    assert emulator.control("PUT", "faults", got) == (200, got)
    emulator.server.service.reset()
    assert emulator.control("GET", "faults")[1] == {"faults": []}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"operation": "PutObject", "drop": True}, "faults[0].operation: PutObject is not an op"),
        ({"operation": "StartHumanLoop"}, "faults[0]: A fault has error, drop or delaySeconds."),
        ({"operation": "*", "drop": True, "error": "X"}, "A fault has either error or drop."),
        (
            {"operation": "StartHumanLoop", "error": "ThrotlingException"},
            "faults[0].error: ThrotlingException is not an error of StartHumanLoop; those are",
        ),
        ({"operation": "*", "drop": True, "times": 0}, "faults[0].times: 0 is less than"),
        ({"operation": "*", "delaySeconds": 301}, "faults[0].delaySeconds: 301 is greater"),
        ({"operation": "*", "drop": True, "seed": 1}, "'probability' is a dependency of 'seed'"),
        ({"operation": "*", "drop": True, "probability": 0}, "faults[0].probability"),
    ],
)
def test_faults_that_cannot_be_are_refused(
    emulator: Emulator, fault: dict[str, Any], message: str
) -> None:
    status, answer = emulator.control("PUT", "faults", {"faults": [fault]})
    assert (status, answer["error"]["code"]) == (400, "BadRequest")
    assert message in answer["error"]["message"]
