"""How long a call waits for what is due: not until all that stands before it is done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.support.emulator import Emulator

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

LOOPS = 60
A_BATCH = 2
A_WRITE_SECONDS = 0.2
"""Of which no batch is late: who waits sees one after the other come to its end."""

ENOUGH = 15
"""Writes that a call may wait for: a second has four or five of them."""

IS_OPEN, IS_QUICK = threading.Event(), threading.Event()
"""Whether S3 writes anything, and whether it takes no time for it."""

WRITTEN: list[str] = []


class _SlowS3(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Who sends an object waits to be told to go on.

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        IS_OPEN.wait()
        IS_QUICK.wait(A_WRITE_SECONDS)
        WRITTEN.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def with_slow_s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulator whose S3 stands elsewhere and takes its time, but answers."""
    monkeypatch.setattr("a2i_emulator.engine.due_work._BATCH", A_BATCH)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    s3 = ThreadingHTTPServer(("127.0.0.1", 0), _SlowS3)
    threading.Thread(target=s3.serve_forever, daemon=True).start()
    server = build_server(Settings(port=0, s3_endpoint=f"http://127.0.0.1:{s3.server_port}"))
    server.start()
    IS_OPEN.set()
    IS_QUICK.clear()
    yield Emulator(server)
    IS_OPEN.set()
    IS_QUICK.set()
    server.service.settle()
    server.close()
    s3.shutdown()
    s3.server_close()


def test_a_call_does_not_wait_for_the_outputs_of_others(with_slow_s3: Emulator) -> None:
    flow = with_slow_s3.make_flow(has_s3=False)
    runtime = with_slow_s3.client("sagemaker-a2i-runtime")
    with_slow_s3.start_loop(flow, "first")  # What S3 is asked by takes a while to make.
    with_slow_s3.answer("first")
    with_slow_s3.wait_for_status("Completed", "first")
    rules = [{"answerContent": {"answer": "yes"}}]
    assert with_slow_s3.control("PUT", "workers", {"rules": rules})[0] == 200
    IS_OPEN.clear()
    for number in range(LOOPS):
        with_slow_s3.start_loop(flow, f"loop-{number}")
    IS_OPEN.set()
    before = len(WRITTEN)
    with_slow_s3.describe_loop(f"loop-{LOOPS - 1}")
    described = len(WRITTEN)
    runtime.list_human_loops(FlowDefinitionArn=flow, MaxResults=10)
    assert described - before < ENOUGH
    assert len(WRITTEN) - described < ENOUGH
