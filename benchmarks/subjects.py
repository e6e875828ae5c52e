"""What is measured and what it is compared with, as processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

PROJECT = Path(__file__).parent.parent
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """A running server."""

    name: str
    url: str
    process: subprocess.Popen[bytes]

    @property
    def resident_bytes(self) -> int:
        """How much memory the process holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int, method: str = "GET", path: str = "/", **headers: str) -> bool:
    """Tell whether a server answers a request, with whatever status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request(method, path, headers=headers)
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, is_ready: Callable[[], bool]
) -> Iterator[Subject]:
    """Start a server, wait until it is ready, and end it at last."""
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not answer: {' '.join(command)}")
            time.sleep(0.001)
        yield Subject(name, f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def emulator(*options: str) -> AbstractContextManager[Subject]:
    """Serve with ``a2i-emulator start``."""
    port = free_port()
    command = emulator_command(port, *options)
    return running("a2i-emulator", command, port, lambda: answers(port, path="/_a2i/health"))


def emulator_command(port: int, *options: str) -> list[str]:
    """Return the command that serves the emulator on a port."""
    return [sys.executable, "-m", "a2i_emulator", "start", "--port", str(port), *options]


def moto_server() -> AbstractContextManager[Subject]:
    """Serve with moto's own command, as its users do."""
    port = free_port()
    return running(
        "moto_server", moto_command(port), port, lambda: answers(port, path="/moto-api/data.json")
    )


def moto_command(port: int) -> list[str]:
    """Return the command that serves moto on a port."""
    return [str(Path(sys.executable).with_name("moto_server")), "-p", str(port)]


def empty_handler() -> AbstractContextManager[Subject]:
    """Serve a Flask handler that only reads the JSON body, on waitress."""
    port = free_port()
    return running("empty Flask handler", empty_command(port), port, lambda: answers(port))


def empty_command(port: int) -> list[str]:
    """Return the command that serves the empty handler on a port."""
    return [sys.executable, "-m", "benchmarks.empty_handler", str(port)]


def _environment() -> dict[str, str]:
    package = str(PROJECT / "emulator")
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("A2I_")}
    return {**ours, "PYTHONPATH": os.pathsep.join(paths)}
