"""What was acknowledged survives ``kill -9``, whenever it comes.

An emulator in a process of its own is driven by several clients at once and killed after some
acknowledgements, a random number of them, over and over, on the same data directory. In the end
every acknowledged loop, answer, stop and deletion must be there, each output complete and each
event sent.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from tests.support.emulator import Emulator, until
from tests.support.processes import Address, Clients, Process, client, free_port

ROUNDS = int(os.environ.get("A2I_KILL_ROUNDS", "75"))
CLIENTS = 4
MOST_ACKNOWLEDGED = 12
"""In one round. By time instead, on a busy machine, most kills would come before there is any."""
LONGEST_MORE_SECONDS = 0.02
PATIENCE_SECONDS = 40


@dataclass
class Acknowledged:
    """What the clients were told had happened, by loop."""

    started: set[str] = field(default_factory=set)
    answers: dict[str, int] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    perhaps_deleted: set[str] = field(default_factory=set)
    """Loops whose deletion was asked for: the kill may have come before its acknowledgement."""
    problems: list[str] = field(default_factory=list)
    enough: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Is released by each acknowledgement."""

    def wait_for(self, count: int) -> bool:
        """Wait for so many more; return whether they came in time."""
        return all(self.enough.acquire(timeout=PATIENCE_SECONDS) for _ in range(count))


@dataclass(frozen=True)
class Setting:
    """Where the state is, and for how many rounds.

    Attributes:
        elsewhere: where S3, EventBridge and Cognito are; None where the data directory holds
            them too. Then a start repeats all that happened there, which takes its time.
    """

    options: list[str]
    elsewhere: str | None
    rounds: int


@pytest.fixture(params=["all in the data directory", "sqlite", "postgres"])
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Setting]:
    in_files = ["--data-dir", str(tmp_path)]
    # Always the same port, so that the clients, which are slow to make, can stay.
    port = ["--port", str(free_port())]
    if request.param.startswith("all"):
        yield Setting([*in_files, *port], None, ROUNDS // 3)
        return
    s3 = Process()
    is_file = request.param == "sqlite"
    state = in_files if is_file else ["--database-url", request.getfixturevalue("postgres_url")]
    ports = ("--s3-endpoint", s3.url, "--events-endpoint", s3.url, "--cognito-endpoint", s3.url)
    options = [*state, *ports, "--events-source", "custom.a2i", *port]
    yield Setting(options, s3.url, ROUNDS)
    s3.kill()


def test_nothing_acknowledged_is_lost_or_doubled(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    told = Acknowledged()
    process = Process(*setting.options)
    elsewhere = setting.elsewhere or process.url
    flow, queue = prepare(process.url, elsewhere, custom=setting.elsewhere is not None)
    runtimes = [client(process.url, "sagemaker-a2i-runtime") for _ in range(CLIENTS)]
    try:
        for number in range(setting.rounds):
            ended, told.enough = threading.Event(), threading.Semaphore(0)
            threads = [
                threading.Thread(target=work, args=(runtime, flow, f"r{number}c{c}", told, ended))
                for c, runtime in enumerate(runtimes)
            ]
            for thread in threads:
                thread.start()
            heard = told.wait_for(random.randint(1, MOST_ACKNOWLEDGED))
            time.sleep(random.uniform(0, LONGEST_MORE_SECONDS))
            process.kill()
            ended.set()
            for thread in threads:
                thread.join()
            assert not told.problems
            assert heard, told
            process = Process(*setting.options)
        assert all((told.answers, told.stopped, told.deleted))
        check(process.url, elsewhere, told, queue)
    finally:
        process.kill()


def prepare(url: str, elsewhere: str, *, custom: bool) -> tuple[str, str]:
    """Make the flow definition, and a queue that all events come to."""
    emulator = Emulator(Address(url), Clients(url, elsewhere))
    queue = emulator.make_event_queue()
    if custom:
        emulator.client("events").put_rule(
            Name="rule", EventPattern=json.dumps({"source": ["custom.a2i"]})
        )
    return emulator.make_flow(TaskCount=2), queue


def work(runtime: Any, flow: str, prefix: str, told: Acknowledged, ended: threading.Event) -> None:
    """Start, answer, stop and delete loops until the emulator is gone."""
    emulator = Emulator(Address(runtime.meta.endpoint_url), {})
    number = 0
    while not ended.is_set():
        number += 1
        name = f"{prefix}n{number}"
        try:
            life(runtime, emulator, flow, name, told)
        except (BotoCoreError, ClientError, HTTPException, OSError, ValueError):
            break
        except AssertionError as error:
            told.problems.append(f"{name}: {error}")
            break


def life(runtime: Any, emulator: Emulator, flow: str, name: str, told: Acknowledged) -> None:
    """Lead one loop through one of several lives; note what was acknowledged."""
    runtime.start_human_loop(
        HumanLoopName=name,
        FlowDefinitionArn=flow,
        HumanLoopInput={"InputContent": json.dumps({"text": name})},
    )
    told.started.add(name)
    told.enough.release()
    kind = random.choice(["answer", "answer", "half", "stop", "delete"])
    if kind in {"answer", "half"}:
        for count in range(1 if kind == "half" else 2):
            status, answer = emulator.answer(name, {"count": count, "name": name})
            assert status == 200, answer
            told.answers[name] = count + 1
            told.enough.release()
        return
    runtime.stop_human_loop(HumanLoopName=name)
    told.stopped.add(name)
    told.enough.release()
    if kind == "delete":
        told.perhaps_deleted.add(name)
        runtime.delete_human_loop(HumanLoopName=name)
        told.deleted.add(name)
        told.enough.release()


def check(url: str, elsewhere: str, told: Acknowledged, queue: str) -> None:
    runtime, s3 = client(url, "sagemaker-a2i-runtime"), client(elsewhere, "s3")
    emulator = Emulator(Address(url), {})
    final: set[str] = set()
    for name in sorted(told.started):
        if name in told.perhaps_deleted and is_gone(runtime, name):
            continue
        assert name not in told.deleted
        answers = told.answers.get(name, 0)
        loop = settled(runtime, name, expected=answers == 2 or name in told.stopped)
        if loop["HumanLoopStatus"] == "InProgress":
            _, tasks = emulator.control("GET", f"tasks?humanLoopName={name}")
            done = [t for t in tasks["tasks"] if t["status"] == "Submitted"]
            assert len(done) >= answers
            continue
        final.add(name)
        check_output(s3, loop, answers)
    check_events(elsewhere, queue, final, own_ids=elsewhere == url)


def is_gone(runtime: Any, name: str) -> bool:
    try:
        runtime.describe_human_loop(HumanLoopName=name)
    except runtime.exceptions.ResourceNotFoundException:
        return True
    return False


def settled(runtime: Any, name: str, *, expected: bool) -> dict[str, Any]:
    def ask() -> Any:
        return runtime.describe_human_loop(HumanLoopName=name)

    def good(loop: Any) -> bool:
        return not expected or loop["HumanLoopStatus"] in {"Completed", "Stopped"}

    loop: dict[str, Any] = until(ask, good)
    return loop


def check_output(s3: Any, loop: dict[str, Any], answers: int) -> None:
    """The output has each acknowledged answer exactly once, each by another worker."""
    uri = loop["HumanLoopOutput"]["OutputS3Uri"]
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    body = until(lambda: read(s3, bucket, key), lambda body: body is not None)
    given = json.loads(body)["humanAnswers"]
    counts = [answer["answerContent"]["count"] for answer in given]
    assert len({answer["workerId"] for answer in given}) == len(given)
    assert counts[:answers] == list(range(answers))
    # A stop may have been done and not acknowledged, when the kill came in between.
    assert len(given) == 2 or loop["HumanLoopStatus"] == "Stopped"


def read(s3: Any, bucket: str, key: str) -> bytes | None:
    try:
        body: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    return body


def check_events(url: str, queue: str, final: set[str], *, own_ids: bool) -> None:
    """Each finished loop was told of at least once, and if more often by the same event."""
    sqs = client(url, "sqs")
    missing, ids = set(final), dict[str, str]()

    def receive() -> Any:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        for message in answer.get("Messages", ()):
            event = json.loads(message["Body"])
            name = event["detail"]["humanLoopName"]
            missing.discard(name)
            assert not own_ids or ids.setdefault(name, event["id"]) == event["id"]
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return missing

    until(receive, lambda found: not found)
