"""Who is signed in, as the session's signed cookie has it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request, session

from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Identity
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.real_time import wall_clock
from a2i_emulator.security import sessions
from a2i_emulator.security.sessions import NOTED_FOR, Limits, SignIn
from a2i_emulator.service import Service
from a2i_emulator.settings import Settings

_PERSON = "person"
_SESSION = "id"
_SIGN_IN = "sign-in"
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
        identity: who they are at the provider that has signed them in.
        groups: the groups that they are in there.
    """

    scope: Scope
    name: str
    worker_id: str | None = None
    team: str | None = None
    group: str | None = None
    identity: Identity | None = None
    groups: tuple[str, ...] = ()


def current() -> Person | None:
    """Return who sent the request, None if they are not signed in."""
    return _of(session)


def kept() -> dict[str, Any]:
    """Return what the session says of who is signed in, for `of_session`."""
    return {name: session.get(name) for name in (_PERSON, _SESSION, _SIGN_IN)}


def of_session(service: Service, kept: Mapping[str, Any]) -> Person | None:
    """Return who is signed in by a session that was kept; None once it is over."""
    return None if _is_over(service, kept) else _of(kept)


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
    identity = kept.get("identity")
    return Person(
        Scope(kept["account"], kept["region"]),
        kept["name"],
        kept["worker_id"],
        kept["team"],
        kept["group"],
        Identity(*identity) if identity else None,
        tuple(kept.get("groups", ())),
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
    if person.identity is not None:
        identity = person.identity
        kept["identity"] = [identity.provider_type, identity.issuer, identity.subject]
        kept["groups"] = list(person.groups)
    session[_PERSON] = kept
    session[_SESSION] = secrets.token_urlsafe(18)


def remember_for_a_while(service: Service, person: Person) -> None:
    """Sign a person in who has shown who they are, for as long as the settings let them."""
    remember(person)
    subject = f"worker {person.worker_id}"
    with service.view() as store:
        session[_SIGN_IN] = sessions.begin(store, subject, wall_clock()).to_json()


def session_id() -> str | None:
    """Return what names the session of who is signed in, in every copy of its cookie."""
    found = session.get(_SESSION)
    return found if isinstance(found, str) else None


def is_proven() -> bool:
    """Whether who is signed in has shown who they are."""
    return _sign_in() is not None


def forget() -> None:
    """Sign out in the browser that asks; the session goes on in copies of its cookie."""
    session.clear()


def end(service: Service, *, everywhere: bool = False) -> None:
    """Sign out for good: no copy of the session's cookie is worth anything from now on.

    Args:
        service: the emulator.
        everywhere: nor are the other sessions of who is signed in.
    """
    ended, sign_in = session_id(), _sign_in()
    if ended is not None:
        service.change(lambda store: store.end_session(ended, NOTED_FOR))
    if everywhere and sign_in is not None:
        service.change(lambda store: sessions.end_everywhere(store, sign_in.subject))
        g.is_everywhere = True
    forget()


def check_session(service: Service) -> None:
    """Forget who is signed in if the session was ended elsewhere, or is over by itself."""
    if session_id() is None:
        return
    sign_in = _sign_in()
    if _is_over(service, session):
        forget()
    elif sign_in is not None and _is_at_work():
        seen = sign_in.seen_at(wall_clock(), service.settings.session_idle)
        if seen is not sign_in:
            session[_SIGN_IN] = seen.to_json()


def _is_over(service: Service, kept: Mapping[str, Any]) -> bool:
    """Whether a session counts no more; one that was left idle ends in every copy of its cookie."""
    known, sign_in, now = kept.get(_SESSION), _sign_in(kept), wall_clock()
    lasts = limits(service.settings)
    with service.view() as store:
        if not isinstance(known, str) or store.session_ended_at(known) is not None:
            return True
        if sign_in is None:
            return False
        is_over = sessions.is_over(store, sign_in, lasts, now)
    if sessions.is_left_idle(sign_in, lasts, now):
        # Whatever was asked for meanwhile, it did not do that.
        service.change(lambda store: store.end_session(known, NOTED_FOR), lambda _: None)
    return is_over


def limits(settings: Settings) -> Limits:
    """Return how long sessions last."""
    return Limits(settings.session_end, settings.session_idle)


def _sign_in(kept: Mapping[str, Any] = session) -> SignIn | None:
    sign_in = kept.get(_SIGN_IN)
    return SignIn.from_json(sign_in) if isinstance(sign_in, dict) else None


def _is_at_work() -> bool:
    """Whether a person has done something, or has a task before them: not an open list of jobs."""
    return request.endpoint != "portal.jobs_json"


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
