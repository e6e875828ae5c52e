"""A PostgreSQL server that goes away and comes back."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator, until
from tests.support.postgres import PostgresServer
from tests.support.processes import Process
from tests.support.records import SCOPE, human_loop
from tests.support.side_by_side import children_of

from a2i_emulator.engine import thread
from a2i_emulator.engine.thread import Engine
from a2i_emulator.operations.ports import ConnectionLostError
from a2i_emulator.settings import Settings
from a2i_emulator.storage import open_database, postgres_connection
from a2i_emulator.storage.store import SqlStore
from a2i_emulator.web.server import build_server

THREADS = 4
RESTARTS = 2
EACH = 30
"""Loops that are answered between two restarts."""


@pytest.fixture(scope="module")
def own_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A server that the test may stop."""
    with tempfile.TemporaryDirectory(prefix="a2i-postgres-") as folder:
        server = replace(postgres_server, folder=Path(folder))
        server.initialize()
        server.start()
        yield server
        server.stop()


def test_what_was_not_committed_is_done_again_and_what_may_have_been_is_not(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(database_url=own_server.create_database("a2i"))
    with database.write() as store:
        store.human_loops.add(human_loop("before"), "{}")
    tries = count(1)

    def interrupted(store: SqlStore) -> int:
        number = next(tries)
        found = store.human_loops.get(SCOPE, "before")
        if number == 1:
            own_server.stop()
            own_server.start()
        assert store.human_loops.get(SCOPE, "before") == found
        return number

    assert database.transact(interrupted) == 2
    tries = count(1)
    assert database.query(interrupted) == 2
    own_server.stop()
    with pytest.raises(ConnectionLostError, match=r"^The database a2i on .* cannot be reached\.$"):
        database.query(interrupted)
    own_server.start()
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "before")
    database.close()


class Load:
    """Clients that start loops and answer them, and note what was acknowledged."""

    def __init__(self, emulator: Emulator, flow: str) -> None:
        self._emulator = emulator
        self._runtime = emulator.client("sagemaker-a2i-runtime")
        self._flow = flow
        self._lock = threading.Lock()
        self.is_over = False
        self.answered: dict[str, int] = {}
        self.refused = 0

    def run(self, thread: int) -> None:
        """Start, answer and describe one loop after the other, each until it is not refused."""
        for number in count():
            name = f"loop-{thread}-{number}"
            self._until_done(self._start, name)
            status = self._until_done(self._answer, name)
            with self._lock:
                self.answered[name] = status
            self._until_done(self._describe, name)
            if self.is_over:
                return

    def _until_done(self, call: Callable[[str], int], name: str) -> int:
        while (status := call(name)) == 503:
            with self._lock:
                self.refused += 1
        # What was refused at its commit may have been kept: then the loop has its answer.
        assert status in (200, 409), (call, status)
        return status

    def _start(self, name: str) -> int:
        return status_of(
            self._runtime.start_human_loop,
            HumanLoopName=name,
            FlowDefinitionArn=self._flow,
            HumanLoopInput={"InputContent": json.dumps({"text": name})},
        )

    def _answer(self, name: str) -> int:
        return self._emulator.answer(name, {"name": name})[0]

    def _describe(self, name: str) -> int:
        return status_of(self._runtime.describe_human_loop, HumanLoopName=name)


def status_of(operation: Callable[..., Any], **members: Any) -> int:
    try:
        response = operation(**members)
    except ClientError as error:
        response = error.response
        assert response["Error"]["Code"] == "ServiceUnavailable"
    return int(response["ResponseMetadata"]["HTTPStatusCode"])


def test_nothing_acknowledged_is_lost_or_done_twice(own_server: PostgresServer) -> None:
    url = own_server.create_database("loaded")
    process = Process("--database-url", url, "--log-level", "error")
    try:
        emulator = Emulator(process)
        load = Load(emulator, emulator.make_flow())
        with ThreadPoolExecutor(THREADS) as threads:
            runs = [threads.submit(load.run, number) for number in range(THREADS)]
            for number in range(1, RESTARTS + 1):
                until(lambda: len(load.answered), (number * EACH).__le__)
                own_server.stop()
                own_server.start()
            until(lambda: len(load.answered), ((RESTARTS + 1) * EACH).__le__)
            load.is_over = True
            for run in runs:
                run.result()
        answers, told = kept(url, load.answered)
    finally:
        process.kill()
    assert answers == {name: [{"name": name}] for name in load.answered}
    # What was claimed in a commit that was lost is told of when the claim has lapsed.
    assert set(told.values()) == {1}
    assert len(told) > EACH


def kept(url: str, names: Iterable[str]) -> tuple[dict[str, Any], Counter[str]]:
    """Return the answers of some loops, and how many events tell of each one."""
    database = open_database(database_url=url)
    with database.read() as store:
        events = store.events.latest(10**6)
        told = Counter(record.event["detail"]["humanLoopName"] for record in events)
        scope = next(iter(events)).scope
        loops = {name: store.human_loops.get(scope, name) for name in names}
        answers = {
            name: [answer.content for answer in store.human_loops.answers(loop.id)]
            for name, loop in loops.items()
            if loop
        }
    database.close()
    return answers, told


def backends_of(server: PostgresServer) -> list[int]:
    """Return the processes of a server, the one that takes connections first."""
    (first, *_) = (Path(server.data) / "postmaster.pid").read_text(encoding="ascii").split()
    return [int(first), *sorted(children_of(int(first)))]


@contextmanager
def hanging(server: PostgresServer) -> Iterator[None]:
    """Have a server take connections and say nothing."""
    processes = backends_of(server)
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)


def test_one_that_hangs_is_given_up_and_taken_back(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_connection, "SILENCE_SECONDS", 0.1)
    database = open_database(database_url=own_server.create_database("hung"))
    with database.write() as store:
        store.human_loops.add(human_loop("before"), "{}")

    def look(store: SqlStore) -> Any:
        return store.human_loops.get(SCOPE, "before")

    with hanging(own_server):
        for _ in range(2):
            with pytest.raises(ConnectionLostError):
                database.query(look)

    def is_back() -> bool:
        with suppress(ConnectionLostError):
            return database.query(look) is not None
        return False

    until(is_back, bool)
    database.close()


def test_a_long_statement_is_waited_for(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_connection, "SILENCE_SECONDS", 0.1)
    database = open_database(database_url=own_server.create_database("busy"))
    with database.read() as store:
        assert store.session.one("SELECT 1 FROM pg_sleep(0.5)") == (1,)
    database.close()


def test_the_log_tells_once_that_it_is_away_and_once_that_it_is_back(
    own_server: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(database_url=own_server.create_database("told"))
    own_server.stop()
    for _ in range(2):
        with pytest.raises(ConnectionLostError):
            database.query(lambda store: store.next_due())
    own_server.start()
    database.query(lambda store: store.next_due())
    database.close()
    told = [record.getMessage() for record in caplog.records]
    away = [line for line in told if "cannot be reached, and is tried again: conn" in line]
    assert len(away) == 1
    assert [line for line in told if line.endswith("is there again")] == [
        away[0].partition(" cannot")[0] + " is there again"
    ]
    assert not [line for line in told if line.startswith(("error connecting", "reconnection"))]


def test_due_work_tells_once_that_it_waits(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = build_server(Settings(port=0, database_url=postgres_url))
    tries = count(1)
    tried = threading.Event()

    def away(_engine: Engine) -> None:
        if next(tries) == 4:
            tried.set()
        raise ConnectionLostError("The database is away.")

    monkeypatch.setattr(thread, "_SHARED_POLL_SECONDS", 0.001)
    monkeypatch.setattr(Engine, "_follow_clock", away)
    server.start()
    assert tried.wait(20)
    server.close()
    told = [record for record in caplog.records if record.name == thread.__name__]
    assert [record.getMessage() for record in told] == ["due work waits: The database is away."]
