"""When a session of an operator ends, and how long it lasts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from tests.support.emulator import Emulator
from tests.support.operated import OPERATORS, subject_of
from tests.support.provider import Provider
from tests.support.provider_client import Client

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.real_time import wall_clock
from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.security.operator_sessions import PATH, OperatorSessions
from a2i_emulator.security.sessions import Limits

MINUTE = 60 * SECOND


def sessions(operators: Emulator, ago: int = 0) -> OperatorSessions:
    """Return the sessions of an emulator, as they were a while ago."""
    service = operators.server.service
    limits = Limits(service.settings.session_end, service.settings.session_idle)
    return OperatorSessions(service.database, limits, lambda: wall_clock() - ago)


def keep(client: Client, value: str) -> Client:
    """Have a browser keep the cookie of a session."""
    name = sessions(client.emulator).cookie
    client.session.cookies.set(name, value, domain="127.0.0.1", path=PATH)
    return client


def signed_in(operators: Emulator, name: str, role: str, ago: int = 0) -> Client:
    """Return the browser of somebody who signed in a while ago, and has done nothing since."""
    value = sessions(operators, ago).begin(name, subject_of(operators, name), role)
    return keep(Client(operators, pages="console"), value)


def copy_of(client: Client) -> Client:
    copied = Client(client.emulator, pages=client.pages)
    copied.session.cookies.update(client.session.cookies)
    return copied


def state(client: Client) -> int:
    """Return whether the control API is open: 401 to nobody known, 403 to no admin."""
    return client.get(f"{client.emulator.url}/_a2i/state").status_code


def sign_out(client: Client) -> int:
    return client.session.post(f"{client.portal}/sign-out", timeout=20).status_code


def cookie_of(client: Client) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in client.session.cookies)


def cookies_of(answer: requests.Response) -> list[str]:
    found = [cookie for cookie in answer.raw.headers.getlist("Set-Cookie") if "operator" in cookie]
    return [str(cookie) for cookie in found]


def test_a_new_sign_in_takes_the_place_of_the_former_session(operators: Emulator) -> None:
    """However long it has taken at the provider: else the former person's cookie is renewed."""
    ann = signed_in(operators, "ann", "admin", 2 * MINUTE)
    copied = copy_of(ann)
    address = ann.answer("bob")
    ann.session.cookies.update(copied.session.cookies)  # As if all of it had been at the provider.
    answer = ann.get(address, allow_redirects=False)
    assert len(cookies_of(answer)) == 1
    assert (state(ann), state(copied)) == (403, 401)


def test_who_has_no_role_any_more_is_signed_out(at_work: Provider, operators: Emulator) -> None:
    ann = signed_in(operators, "ann", "admin", 2 * MINUTE)
    copied = copy_of(ann)
    at_work.tell(people={**OPERATORS, "ann": {}})
    assert ann.get(ann.answer("ann")).status_code == 403
    assert (state(ann), state(copied)) == (401, 401)


def test_a_sign_in_that_says_nothing_of_somebody_leaves_the_session(operators: Emulator) -> None:
    ann = signed_in(operators, "ann", "admin")
    answer = ann.answer("bob")
    assert Client(operators, pages="console").get(answer).status_code == 400
    assert ann.get(answer.replace("code=", "code=x")).status_code == 400
    assert state(ann) == 200


@pytest.mark.parametrize("owner_does", [state, sign_out])
def test_an_hour_of_doing_nothing_ends_every_copy(
    operators: Emulator, owner_does: Callable[[Client], int]
) -> None:
    idle = operators.server.service.settings.session_idle + SECOND
    ann = signed_in(operators, "ann", "admin", idle)
    session = sessions(operators, idle).of({"cookie": cookie_of(ann)})
    assert session is not None
    copied = keep(Client(operators, pages="console"), sessions(operators).seen(session) or "")
    assert state(copied) == 200, "it was used all the time"
    assert (owner_does(ann), state(copied)) == (401, 401)


def test_the_control_api_is_work_too(operators: Emulator) -> None:
    ann = signed_in(operators, "ann", "admin", 2 * MINUTE)
    for path in ("health", "portal/sign-in", "console/?version=x"):
        assert cookies_of(ann.get(f"{operators.url}/_a2i/{path}")) == [], path
    assert len(cookies_of(ann.get(f"{operators.url}/_a2i/tasks"))) == 1
    assert cookies_of(ann.get(f"{operators.url}/_a2i/tasks")) == [], "not again within a minute"


def test_what_a_key_opens_is_not_the_work_of_who_is_signed_in(operators: Emulator) -> None:
    ann = signed_in(operators, "ann", "admin", 2 * MINUTE)
    service = operators.server.service
    key = create_access_key(service.database, "olga", service.clock.now(), role="admin")
    answer = ann.get(f"{operators.url}/_a2i/tasks", auth=(key.id, key.secret))
    assert (answer.status_code, cookies_of(answer)) == (200, [])
