"""Work beside each other: each lane in order, and none behind another that is late."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.support.emulator import ROLE, Emulator, until

from a2i_emulator.engine.lanes import MOST_BEHIND, Lanes

PATIENCE_SECONDS = 30


@pytest.fixture
def told() -> list[str]:
    """What was done, and that somebody was told so."""
    return []


@pytest.fixture
def lanes(told: list[str]) -> Iterator[Lanes]:
    lanes = Lanes(lambda: told.append("told"))
    yield lanes
    lanes.close(PATIENCE_SECONDS)


def waiting(event: threading.Event) -> Callable[[], None]:
    def wait() -> None:
        assert event.wait(PATIENCE_SECONDS)

    return wait


def done(told: list[str]) -> list[str]:
    return [line for line in told if line != "told"]


def fail() -> None:
    raise ValueError


def test_a_lane_is_in_order_and_waits_for_no_other(lanes: Lanes, told: list[str]) -> None:
    over = threading.Event()
    group = lanes.group()
    group.add("silent", waiting(over))
    for number in range(20):
        group.add("silent", partial(told.append, f"silent {number}"))
        group.add("good", partial(told.append, f"good {number}"))
    group.wait(PATIENCE_SECONDS)  # For no longer than until only the silent one is left.
    assert done(told) == [f"good {number}" for number in range(20)]
    assert not lanes.is_idle()
    told.clear()
    over.set()
    lanes.drain(PATIENCE_SECONDS)
    assert done(told) == [f"silent {number}" for number in range(20)]
    assert told.count("told") == 21, "whoever went on is told of each job that ends later"


def test_a_lane_becomes_full(lanes: Lanes) -> None:
    over = threading.Event()
    group = lanes.group()
    while not lanes.is_full("silent"):
        group.add("silent", waiting(over))
    assert group.pending["silent"] == MOST_BEHIND + 1
    lanes.forget()
    assert group.pending["silent"] <= 1, "the one that is begun"
    assert not lanes.is_full("silent")
    over.set()


def test_who_works_in_a_lane_waits_for_the_others(lanes: Lanes, told: list[str]) -> None:
    """A user's function may have things done by the emulator, in its own time."""
    group = lanes.group()

    def function() -> None:
        inner = lanes.group()
        inner.add("functions", lambda: told.append("later"))
        inner.add("target", lambda: told.append("at once"))
        inner.wait(PATIENCE_SECONDS)
        told.append("function")

    group.add("functions", function)
    lanes.drain(PATIENCE_SECONDS)
    assert done(told) == ["at once", "function", "later"]


def test_a_job_that_fails_keeps_no_other_from_being_done(lanes: Lanes, told: list[str]) -> None:
    group = lanes.group()
    group.add("lane", fail)
    group.add("lane", lambda: told.append("next"))
    group.wait(PATIENCE_SECONDS)
    assert done(told) == ["next"]


def test_a_loop_waits_for_no_other_ones_bucket(emulator: Emulator) -> None:
    """The first loop's output is delayed by a minute; whoever writes elsewhere does not notice."""
    slow = emulator.make_flow("slow", output="s3://slow/x")
    sagemaker = emulator.client("sagemaker")
    config = sagemaker.describe_flow_definition(FlowDefinitionName="slow")["HumanLoopConfig"]
    emulator.client("s3").create_bucket(Bucket="quick")
    quick = sagemaker.create_flow_definition(
        FlowDefinitionName="quick",
        RoleArn=ROLE,
        HumanLoopConfig=config,
        OutputConfig={"S3OutputPath": "s3://quick/x"},
    )["FlowDefinitionArn"]
    emulator.start_loop(slow, "slow")
    emulator.start_loop(quick, "quick")
    fault = {"operation": "WriteOutput", "delaySeconds": 60, "times": 1}
    assert emulator.control("PUT", "faults", {"faults": [fault]})[0] == 200
    assert emulator.answer("slow")[1]["humanLoopStatus"] == "InProgress"
    assert emulator.answer("quick")[1]["humanLoopStatus"] == "Completed"
    assert emulator.describe_loop("slow")["HumanLoopStatus"] == "InProgress"
    emulator.control("DELETE", "faults")
    emulator.wait_for_status("Completed", "slow")


class SilentTarget(ThreadingHTTPServer):
    """An API destination or a topic's subscriber that says nothing until it is to speak.

    Attributes:
        asked: the events it has been sent.
        speak: lets it answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Silent)
        self.asked: list[dict[str, Any]] = []
        self.speak = threading.Event()


class _Silent(BaseHTTPRequestHandler):
    server: SilentTarget

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(json.loads(body["Message"]) if "Message" in body else body)
        self.server.speak.wait(PATIENCE_SECONDS)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def silent_target(monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentTarget]:
    for module in ("aws.events.api_destinations", "aws.sns", "moto_side.outgoing"):
        monkeypatch.setattr(f"a2i_emulator.{module}._PATIENCE_SECONDS", PATIENCE_SECONDS)
    server = SilentTarget()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.speak.set()
    server.shutdown()
    server.server_close()


def add_destination(emulator: Emulator, rule: str, target: SilentTarget) -> None:
    events = emulator.client("events")
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "secret"}}
    connection = events.create_connection(
        Name="c", AuthorizationType="API_KEY", AuthParameters=key
    )["ConnectionArn"]
    arn = events.create_api_destination(
        Name="d",
        ConnectionArn=connection,
        InvocationEndpoint=f"http://127.0.0.1:{target.server_port}/",
        HttpMethod="POST",
    )["ApiDestinationArn"]
    events.put_targets(Rule=rule, Targets=[{"Id": "silent", "Arn": arn, "RoleArn": ROLE}])


def add_topic(emulator: Emulator, rule: str, target: SilentTarget) -> None:
    sns = emulator.client("sns")
    arn = sns.create_topic(Name="t")["TopicArn"]
    address = f"http://127.0.0.1:{target.server_port}/"
    sns.subscribe(TopicArn=arn, Protocol="http", Endpoint=address)
    emulator.client("events").put_targets(Rule=rule, Targets=[{"Id": "silent", "Arn": arn}])


@pytest.mark.parametrize("add_target", [add_destination, add_topic])
def test_a_silent_target_keeps_no_event_from_the_others(
    emulator: Emulator,
    silent_target: SilentTarget,
    add_target: Callable[[Emulator, str, SilentTarget], None],
) -> None:
    queue = emulator.make_event_queue()
    add_target(emulator, "rule", silent_target)
    flow = emulator.make_flow()
    names = [f"loop-{number}" for number in range(3)]
    for name in names:
        emulator.start_loop(flow, name)
        assert emulator.answer(name)[1]["humanLoopStatus"] == "Completed"
    came = [emulator.receive(queue)["detail"]["humanLoopName"] for _ in names]
    assert sorted(came) == names
    until(lambda: len(silent_target.asked), lambda count: count == 1)
    silent_target.speak.set()
    until(lambda: len(silent_target.asked), lambda count: count == len(names))
    assert [event["detail"]["humanLoopName"] for event in silent_target.asked] == names


def test_one_thread_does_one_batch_after_the_other_and_ends_with_the_lanes(lanes: Lanes) -> None:
    threads: list[threading.Thread] = []
    for _ in range(20):
        group = lanes.group()
        group.add("lane", lambda: threads.append(threading.current_thread()))
        group.wait(PATIENCE_SECONDS)
    assert len(threads) == 20
    assert len(set(threads)) == 1
    lanes.close(PATIENCE_SECONDS)
    threads[0].join(PATIENCE_SECONDS)
    assert not threads[0].is_alive()
