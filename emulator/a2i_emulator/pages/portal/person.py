"""Who is signed in, as the session's signed cookie has it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from flask import request, session

from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.portal.errors import RefusalError

_PERSON = "person"
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
    kept = session.get(_PERSON)
    if not isinstance(kept, dict):
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


def forget() -> None:
    """Sign out."""
    session.clear()


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
            "This page is out of date",
            "You have signed in or out since it was opened. Nothing was changed: "
            "go back, load the page again and repeat what you did.",
        )
