"""Addresses that users of the AWS APIs choose do not lead to control API, pages and moto's own."""

from __future__ import annotations

import http.client
import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from a2i_emulator import Emulator
from a2i_emulator.protocol.exchange import SENT_BY_US as MARK

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from tests.support.endpoint import Endpoint

SPELLINGS = (
    "/moto-api/reset/", "//moto-api/reset", "/moto-api//reset", "/moto-api\\/reset",
    "/%6Doto-api/reset", "/moto-api%2Freset", "/moto-api/recorder/start-recording",
    "/moto-api\\/recorder/start-recording", "/moto-api/recorder\\/start-recording",
    "/x/../moto-api/reset", "/./moto-api/reset",
)  # fmt: skip
POSING = "AWS4-HMAC-SHA256 Credential=a/20260101/amazonaws.com/motoapi/aws4_request, x"
"""Has moto dispatch to its own API, whatever the path."""


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


def client(emulator: Emulator, service: str) -> Any:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    return boto3.client(service, endpoint_url=emulator.endpoint_url, **keys)


def tell(emulator: Emulator, address: str) -> None:
    """Have SNS send a message to an address."""
    sns = client(emulator, "sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=address)
    sns.publish(TopicArn=topic, Message="m")


def call(emulator: Emulator, addresses: list[str]) -> None:
    """Have API destinations of EventBridge call addresses."""
    events = client(emulator, "events")
    source = emulator.endpoint_url
    rule = source.rpartition(":")[2]  # moto's rules outlive an emulator in its process
    key = {"ApiKeyAuthParameters": {"ApiKeyName": MARK.lower(), "ApiKeyValue": "0"}}
    connection = events.create_connection(
        Name="c", AuthorizationType="API_KEY", AuthParameters=key
    )["ConnectionArn"]
    events.put_rule(Name=rule, EventPattern=json.dumps({"source": [source]}))
    for number, address in enumerate(addresses):
        destination = events.create_api_destination(
            Name=f"d{number}",
            ConnectionArn=connection,
            InvocationEndpoint=address,
            HttpMethod="POST",
        )["ApiDestinationArn"]
        parameters = {"HeaderParameters": {"Transfer-Encoding": "chunked"}}
        target = {"Id": str(number), "Arn": destination, "HttpParameters": parameters}
        events.put_targets(Rule=rule, Targets=[target | {"Input": "0"}])
    events.put_events(Entries=[{"Source": source, "DetailType": "d", "Detail": "{}"}])
    emulator.clock.advance(1)  # and so wait for what is due


def outcomes(emulator: Emulator) -> list[str]:
    with urllib.request.urlopen(f"{emulator.endpoint_url}/_a2i/events") as response:
        (event,) = json.load(response)["events"]
    return [str(delivery["error"] or delivery["state"]) for delivery in event["deliveries"]]


def test_an_api_destination_does_not(emulator: Emulator) -> None:
    port = emulator.endpoint_url.rpartition(":")[2]
    places = (
        *("127.0.0.1|/_a2i/clock", "localhost|/_a2i/portal/", "127.1|/moto-api/reset"),
        *("0.0.0.0|/_a2i/reset", "LOCALHOST|//_a2i/health"),
    )
    call(emulator, [f"http://{place.replace('|', f':{port}')}" for place in places])
    found = outcomes(emulator)
    assert len(found) == len(places)
    assert all(outcome.endswith("answered 403") for outcome in found)


def test_it_does_where_a_setting_says_so() -> None:
    with Emulator(open_to_targets=True) as emulator:
        call(emulator, [f"{emulator.endpoint_url}/_a2i/portal/"])
        (outcome,) = outcomes(emulator)
        assert outcome.endswith("answered 405")


def redirecting(address: str) -> Callable[[WSGIEnvironment, StartResponse], list[bytes]]:
    def app(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("307 Temporary Redirect", [("Location", address), ("Content-Length", "0")])
        return [b""]

    return app


def test_a_subscription_does_not_nor_does_a_redirect(
    emulator: Emulator, serve: Callable[[Any], AbstractContextManager[int]]
) -> None:
    topics = client(emulator, "sns").list_topics
    home = f"{emulator.endpoint_url}/moto-api/reset"
    tell(emulator, home)
    assert len(topics()["Topics"]) == 1
    with serve(redirecting(home)) as port:
        tell(emulator, f"http://127.0.0.1:{port}/")
    assert len(topics()["Topics"]) == 1


@pytest.mark.parametrize("path", SPELLINGS)
def test_motos_own_api_is_guarded_however_it_is_spelled(endpoint: Endpoint, path: str) -> None:
    endpoint.client("s3").create_bucket(Bucket="stays")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {MARK: "1"}):
        for more in ({}, {"Authorization": POSING}):
            connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
            connection.request("POST", path, headers=headers | more)
            response = connection.getresponse()
            response.read()
            assert response.status >= 400
            connection.close()
    assert len(endpoint.client("s3").list_buckets()["Buckets"]) == 1
