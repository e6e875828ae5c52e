"""What a test does with an emulator, over sockets and under a mock alike."""

from __future__ import annotations

import gc
import json
import threading
import time
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.review import FLOW, REVIEW, start

from a2i_emulator import Emulator, mock_a2i
from a2i_emulator.testing import (
    A2I,
    AmbiguousLoopError,
    FormatError,
    NoOutputError,
    NotOpenError,
    RefusedError,
    UnexpectedStatusError,
    UnknownLoopError,
    WaitTimeoutError,
)

RUNTIME = "sagemaker-a2i-runtime"


def test_a_review(kit: A2I) -> None:
    client = kit.client(RUNTIME)
    arn = start(client, text="hello")
    (task,) = kit.tasks()
    assert (task.human_loop_name, task.flow_definition_name, task.title, task.status) == (
        "loop", "review", "A task", "Available",
    )  # fmt: skip
    loop = kit.answer("loop", {"good": True}, worker="bob", time_spent=timedelta(seconds=90))
    assert (loop.status, loop.arn, loop.flow_definition_arn) == ("Completed", arn, FLOW)
    assert kit.human_loop("loop") == kit.wait("loop") == loop
    (task,) = kit.tasks("loop", status="Submitted")
    assert task.worker == "bob"
    assert kit.tasks() == kit.tasks("loop", status="Available") == []
    (answer,) = kit.output("loop")["humanAnswers"]
    assert (answer["answerContent"], answer["timeSpentInSeconds"]) == ({"good": True}, 90)
    (event,) = kit.events()
    assert (event.detail["humanLoopStatus"], event.state, event.bus) == (
        "Completed",
        "done",
        "default",
    )
    (delivery,) = event.deliveries
    assert (delivery.rule, delivery.state, delivery.attempts) == ("finished", "delivered", 1)
    assert delivery.target.endswith(":events")
    call = kit.requests()[-1]
    assert (call.service, call.operation, call.status, call.error) == (
        RUNTIME,
        "StartHumanLoop",
        200,
        None,
    )
    assert call.input is not None
    assert call.input["FlowDefinitionArn"] == FLOW
    assert call.output == {"HumanLoopArn": arn}


def test_what_a_call_was_answered_is_the_askers_to_change(kit: A2I) -> None:
    sagemaker = kit.client("sagemaker")
    before = sagemaker.describe_flow_definition(FlowDefinitionName="review")["HumanLoopConfig"]
    (*_, call) = kit.requests()
    assert call.output is not None
    call.output["HumanLoopConfig"]["TaskTitle"] = "Another"
    after = sagemaker.describe_flow_definition(FlowDefinitionName="review")["HumanLoopConfig"]
    assert after == before


def test_the_clock(kit: A2I) -> None:
    before = kit.clock.now()
    assert before.tzinfo is timezone.utc
    assert abs(before - datetime.now(timezone.utc)) < timedelta(minutes=1)
    after = kit.clock.advance(timedelta(days=30))
    assert timedelta(days=30) <= after - before < timedelta(days=30, minutes=1)
    assert kit.clock.now() >= after
    with pytest.raises(ValueError, match="only forward"):
        kit.clock.advance(-1)


def test_mistakes(kit: A2I) -> None:
    for mistake in (kit.human_loop, kit.tasks, kit.wait, kit.output):
        with pytest.raises(UnknownLoopError, match="There is no human loop nothing"):
            mistake("nothing")
    with pytest.raises(UnknownLoopError):
        kit.answer("nothing", {})
    client = kit.client(RUNTIME)
    start(client)
    with pytest.raises(NoOutputError, match="loop is InProgress with 0 of 1 answers"):
        kit.output("loop")
    kit.answer("loop", {})
    with pytest.raises(NotOpenError) as twice:
        kit.answer("loop", {})
    assert isinstance(twice.value, RefusedError)
    assert "loop" in str(twice.value)


@pytest.mark.parametrize("content", ['{"a": 1}', [], None, {"a": float("nan")}, {"a": object()}])
def test_what_is_no_answer(kit: A2I, content: Any) -> None:
    start(kit.client(RUNTIME))
    with pytest.raises(FormatError, match="content: no JSON object"):
        kit.answer("loop", content)
    with pytest.raises(FormatError, match=r"answer: no JSON object|exactly one|non-empty"):
        kit.workers.add(content)
    kit.answer("loop", {"a": 1})
    assert kit.output("loop")["humanAnswers"]


def test_who_and_how_long(kit: A2I) -> None:
    start(kit.client(RUNTIME))
    with pytest.raises(ValueError, match="worker is a name"):
        kit.answer("loop", {}, worker=" ")
    for spent in (timedelta(seconds=-1), timedelta(days=3661), float("nan")):
        with pytest.raises(ValueError, match="time spent is from 0 to"):
            kit.answer("loop", {}, time_spent=spent)


def test_a_seed_is_not_in_a_tests_log(caplog: pytest.LogCaptureFixture) -> None:
    with mock_a2i(seed=REVIEW) as mock:
        assert caplog.messages == []
        with pytest.raises(ClientError):
            mock.client(RUNTIME).describe_human_loop(HumanLoopName="nothing")
    assert "DescribeHumanLoop 404" in caplog.text


def test_waiting_in_vain(kit: A2I) -> None:
    client = kit.client(RUNTIME)
    start(client)
    with pytest.raises(WaitTimeoutError, match="is InProgress with 0 of 1 answers, not Completed"):
        kit.wait("loop", timeout=0.01)
    client.stop_human_loop(HumanLoopName="loop")
    with pytest.raises(UnexpectedStatusError, match=r"is Stopped .* not Completed"):
        kit.wait("loop")
    assert kit.wait("loop", "Stopped").status == "Stopped"


def test_waiting_tells_of_an_output_that_s3_refuses(kit: A2I) -> None:
    kit.faults.add("WriteOutput", error="AccessDenied")
    start(kit.client(RUNTIME))
    kit.answer("loop", {"answer": "yes"})
    told = r"InProgress with 1 of 1 answers \(S3 has refused its output once; the log says why\)"
    with pytest.raises(WaitTimeoutError, match=told):
        kit.wait("loop", timeout=0)


def test_waiting_while_time_is_frozen(kit: A2I, monkeypatch: pytest.MonkeyPatch) -> None:
    """As freezegun does it, which leaves nothing but sleep as it was."""
    start(kit.client(RUNTIME))
    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    with pytest.raises(WaitTimeoutError):
        kit.wait("loop", timeout=0.01)


def test_waiting_for_somebody_else(kit: A2I) -> None:
    start(kit.client(RUNTIME))
    answering = threading.Timer(0.05, kit.answer, ("loop", {"a": 1}))
    answering.start()
    assert kit.wait("loop").status == "Completed"
    assert kit.events()[0].state == "done"
    answering.join()


def test_one_name_in_two_regions(kit: A2I, tmp_path: Path) -> None:
    start(kit.client(RUNTIME))
    text = REVIEW.read_text().replace("Bucket: results", "Bucket: results-2")
    text = f"region: eu-west-1\n{text}"
    path = tmp_path / "seed.yaml"
    path.write_text(text)
    kit.seed(path)
    other = kit.client(RUNTIME, "eu-west-1")
    other.start_human_loop(
        HumanLoopName="loop",
        FlowDefinitionArn=FLOW.replace("us-east-1", "eu-west-1"),
        HumanLoopInput={"InputContent": '{"text": ""}'},
    )
    with pytest.raises(AmbiguousLoopError, match="us-east-1"):
        kit.answer("loop", {})
    assert kit.answer("loop", {}, region="eu-west-1").arn.startswith("arn:aws:sagemaker:eu-west-1")
    assert kit.human_loop("loop", region="us-east-1").status == "InProgress"
    with pytest.raises(AmbiguousLoopError):
        kit.tasks("loop")
    assert [task.status for task in kit.tasks("loop", region="eu-west-1")] == ["Submitted"]


def test_reset(kit: A2I) -> None:
    events: list[Any] = []
    kit.on_event(events.append)
    kit.workers.add({})
    kit.faults.add("StopHumanLoop", "ThrottlingException")
    kit.clock.advance(timedelta(days=1))
    start(kit.client(RUNTIME))
    assert kit.wait("loop")
    kit.reset()
    assert (kit.requests(), kit.events(), kit.tasks(), kit.faults.list()) == ([], [], [], [])
    assert kit.client("s3").list_buckets()["Buckets"] == []
    assert kit.clock.now() - datetime.now(timezone.utc) < timedelta(minutes=1)
    kit.prepare([REVIEW])
    start(kit.client(RUNTIME))
    assert kit.answer("loop", {}).status == "Completed"
    assert len(events) == 1


class TestEmulator:
    def test_is_reached_by_http(self, server: Emulator) -> None:
        with urllib.request.urlopen(f"{server.endpoint_url}/_a2i/health") as response:
            assert json.load(response)["status"] == "ok"

    def test_starts_and_ends_quickly_and_leaves_nothing(self) -> None:
        with Emulator():
            pass
        before = set(threading.enumerate())
        spans = []
        for _ in range(5):
            began = time.perf_counter()
            with Emulator() as emulator:
                url = emulator.endpoint_url
            spans.append(time.perf_counter() - began)
        assert min(spans) < 0.1
        assert set(threading.enumerate()) - before == set()
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(url)

    def test_ends_once(self) -> None:
        with Emulator() as emulator:
            emulator.close()

    def test_a_port_that_is_taken_leaves_nothing(self, server: Emulator) -> None:
        before = set(threading.enumerate())
        with pytest.raises(OSError, match="in use"):
            Emulator(port=int(server.endpoint_url.rpartition(":")[2]))
        gc.collect()
        assert set(threading.enumerate()) - before == set()

    def test_a_reset_takes_milliseconds(self, server: Emulator) -> None:
        server.begin("us-east-1", [REVIEW])
        spans = []
        for _ in range(5):
            began = time.perf_counter()
            server.reset()
            spans.append(time.perf_counter() - began)
        assert min(spans) < 0.02

    def test_the_state(self, server: Emulator) -> None:
        server.begin("us-east-1", [REVIEW])
        start(server.client(RUNTIME))
        state = server.state()
        assert json.loads(json.dumps(state)) == state
        server.reset()
        server.load_state(state)
        assert server.answer("loop", {"answer": 1}).status == "Completed"
        assert server.output("loop")["humanAnswers"][0]["answerContent"] == {"answer": 1}
        with pytest.raises(ValueError, match="not a document of version"):
            server.load_state({})

    def test_the_environment(self, server: Emulator) -> None:
        assert server.environment["AWS_ENDPOINT_URL"] == server.endpoint_url

    def test_settings(self, tmp_path: Path) -> None:
        with Emulator(region="eu-west-3", seed=REVIEW, data_dir=str(tmp_path)) as emulator:
            assert emulator.region == "eu-west-3"
            assert emulator.requests() == []
            start(emulator.client(RUNTIME, "us-east-1"))
        with Emulator(data_dir=tmp_path) as emulator:
            assert emulator.human_loop("loop").status == "InProgress"
            emulator.reset()
        with Emulator(allowed_hosts="a2i.test") as emulator:
            url = f"{emulator.endpoint_url}/_a2i/health"
            asked = urllib.request.Request(url, headers={"Host": "a2i.test"})
            assert urllib.request.urlopen(asked).status == 200
        with pytest.raises(TypeError, match="no such setting: colour"):
            Emulator(colour="red")
