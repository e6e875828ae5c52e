"""An event as A2I sends it, and short ways to rules, targets and what they got."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.clock import Clock
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord

NOW = 1_700_000_000_000
EVENT: dict[str, Any] = {
    "version": "0",
    "id": "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "SageMaker A2I HumanLoop Status Change",
    "source": "aws.sagemaker",
    "account": "123456789012",
    "time": "2023-11-14T22:13:20Z",
    "region": "eu-west-1",
    "resources": ["arn:aws:sagemaker:eu-west-1:123456789012:human-loop/l"],
    "detail": {"humanLoopName": "l", "humanLoopStatus": "Completed", "failureCode": None},
}


@pytest.fixture
def event() -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(EVENT))
    return copied


@pytest.fixture
def record(scope: Scope, event: dict[str, Any]) -> EventRecord:
    return EventRecord(id=event["id"], scope=scope, event=event, created_at=NOW, due_at=NOW)


@pytest.fixture
def clock() -> Clock:
    return Clock(frozen_at=NOW)


@dataclass(frozen=True, slots=True)
class Aws:
    """The user's side: boto3 calls against moto."""

    client: Callable[[str], Any]

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:eu-west-1:123456789012:{resource}"

    def queue(self, name: str, **attributes: str) -> str:
        self.client("sqs").create_queue(QueueName=name, Attributes=attributes)
        return self.arn("sqs", name)

    def rule(
        self, name: str, *targets: str | dict[str, Any], bus: str = "default", **rest: Any
    ) -> str:
        settings = {"EventPattern": json.dumps({"source": [{"exists": True}]})} | rest
        events = self.client("events")
        made = events.put_rule(Name=name, EventBusName=bus, **settings)
        whole = [{"Arn": t} if isinstance(t, str) else t for t in targets]
        numbered = [{"Id": str(number)} | target for number, target in enumerate(whole)]
        if numbered:
            events.put_targets(Rule=name, EventBusName=bus, Targets=numbered)
        return str(made["RuleArn"])

    def messages(self, queue: str) -> list[dict[str, Any]]:
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        got: list[dict[str, Any]] = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        return got

    def bodies(self, queue: str) -> list[str]:
        return [message["Body"] for message in self.messages(queue)]


@pytest.fixture
def aws(client: Callable[[str], Any]) -> Aws:
    return Aws(client)


@pytest.fixture
def events(client: Callable[[str], Any], clock: Clock) -> MotoEvents:
    return MotoEvents(clock.now)


class WebServer(HTTPServer):
    """Answers with a status and keeps what was asked."""

    status = 200
    asked: list[tuple[str, str, dict[str, str], bytes]]


class WebHandler(BaseHTTPRequestHandler):
    server: WebServer

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        content = b'{"access_token": "tok"}'
        self.send_response(200 if self.path.startswith("/token") else self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PUT = do_GET = answer  # noqa: N815 - the names http.server calls

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        pass


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer(("127.0.0.1", 0), WebHandler) as serving:
        serving.asked = []
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.fixture
def refusing_port() -> int:
    with HTTPServer(("127.0.0.1", 0), WebHandler) as closed:
        return int(closed.server_port)
