"""The main job with a data directory: killed in the middle, and gone on with afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import ROLE, Emulator, until
from tests.support.processes import Process


class Restartable(Emulator):
    """An emulator over one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._options = ("--data-dir", str(data_dir))
        super().__init__(Process(*self._options))

    def restart(self) -> None:
        self.kill()
        self.clients.clear()
        self.server = Process(*self._options)

    def kill(self) -> None:
        for client in self.clients.values():
            client.close()
        self.server.kill()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Restartable]:
    emulator = Restartable(tmp_path / "data")
    yield emulator
    emulator.kill()


def test_a_loop_goes_on_where_it_was(emulator: Restartable) -> None:
    queue = emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice",))
    flow = emulator.make_flow(workteam=workteam)
    emulator.start_loop(flow, "first")
    emulator.start_loop(flow, "second")
    assert emulator.answer("first", {"is": "first"})[0] == 200
    emulator.wait_for_status("Completed", "first")
    assert emulator.receive(queue)["detail"]["humanLoopName"] == "first"

    emulator.restart()
    uri = emulator.describe_loop("first")["HumanLoopOutput"]["OutputS3Uri"]
    output = json.loads(emulator.read_object(uri))
    assert output["humanAnswers"][0]["answerContent"] == {"is": "first"}
    assert emulator.answer("second", worker="alice")[0] == 200
    emulator.wait_for_status("Completed", "second")
    assert emulator.receive(queue)["detail"]["humanLoopName"] == "second"

    emulator.restart()
    uri = emulator.describe_loop("second")["HumanLoopOutput"]["OutputS3Uri"]
    assert json.loads(emulator.read_object(uri))["humanLoopName"] == "second"
    assert waiting(emulator, queue) == 0


def test_an_event_that_nobody_took_waits(emulator: Restartable) -> None:
    queue = emulator.make_event_queue()
    emulator.start_loop(emulator.make_flow())
    emulator.answer("loop")
    emulator.wait_for_status("Completed")
    sent = peek(emulator, queue)
    emulator.restart()
    kept = peek(emulator, queue)
    assert (kept["MessageId"], kept["Body"]) == (sent["MessageId"], sent["Body"])
    assert waiting(emulator, queue) == 1


def peek(emulator: Restartable, queue: str) -> Any:
    """Return a message and leave it where it is."""
    sqs = emulator.client("sqs")
    found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20, VisibilityTimeout=0)
    return found["Messages"][0]


def waiting(emulator: Restartable, queue: str) -> int:
    name = "ApproximateNumberOfMessages"
    counted = emulator.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
    return int(counted["Attributes"][name])


def test_motos_reset_empties_the_directory(emulator: Restartable) -> None:
    emulator.make_flow()
    emulator.client("s3").put_object(Bucket="bucket", Key="k", Body=b"x")
    with urllib.request.urlopen(f"{emulator.url}/moto-api/reset", data=b"", timeout=10):
        pass
    emulator.restart()
    assert emulator.client("s3").list_buckets()["Buckets"] == []
    assert emulator.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"] == []


def test_a_damaged_journal_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "moto.sqlite3").write_bytes(b"no database" * 500)
    refused = subprocess.run(
        [sys.executable, "-m", "a2i_emulator", "start", "--port", "0", "--data-dir", tmp_path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert "moto.sqlite3" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert (tmp_path / "moto.sqlite3").read_bytes() == b"no database" * 500


def test_what_a_stack_and_a_state_machine_did_is_not_done_again(emulator: Restartable) -> None:
    config = json.dumps({"stepfunctions": {"execute_state_machine": True}}).encode()
    json_body = {"Content-Type": "application/json"}
    configure = urllib.request.Request(f"{emulator.url}/moto-api/config", config, json_body)
    urllib.request.urlopen(configure).close()
    queue = emulator.client("sqs").create_queue(QueueName="told")["QueueUrl"]
    send = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": queue, "MessageBody": "once"},
        "End": True,
    }
    machines = emulator.client("stepfunctions")
    machine = machines.create_state_machine(
        name="m", definition=json.dumps({"StartAt": "S", "States": {"S": send}}), roleArn=ROLE
    )["stateMachineArn"]
    execution = machines.start_execution(stateMachineArn=machine, name="e")["executionArn"]
    page = {"HumanTaskUiName": "page", "UiTemplate": {"Content": "<crowd-form></crowd-form>"}}
    stack = {"Page": {"Type": "AWS::SageMaker::HumanTaskUi", "Properties": page}}
    emulator.client("cloudformation").create_stack(
        StackName="s", TemplateBody=json.dumps({"Resources": stack})
    )

    def state() -> str:
        described = emulator.client("stepfunctions").describe_execution(executionArn=execution)
        return str(described["status"])

    until(state, lambda status: status == "SUCCEEDED")
    emulator.restart()
    assert state() == "ABORTED"
    count = "ApproximateNumberOfMessages"
    told = emulator.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[count])
    assert told["Attributes"][count] == "1"
    sagemaker, stacks = emulator.client("sagemaker"), emulator.client("cloudformation")
    assert len(sagemaker.list_human_task_uis()["HumanTaskUiSummaries"]) == 1
    stacks.delete_stack(StackName="s")
    assert sagemaker.list_human_task_uis()["HumanTaskUiSummaries"] == []
