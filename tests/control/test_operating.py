"""What who operates an emulator asks: is it ready, and how is it doing."""

from __future__ import annotations

import json
import os
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.support.emulator import Emulator

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.record.calls import HistoryEntry
from a2i_emulator.record.figures import OTHERS, Figures
from a2i_emulator.service import Service, patience
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import Server, build_server

Sample = tuple[str, dict[str, str]]


def ready(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(f"{url}/_a2i/ready", timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def metrics(url: str) -> Iterator[tuple[str, dict[str, str], float]]:
    with urllib.request.urlopen(f"{url}/_a2i/metrics", timeout=20) as answer:
        text = answer.read().decode()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


class _Refusing(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_error(403)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def s3() -> Iterator[HTTPServer]:
    """An S3 that refuses whoever shows nothing, and is there until it is shut down."""
    with HTTPServer(("127.0.0.1", 0), _Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server(tmp_path: Path, s3: HTTPServer) -> Iterator[Server]:
    """An emulator that has been ready, whose S3 it is."""
    settings = Settings(port=0, s3_endpoint=f"http://127.0.0.1:{s3.server_port}", data_dir=tmp_path)
    server = build_server(settings)
    server.start()
    assert ready(server.url) == (200, {"status": "ready", "unreachable": {}})
    yield server
    server.close()


def test_unready_without_s3_and_without_a_database(server: Server, s3: HTTPServer) -> None:
    s3.shutdown()
    s3.server_close()
    status, document = ready(server.url)
    assert (status, document["status"]) == (503, "unready")
    assert document["unreachable"] == {
        "s3": f"{server.service.settings.s3_endpoint}: Connection refused"
    }
    server.service.database.close()
    status, document = ready(server.url)
    assert (status, sorted(document["unreachable"])) == (503, ["database", "s3"])


def test_unready_while_s3_takes_connections_and_says_nothing(
    server: Server, s3: HTTPServer
) -> None:
    s3.shutdown()
    status, document = ready(server.url)
    assert status == 503
    assert document["unreachable"] == {
        "s3": f"{server.service.settings.s3_endpoint}: no answer in 2 s"
    }


def test_metrics(emulator: Emulator) -> None:
    flow = emulator.make_flow(workteam=emulator.make_workteam(workers=("alice",)))
    for name in ("one", "two"):
        emulator.start_loop(flow, name)
    emulator.client("sqs").list_queues()
    emulator.server.service.advance(90 * SECOND)
    found = list(metrics(emulator.url))
    counts = {
        (labels["service"], labels["operation"], labels["status"]): value
        for name, labels, value in found
        if name == "a2i_request_duration_seconds_count"
    }
    assert counts["sagemaker-a2i-runtime", "StartHumanLoop", "200"] >= 2
    assert counts["sqs", "ListQueues", "200"] >= 1
    place = {"flow_definition_arn": flow, "status": "InProgress", "phase": "open"}
    assert ("a2i_open_human_loops", place, 2) in found
    (age,) = [
        value
        for name, labels, value in found
        if (name, labels) == ("a2i_oldest_open_human_loop_age_seconds", place)
    ]
    assert 90 <= age < 120
    assert ("a2i_pending_events", {}, 0) in found


def values(url: str, wanted: str, *labels: str) -> dict[Any, float]:
    """Return a metric's values by some of its labels."""
    return {
        tuple(found[label] for label in labels): value
        for name, found, value in metrics(url)
        if name == wanted
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_open_tasks_by_age_and_what_became_of_them(
    kind: str, tmp_path: Path, new_postgres_database: Callable[[], str]
) -> None:
    url = None if kind == "sqlite" else new_postgres_database()
    server = build_server(Settings(port=0, database_url=url, data_dir=None if url else tmp_path))
    server.start()
    with closing(server):
        emulator = Emulator(server)
        team = emulator.make_workteam(workers=("alice", "bob"))
        flow = emulator.make_flow(workteam=team, TaskCount=2)
        emulator.start_loop(flow, "old")
        emulator.answer("old", {"a": 1}, worker="alice", timeSpentInSeconds=42)
        server.service.advance(2 * 3600 * SECOND)
        for name in ("new", "newer"):
            emulator.start_loop(flow, name)
        tasks = values(server.url, "a2i_open_tasks", "flow_definition_arn", "age")
        assert tasks == {(flow, "<6h"): 1, (flow, "<1m"): 4}
        emulator.answer("old", {"a": 1}, worker="bob", timeSpentInSeconds=8)
        emulator.wait_for_status("Completed", "old")
        emulator.client("sagemaker-a2i-runtime").stop_human_loop(HumanLoopName="new")
        emulator.wait_for_status("Stopped", "new")
        server.service.settle()
        tasks = values(server.url, "a2i_open_tasks", "flow_definition_arn", "age")
        assert tasks == {(flow, "<1m"): 2}
        ended = values(
            server.url, "a2i_finished_human_loops_total", "flow_definition_arn", "status"
        )
        assert ended == {(flow, "Completed"): 1, (flow, "Stopped"): 1}
        assert values(server.url, "a2i_worker_time_seconds_sum", "flow_definition_arn") == {
            (flow,): 50
        }
        buckets = values(server.url, "a2i_worker_time_seconds_bucket", "le")
        assert (buckets["5.0",], buckets["15.0",], buckets["60.0",]) == (0, 1, 2)
        pool = values(server.url, "a2i_database_connections", "state", "process")
        assert pool.get(("max", f"{socket.gethostname()}:{os.getpid()}"), 0) == (10 if url else 0)
        asked = values(server.url, "a2i_database_connection_requests_total")
        assert (asked.get((), 0) > 0) == (url is not None)
        for client in emulator.clients.values():
            client.close()


def test_what_is_owed_and_tried_again(emulator: Emulator) -> None:
    flow = emulator.make_flow(workteam=emulator.make_workteam(workers=("alice",)))
    before = values(emulator.url, "a2i_tries_total", "operation", "outcome")
    refused = {"operation": "WriteOutput", "error": "SlowDown", "times": 2}
    emulator.control("PUT", "faults", {"faults": [refused]})
    emulator.start_loop(flow, "one")
    emulator.answer("one", {"a": 1})
    assert values(emulator.url, "a2i_pending_outputs") == {(): 1}
    emulator.server.service.advance(10 * SECOND)
    emulator.wait_for_status("Completed", "one")
    assert values(emulator.url, "a2i_pending_outputs") == {(): 0}
    after = values(emulator.url, "a2i_tries_total", "operation", "outcome")
    more = {of: after[of] - before.get(of, 0) for of in after}
    assert more["WriteOutput", "refused"] == 2
    assert more["WriteOutput", "done"] == 1


def entry(operation: str, milliseconds: float) -> HistoryEntry:
    return HistoryEntry(0, "id", "service", operation, "1", "region", 200, milliseconds)


def test_figures_fall_into_classes_of_durations() -> None:
    figures = Figures()
    for milliseconds in (0.5, 1, 1.1, 10_000, 10_001):
        figures.add(entry("Call", milliseconds))
    (calls,) = figures.calls()
    buckets = dict(calls.buckets())
    assert (buckets["0.001"], buckets["0.0025"], buckets["10.0"], buckets["+Inf"]) == (2, 3, 4, 5)
    assert calls.milliseconds == pytest.approx(20_003.6)


def test_made_up_names_do_not_pile_up() -> None:
    figures = Figures()
    for number in range(3000):
        figures.add(entry(f"Made{number:04}", 1))
    calls = figures.calls()
    assert len(calls) == 2001
    assert [sum(each.by_duration) for each in calls if each.operation == OTHERS] == [1000]


def test_health_and_readiness_are_told_while_all_else_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A database may take calls and say nothing, until each worker waits for it."""
    comes, goes_on = threading.Semaphore(0), threading.Event()

    def hanging(_service: Service) -> None:
        comes.release()
        goes_on.wait(20)
        raise StorageError("It has said nothing.")

    monkeypatch.setattr(Service, "view", hanging)
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.1)
    server = build_server(Settings(port=0))
    server.start()
    workers = server._waitress.adj.threads
    try:
        with ThreadPoolExecutor(workers) as callers:
            asked = [
                callers.submit(Emulator(server).control, "GET", "flow-definitions/a/quality")
                for _ in range(workers)
            ]
            for _ in range(workers):
                assert comes.acquire(timeout=20)
            with urllib.request.urlopen(f"{server.url}/_a2i/health", timeout=5) as answer:
                assert answer.status == 200
            assert ready(server.url) == (
                503,
                {"status": "unready", "unreachable": {"database": "no answer in 0.1 s"}},
            )
            goes_on.set()
            assert {call.result()[0] for call in asked} == {503}
    finally:
        goes_on.set()
        server.close()
