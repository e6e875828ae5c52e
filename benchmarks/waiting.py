"""What an innocent client notices of many who wait, and of many who are connected."""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from benchmarks import calls, subjects
from benchmarks.load import Job, LoadGenerator, Request, Sample, load_generator
from benchmarks.measure import Figure, Goal, Plan, in_words, interleaved, ratios

_POLLS = 64
_DELAYED = 64
_IDLE = 2000
_GOAL = 2.0
_DELAY_SECONDS = 60
_SECONDS = 0.6


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare the p99 of one client's calls on a quiet emulator with that beside the crowd."""
    with ExitStack() as stack:
        quiet, busy = (stack.enter_context(subjects.emulator()) for _ in range(2))
        generator = stack.enter_context(load_generator())
        for subject in (quiet, busy):
            calls.make_flow(subject.url)
            calls.make_loops(subject.url, 1)
        idle = 100 if plan.quick else _IDLE
        stack.enter_context(_crowd(busy.url, idle))
        request = calls.describe_loop()
        taken = interleaved(
            {
                "quiet": lambda: _sample(plan, generator, quiet.url, request),
                "busy": lambda: _sample(plan, generator, busy.url, request),
            },
            plan.rounds,
        )
    p99 = {name: [sample.p99 for sample in samples] for name, samples in taken.items()}
    yield Figure(
        f"p99 of one client beside {_POLLS} long polls, {_DELAYED} delayed calls and "
        f"{idle} idle connections",
        "the same client alone",
        ratios(p99["busy"], p99["quiet"]),
        Goal(_GOAL),
        f"{in_words(min(p99['busy']))} and {in_words(min(p99['quiet']))}",
    )


def _sample(plan: Plan, generator: LoadGenerator, url: str, request: Request) -> Sample:
    seconds = plan.slice_seconds if plan.quick else _SECONDS
    return generator.run(Job((url,), request, connections=1, seconds=seconds, fewest=200))


@contextmanager
def _crowd(url: str, idle: int) -> Iterator[None]:
    """Have many wait, until the context ends."""
    address = urlsplit(url)
    host, port = address.hostname or "", address.port or 0
    queue = calls.client("sqs", url).create_queue(QueueName="empty")["QueueUrl"]
    poll = calls.signed(
        "POST",
        "/",
        {"QueueUrl": queue, "WaitTimeSeconds": 20},
        service="sqs",
        headers={"X-Amz-Target": "AmazonSQS.ReceiveMessage"},
    )
    delay = {"operation": "StopHumanLoop", "delaySeconds": _DELAY_SECONDS}
    typed = {"Content-Type": "application/json"}
    stop = calls.signed("POST", "/human-loops/stop", {"HumanLoopName": "none"}, headers=typed)
    _put(f"{url}/_a2i/faults", {"faults": [delay]})
    over = threading.Event()
    crowd = [poll] * _POLLS + [stop] * _DELAYED
    for request in crowd:
        waiting = threading.Thread(target=_wait, args=(host, port, request, over), daemon=True)
        waiting.start()
    with ExitStack() as stack:
        for _ in range(idle):
            stack.enter_context(socket.create_connection((host, port), 30))
        yield
        over.set()


def _wait(host: str, port: int, request: Request, over: threading.Event) -> None:
    while not over.is_set():
        connection = HTTPConnection(host, port, timeout=_DELAY_SECONDS)
        with suppress(OSError, HTTPException):
            connection.request(request.method, request.path, request.body, dict(request.headers))
            connection.getresponse().read()
        connection.close()


def _put(url: str, document: object) -> None:
    request = urllib.request.Request(url, json.dumps(document).encode(), method="PUT")
    urllib.request.urlopen(request).close()
