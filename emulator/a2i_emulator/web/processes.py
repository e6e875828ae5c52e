"""Several processes that serve one address: begun, watched, renewed one by one, ended together.

They accept from one listening socket, which this process owns and gives to each: what waits in
its queue waits for whichever is there. Each is the server of `a2i_emulator.web.server`, in a
program of its own.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING

from a2i_emulator.real_time import monotonic
from a2i_emulator.web.serving import address_of

if TYPE_CHECKING:
    from types import FrameType

SOCKET_VARIABLE = "A2I_EMULATOR_LISTENING_SOCKET"
"""Where a program of ours finds the number of the socket that it is to serve."""

READY = "Ready on "
"""How the line begins with which such a program says that it serves."""

REPLACED = signal.SIGUSR1
"""Tells such a program to end while others go on; SIGTERM, that all of them end."""

_STANDARD_INPUT = 0
_BACKLOG = 1024
_PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 1.0
"""Between the end of a process that served and the next try, lest they die in a circle."""

log = logging.getLogger(__name__)


class ProcessesError(Exception):
    """A process ended before it served; it has said why itself."""


def listen(host: str, port: int) -> socket.socket:
    """Take an address for all processes.

    Raises:
        OSError: it cannot be had.
    """
    address = address_of(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, port), family=family, backlog=_BACKLOG)


def inherited_socket() -> socket.socket | None:
    """Return the socket that this program was begun to serve, if it was.

    It is then told to end when the one that has begun it is gone, which may have been killed.
    """
    number = os.environ.pop(SOCKET_VARIABLE, None)
    if number is None:
        return None
    threading.Thread(target=_end_with_owner, name="a2i-owner", daemon=True).start()
    return socket.socket(fileno=int(number))


def _end_with_owner() -> None:
    """Wait for the end of standard input: its other end is held by the owner, who writes nothing.

    It is read past Python's own file, whose lock would be held at the end of this program.
    """
    with suppress(OSError):
        while os.read(_STANDARD_INPUT, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


class Processes:
    """Serves by several processes, for the main thread.

    SIGTERM and SIGINT end them all; SIGHUP replaces them one after the other, each once its
    successor serves. One that ends otherwise is begun anew.

    Args:
        command: the program that serves, with its arguments.
        count: how many of them.
        listening: what they accept from.
    """

    def __init__(self, command: Sequence[str], count: int, listening: socket.socket) -> None:
        self._command = command
        self._count = count
        self._listening = listening
        self._serving: list[subprocess.Popen[str]] = []
        self._happened: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._is_ending = False

    def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until told to end.

        Args:
            on_ready: called when all of them serve.

        Raises:
            ProcessesError: one of the first did not come to serve.
        """
        for number, what in (
            (signal.SIGTERM, self._end),
            (signal.SIGINT, self._end),
            (signal.SIGHUP, self._renew),
        ):
            signal.signal(number, self._later(what))
        try:
            for _ in range(self._count):
                self._serving.append(self._begin())
            on_ready()
            while not self._is_ending:
                self._happened.get()()
        finally:
            self._end_all()

    def _later(self, what: Callable[[], None]) -> Callable[[int, FrameType | None], None]:
        return lambda _number, _frame: self._happened.put(what)

    def _begin(self) -> subprocess.Popen[str]:
        """Start a process and return it when it serves."""
        number = self._listening.fileno()
        process = subprocess.Popen(  # noqa: S603 - our own program
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=(number,),
            env={**os.environ, SOCKET_VARIABLE: str(number)},
        )
        if not any(line.startswith(READY) for line in _lines(process.stdout)):
            problem = f"a process ended with exit status {process.wait()} before it served"
            raise ProcessesError(problem)
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        return process

    def _watch(self, process: subprocess.Popen[str]) -> None:
        process.wait()
        for stream in (process.stdin, process.stdout):
            _lines(stream).close()
        self._happened.put(lambda: self._replace(process))

    def _replace(self, ended: subprocess.Popen[str]) -> None:
        """Begin a process in the place of one that has ended, if that was not meant to."""
        if self._is_ending or ended not in self._serving:
            return
        self._serving.remove(ended)
        log.warning("process %d ended with exit status %s", ended.pid, ended.returncode)
        self._add()

    def _add(self) -> None:
        if self._is_ending or len(self._serving) >= self._count:
            return
        try:
            self._serving.append(self._begin())
        except ProcessesError as error:
            log.error("%s; the next try is in a second", error)  # noqa: TRY400 - it has said why
            threading.Timer(_PAUSE_SECONDS, lambda: self._happened.put(self._add)).start()

    def _renew(self) -> None:
        for old in tuple(self._serving):
            try:
                new = self._begin()
            except ProcessesError as error:
                log.error("%s; the others go on", error)  # noqa: TRY400 - it has said why
                return
            self._serving.remove(old)
            self._serving.append(new)
            old.send_signal(REPLACED)

    def _end(self) -> None:
        self._is_ending = True

    def _end_all(self) -> None:
        # Closed here first: what comes by then is answered by those that have not closed it yet,
        # and what comes later is refused at once, not by the last one's end.
        self._listening.close()
        for process in self._serving:
            process.terminate()
        gives_up_at = monotonic() + _PATIENCE_SECONDS
        for process in self._serving:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, gives_up_at - monotonic()))
            process.kill()


def _lines(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise AssertionError("what a process reads and prints goes through pipes")
    return stream
