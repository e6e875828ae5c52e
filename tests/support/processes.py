"""Emulators as processes of their own, and boto3 clients for them."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import boto3
from botocore.config import Config

from a2i_emulator.commands.cli import main

# Each process is forked from one that has imported everything: that takes a second otherwise.
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    ["a2i_emulator.commands.cli", "a2i_emulator.web.server", "moto.moto_server.werkzeug_app"]
    + ["boto3", "psycopg_pool", "asyncio"]
    + [f"moto.{name}.urls" for name in ("cognitoidp", "events", "s3", "sqs")]
)


class Process:
    """An emulator as a process, with the boto3 and control calls of the tests."""

    def __init__(self, *options: str) -> None:
        printed, stdout = _SERVER.Pipe(duplex=False)
        arguments = ["start", "--port", "0", *options]
        self._process = _SERVER.Process(target=_run, args=(arguments, dict(os.environ), stdout))
        self._process.start()
        stdout.close()
        with printed, open(printed.fileno(), closefd=False, encoding="utf-8") as lines:
            ready = next((line for line in lines if line.startswith("Ready on ")), None)
        assert ready is not None, "the emulator has ended before it was ready"
        self.url = ready.removeprefix("Ready on ").strip()

    def terminate(self, patience: float) -> int | None:
        """Ask it to end by SIGTERM; return its status, None if it takes longer than seconds."""
        self._process.terminate()
        self._process.join(patience)
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once by SIGKILL; nothing happens to one that has ended."""
        self._process.kill()
        self._process.join()


def _run(arguments: list[str], environment: dict[str, str], stdout: Connection) -> None:
    """Become ``a2i-emulator``, as if the process had been started for it."""
    from moto.moto_api._internal import mock_random

    os.environ.clear()
    os.environ.update(environment)
    mock_random.seed()  # A copy of one process would have the same ids as all other copies.
    os.dup2(stdout.fileno(), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.exit(main(arguments))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def client(url: str, service: str) -> Any:
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)
    return boto3.client(service, endpoint_url=url, config=config)


@dataclass
class Address:
    url: str


class Clients(dict[tuple[str, str, str], Any]):
    """Sends what A2I asks elsewhere to elsewhere."""

    def __init__(self, url: str, elsewhere: str) -> None:
        super().__init__()
        self._url, self._elsewhere = url, elsewhere

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: tuple[str, str, str]) -> Any:
        mine = key[0].startswith("sagemaker")
        self[key] = client(self._url if mine else self._elsewhere, key[0])
        return self[key]
