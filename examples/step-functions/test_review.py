"""Starts the state machine, answers as a worker, and looks at how it ends."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from send_back import handler

from a2i_emulator import mock_a2i
from a2i_emulator.testing import A2I

HERE = Path(__file__).parent
EXECUTING = {"stepfunctions": {"execute_state_machine": True}}
ROLE = "arn:aws:iam::123456789012:role/review"


@pytest.fixture
def a2i() -> Iterator[A2I]:
    with mock_a2i(region="us-east-1", seed=HERE / "setup.yaml", config=EXECUTING) as a2i:
        a2i.on_event(handler, {"source": ["aws.sagemaker"]})
        yield a2i


@pytest.mark.parametrize(("decision", "status"), [("approve", "SUCCEEDED"), ("reject", "FAILED")])
def test_a_person_decides(a2i: A2I, decision: str, status: str) -> None:
    machines = boto3.client("stepfunctions")
    definition = (HERE / "review.json").read_text()
    made = machines.create_state_machine(name="review", definition=definition, roleArn=ROLE)
    execution = machines.start_execution(
        stateMachineArn=made["stateMachineArn"],
        name="document-1",
        input=json.dumps({"document": {"text": "Dear Sir or Madam"}}),
    )["executionArn"]
    wait_for(a2i.tasks)
    a2i.answer("document-1", {"decision": decision})
    assert wait_for(lambda: ended(machines.describe_execution(executionArn=execution))) == status


def ended(execution: dict[str, Any]) -> str | None:
    status = str(execution["status"])
    return None if status == "RUNNING" else status


def wait_for(found: Callable[[], Any]) -> Any:
    """State machines run in threads of moto's."""
    for _ in range(1000):
        if answer := found():
            return answer
        time.sleep(0.02)
    raise TimeoutError
