"""moto in process, emptied for each test, with boto3 clients that reach it without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from a2i_emulator.domain.names import Scope

SCOPE = Scope("123456789012", "eu-west-1")


@pytest.fixture
def scope() -> Scope:
    return SCOPE


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield lambda service: boto3.client(service, region_name=SCOPE.region)


@pytest.fixture
def recorded() -> list[tuple[str, Scope, str, Any]]:
    return []
