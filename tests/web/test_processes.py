"""Several processes behind one address, which speak TLS."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from tests.support.certificates import write_certificate
from tests.support.emulator import Emulator, until
from tests.support.processes import Address, Clients, Process

from a2i_emulator.commands import cli

COUNT = 2
STARTERS = 2


class Deployment:
    """Processes that are begun by one command, and another emulator that is their AWS."""

    def __init__(self, database_url: str, certificate: Path, stack: ExitStack) -> None:
        aws = Process()
        stack.callback(aws.kill)
        elsewhere = [f"--{name}-endpoint={aws.url}" for name in ("s3", "events", "cognito")]
        options = ["--database-url", database_url, "--port", "0", "--workers", str(COUNT)]
        options += ["--tls-cert", str(certificate)]
        self.command = subprocess.Popen(
            [sys.executable, "-m", "a2i_emulator", "start", *options, *elsewhere],
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(self.command.wait)
        stack.callback(self.command.terminate)
        assert self.command.stdout is not None
        stack.enter_context(self.command.stdout)
        ready = next(line for line in self.command.stdout if line.startswith("Ready on "))
        url = ready.removeprefix("Ready on ").strip()
        self.emulator = Emulator(Address(url), Clients(url, aws.url))

    def serving(self) -> set[int]:
        """Return the ids of the processes that serve."""
        pid = self.command.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return set(map(int, children.split()))


@pytest.fixture
def deployment(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployment]:
    certificate = tmp_path / "certificate.pem"
    write_certificate(certificate)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with ExitStack() as stack:
        yield Deployment(postgres_url, certificate, stack)


def starting(url: str, flow: str, name: str, until_set: threading.Event) -> Callable[[], list[str]]:
    """Start loops in a thread until told to stop; return what waits for it and the names."""
    started: list[str] = []
    errors: list[Exception] = []
    config = Config(retries={"mode": "standard", "total_max_attempts": 4})
    runtime = boto3.client("sagemaker-a2i-runtime", endpoint_url=url, config=config)

    def work() -> None:
        try:
            while not until_set.is_set():
                loop = f"{name}-{len(started)}"
                # Where a process died before it could answer, the next one is asked again.
                with suppress(runtime.exceptions.ConflictException):
                    runtime.start_human_loop(
                        HumanLoopName=loop,
                        FlowDefinitionArn=flow,
                        HumanLoopInput={"InputContent": "{}"},
                    )
                started.append(loop)
        except Exception as error:  # noqa: BLE001 - told to the test
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()

    def names() -> list[str]:
        thread.join()
        runtime.close()
        assert errors == []
        return started

    return names


def test_one_is_killed_and_all_are_renewed_under_load(deployment: Deployment) -> None:
    emulator, enough = deployment.emulator, threading.Event()
    flow = emulator.make_flow()
    first = deployment.serving()
    assert len(first) == COUNT
    names = [starting(emulator.url, flow, f"by-{n}", enough) for n in range(STARTERS)]
    try:
        os.kill(min(first), signal.SIGKILL)
        second = until(deployment.serving, lambda now: len(now) == COUNT and min(first) not in now)
        os.kill(deployment.command.pid, signal.SIGHUP)
        until(deployment.serving, lambda now: len(now) == COUNT and now.isdisjoint(second))
    finally:
        enough.set()
    started = {name for each in names for name in each()}
    assert started
    listed = emulator.client("sagemaker-a2i-runtime").get_paginator("list_human_loops")
    found = {
        loop["HumanLoopName"]
        for page in listed.paginate(FlowDefinitionArn=flow)
        for loop in page["HumanLoopSummaries"]
    }
    assert started <= found

    last = deployment.serving()
    deployment.command.terminate()
    assert deployment.command.wait(20) == 0
    assert not [pid for pid in last if Path(f"/proc/{pid}").exists()]


def test_what_processes_need_to_share_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["start", "--workers", "2", "--s3-endpoint", "http://127.0.0.1:9"]) == 2
    error = capsys.readouterr().err
    assert error.endswith(
        "what they share is missing: --database-url, --events-endpoint, --cognito-endpoint\n"
    )
    assert cli.main(["start", "--workers", "none"]) == 2
    assert "--workers: 'none' is not a number from 1 to 64" in capsys.readouterr().err


STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("Ready on nothing", flush=True)
time.sleep(60)
"""
ENDED = f"""
import os, signal, sys, time
from a2i_emulator.web import processes
processes._PATIENCE_SECONDS = 1.5
many = processes.Processes(
    [sys.executable, "-c", {STUBBORN!r}], 4, processes.listen("127.0.0.1", 0)
)
began = []
def ready():
    began.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGTERM)
many.run(ready)
print(time.monotonic() - began[0])
"""


def test_those_that_do_not_end_are_waited_for_together() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDED], capture_output=True, text=True, check=True
    )
    assert 1.5 <= float(ended.stdout) < 4.5
