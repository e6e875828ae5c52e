"""Web servers of the user's choice that services tell something: silent, away, and told once."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from tests.support.journal import Server

FIREHOSE_ROLE = "arn:aws:iam::123456789012:role/firehose"


class WebServer(ThreadingHTTPServer):
    """Answers each request and keeps its body."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.told: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Answering(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        self.server.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of somebody who takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def topic_with(server: Server, *addresses: str) -> str:
    sns = server.client("sns")
    topic = str(sns.create_topic(Name="t")["TopicArn"])
    for address in addresses:
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=address)
    return topic


def stream_to(server: Server, address: str) -> None:
    server.client("firehose").create_delivery_stream(
        DeliveryStreamName="s",
        HttpEndpointDestinationConfiguration={
            "EndpointConfiguration": {"Url": address},
            "S3Configuration": {"RoleARN": FIREHOSE_ROLE, "BucketARN": "arn:aws:s3:::b"},
        },
    )


def test_a_subscriber_that_is_away_is_no_matter_of_the_others(
    server: Server, web: WebServer
) -> None:
    topic = topic_with(server, "http://127.0.0.1:9/", "http://nowhere.invalid/", web.url)
    server.client("sns").publish(TopicArn=topic, Message="m")
    assert [told["Message"] for told in web.told] == ["m"]
    stream_to(server, "http://127.0.0.1:9/")
    record = {"Data": b"r"}
    assert server.client("firehose").put_record(DeliveryStreamName="s", Record=record)["RecordId"]


def test_a_silent_subscriber_keeps_nobody_waiting(
    server: Server, web: WebServer, silent: str
) -> None:
    topic = topic_with(server, silent, web.url)

    def publish(number: int) -> None:
        server.client("sns").publish(TopicArn=topic, Message=str(number))

    begun = time.monotonic()
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(publish, range(40)))
    assert server.client("sqs").list_queues()
    assert time.monotonic() - begun < 12, "one wait for its answer takes 15 s"
    assert {told["Message"] for told in web.told} == set(map(str, range(40)))


def test_a_restart_tells_nobody_again(server: Server, web: WebServer) -> None:
    topic = topic_with(server, web.url)
    stream_to(server, web.url)
    server.client("sns").publish(TopicArn=topic, Message="once")
    server.client("firehose").put_record(DeliveryStreamName="s", Record={"Data": b"once"})
    assert len(web.told) == 2
    server.restart()
    assert server.client("sns").list_topics()["Topics"]
    server.client("sns").publish(TopicArn=topic, Message="twice")
    assert [told.get("Message") for told in web.told] == ["once", None, "twice"]
