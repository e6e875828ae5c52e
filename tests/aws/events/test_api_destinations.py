"""API destinations: the request they get, and what their answers mean."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest

from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.clock import Clock
from a2i_emulator.operations.ports import EventRecord

if TYPE_CHECKING:
    from tests.aws.events.conftest import Aws, WebServer


def outcome(record: EventRecord) -> list[tuple[str, str | None]]:
    assert record.deliveries is not None
    return [(delivery["state"], delivery["error"]) for delivery in record.deliveries]


OK = ("delivered", None)


def _destination(
    aws: Aws, port: int, kind: str, auth: dict[str, Any], method: str = "POST"
) -> dict[str, Any]:
    client = aws.client("events")
    connection = client.create_connection(Name="c", AuthorizationType=kind, AuthParameters=auth)[
        "ConnectionArn"
    ]
    arn = client.create_api_destination(
        Name="d",
        ConnectionArn=connection,
        InvocationEndpoint=f"http://127.0.0.1:{port}/hooks/*/in",
        HttpMethod=method,
    )["ApiDestinationArn"]
    parameters = {
        "PathParameterValues": ["a2i"],
        "HeaderParameters": {"X-Mine": "1", "User-Agent": "mine"},
        "QueryStringParameters": {"q": "a b"},
    }
    return {"Arn": arn, "HttpParameters": parameters}


KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "secret"}}
BASIC = {"BasicAuthParameters": {"Username": "u", "Password": "p"}}


def test_an_api_destination(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any], server: WebServer
) -> None:
    more = {"InvocationHttpParameters": {"HeaderParameters": [{"Key": "X-C", "Value": "2"}]}}
    aws.rule("r", _destination(aws, server.server_port, "API_KEY", KEY | more))
    assert outcome(events.deliver(record)) == [OK]
    ((method, path, headers, body),) = server.asked
    assert (method, path) == ("POST", "/hooks/a2i/in?q=a+b")
    assert json.loads(body) == event
    assert (headers["X-Key"], headers["X-Mine"], headers["X-C"]) == ("secret", "1", "2")
    assert headers["User-Agent"] == "Amazon/EventBridge/ApiDestinations"
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_an_api_destination_with_a_password_and_more_body(
    aws: Aws, events: MotoEvents, record: EventRecord, event: dict[str, Any], server: WebServer
) -> None:
    more = {"InvocationHttpParameters": {"BodyParameters": [{"Key": "extra", "Value": "x"}]}}
    aws.rule("r", _destination(aws, server.server_port, "BASIC", BASIC | more, "PUT"))
    assert outcome(events.deliver(record)) == [OK]
    ((method, _, headers, body),) = server.asked
    assert (method, headers["Authorization"]) == ("PUT", "Basic dTpw")
    assert json.loads(body) == event | {"extra": "x"}


def test_an_api_destination_with_oauth(
    aws: Aws, events: MotoEvents, record: EventRecord, server: WebServer
) -> None:
    oauth = {
        "OAuthParameters": {
            "ClientParameters": {"ClientID": "id", "ClientSecret": "s"},
            "AuthorizationEndpoint": f"http://127.0.0.1:{server.server_port}/token",
            "HttpMethod": "POST",
        }
    }
    aws.rule("r", _destination(aws, server.server_port, "OAUTH_CLIENT_CREDENTIALS", oauth))
    assert outcome(events.deliver(record)) == [OK]
    token, call = server.asked
    assert token[3] == b"grant_type=client_credentials&client_id=id&client_secret=s"
    assert call[2]["Authorization"] == "Bearer tok"


@pytest.mark.parametrize(
    ("status", "state"), [(500, "pending"), (429, "pending"), (400, "failed"), (302, "failed")]
)
def test_an_api_destination_that_refuses(
    aws: Aws, events: MotoEvents, record: EventRecord, server: WebServer, *, status: int, state: str
) -> None:
    server.status = status
    aws.rule("r", _destination(aws, server.server_port, "API_KEY", KEY))
    after = events.deliver(record)
    ((found, error),) = outcome(after)
    assert found == state
    assert error is not None
    assert str(status) in error
    assert after.state == ("pending" if state == "pending" else "done")


def test_an_api_destination_that_comes_back(
    aws: Aws, events: MotoEvents, record: EventRecord, server: WebServer
) -> None:
    server.status = 503
    aws.rule("r", _destination(aws, server.server_port, "API_KEY", KEY), aws.queue("q"))
    after = events.deliver(record)
    server.status = 200
    again = events.deliver(after)
    assert outcome(again) == [OK, OK]
    assert again.deliveries is not None
    assert [d["attempts"] for d in again.deliveries] == [2, 1]
    assert len(aws.bodies("q")) == 1


def test_an_api_destination_that_nobody_serves(
    aws: Aws, events: MotoEvents, record: EventRecord, refusing_port: int
) -> None:
    aws.rule("r", _destination(aws, refusing_port, "API_KEY", KEY))
    ((state, error),) = outcome(events.deliver(record))
    assert state == "pending"
    assert error is not None
    assert error.startswith("CONNECTION_FAILURE")


@pytest.mark.parametrize(
    ("policy", "wait", "condition", "retries"),
    [
        ({"MaximumRetryAttempts": 2}, 0, "MaximumRetryAttempts", "2"),
        ({"MaximumRetryAttempts": 0}, 0, "MaximumRetryAttempts", "0"),
        ({"MaximumEventAgeInSeconds": 60}, 61_000, "MaximumEventAgeInSeconds", "1"),
        ({}, 86_401_000, "MaximumEventAgeInSeconds", "1"),
    ],
)
def test_the_retry_policy_ends_the_attempts(
    aws: Aws,
    clock: Clock,
    events: MotoEvents,
    record: EventRecord,
    *,
    refusing_port: int,
    policy: dict[str, int],
    wait: int,
    condition: str,
    retries: str,
) -> None:
    target = _destination(aws, refusing_port, "API_KEY", KEY)
    letters = {"DeadLetterConfig": {"Arn": aws.queue("dead")}, "RetryPolicy": policy}
    aws.rule("r", target | letters)
    after = events.deliver(record)
    clock.advance(wait)
    for _ in range(3):
        if after.state == "pending":
            after = events.deliver(dataclasses.replace(after, due_at=clock.now()))
    assert after.state == "done"
    (message,) = aws.messages("dead")
    attributes = {n: a["StringValue"] for n, a in message["MessageAttributes"].items()}
    assert attributes["EXHAUSTED_RETRY_CONDITION"] == condition
    assert attributes["RETRY_ATTEMPTS"] == retries
    assert attributes["ERROR_CODE"] == "CONNECTION_FAILURE"
