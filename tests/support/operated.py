"""An emulator whose operators sign in at a certified provider, run for real."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
from tests.support import provider as providers
from tests.support.emulator import Emulator
from tests.support.provider import Provider

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

OPERATORS = {"ann": {"roles": ["staff", "a2i-admins"]}, "bob": {"roles": "staff"}, "eve": {}}


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    """Where the console's emulator will be: its provider has to know that first."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken


@pytest.fixture(scope="module")
def at_work(
    listening: socket.socket, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Provider]:
    console = f"http://127.0.0.1:{listening.getsockname()[1]}/_a2i/console"
    with providers.running(
        tmp_path_factory.mktemp("provider"),
        [f"{console}/oauth2/idpresponse"],
        [f"{console}/sign-in"],
    ) as provider:
        yield provider


@pytest.fixture(scope="module")
def operated(
    at_work: Provider, listening: socket.socket, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Emulator]:
    file = tmp_path_factory.mktemp("operators") / "provider.json"
    described = {
        "issuer": at_work.issuer,
        "clientId": providers.OPERATORS,
        "clientSecret": providers.CLIENT_SECRET,
        "roleClaim": "roles",
        "roles": {"viewer": ["staff"], "admin": ["a2i-admins", "chiefs"]},
    }
    file.write_text(json.dumps(described))
    server = build_server(Settings(port=0, operator_oidc=file, audit=True), listening)
    server.start()
    yield Emulator(server)
    server.close()


@pytest.fixture
def operators(at_work: Provider, operated: Emulator) -> Emulator:
    at_work.tell(people=OPERATORS)
    return operated


def subject_of(operators: Emulator, login: str) -> str:
    """Return by what somebody is known who signs in."""
    known = operators.server.service.settings.operator_oidc
    assert known is not None
    return f"{json.loads(known.read_text())['issuer']} {login}"
