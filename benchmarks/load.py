"""A load generator: a process of its own with a raw HTTP client, equally cheap for every server.

A connection is kept as long as the server keeps it. Where the server closes it, the next request
opens a new one: that is counted, and its time belongs to the request, as for any client.
"""

from __future__ import annotations

import itertools
import multiprocessing
import re
import selectors
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from urllib.parse import urlsplit

from benchmarks.measure import percentile

NUMBER = "0000000000"
"""Stands in a body for the number of the request, which makes names unique."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_CHUNK = 1 << 16
_PATIENCE_SECONDS = 30


class FailedRequestError(Exception):
    """A server answered with an error, which is nothing to measure the time of."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to send again and again; each `NUMBER` in its body becomes another number."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def parts(self, host: str) -> list[bytes]:
        """Return the bytes between which the numbers go."""
        body = self.body.encode()
        headers = {"Host": host, **self.headers, "Content-Length": str(len(body))}
        lines = [f"{self.method} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join(lines) + "\r\n\r\n"
        return (head.encode() + body).split(NUMBER.encode())


@dataclass(frozen=True, slots=True)
class Job:
    """Load to put on a server.

    Attributes:
        urls: the servers; the connections are spread over them.
        connections: how many requests are under way at any time.
        seconds: for how long.
        fewest: go on for as many answers, at least.
    """

    urls: tuple[str, ...]
    request: Request
    connections: int
    seconds: float
    fewest: int = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """What one job saw.

    Attributes:
        rate: answers a second.
        p50: the median time of an answer, in seconds.
        p99: the time that one in a hundred answers exceeds.
        reconnects: requests that had to open a connection first.
    """

    rate: float
    p50: float
    p99: float
    answers: int
    reconnects: int


class LoadGenerator:
    """The process, driven from this one."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def run(self, job: Job) -> Sample:
        """Do a job.

        Raises:
            FailedRequestError: an answer was an error.
        """
        self._pipe.send(job)
        outcome: Sample | str = self._pipe.recv()
        if isinstance(outcome, str):
            raise FailedRequestError(outcome)
        return outcome


@contextmanager
def load_generator() -> Iterator[LoadGenerator]:
    """Start the process, and end it at last."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield LoadGenerator(ours)
    finally:
        ours.send(None)
        process.join(_PATIENCE_SECONDS)


def _serve(pipe: Pipe) -> None:
    numbers = itertools.count(1)
    while (job := pipe.recv()) is not None:
        pipe.send(_outcome(job, numbers))


def _outcome(job: Job, numbers: Iterator[int]) -> Sample | str:
    try:
        return run(job, numbers)
    except (FailedRequestError, OSError) as error:
        return f"{job.request.method} {job.request.path}: {error!r}"


def run(job: Job, numbers: Iterator[int]) -> Sample:
    """Put load on a server; see `LoadGenerator.run`."""
    clients = [
        _Client(job.urls[index % len(job.urls)], job.request, numbers)
        for index in range(job.connections)
    ]
    selector = selectors.DefaultSelector()
    times: list[float] = []
    began = time.perf_counter()
    try:
        for client in clients:
            client.send()
            selector.register(client.socket, selectors.EVENT_READ, client)
        while len(times) < job.fewest or time.perf_counter() - began < job.seconds:
            ready = selector.select(_PATIENCE_SECONDS)
            if not ready:
                raise FailedRequestError("no answer")
            for key, _ in ready:
                _go_on(selector, key.data, times)
        seconds = time.perf_counter() - began
    finally:
        selector.close()
        for client in clients:
            client.close()
    return Sample(
        rate=len(times) / seconds,
        p50=percentile(times, 0.5),
        p99=percentile(times, 0.99),
        answers=len(times),
        reconnects=sum(client.reconnects for client in clients),
    )


def _go_on(selector: selectors.BaseSelector, client: _Client, times: list[float]) -> None:
    """Take in what has come; after a whole answer, send the next request."""
    if not client.receive():
        return
    before = client.socket
    times.append(time.perf_counter() - client.began)
    if not client.is_kept:
        selector.unregister(before)
    client.send()
    if client.socket is not before:
        selector.register(client.socket, selectors.EVENT_READ, client)


class _Client:
    """One connection after the other to a server, one request at a time."""

    def __init__(self, url: str, request: Request, numbers: Iterator[int]) -> None:
        split = urlsplit(url)
        self._address = (split.hostname, split.port)
        self._parts = request.parts(split.netloc)
        self._numbers = numbers
        self._received = bytearray()
        self._length: int | None = None
        self.is_kept = True
        self.reconnects = 0
        self.began = 0.0
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(self._address, _PATIENCE_SECONDS)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def close(self) -> None:
        self.socket.close()

    def send(self) -> None:
        """Send the next request, on a new connection where the last one was closed."""
        number = f"{next(self._numbers):0{len(NUMBER)}d}".encode()
        request = number.join(self._parts)
        self.began = time.perf_counter()
        if not self.is_kept:
            self.socket.close()
            self.socket = self._connect()
            self.reconnects += 1
            self.is_kept = True
        self._received.clear()
        self._length = None
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take in bytes; tell whether the answer is complete.

        Raises:
            FailedRequestError: it is an error, or ended too early.
        """
        chunk = self.socket.recv(_CHUNK)
        self._received += chunk
        if self._length is None and not self._read_head() and chunk:
            return False
        if self._length is not None and len(self._received) >= self._length:
            self._check()
            return True
        if chunk:
            return False
        raise FailedRequestError("the connection was closed within an answer")

    def _read_head(self) -> bool:
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._received[:end])
        length = _LENGTH.search(head)
        if length is None:
            raise FailedRequestError(f"an answer without a length: {head!r}")
        self._length = end + 4 + int(length[1])
        self.is_kept = head.startswith(b"HTTP/1.1") and not _CLOSE.search(head)
        return True

    def _check(self) -> None:
        if self._received[9:10] != b"2":
            raise FailedRequestError(bytes(self._received[:600]).decode("utf-8", "replace"))
