"""The main job with a data directory: killed in the middle, and gone on with afterwards."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from tests.support.emulator import Emulator

from a2i_emulator.web.server import Server


class Started:
    """``a2i-emulator start --data-dir``, as far as a client of `Emulator` needs a server."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "a2i_emulator", "start", "--port", "0", "--data-dir", data_dir],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = ""
        while not self.url:
            line = self.process.stdout.readline()
            assert line, "it did not start"
            _, _, self.url = line.rstrip().partition("Ready on ")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Restartable(Emulator):
    """An emulator over one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        super().__init__(cast("Server", Started(data_dir)))

    def restart(self) -> None:
        self.kill()
        self.clients.clear()
        self.server = cast("Server", Started(self._data_dir))

    def kill(self) -> None:
        for client in self.clients.values():
            client.close()
        cast("Started", self.server).kill()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Restartable]:
    emulator = Restartable(tmp_path / "data")
    yield emulator
    emulator.kill()


def test_a_loop_goes_on_where_it_was(emulator: Restartable) -> None:
    queue = emulator.make_event_queue()
    workteam = emulator.make_workteam(workers=("alice",))
    flow = emulator.make_flow(workteam=workteam)
    emulator.start_loop(flow, "first")
    emulator.start_loop(flow, "second")
    assert emulator.answer("first", {"is": "first"})[0] == 200
    emulator.wait_for_status("Completed", "first")
    assert emulator.receive(queue)["detail"]["humanLoopName"] == "first"

    emulator.restart()
    uri = emulator.describe_loop("first")["HumanLoopOutput"]["OutputS3Uri"]
    output = json.loads(emulator.read_object(uri))
    assert output["humanAnswers"][0]["answerContent"] == {"is": "first"}
    assert emulator.answer("second", worker="alice")[0] == 200
    emulator.wait_for_status("Completed", "second")
    assert emulator.receive(queue)["detail"]["humanLoopName"] == "second"

    emulator.restart()
    uri = emulator.describe_loop("second")["HumanLoopOutput"]["OutputS3Uri"]
    assert json.loads(emulator.read_object(uri))["humanLoopName"] == "second"
    assert waiting(emulator, queue) == 0


def test_an_event_that_nobody_took_waits(emulator: Restartable) -> None:
    queue = emulator.make_event_queue()
    emulator.start_loop(emulator.make_flow())
    emulator.answer("loop")
    emulator.wait_for_status("Completed")
    sent = peek(emulator, queue)
    emulator.restart()
    kept = peek(emulator, queue)
    assert (kept["MessageId"], kept["Body"]) == (sent["MessageId"], sent["Body"])
    assert waiting(emulator, queue) == 1


def peek(emulator: Restartable, queue: str) -> Any:
    """Return a message and leave it where it is."""
    sqs = emulator.client("sqs")
    found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20, VisibilityTimeout=0)
    return found["Messages"][0]


def waiting(emulator: Restartable, queue: str) -> int:
    name = "ApproximateNumberOfMessages"
    counted = emulator.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
    return int(counted["Attributes"][name])


def test_motos_reset_empties_the_directory(emulator: Restartable) -> None:
    emulator.make_flow()
    emulator.client("s3").put_object(Bucket="bucket", Key="k", Body=b"x")
    with urllib.request.urlopen(f"{emulator.url}/moto-api/reset", data=b"", timeout=10):
        pass
    emulator.restart()
    assert emulator.client("s3").list_buckets()["Buckets"] == []
    assert emulator.client("sagemaker").list_flow_definitions()["FlowDefinitionSummaries"] == []


def test_a_damaged_journal_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "moto.sqlite3").write_bytes(b"no database" * 500)
    refused = subprocess.run(
        [sys.executable, "-m", "a2i_emulator", "start", "--port", "0", "--data-dir", tmp_path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert "moto.sqlite3" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert (tmp_path / "moto.sqlite3").read_bytes() == b"no database" * 500
