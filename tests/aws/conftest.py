"""moto in process, emptied for each test, with boto3 clients that reach it without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws

from a2i_emulator.aws.events import user_events
from a2i_emulator.domain.names import Scope

SCOPE = Scope("123456789012", "eu-west-1")


@pytest.fixture(autouse=True)
def moto_as_it_is() -> Iterator[None]:
    """Set aside what an emulator has put into moto that other tests left running here."""
    detours, restore = user_events._detours, user_events._restore
    others = detours.copy()
    if others:
        restore.pop()()
        detours.clear()
    yield
    assert not detours
    if others:
        detours.extend(others)
        restore.append(user_events._replace_delivery())


@pytest.fixture
def scope() -> Scope:
    return SCOPE


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield lambda service: boto3.client(service, region_name=SCOPE.region)


class Recorder:
    """Keeps the direct writes that were made, as a journal would."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, Scope, str, Mapping[str, Any]]] = []
        self.message_ids: list[str] = []

    @contextmanager
    def __call__(
        self, service: str, scope: Scope, operation: str, params: Mapping[str, Any]
    ) -> Iterator[list[str]]:
        yield self.message_ids
        self.writes.append((service, scope, operation, params))

    def operations(self) -> list[str]:
        return [operation for _, _, operation, _ in self.writes]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()
