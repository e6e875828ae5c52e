"""What who operates an emulator asks: is it ready, and how is it doing."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.support.emulator import Emulator

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.record.calls import HistoryEntry
from a2i_emulator.record.figures import OTHERS, Figures
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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An emulator whose S3 stands at an address that takes connections until it is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        settings = Settings(port=0, s3_endpoint=f"http://127.0.0.1:{port}", data_dir=tmp_path)
        server = build_server(settings)
        server.start()
        assert ready(server.url) == (200, {"status": "ready", "unreachable": {}})
    yield server
    server.close()


def test_unready_without_s3_and_without_a_database(server: Server) -> None:
    status, document = ready(server.url)
    assert (status, document["status"]) == (503, "unready")
    assert document["unreachable"] == {
        "s3": f"{server.service.settings.s3_endpoint}: Connection refused"
    }
    server.service.database.close()
    status, document = ready(server.url)
    assert (status, sorted(document["unreachable"])) == (503, ["database", "s3"])


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
