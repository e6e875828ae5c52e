"""Console, control API and moto's own API, open to access keys with a role alone."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator

from a2i_emulator.commands.cli import main
from a2i_emulator.operations.ports import Who
from a2i_emulator.security.access_keys import ROLES, AccessKey, create_access_key
from a2i_emulator.security.operators import role_needed
from a2i_emulator.security.tokens import SCOPES, create_token, revoke_token
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

OPEN = {
    "/_a2i/health",
    "/_a2i/openapi.json",
    "/_a2i/<name>.schema.json",
    "/_a2i/frames/<ticket>",
    "/_a2i/ready",
    "/_a2i/templates/<sha256>",
}
OPEN_BELOW = ("/_a2i/portal", "/_a2i/common/", "/_a2i/crowd")

WHO = Who("command")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    server = build_server(Settings(port=0, operator_keys=True, verify_signatures=True))
    server.start()
    yield Emulator(server)
    server.close()


@pytest.fixture(scope="module")
def keys(emulator: Emulator) -> dict[str, AccessKey]:
    database = emulator.server.service.database
    return {role: create_access_key(database, role, 0, role=role) for role in ROLES}


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


def ask(
    emulator: Emulator, method: str, path: str, key: AccessKey | None = None
) -> tuple[int, bytes]:
    headers = basic(key.id, key.secret) if key else {}
    request = urllib.request.Request(emulator.url + path, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            challenge = error.headers.get("WWW-Authenticate", "")
            return (error.code if challenge or error.code != 401 else 0), error.read()


def test_every_route_but_those_of_workers_and_machines_asks(
    emulator: Emulator, keys: dict[str, AccessKey]
) -> None:
    """Whatever route is added is closed, unless it is said here that it is open."""
    seen = 0
    for rule in emulator.server.app.url_map.iter_rules():
        if rule.rule in OPEN or rule.rule.startswith(OPEN_BELOW):
            continue
        path = re.sub(r"<(int:)?[^>]+>", lambda part: "1" if part[1] else "x", rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            seen += 1
            assert ask(emulator, method, path)[0] == 401, (method, path)
            needed = role_needed(method, path)
            assert needed in ROLES
            for role in ROLES[: ROLES.index(needed)][-1:]:
                status, answer = ask(emulator, method, path, keys[role])
                assert (status, f"The role {needed} is needed" in answer.decode()) == (403, True)
    assert seen > 50


def test_what_each_role_may(emulator: Emulator, keys: dict[str, AccessKey]) -> None:
    viewer, requester, admin = (keys[role] for role in ROLES)
    for path in ("/_a2i/console/", "/_a2i/requests", "/_a2i/metrics"):
        assert ask(emulator, "GET", path, viewer)[0] == 200
    assert ask(emulator, "GET", "/_a2i/state", requester)[0] == 403
    assert ask(emulator, "GET", "/_a2i/state", admin)[0] == 200
    answers = "/_a2i/human-loops/none/answers"
    assert ask(emulator, "POST", answers, viewer)[0] == 403
    assert ask(emulator, "POST", answers, requester)[0] == 400, "a body is missing"
    quality = "/_a2i/flow-definitions/none/quality"
    assert ask(emulator, "DELETE", quality, viewer)[0] == 403
    assert ask(emulator, "DELETE", quality, requester)[0] == 404
    for path in ("/_a2i/health", "/_a2i/ready", "/_a2i/portal/sign-in"):
        assert ask(emulator, "GET", path)[0] == 200
    for path in ("/moto-api/", "/moto-api/data.json"):
        assert ask(emulator, "GET", path)[0] == 401
        assert ask(emulator, "GET", path, requester)[0] == 403
        assert ask(emulator, "GET", path, admin)[0] == 200
    with pytest.raises(ClientError, match="InvalidAccessKeyId"):
        emulator.client("s3").list_buckets()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic !"},
        {"Authorization": "Basic " + b64encode(b"\xff").decode()},
        basic("nobody", "x"),
    ],
)
def test_who_shows_no_key_is_asked_for_one(emulator: Emulator, headers: dict[str, str]) -> None:
    status, answer = emulator.control("GET", "tasks", headers=headers)
    assert (status, answer["error"]["code"]) == (401, "Unauthorized")


def test_a_key_needs_its_secret_and_a_role(emulator: Emulator, keys: dict[str, AccessKey]) -> None:
    database = emulator.server.service.database
    without = create_access_key(database, "program", 0)
    for key, secret in ((without.id, without.secret), (keys["admin"].id, "x")):
        assert emulator.control("GET", "tasks", headers=basic(key, secret))[0] == 401


def test_a_token_opens_its_scope_until_it_ends(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = emulator.server.service.database
    now = int(time.time() * 1000)

    def token(scope: str, ends_at: int = now + 60_000) -> str:
        return create_token(database, "program", scope, now, ends_at, by=WHO)

    def status(method: str, path: str, shown: str) -> int:
        return emulator.control(method, path, headers={"Authorization": f"Bearer {shown}"})[0]

    read, answer, admin = (token(scope) for scope in SCOPES)
    calls = (("GET", "tasks"), ("POST", "human-loops/none/answers"), ("GET", "state"))
    for shown, expected in ((read, [200, 403, 403]), (answer, [200, 400, 403])):
        assert [status(*call, shown) for call in calls] == expected, "400: a body is missing"
        for call in (("POST", "console/human-loops/new"), ("PUT", "faults"), ("POST", "reset")):
            assert status(*call, shown) == 403
    assert [status(*call, admin) for call in calls] == [200, 400, 200]
    for shown in (token("admin", now), f"{admin}x", admin.partition(".")[0], "", "a2i_.x"):
        assert status("GET", "tasks", shown) == 401
    with database.read() as store:
        kept = json.dumps(store.document("tokens"))
    assert not [shown for shown in (read, answer, admin) if shown.partition(".")[2] in kept]

    monkeypatch.setenv("A2I_EMULATOR_KEY", read)
    assert main(["tasks", "--json", "--endpoint", emulator.url]) == 0
    assert json.loads(capsys.readouterr().out) == []
    revoke_token(database, read.partition(".")[0], now, WHO)
    assert status("GET", "tasks", read) == 401


def test_commands_show_the_key_of_the_environment(
    emulator: Emulator,
    keys: dict[str, AccessKey],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = ["--endpoint", emulator.url]
    assert main(["tasks", *place]) == 2
    assert "An access key with a role is needed" in capsys.readouterr().err
    monkeypatch.setenv("A2I_EMULATOR_KEY", f"{keys['viewer'].id}:{keys['viewer'].secret}")
    assert main(["tasks", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_person_is_refused_by_a_page_that_leads_back(
    emulator: Emulator, keys: dict[str, AccessKey]
) -> None:
    def refused(path: str, method: str, headers: dict[str, str]) -> tuple[int, str]:
        request = urllib.request.Request(emulator.url + path, method=method, headers=headers)
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request, timeout=20)
        return error.value.code, error.value.read().decode()

    page = {"Accept": "text/html"}
    viewer = basic(keys["viewer"].id, keys["viewer"].secret)
    for path, method in (("/_a2i/console/workteams/new", "POST"), ("/_a2i/console/audit", "GET")):
        status, text = refused(path, method, page | viewer)
        assert (status, "This takes another role than yours" in text) == (403, True)
        assert 'href="/_a2i/console/"' in text
        assert "role" in json.loads(refused(path, method, viewer)[1])["error"]["message"]
    status, text = refused("/_a2i/console/", "GET", page)
    assert (status, "The console asks who you are" in text) == (401, True)
