"""A secured emulator whose database is away: everybody is told so in words that they read."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from a2i_emulator.operations.ports import AuditEntry, StorageError
from a2i_emulator.security.access_keys import AccessKey, create_access_key
from a2i_emulator.settings import Settings
from a2i_emulator.storage.audit import AuditTable
from a2i_emulator.web.server import Server, build_server

UNAVAILABLE = ("ServiceUnavailable", 503)


class Away:
    """A server that had a database, and what a key of then is answered."""

    def __init__(self, server: Server, key: AccessKey) -> None:
        self.server = server
        self._key = key

    def code_of(self, service: str, operation: str, **members: Any) -> tuple[str, int]:
        client = boto3.client(
            service,
            endpoint_url=self.server.url,
            region_name="us-east-1",
            aws_access_key_id=self._key.id,
            aws_secret_access_key=self._key.secret,
            config=Config(retries={"total_max_attempts": 1}),
        )
        with pytest.raises(ClientError) as raised:
            getattr(client, operation)(**members)
        answer = raised.value.response
        return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]

    def ask(self, path: str, accept: str = "*/*", method: str = "GET") -> tuple[int, str, bytes]:
        shown = b64encode(f"{self._key.id}:{self._key.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {shown}", "Accept": accept}
        asked = urllib.request.Request(self.server.url + path, headers=headers, method=method)
        try:
            answer: Any = urllib.request.urlopen(asked, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers["Content-Type"], answer.read()


@pytest.fixture(params=[False, True], ids=["plain", "audited"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Away]:
    settings = Settings(
        port=0,
        data_dir=tmp_path,
        enforce_policies=True,
        operator_keys=True,
        audit=request.param,
    )
    server = build_server(settings)
    server.start()
    key = create_access_key(server.service.database, "ann", 0, role="admin")
    server.service.database.close()
    yield Away(server, key)
    server.close()


def test_calls_are_refused_in_their_own_protocols(away: Away) -> None:
    assert away.code_of("sagemaker", "list_workteams") == UNAVAILABLE
    assert away.code_of("sagemaker-a2i-runtime", "stop_human_loop", HumanLoopName="a") == (
        UNAVAILABLE
    )
    assert away.code_of("s3", "list_buckets") == UNAVAILABLE
    assert away.code_of("sts", "get_caller_identity") == UNAVAILABLE
    assert away.code_of("sqs", "list_queues") == UNAVAILABLE


def test_control_calls_and_motos_own_api_have_json(away: Away) -> None:
    asked = (("GET", "/_a2i/tasks"), ("POST", "/_a2i/reset"), ("POST", "/moto-api/reset"))
    for method, path in asked:
        status, content_type, body = away.ask(path, method=method)
        assert (status, content_type) == (503, "application/json"), path
        assert json.loads(body)["error"]["code"] == "StateUnavailable"


def test_people_have_a_page(away: Away) -> None:
    for path in ("/_a2i/console/", "/_a2i/portal/sign-in"):
        status, content_type, body = away.ask(path, accept="text/html")
        assert (status, content_type) == (503, "text/html; charset=utf-8"), path
        assert b"The emulator&#39;s state cannot be reached" in body


def test_health_is_told_to_whoever_asks(away: Away) -> None:
    assert away.ask("/_a2i/health")[0] == 200
    status, content_type, body = away.ask("/_a2i/ready")
    assert (status, content_type) == (503, "application/json")
    assert list(json.loads(body)["unreachable"]) == ["database"]


def test_what_the_trail_cannot_tell_of_is_refused_in_the_callers_protocol(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_table: AuditTable, _entry: AuditEntry) -> None:
        raise StorageError("The disk is full.")

    server = build_server(Settings(port=0, audit=True))
    server.start()
    try:
        key = create_access_key(server.service.database, "ann", 0)
        monkeypatch.setattr(AuditTable, "add", fail)
        assert Away(server, key).code_of("sqs", "list_queues") == UNAVAILABLE
        assert Away(server, key).code_of("s3", "list_buckets") == UNAVAILABLE
        status, content_type, body = Away(server, key).ask("/_a2i/clock", method="POST")
        assert (status, content_type) == (503, "application/json")
        assert json.loads(body)["error"] == {
            "code": "StateUnavailable",
            "message": "The disk is full.",
        }
    finally:
        server.close()
