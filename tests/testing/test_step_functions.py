"""The pattern on which people build human review: a state machine waits for a person's answer.

With both kinds of emulator, and both ways for the task token: sent to a queue, whose consumer
starts the human loop, or in the human loop's own input.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.emulator import ROLE, until
from tests.support.review import FLOW, REVIEW

from a2i_emulator import Emulator, mock_a2i
from a2i_emulator.testing import A2I

EXECUTING = {"stepfunctions": {"execute_state_machine": True}}
TOKEN_IN_QUEUE = {
    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters": {
        "QueueUrl.$": "$.queue",
        "MessageBody": {"Token.$": "$$.Task.Token", "text.$": "$.document.text"},
    },
}
TOKEN_IN_LOOP: dict[str, Any] = {
    "Resource": "arn:aws:states:::aws-sdk:sagemakera2iruntime:startHumanLoop.waitForTaskToken",
    "Parameters": {
        "HumanLoopName.$": "$$.Execution.Name",
        "FlowDefinitionArn": FLOW,
        "HumanLoopInput": {
            "InputContent.$": "States.JsonToString(States.JsonMerge($.document, $$.Task, false))"
        },
    },
}


def configure(url: str, config: dict[str, Any]) -> None:
    """Change moto's configuration, which belongs to the process, as its documentation says."""
    body = json.dumps(config).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/moto-api/config", body, headers)
    urllib.request.urlopen(request).close()


@pytest.fixture(params=["server", "mock"])
def kit(request: pytest.FixtureRequest) -> Iterator[A2I]:
    """An emulator of either kind whose moto executes state machines."""
    if request.param == "mock":
        with mock_a2i(seed=REVIEW, region="us-east-1", config=EXECUTING) as mock:
            yield mock
        return
    emulator: Emulator = request.getfixturevalue("server")
    emulator.begin("us-east-1", [REVIEW])
    configure(emulator.endpoint_url, EXECUTING)
    yield emulator
    configure(emulator.endpoint_url, {"stepfunctions": {"execute_state_machine": False}})


def next_message(kit: A2I, queue: str) -> dict[str, Any]:
    """Receive a JSON message."""
    sqs = kit.client("sqs")
    (message,) = until(
        lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages"), bool
    )
    body: dict[str, Any] = json.loads(message["Body"])
    return body


def execute(kit: A2I, task: dict[str, Any], given: dict[str, Any]) -> str:
    """Start a state machine of one task; return the execution's ARN."""
    machines = kit.client("stepfunctions")
    state = {"Type": "Task", "End": True, **task}
    definition = json.dumps({"StartAt": "Review", "States": {"Review": state}})
    made = machines.create_state_machine(name="m", definition=definition, roleArn=ROLE)
    started = machines.start_execution(
        stateMachineArn=made["stateMachineArn"], name="one", input=json.dumps(given)
    )
    return str(started["executionArn"])


def send_token_back(kit: A2I) -> None:
    """Do what the target of the event rule does: hand the answer to who waits for it."""
    queue = kit.client("sqs").get_queue_url(QueueName="events")["QueueUrl"]
    uri: str = next_message(kit, queue)["detail"]["humanLoopOutput"]["outputS3Uri"]
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    output = json.load(kit.client("s3").get_object(Bucket=bucket, Key=key)["Body"])
    assert output["inputContent"]["text"] == "doubtful"
    kit.client("stepfunctions").send_task_success(
        taskToken=output["inputContent"]["Token"],
        output=json.dumps(output["humanAnswers"][0]["answerContent"]),
    )


@pytest.mark.parametrize("task", [TOKEN_IN_QUEUE, TOKEN_IN_LOOP], ids=["queue", "loop"])
def test_a_state_machine_waits_for_an_answer(kit: A2I, task: dict[str, Any]) -> None:
    waiting = kit.client("sqs").create_queue(QueueName="to-review")["QueueUrl"]
    execution = execute(kit, task, {"queue": waiting, "document": {"text": "doubtful"}})
    if task is TOKEN_IN_QUEUE:
        kit.client("sagemaker-a2i-runtime").start_human_loop(
            HumanLoopName="one",
            FlowDefinitionArn=FLOW,
            HumanLoopInput={"InputContent": json.dumps(next_message(kit, waiting))},
        )
    until(kit.tasks, bool)
    kit.answer("one", {"is": "fine"})
    send_token_back(kit)
    machines = kit.client("stepfunctions")
    ended = until(
        lambda: machines.describe_execution(executionArn=execution),
        lambda described: described["status"] != "RUNNING",
    )
    assert (ended["status"], json.loads(ended.get("output", "{}"))) == ("SUCCEEDED", {"is": "fine"})


def test_a_refusal_fails_the_execution(kit: A2I) -> None:
    unknown = TOKEN_IN_LOOP["Parameters"] | {"FlowDefinitionArn": f"{FLOW}-of-nobody"}
    execution = execute(kit, TOKEN_IN_LOOP | {"Parameters": unknown}, {"document": {}})
    machines = kit.client("stepfunctions")
    ended = until(
        lambda: machines.describe_execution(executionArn=execution),
        lambda described: described["status"] != "RUNNING",
    )
    assert ended["status"] == "FAILED"
    assert ended["error"].endswith(".ValidationException")
