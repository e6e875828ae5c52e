"""Several servers of one address in their programs, without a database: each has its own memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

_SERVER = """
import ipaddress, os, signal
from a2i_emulator.settings import Settings
from a2i_emulator.web.processes import inherited_socket
from a2i_emulator.web.server import build_server
told, tell = os.pipe()
os.set_blocking(tell, False)
signal.set_wakeup_fd(tell)
def ready():
    print("Ready on it", flush=True)
    if {accepts_late}:
        os.read(told, 1)
settings = Settings(trusted_proxies=(ipaddress.ip_network("127.0.0.1"),))
build_server(settings, inherited_socket()).run(ready)
"""
_MASTER = """
import sys
from a2i_emulator.web.processes import Processes, listen
listening = listen("127.0.0.1", 0)
port = listening.getsockname()[1]
command = [sys.executable, "-c", sys.argv[1]]
Processes(command, int(sys.argv[2]), listening).run(
    lambda: print(f"Ready on http://127.0.0.1:{port}", flush=True)
)
"""


class SideBySide:
    """A process that has begun others, which serve.

    Attributes:
        command: that process.
        port: where the others are reached.
    """

    def __init__(self, command: subprocess.Popen[str]) -> None:
        assert command.stdout is not None
        self.command = command
        ready = next(line for line in command.stdout if line.startswith("Ready on "))
        self.port = urlsplit(ready.removeprefix("Ready on ").strip()).port or 0

    def serving(self) -> set[int]:
        """Return the ids of the processes that serve."""
        return children_of(self.command.pid)


def children_of(pid: int) -> set[int]:
    """Return the ids of the processes that one has begun."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return set(map(int, children.split()))


def is_alive(pid: int) -> bool:
    """Tell whether a process is there that has not ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


@contextmanager
def side_by_side(count: int, *, accepts_late: bool = False) -> Iterator[SideBySide]:
    """Begin servers behind one address; those that are left in the end are killed with it.

    Args:
        count: how many.
        accepts_late: whether they look who has come only once they are told something.
    """
    server = _SERVER.format(accepts_late=accepts_late)
    command = subprocess.Popen(
        [sys.executable, "-c", _MASTER, server, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )
    with command:
        begun: set[int] = set()
        try:
            served = SideBySide(command)
            begun = served.serving()
            yield served
        finally:
            command.terminate()
            command.wait()
            for pid in filter(is_alive, begun):
                os.kill(pid, signal.SIGKILL)
