"""Who waits holds no worker, and nobody's end up."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from tests.support.emulator import ROLE, Emulator, until
from tests.support.processes import Process

from a2i_emulator.waits import Waits
from a2i_emulator.web.workers import LendingDispatcher

MANY = 24
"""More than there are workers."""

CONTRACT_SECONDS = 5


def signed(service: str) -> dict[str, str]:
    scope = f"test/20260801/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0"}


@contextmanager
def waiting(url: str, queue: str) -> Iterator[list[HTTPConnection]]:
    """Have many receive from a queue for 20 seconds, and as many describe what is delayed.

    Every third of the former asks in the body, by JSON or as a form, or in the address.
    """
    address = urlsplit(url)
    target = {"X-Amz-Target": "AmazonSQS.ReceiveMessage"}
    query = urlencode({"Action": "ReceiveMessage", "WaitTimeSeconds": 20, "QueueUrl": queue})
    place = f"{urlsplit(queue).path}?{query}"
    form = signed("sqs") | {"Content-Type": "application/x-www-form-urlencoded"}
    polls = [
        (
            "POST",
            "/",
            json.dumps({"QueueUrl": queue, "WaitTimeSeconds": 20}),
            target | signed("sqs"),
        ),
        ("POST", "/", query, form),
        ("GET", place, None, signed("sqs")),
    ]
    connections = [HTTPConnection(address.hostname or "", address.port) for _ in range(2 * MANY)]
    with ExitStack() as stack:
        for number, connection in enumerate(connections):
            stack.callback(connection.close)
            if number < MANY:
                method, path, body, headers = polls[number % len(polls)]
                connection.request(method, path, body, headers)
            else:
                connection.request("GET", "/human-loops/none", headers=signed("sagemaker"))
        yield connections


def delay(emulator: Emulator) -> None:
    fault = {"operation": "DescribeHumanLoop", "delaySeconds": 60}
    assert emulator.control("PUT", "faults", {"faults": [fault]})[0] == 200


def count_workers() -> int:
    return sum(thread.name.startswith("waitress") for thread in threading.enumerate())


def test_others_are_answered_while_many_wait(emulator: Emulator) -> None:
    sqs = emulator.client("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    delay(emulator)
    workers = count_workers()
    with waiting(emulator.url, queue) as connections:
        until(count_workers, lambda count: count >= workers + 2 * MANY)
        assert emulator.control("GET", "health")[0] == 200
        sockets = [connection.sock for connection in connections]
        assert all(not has_come(answer) for answer in sockets), "the answer came after waiting"
        emulator.control("DELETE", "faults")
        for number in range(MANY):
            sqs.send_message(QueueUrl=queue, MessageBody=str(number))
        bodies = [connection.getresponse().read() for connection in connections]
        told = [re.search(rb'[<"]Body"?[:>] ?"?([0-9]+)', body) for body in bodies[:MANY]]
        assert sorted(int(found[1]) for found in told if found) == list(range(MANY)), bodies
        assert all(b"ResourceNotFound" in body for body in bodies[MANY:])
    # As many of the workers who stood in stop as had been lent, each after its next request.
    until(lambda: emulator.control("GET", "health") and count_workers(), workers.__ge__)


def test_others_are_answered_while_many_templates_take_long() -> None:
    sorting = "{% assign all = (1..100000) %}{% for n in (1..999) %}{% assign s = all | sort %}"
    rendering = {
        "UiTemplate": {"Content": sorting + "{% endfor %}"},
        "Task": {"Input": "{}"},
        "RoleArn": ROLE,
    }
    target = {"X-Amz-Target": "SageMaker.RenderUiTemplate"}
    headers = signed("sagemaker") | target | {"Content-Type": "application/x-amz-json-1.1"}
    process = Process()
    address = urlsplit(process.url)
    connections = [HTTPConnection(address.hostname or "", address.port) for _ in range(MANY + 1)]
    try:
        asking, *others = connections
        for connection in others:
            connection.request("POST", "/", json.dumps(rendering), headers)
        for _ in range(20):
            asking.request("GET", "/human-loops/none", headers=signed("sagemaker"))
            assert b"ResourceNotFound" in asking.getresponse().read()
        assert not any(has_come(connection.sock) for connection in others)
    finally:
        process.kill()
        for connection in connections:
            connection.close()


def has_come(answer: socket.socket) -> bool:
    answer.setblocking(False)
    try:
        return bool(answer.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        answer.setblocking(True)


def test_the_end_of_the_process_ends_waits() -> None:
    process = Process()
    try:
        emulator = Emulator(process)
        queue = emulator.client("sqs").create_queue(QueueName="q")["QueueUrl"]
        delay(emulator)
        with waiting(process.url, queue):
            assert emulator.control("GET", "health")[0] == 200
            assert process.terminate(CONTRACT_SECONDS) == 0
    finally:
        process.kill()


@pytest.fixture
def waits() -> Iterator[Waits]:
    waits = Waits()
    yield waits
    waits.end()


def test_a_wait_ends_by_its_event_by_its_time_or_with_all(waits: Waits) -> None:
    happened = threading.Event()
    happened.set()
    assert waits.wait(happened, 60)
    assert waits.wait(threading.Event(), 0.001)
    begun = threading.Barrier(3)
    ended: list[bool] = []

    def wait(event: threading.Event) -> None:
        begun.wait()
        ended.append(waits.wait(event, 60))

    shared = threading.Event()
    threads = [threading.Thread(target=wait, args=(shared,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    waits.end()
    for thread in threads:
        thread.join(CONTRACT_SECONDS)
    assert ended == [False, False]
    assert not waits.wait(threading.Event(), 60)


def test_no_more_wait_at_once_than_there_may(waits: Waits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("a2i_emulator.web.workers._MOST_LENT", 1)
    dispatcher = LendingDispatcher(waits.end)
    waits.lend_by(dispatcher.lending)
    with dispatcher.lending() as is_lent:
        assert is_lent
        assert not waits.wait(threading.Event(), 60)
    assert waits.wait(threading.Event(), 0.001)
    dispatcher.shutdown()


def test_a_worker_that_stops_hands_on_what_it_was_woken_for(waits: Waits) -> None:
    """A worker is lent and given back, over and over, while requests come."""
    dispatcher = LendingDispatcher(waits.end)
    dispatcher.set_thread_count(2)
    for _ in range(200):
        done = threading.Event()
        with dispatcher.lending():
            pass
        dispatcher.add_task(Task(done.set))
        assert done.wait(CONTRACT_SECONDS)
    dispatcher.shutdown()


class Task:
    """A request, as waitress hands it to its dispatcher."""

    def __init__(self, service: Callable[[], None]) -> None:
        self.service = service

    def cancel(self) -> None:
        """Do nothing: there is nobody to tell."""
