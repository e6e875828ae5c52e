"""A server that is told to end answers those who have come by then."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import pytest
from tests.support.emulator import until
from tests.support.processes import Process
from tests.support.side_by_side import SideBySide, is_alive, side_by_side

from a2i_emulator.web.processes import REPLACED

REQUEST = b"GET /_a2i/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Served:
    """A process, and connections to it."""

    def __init__(self, stack: ExitStack, *options: str) -> None:
        self._stack = stack
        self.process = Process(*options)
        stack.callback(self.process.kill)
        self._port = urlsplit(self.process.url).port or 0

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=20)
        self._stack.enter_context(connection)
        connection.sendall(sent)
        return connection

    def is_closed(self) -> bool:
        with suppress(ConnectionError):
            socket.create_connection(("127.0.0.1", self._port), timeout=20).close()
            return False
        return True

    def tell_to_end(self) -> None:
        """Return once it takes no more connections."""
        os.kill(self.process.pid, signal.SIGTERM)
        until(self.is_closed, bool)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def answer_on(connection: socket.socket) -> bytes:
    """Return all that comes until the connection is closed."""
    return b"".join(iter(lambda: connection.recv(4096), b""))


def test_a_request_that_has_begun_is_answered(stack: ExitStack) -> None:
    served = Served(stack)
    begun, idle = served.connect(REQUEST[:20]), served.connect(REQUEST)
    assert b"200 OK" in idle.recv(4096)
    served.tell_to_end()
    begun.sendall(REQUEST[20:])
    answer = answer_on(begun)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nConnection: close\r\n" in answer
    assert answer_on(idle) == b""
    assert served.process.terminate(5) == 0


def test_a_request_that_is_on_its_way_from_a_proxy_is_answered(stack: ExitStack) -> None:
    served = Served(stack, "--trusted-proxies", "127.0.0.1")
    fresh, kept = served.connect(), served.connect(REQUEST)
    assert b"200 OK" in kept.recv(4096)
    served.tell_to_end()
    for connection in (fresh, kept):
        connection.sendall(REQUEST)
    assert [answer_on(connection)[:15] for connection in (fresh, kept)] == [b"HTTP/1.1 200 OK"] * 2
    assert served.process.terminate(5) == 0


def test_nobody_is_waited_for_without_end(stack: ExitStack) -> None:
    served = Served(stack, "--trusted-proxies", "127.0.0.1")
    slow = served.connect(REQUEST[:20])
    assert served.process.terminate(5) == 0
    assert answer_on(slow) == b""


def test_being_told_again_and_again_changes_nothing(stack: ExitStack) -> None:
    process = Served(stack).process
    until(lambda: process.terminate(0.01), lambda status: status is not None)
    assert process.terminate(0) == 0


@pytest.fixture
def several(stack: ExitStack) -> SideBySide:
    return stack.enter_context(side_by_side(2))


def test_nobody_who_waits_for_several_processes_is_turned_away_when_all_end(
    stack: ExitStack,
) -> None:
    several = stack.enter_context(side_by_side(2, accepts_late=True))
    waiting = [socket.create_connection(("127.0.0.1", several.port), 20) for _ in range(12)]
    for connection in waiting:
        stack.enter_context(connection)
        connection.sendall(REQUEST)
    several.command.terminate()
    assert [answer_on(connection)[:15] for connection in waiting] == [b"HTTP/1.1 200 OK"] * 12
    assert several.command.wait(5) == 0


def test_one_that_is_replaced_leaves_who_waits_to_the_others(stack: ExitStack) -> None:
    several = stack.enter_context(side_by_side(2, accepts_late=True))
    (first, _) = several.serving()
    waiting = stack.enter_context(socket.create_connection(("127.0.0.1", several.port), 20))
    waiting.sendall(REQUEST)
    os.kill(first, REPLACED)
    until(lambda: is_alive(first), lambda alive: not alive)
    waiting.setblocking(False)
    with pytest.raises(BlockingIOError):
        waiting.recv(1)
    waiting.setblocking(True)
    several.command.terminate()
    assert answer_on(waiting).startswith(b"HTTP/1.1 200 OK\r\n")


def test_several_processes_refuse_who_comes_while_they_answer_the_last(
    several: SideBySide, stack: ExitStack
) -> None:
    begun = stack.enter_context(socket.create_connection(("127.0.0.1", several.port), 20))
    begun.sendall(REQUEST[:20])
    several.command.terminate()
    with pytest.raises(ConnectionRefusedError):  # noqa: PT012 - one of them is
        while True:
            socket.create_connection(("127.0.0.1", several.port), 20).close()
    begun.sendall(REQUEST[20:])
    assert answer_on(begun).startswith(b"HTTP/1.1 200 OK\r\n")
    assert several.command.wait(5) == 0


def test_processes_end_with_the_one_that_has_begun_them(several: SideBySide) -> None:
    serving = several.serving()
    assert len(serving) == 2
    several.command.kill()
    until(lambda: [pid for pid in serving if is_alive(pid)], lambda left: not left)
    socket.create_server(("127.0.0.1", several.port)).close()
