"""When a worker's session ends in every copy of its cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.sessions import SecureCookieSessionInterface
from tests.support.emulator import ACCOUNT, REGION, Emulator
from tests.support.provider_client import Client

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.real_time import wall_clock
from a2i_emulator.security.sessions import SignIn
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    server = build_server(Settings(port=0, password_required=True, audit=True))
    server.start()
    yield Emulator(server)
    server.close()


def with_session(emulator: Emulator, name: str, ago: int) -> Client:
    """Return the browser of a worker whose cookie says that they last did something a while ago."""
    app, client = emulator.server.app, Client(emulator)
    person = {
        "account": ACCOUNT,
        "region": REGION,
        "name": "Alice",
        "worker_id": "0123456789abcdef",
        "team": None,
        "group": None,
    }
    now = wall_clock()
    sign_in = SignIn("worker 0123456789abcdef", now - 7200 * SECOND, now - ago, None)
    kept = {"person": person, "id": name, "sign-in": sign_in.to_json()}
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    cookie = app.config["SESSION_COOKIE_NAME"]
    client.session.cookies.set(cookie, str(signer.dumps(kept)), domain="127.0.0.1", path="/")
    return client


def look(client: Client) -> bool:
    return client.jobs() is None


def sign_out(client: Client) -> bool:
    form = {"csrf_token": "of a page from before"}
    answer = client.session.post(f"{client.portal}/sign-out", form, timeout=20)
    return answer.status_code == 403


@pytest.mark.parametrize("owner_does", [look, sign_out])
def test_an_hour_of_doing_nothing_ends_every_copy(
    emulator: Emulator, owner_does: Callable[[Client], bool]
) -> None:
    idle = emulator.server.service.settings.session_idle + SECOND
    owner, copied = (with_session(emulator, owner_does.__name__, ago) for ago in (idle, 0))
    assert copied.jobs() == [], "it was used all the time"
    assert (owner_does(owner), copied.jobs()) == (True, None)
