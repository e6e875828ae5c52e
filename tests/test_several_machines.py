"""Several emulators on one PostgreSQL act as one, also when one of them dies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from typing import Any

import pytest
from tests.support.emulator import Emulator, until
from tests.support.processes import Address, Clients, Process

LOOPS = 30


class Machines:
    """Three emulators on one database, and a fourth that is their S3, Cognito and EventBridge."""

    def __init__(self, database_url: str, stack: ExitStack) -> None:
        self.aws = Process()
        stack.callback(self.aws.kill)
        elsewhere = [f"--{name}-endpoint={self.aws.url}" for name in ("s3", "events", "cognito")]
        self.processes = [
            Process("--database-url", database_url, *elsewhere, "--events-source", "custom.a2i")
            for _ in range(3)
        ]
        for process in self.processes:
            stack.callback(process.kill)
        self.emulators = [
            Emulator(Address(process.url), Clients(process.url, self.aws.url))
            for process in self.processes
        ]


@pytest.fixture
def machines(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with ExitStack() as stack:
        yield Machines(postgres_url, stack)


def listen(emulator: Emulator) -> str:
    """Have the events in a queue, under the source that customers may use."""
    queue = emulator.make_event_queue()
    pattern = json.dumps({"source": ["custom.a2i"]})
    emulator.client("events").put_rule(Name="rule", EventPattern=pattern)
    return queue


def drain(emulator: Emulator, queue: str, wanted: int) -> Counter[tuple[str, str]]:
    """Receive events until there are as many as wanted, and those that may be too many."""
    told: Counter[tuple[str, str]] = Counter()
    sqs = emulator.client("sqs")

    def receive() -> Counter[tuple[str, str]]:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        for message in answer.get("Messages", ()):
            detail = json.loads(message["Body"])["detail"]
            told[detail["humanLoopName"], detail["humanLoopStatus"]] += 1
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return told

    until(receive, lambda told: told.total() >= wanted)
    receive()
    return told


def test_a_loop_started_on_one_is_answered_on_another(machines: Machines) -> None:
    first, second, third = machines.emulators
    queue = listen(first)
    flow = first.make_flow()
    for number, emulator in zip(range(LOOPS), cycle(machines.emulators), strict=False):
        emulator.start_loop(flow, f"loop-{number}")
    assert len(third.control("GET", "tasks")[1]["tasks"]) == LOOPS
    for number in range(LOOPS):
        machines.emulators[(number + 1) % 3].answer(f"loop-{number}", {"n": number})
    for number in range(LOOPS):
        loop = machines.emulators[(number + 2) % 3].wait_for_status("Completed", f"loop-{number}")
        output = json.loads(second.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
        assert [answer["answerContent"] for answer in output["humanAnswers"]] == [{"n": number}]
    told = drain(first, queue, LOOPS)
    assert told == {(f"loop-{number}", "Completed"): 1 for number in range(LOOPS)}


def test_expiry_happens_once_and_everywhere(machines: Machines) -> None:
    first, second, _ = machines.emulators
    queue = listen(first)
    flow = first.make_flow(TaskAvailabilityLifetimeInSeconds=3600)
    for number in range(5):
        second.start_loop(flow, f"loop-{number}")
    first.advance(3601)
    for number in range(5):
        loop = second.wait_for_status("Failed", f"loop-{number}")
        assert loop["FailureCode"] == "Expired"
    assert drain(first, queue, 5) == {(f"loop-{number}", "Failed"): 1 for number in range(5)}


def test_the_work_of_a_dead_one_is_taken_over(machines: Machines) -> None:
    first, second, third = machines.emulators
    flow = first.make_flow()
    queue = listen(first)
    for number in range(LOOPS):
        first.start_loop(flow, f"loop-{number}")
    answered: list[Any] = []
    for number in range(LOOPS):
        if number == LOOPS // 2:
            machines.processes[1].kill()
        emulator = second if number < LOOPS // 2 else third
        status, _ = emulator.answer(f"loop-{number}", {"n": number})
        answered.append(status)
    assert answered == [200] * LOOPS
    for number in range(LOOPS):
        third.wait_for_status("Completed", f"loop-{number}")
    told = drain(first, queue, LOOPS)
    assert set(told) == {(f"loop-{number}", "Completed") for number in range(LOOPS)}
