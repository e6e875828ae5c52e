"""What audit trail and log tell of sign-ins at a provider, and of who has signed in there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.operated import subject_of
from tests.support.provider_client import Client

from a2i_emulator.operations.ports import AuditQuery
from a2i_emulator.security.cloudtrail import record_of
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server


def told(operators: Emulator, **query: Any) -> list[dict[str, Any]]:
    """Return the trail, the oldest entry first."""
    ann = Client(operators, pages="console")
    ann.sign_in("ann")
    answer = ann.session.get(f"{operators.url}/_a2i/audit", params=query, timeout=20)
    found: list[dict[str, Any]] = answer.json()["entries"]
    return found[::-1]


def since_now(operators: Emulator) -> int:
    """Return the number of the latest entry."""
    number: int = told(operators)[-1]["id"]
    return number


def signed_in(operators: Emulator, login: str) -> Client:
    client = Client(operators, pages="console")
    assert client.sign_in(login).status_code == 200
    return client


def token_of(client: Client) -> str:
    page = client.get(f"{client.portal}/").text
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def sign_out(client: Client, **how: str) -> None:
    form = {"csrf_token": token_of(client), **how}
    answer = client.session.post(f"{client.portal}/sign-out", form, timeout=20)
    assert answer.status_code == 200


def test_an_operator_has_one_id(operators: Emulator) -> None:
    before, bob = since_now(operators), signed_in(operators, "bob")
    bob.session.post(f"{operators.url}/_a2i/clock", json={"advanceSeconds": 1}, timeout=20)
    sign_out(bob)
    found = [one for one in told(operators, who="bob") if one["id"] > before]
    assert [one["action"] for one in found] == ["SignIn", "POST /_a2i/clock", "SignOut"]
    assert {(one["who"]["type"], one["who"]["id"]) for one in found} == {
        ("operator", subject_of(operators, "bob"))
    }
    assert {record_of(one)["userIdentity"].get("accessKeyId") for one in found} == {None}


@pytest.mark.parametrize(("how", "action"), [({}, ""), ({"everywhere": "yes"}, "Everywhere")])
def test_signing_out_is_told_as_that(operators: Emulator, how: dict[str, str], action: str) -> None:
    before, bob = since_now(operators), signed_in(operators, "bob")
    sign_out(bob, **how)
    (entry,) = [one for one in told(operators, action=f"SignOut{action}") if one["id"] > before]
    assert (entry["kind"], entry["who"]["name"], entry["errorCode"]) == ("sign-in", "bob", "")
    record = record_of(entry)
    assert (record["eventName"], record["eventType"]) == (f"SignOut{action}", "AwsConsoleSignIn")


def test_who_is_refused_is_told(operators: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    before, eve = since_now(operators), subject_of(operators, "eve")
    assert Client(operators, pages="console").sign_in("eve").status_code == 403
    found = [one for one in told(operators, action="SignIn") if one["id"] > before]
    assert (found[0]["who"]["type"], found[0]["who"]["id"]) == ("claimed", eve)
    assert found[0]["errorCode"] == "role"
    assert "accessKeyId" not in record_of(found[0])["userIdentity"]
    assert any(eve in line and "127.0.0.1" in line for line in caplog.messages)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Emulator]:
    """An emulator whose provider is down, and which has no workforce."""
    file = tmp_path / "provider.json"
    described = {
        "issuer": "https://127.0.0.1:9/nobody",
        "clientId": "a2i",
        "clientSecret": "x",
        "roleClaim": "roles",
        "roles": {"admin": ["admins"]},
    }
    file.write_text(json.dumps(described))
    settings = Settings(port=0, operator_oidc=file, audit=True, password_required=True)
    server = build_server(settings)
    server.start()
    yield Emulator(server)
    server.close()


@pytest.mark.parametrize(
    ("pages", "code"), [("console", "unreachable"), ("portal", "setup")], ids=str
)
def test_a_sign_in_that_fails_at_its_beginning_is_told(
    alone: Emulator, pages: str, code: str
) -> None:
    client = Client(alone, pages=pages)
    assert client.get(f"{client.portal}/sign-in/provider").status_code == 502
    with alone.server.service.view() as store:
        entries, _ = store.audit.page(AuditQuery(9, action="SignIn"))
    assert [(one.kind, one.who.type, one.error_code, one.status) for one in entries] == [
        ("sign-in", "anonymous", code, 502)
    ]


def test_one_that_begins_is_told_at_its_end(operators: Emulator) -> None:
    before = since_now(operators)
    signed_in(operators, "bob")
    found = [one["who"]["name"] for one in told(operators, action="SignIn") if one["id"] > before]
    assert found == ["bob", "ann"]
