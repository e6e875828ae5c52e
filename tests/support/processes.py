"""Emulators as processes of their own, and boto3 clients for them."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import boto3
from botocore.config import Config

from a2i_emulator.commands.cli import main

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.support.preloaded"])


class Forked:
    """A process that runs a function with arguments, and prints."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._printed, stdout = _SERVER.Pipe(duplex=False)
        self._process = _SERVER.Process(
            target=_run, args=(function, arguments, dict(os.environ), stdout)
        )
        self._process.start()
        stdout.close()

    def first(self, beginning: str = "") -> str:
        """Return what follows the beginning in the first line that has it; no other is read."""
        with self._printed as printed, open(printed.fileno(), closefd=False) as lines:
            found = next((line for line in lines if line.startswith(beginning)), None)
        assert found is not None, "the process has ended before it was ready"
        return found.removeprefix(beginning).strip()

    @property
    def pid(self) -> int:
        """The process' number."""
        assert self._process.pid is not None
        return self._process.pid

    def terminate(self, patience: float) -> int | None:
        """Ask it to end by SIGTERM; return its status, None if it takes longer than seconds."""
        self._process.terminate()
        self._process.join(patience)
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once by SIGKILL; nothing happens to one that has ended."""
        self._process.kill()
        self._process.join()


def _run(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    environment: dict[str, str],
    stdout: Connection,
) -> None:
    """Become the process that the function would have, had Python been started for it."""
    from moto.moto_api._internal import mock_random

    os.environ.clear()
    os.environ.update(environment)
    mock_random.seed()  # A copy of one process would have the same ids as all other copies.
    os.dup2(stdout.fileno(), 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.exit(function(*arguments))


class Process(Forked):
    """``a2i-emulator start`` as a process, with the boto3 and control calls of the tests."""

    def __init__(self, *options: str) -> None:
        super().__init__(main, ["start", "--port", "0", *options])
        self.url = self.first("Ready on ")


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
