"""A server that verifies signatures and enforces policies, and keys to call it with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from a2i_emulator.domain.instant import from_datetime
from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.settings import Settings
from a2i_emulator.web import entrance
from a2i_emulator.web.server import build_server

REGION = "us-east-1"
NO_RETRY = Config(retries={"total_max_attempts": 1})


class Guarded:
    """A server with one administrator's key.

    Attributes:
        late: how far its real time is ahead of its clients'.
    """

    def __init__(self) -> None:
        self.late = timedelta(0)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(entrance, "_real_time", self._now)
            self.server = build_server(Settings(port=0, enforce_policies=True))
        self.url = self.server.url
        self.server.start()

    def begin(self) -> None:
        self.late = timedelta(0)
        self.server.service.reset()
        self.server.parts.moto.reset()
        self.admin = self.key("admin")

    def _now(self) -> int:
        return from_datetime(datetime.now(timezone.utc) + self.late)

    def key(self, user: str, *policies: Any) -> tuple[str, str, str | None]:
        given = (policies,) if policies else ()
        made = create_access_key(self.server.service.database, user, 0, *given)
        return made.id, made.secret, None

    def client(self, service: str, key: tuple[str, str, str | None] | None = None) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=(key or self.admin)[0],
            aws_secret_access_key=(key or self.admin)[1],
            aws_session_token=(key or self.admin)[2],
            config=NO_RETRY,
        )


@pytest.fixture(scope="module")
def running() -> Iterator[Guarded]:
    made = Guarded()
    yield made
    made.server.close()


@pytest.fixture
def guarded(running: Guarded) -> Guarded:
    running.begin()
    return running


def code_of(call: Any, **members: Any) -> tuple[str, int, str]:
    with pytest.raises(ClientError) as raised:
        call(**members)
    answer = raised.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return answer["Error"]["Code"], status, answer["Error"]["Message"]


def allowing(action: str | list[str], resource: str = "*", **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trusting(principal: Any, *more: Any, **rest: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement, *more]})


def denying(*actions: str, resource: str = "*") -> dict[str, Any]:
    return {"Statement": [{"Effect": "Deny", "Action": list(actions), "Resource": resource}]}


@pytest.fixture
def s3(guarded: Guarded) -> Any:
    made = guarded.client("s3")
    made.create_bucket(Bucket="victim")
    made.put_object(Bucket="victim", Key="secret", Body=b"secret,1\n")
    return made
