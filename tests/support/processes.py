"""Emulators as processes of their own, and boto3 clients for them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config


class Process:
    """An emulator as a process, with the boto3 and control calls of the tests."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "a2i_emulator", "start", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = next(
            line.removeprefix("Ready on ").strip()
            for line in self.process.stdout
            if line.startswith("Ready on ")
        )

    def kill(self) -> None:
        """End it at once; nothing happens to one that has ended."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.communicate()


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
