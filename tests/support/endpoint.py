"""The front door over an emulator and moto, served by waitress on a free port."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.support.journal import Process, Serve, Thread

from a2i_emulator.assembly import assemble
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.service import Service
from a2i_emulator.settings import Settings
from a2i_emulator.web.front import Front
from a2i_emulator.web.serving import create_server, end_loop


@dataclass
class Endpoint:
    """A served front door and what a test needs to talk to it."""

    url: str
    port: int
    moto: MotoApp
    service: Service

    @property
    def calls(self) -> list[str]:
        """The calls that were answered, oldest first: service and operation."""
        return [f"{call.service} {call.operation}" for call in self.service.history.latest()][::-1]

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
        end_loop(server, thread)


@pytest.fixture(scope="module")
def endpoint_of_module() -> Iterator[Endpoint]:
    """No longer than for these tests: the latest emulator of a process makes what stacks have."""
    parts = assemble(Settings())
    with served(Front(parts.service, parts.moto)) as port:
        yield Endpoint(f"http://127.0.0.1:{port}", port, parts.moto, parts.service)
    parts.service.close()
    parts.moto.close()


@pytest.fixture
def endpoint(endpoint_of_module: Endpoint) -> Endpoint:
    """The served front door, everything behind it emptied."""
    endpoint_of_module.moto.load()
    endpoint_of_module.moto.reset()
    endpoint_of_module.service.reset()
    return endpoint_of_module


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


def raw(
    endpoint: Endpoint,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=20)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response.status, answer


def authorization(service: str) -> dict[str, str]:
    scope = f"Credential=testing/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"}
