"""A gateway over a trivial application of our own, served by waitress on a free port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from tests.support.journal import Process, Serve, Thread
from waitress import wasyncore

from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.web.gateway import Gateway
from a2i_emulator.web.serving import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass
class Ours:
    """Answers with its own name and remembers how often it was reset."""

    resets: list[str] = field(default_factory=list)

    def __call__(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = b'{"HumanLoopSummaries": []}'
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", [*headers, ("X-Answered-By", "ours")])
        return [body]

    @staticmethod
    def claims(environ: WSGIEnvironment) -> bool:
        signed_for_us = "/sagemaker/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")
        return signed_for_us and environ["PATH_INFO"].startswith("/human-loops")


@dataclass
class Endpoint:
    """A served gateway and what a test needs to talk to it."""

    url: str
    port: int
    moto: MotoApp
    ours: Ours

    def client(self, service: str, **options: Any) -> Any:
        options = {
            "region_name": "us-east-1",
            "aws_access_key_id": "testing",
            "aws_secret_access_key": "testing",
            "config": Config(
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
                parameter_validation=True,
            ),
        } | options
        return boto3.client(service, endpoint_url=self.url, **options)


@contextmanager
def served(app: Any) -> Iterator[int]:
    """Serve an application on a free port of the loopback interface."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        # Connections that boto3 keeps open are closed as well, or the loop would go on for them.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(5)


@pytest.fixture(scope="session")
def endpoint_of_session() -> Iterator[Endpoint]:
    ours, moto = Ours(), MotoApp()
    gateway = Gateway(
        ours,
        ours.claims,
        moto,
        on_reset=lambda: ours.resets.append("reset"),
        refuses=lambda environ: environ.get("HTTP_SEC_FETCH_SITE") == "cross-site",
    )
    with served(gateway) as port:
        yield Endpoint(f"http://127.0.0.1:{port}", port, moto, ours)


@pytest.fixture
def endpoint(endpoint_of_session: Endpoint) -> Endpoint:
    """The served gateway, moto emptied."""
    endpoint_of_session.moto.load()
    endpoint_of_session.moto.reset()
    endpoint_of_session.ours.resets.clear()
    return endpoint_of_session


@pytest.fixture
def serve() -> Callable[[Any], AbstractContextManager[int]]:
    """Serves an application for the length of a context, and gives its port."""
    return served


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def server(tmp_path: Path, serve: Serve) -> Iterator[Thread]:
    thread = Thread(tmp_path, serve)
    thread.start()
    yield thread
    thread.stop()
