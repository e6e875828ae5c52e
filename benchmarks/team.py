"""A team's deployment under load and accidents: what is acknowledged is kept, and counts once.

Four processes serve one address on PostgreSQL; S3, EventBridge and Cognito are moto's server.
Workers answer in the portal, programs start loops, and every twenty seconds one of the processes is
killed.
``make bench-team`` runs it; it takes too long for the other benchmarks.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError
from tests.support.postgres import postgres_cluster

from benchmarks import calls, subjects
from benchmarks.load import Job, LoadGenerator, load_generator
from benchmarks.measure import Figure, Goal, Plan, in_words, interleaved, percentile, ratios
from benchmarks.team_people import Told, Worker, at_work, start_loops

_SLOW_CLIENTS = 200
_KILL_EVERY_SECONDS = 20.0
_PATIENCE_SECONDS = 180
_GOAL = 2.0
_ENDS = ("Completed", "Failed", "Stopped")


def measure(plan: Plan) -> Iterator[Figure]:
    """Let a team work, and see what has become of all that was acknowledged."""
    processes = plan.pick(4, 2)
    with ExitStack() as stack:
        aws = stack.enter_context(subjects.moto_server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="a2i-bench-team-")))
        database = stack.enter_context(postgres_cluster(folder)).create_database("team")
        command, url = stack.enter_context(_deployment(processes, database, aws.url))
        calls.make_flow(url, aws=aws.url)
        generator = stack.enter_context(load_generator())
        yield _beside_slow_clients(plan, generator, url)
        yield from _accidents(plan, command, url, aws.url)


@contextmanager
def _deployment(
    processes: int, database_url: str, aws: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    elsewhere = [f"--{name}-endpoint={aws}" for name in ("s3", "events", "cognito")]
    options = ["--workers", str(processes), "--database-url", database_url, "--port", "0"]
    command = [sys.executable, "-m", "a2i_emulator", "start", "--log-level", "error", *options]
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    process = subprocess.Popen(
        [*command, *elsewhere],
        env={**os.environ, **keys, "AWS_DEFAULT_REGION": calls.REGION},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = next(line for line in process.stdout if line.startswith("Ready on "))
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield process, ready.removeprefix("Ready on ").strip()
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _beside_slow_clients(plan: Plan, generator: LoadGenerator, url: str) -> Figure:
    calls.client("sagemaker-a2i-runtime", url).start_human_loop(
        HumanLoopName=calls.LOOP,
        FlowDefinitionArn=calls.FLOW,
        HumanLoopInput={"InputContent": json.dumps({"text": calls.LOOP})},
    )
    seconds = plan.pick(2, 1)

    def sample(count: int) -> float:
        with _slow_clients(url, count):
            job = Job((url,), calls.describe_loop(), 1, seconds, fewest=200)
            return generator.run(job).p99

    slow = plan.pick(_SLOW_CLIENTS, 20)
    taken = interleaved({"slow": partial(sample, slow), "quiet": partial(sample, 0)}, plan.rounds)
    return Figure(
        f"p99 of one client beside {slow} that send a byte a second",
        "the same client alone",
        ratios(taken["slow"], taken["quiet"]),
        Goal(_GOAL),
        f"{in_words(min(taken['slow']))} and {in_words(min(taken['quiet']))}",
    )


@contextmanager
def _slow_clients(url: str, count: int) -> Iterator[None]:
    address = urlsplit(url)
    place = (address.hostname or "", address.port or 0)
    sockets = [socket.create_connection(place) for _ in range(count)]
    head = (
        f"POST /human-loops HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 999\r\n".encode()
    )

    def send(over: threading.Event) -> None:
        for byte in head:
            for connection in sockets:
                with suppress(OSError):
                    connection.send(bytes([byte]))
            if over.wait(1):
                return

    with at_work(send):
        yield
    for connection in sockets:
        connection.close()


def _accidents(plan: Plan, command: subprocess.Popen[str], url: str, aws: str) -> Iterator[Figure]:
    seconds, people, programs = plan.pick(300, 25), plan.pick(50, 5), plan.pick(4, 2)
    told = Told(started=[calls.LOOP])
    workers = [Worker(url, f"worker-{number}", told).work for number in range(people)]
    starters = [partial(start_loops, url, f"team-{number}", told) for number in range(programs)]
    kills: list[int] = []
    pause = plan.pick(int(_KILL_EVERY_SECONDS), 8)
    with at_work(*workers):
        with at_work(*starters, partial(_kill, command.pid, pause, kills)):
            time.sleep(seconds)
        _until_all_are_done(url)
    lost, twice = _wrong(aws, told)
    what = f"{len(kills)} kills, {len(told.started):,} loops, {len(told.answers):,} answers"
    yield Figure(
        f"{people} workers and {programs} programs for {seconds} s: lost, or counted twice",
        "none",
        None,
        None,
        f"{len(lost)} and {len(twice)}; {what}; answers of 5xx: {len(told.failures)}",
        holds=not lost and not twice,
    )
    for name, found in (("StartHumanLoop", told.start_seconds), ("an answer", told.submit_seconds)):
        yield Figure(
            f"The same team: {name}, p99",
            "",
            None,
            None,
            f"{in_words(percentile(found, 0.99))} (p50 {in_words(percentile(found, 0.5))})",
        )


def _kill(pid: int, pause: float, kills: list[int], over: threading.Event) -> None:
    while not over.wait(pause):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        if children:
            chosen = int(random.choice(children))
            with suppress(ProcessLookupError):
                os.kill(chosen, signal.SIGKILL)
            kills.append(chosen)


def _until_all_are_done(url: str) -> None:
    runtime = calls.client("sagemaker-a2i-runtime", url)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        pages = runtime.get_paginator("list_human_loops").paginate(FlowDefinitionArn=calls.FLOW)
        with suppress(ClientError, BotoCoreError):  # What is lost, `_wrong` tells.
            if all(
                loop["HumanLoopStatus"] in _ENDS
                for page in pages
                for loop in page["HumanLoopSummaries"]
            ):
                return
        time.sleep(1)


def _wrong(aws: str, told: Told) -> tuple[set[str], set[str]]:
    """Return what was acknowledged and is not there, and what is there more than once."""
    s3 = calls.client("s3", aws)
    keys: dict[str, list[str]] = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=calls.BUCKET):
        for item in page.get("Contents", ()):
            keys.setdefault(item["Key"].split("/")[-2], []).append(item["Key"])
    lost = set(told.started) - set(keys)
    twice = {name for name, found in keys.items() if len(found) > 1}
    marks = Counter[str]()
    for name, (key, *_) in keys.items():
        written: Any = json.load(s3.get_object(Bucket=calls.BUCKET, Key=key)["Body"])
        found = [answer["answerContent"]["mark"] for answer in written["humanAnswers"]]
        marks.update(found)
        if len(found) != 1 or written["inputContent"]["text"] != name:
            twice.add(name)
    lost |= {mark for mark, _ in told.answers} - set(marks)
    return lost, twice | {mark for mark, times in marks.items() if times > 1}
