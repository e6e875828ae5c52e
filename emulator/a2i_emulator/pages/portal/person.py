"""Who is signed in, as the session's signed cookie has it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, request, session

from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.service import Service

_PERSON = "person"
_SESSION = "id"
_TOKEN = "csrf"  # noqa: S105 - where it is, not what it is


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in worker.

    Attributes:
        scope: the account and Region of their workforce.
        name: what they are called.
        worker_id: the worker they are in each team that knows them; None for a stand-in.
        team: the ARN of the only workteam that they stand in for.
        group: the OIDC group that they stand in for a member of.
    """

    scope: Scope
    name: str
    worker_id: str | None = None
    team: str | None = None
    group: str | None = None


def current() -> Person | None:
    """Return who sent the request, None if they are not signed in."""
    return _of(session)


def kept() -> dict[str, Any]:
    """Return what the session says of who is signed in, for `of_session`."""
    return {name: session.get(name) for name in (_PERSON, _SESSION)}


def of_session(service: Service, kept: Mapping[str, Any]) -> Person | None:
    """Return who is signed in by a session that was kept; None once they have signed out."""
    known = kept.get(_SESSION)
    if not isinstance(known, str):
        return None
    with service.view() as store:
        is_ended = store.is_session_ended(known)
    return None if is_ended else _of(kept)


def signed_out() -> RefusalError:
    """Return what is answered to who has to be signed in, and is not."""
    return RefusalError(
        401,
        say("You are signed out"),
        say("Sign in again in another tab, then repeat what you did."),
    )


def _of(session: Mapping[str, Any]) -> Person | None:
    kept = session.get(_PERSON)
    if not isinstance(kept, dict) or not isinstance(session.get(_SESSION), str):
        return None
    return Person(
        Scope(kept["account"], kept["region"]),
        kept["name"],
        kept["worker_id"],
        kept["team"],
        kept["group"],
    )


def remember(person: Person) -> None:
    """Sign a person in: a new session with a new token, whatever was there before."""
    forget()
    kept: dict[str, Any] = {
        "account": person.scope.account,
        "region": person.scope.region,
        "name": person.name,
        "worker_id": person.worker_id,
        "team": person.team,
        "group": person.group,
    }
    session[_PERSON] = kept
    session[_SESSION] = secrets.token_urlsafe(18)


def session_id() -> str | None:
    """Return what names the session of who is signed in, in every copy of its cookie."""
    found = session.get(_SESSION)
    return found if isinstance(found, str) else None


def forget() -> None:
    """Sign out in the browser that asks; the session goes on in copies of its cookie."""
    session.clear()


def end(service: Service) -> None:
    """Sign out for good: no copy of the session's cookie is worth anything from now on."""
    ended = session_id()
    if ended is not None:
        lifetime = current_app.permanent_session_lifetime // timedelta(milliseconds=1)
        service.change(lambda store: store.end_session(ended, lifetime))
    forget()


def check_session(service: Service) -> None:
    """Forget who is signed in if the session was ended elsewhere."""
    known = session_id()
    if known is None:
        return
    with service.view() as store:
        is_ended = store.is_session_ended(known)
    if is_ended:
        forget()


def token() -> str:
    """Return the session's token, which every request that changes something must show."""
    if _TOKEN not in session:
        session[_TOKEN] = secrets.token_urlsafe(24)
    return str(session[_TOKEN])


def check_token() -> None:
    """Refuse a request that does not show the session's token.

    Raises:
        RefusalError: it was sent by somebody else's page, or by one from before the last sign-in.
    """
    shown = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(shown.encode(), token().encode()):
        raise RefusalError(
            403,
            say("This page is out of date"),
            say(
                "You have signed in or out since it was opened. Nothing was changed: "
                "go back, load the page again and repeat what you did."
            ),
        )
