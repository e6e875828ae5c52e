"""waitress, repaired in four places where AWS clients and their tests trip over it.

* ``Expect: 100-continue`` on a request without a body is answered with ``100 Continue`` and
  then never again (boto3 sends it with every PutObject, an empty one too).
* A header with an underscore in its name is dropped. S3 tells ``x-amz-meta-a_b`` from
  ``x-amz-meta-a-b``, and WSGI's variables can not: the name as it was sent travels in a
  variable that moto's request reads.
* Header names are capitalized in answers. boto3 takes the keys of an object's metadata from
  them; S3 writes those in lower case, and SageMaker so writes ``x-amzn-requestid``.
* An idle connection is closed after a time by the wall clock, which a test may move.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.server import create_server as create_waitress
from waitress.task import WSGITask
from waitress.wasyncore import close_all

from a2i_emulator.faults import ConnectionDroppedError
from a2i_emulator.protocol.wsgi import METADATA_NAMES
from a2i_emulator.real_time import monotonic
from a2i_emulator.waits import Waits
from a2i_emulator.web.connections import look_after, make_room
from a2i_emulator.web.gates import PROBES
from a2i_emulator.web.workers import LendingDispatcher

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_SMALL = 1 << 16

_SENT_AT_ONCE = 1 << 18
"""Bytes. waitress copies as many as the socket's buffer has, 2.5 MB, for the few that it takes."""

_LOWER_CASE = re.compile(rb"(?im)^x-am(?:z-meta|zn)-[^:\r\n]*")
_UNDERSCORED = re.compile(rb"(?im)^(x-amz-meta-[^:\s]*_[^:\s]*):")


class AwsRequestParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Parses a request's head and body as waitress does, with the first two repairs."""

    def received(self, data: bytes) -> int:
        """Take in bytes of the request and return how many of them were its own."""
        consumed: int = super().received(data)
        if self.completed and self.body_rcv is None:
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Parse the head of a request, request line and headers."""
        names = _UNDERSCORED.findall(header_plus)
        if names:
            header_plus = _UNDERSCORED.sub(lambda m: m[0].replace(b"_", b"-"), header_plus)
        super().parse_header(header_plus)
        self.headers.pop(METADATA_NAMES, None)
        if names:
            self.headers[METADATA_NAMES] = b",".join(names).decode("latin-1")


class AwsTask(WSGITask):  # type: ignore[misc]  # waitress has no types
    """Answers a request as waitress does, but for the names of S3 metadata and for faults."""

    wrote_header: bool = False

    def execute(self) -> None:
        """Call the application; a dropped connection is closed with nothing sent."""
        try:
            super().execute()
        except ConnectionDroppedError as error:
            raise ClientDisconnected from error

    def write(self, data: bytes) -> None:
        """Send a part of the body; where it is the whole of a small one, along with the head.

        Two packets would cost a system call more, and wake the client up twice.
        """
        if self.wrote_header or not self._is_small_and_whole(data):
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.write_soon(head + data)

    def _is_small_and_whole(self, data: bytes) -> bool:
        return (
            0 < len(data) <= _SMALL
            and self.complete
            and self.content_length == len(data)
            and self.has_body
        )

    def build_response_header(self) -> bytes:
        """Return the head of the response."""
        if self.channel.server.is_ending:
            self.request.headers["CONNECTION"] = "close"
        head: bytes = super().build_response_header()
        return _LOWER_CASE.sub(lambda m: m[0].lower(), head)


class AwsChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection whose requests the repaired parser reads, and that finds room for itself."""

    parser_class = AwsRequestParser
    task_class = AwsTask
    is_left_alone = False
    sendbuf_len: int

    def __init__(self, server: Any, *arguments: Any, **options: Any) -> None:
        make_room(server)
        super().__init__(server, *arguments, **options)
        self.sendbuf_len = min(self.sendbuf_len, _SENT_AT_ONCE)

    @property
    def last_activity(self) -> float:
        """When something was last read or written, in real time."""
        return self._last_activity

    @last_activity.setter
    def last_activity(self, _: float) -> None:
        self._last_activity = monotonic()

    def write_soon(self, data: bytes) -> int:
        """Send bytes, or what the client takes of them; the loop sends the rest."""
        written: int = super().write_soon(data)
        if self.is_left_alone:
            self.server.idle_connections.answered(self)
        return written

    def handle_close(self) -> None:
        """Close the connection, and let go of a request of which only a part has come."""
        if self.request is not None:
            self.request.close()
        super().handle_close()

    def close(self) -> None:
        """Close the connection, and let go of an answer that is not sent to its end."""
        self.handle_close()

    def service(self) -> None:
        """Answer a request."""
        try:
            super().service()
        finally:
            if self.is_left_alone:
                self.server.idle_connections.answered(self)


def create_server(
    app: WSGIApplication,
    host: str,
    port: int,
    waits: Waits | None = None,
    listening: socket.socket | None = None,
    *,
    channel: Callable[..., Any] = AwsChannel,
    **options: Any,
) -> Any:
    """Make a waitress server, listening but not yet running.

    Args:
        app: the application to serve.
        host: the address to listen on, or a name of it.
        port: the port; 0 for a free one.
        waits: where requests wait, without a worker and until the server ends.
        listening: a socket to accept from, in place of one for host and port.
        channel: makes a connection of what was accepted.
        options: waitress' own, such as ``threads``.

    Returns:
        The server, as `waitress.server.create_server` returns it.

    Raises:
        OSError: the address can not be listened on.
    """
    listeners: dict[int, Any] = {}
    # One that waitress made would begin its threads before it is known whether there is a port.
    waits = waits or Waits()
    dispatcher = LendingDispatcher(waits.end, _is_probe)
    waits.lend_by(dispatcher.lending)
    address = (
        {"host": address_of(host), "port": port} if listening is None else {"sockets": [listening]}
    )
    try:
        server = create_waitress(app, listeners, _dispatcher=dispatcher, **address, **options)
    except BaseException:
        close_all(listeners)
        raise
    dispatcher.set_thread_count(server.adj.threads)
    for listener in list(listeners.values()):
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = channel
            listener.is_ending = False
            look_after(listener)
            listener.maintenance = partial(_close_idle, listener.maintenance)
    return server


def _is_probe(channel: Any) -> bool:
    """Tell whether the next request on a connection only asks whether the server is well."""
    return bool(channel.requests) and channel.requests[0].path in PROBES


def _close_idle(maintenance: Callable[[float], None], _: float) -> None:
    """Close idle connections by real time."""
    maintenance(monotonic())


def address_of(host: str) -> str:
    """Return one address of a name, which may have several, of two families.

    waitress would listen on each of them, where the port is a free one on another for each.
    """
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    of_ipv4 = (address for family, *_, address in found if family == socket.AF_INET)
    return str(next(of_ipv4, found[0][-1])[0])


def close_server(server: Any) -> None:
    """Close a server that is not running, with all its connections."""
    close_all(server._map)  # noqa: SLF001 - waitress'


def end_loop(server: Any, thread: threading.Thread) -> None:
    """Close a server that runs in another thread, with all its connections, and end that.

    Closed from elsewhere, its loop would go on until something happened or a second had passed.
    """
    listening: dict[int, Any] = server._map  # noqa: SLF001 - waitress'
    left: dict[int, Any] = {}

    def leave() -> None:
        # Closed only later: the trigger that brings this about may still be written to.
        left.update(listening)
        listening.clear()

    server.trigger.pull_trigger(leave)
    thread.join()
    close_all(left)
