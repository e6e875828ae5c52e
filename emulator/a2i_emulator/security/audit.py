"""What the audit trail tells of a request that is no API call, and what it never tells.

API calls are told of by their operations. Of the rest, everything that changes something or is
refused, and what takes much of the state away at once; not what pages ask for to stay fresh.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from a2i_emulator.operations.ports import Who

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FIRST_ERROR = 400

SIGN_IN = "SignIn"
SIGN_OUT = "SignOut"
SIGN_OUT_EVERYWHERE = "SignOutEverywhere"

_SIGN_INS = {
    "/_a2i/portal/sign-in": SIGN_IN,
    "/_a2i/portal/sign-out": SIGN_OUT,
    "/_a2i/console/sign-out": SIGN_OUT,
}
"""Where a form is sent to sign in or out."""

_OF_PORTAL = {
    "start": "BeginTask",
    "submit": "SubmitTask",
    "stop": "SuspendTask",
    "release": "ReleaseTask",
    "decline": "DeclineTask",
}
"""The verbs of workers, by the last part of the path that the portal sends them to."""

_TO_PROVIDER = "/sign-in/provider"
"""What leads to an identity provider: that a sign-in begins is not told, only where it fails."""

_FROM_PROVIDER = "/oauth2/idpresponse"
"""Where an identity provider's answer comes to: it is read, and signs somebody in."""


_TAKEN_AWAY = frozenset(
    {"/_a2i/audit", "/_a2i/events", "/_a2i/requests", "/_a2i/state", "/_a2i/tasks"}
)
"""What may be read of the control API, and is told: inputs, answers and who did what."""

_ACCESS_KEY = re.compile(r"[A-Za-z0-9_]{1,32}")
"""Nothing longer is shown of who is not known: a secret in the wrong place has 40 characters."""

_SECRET = re.compile(r"secret|token|password|credential", re.IGNORECASE)

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""CloudTrail's own word. See
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a request.

    Attributes:
        kind: see `operations.ports.AuditEntry`.
        action: a verb of workers, else method and path.
        is_read: whether it can change nothing.
    """

    kind: str
    action: str
    is_read: bool


def told_of(method: str, rule: str) -> Told:
    """Return what a request for a page or the control API would be told as.

    Args:
        method: the HTTP method.
        rule: the route, such as ``/_a2i/portal/work/<task>/submit``; the path where there is none.
    """
    is_read = method in _READING
    if rule.endswith(_FROM_PROVIDER):
        return Told("sign-in", SIGN_IN, is_read=False)
    if rule.endswith(_TO_PROVIDER):
        return Told("sign-in", SIGN_IN, is_read)
    if rule in _SIGN_INS and not is_read:
        return Told("sign-in", _SIGN_INS[rule], is_read)
    if rule.startswith("/_a2i/portal"):
        verb = None if is_read else _OF_PORTAL.get(rule.rpartition("/")[2])
        return Told("work", verb or f"{method} {rule}", is_read)
    kind = "console" if rule.startswith("/_a2i/console") else "control"
    return Told(kind, f"{method} {rule}", is_read)


def is_motos_own(path: str) -> bool:
    """Tell whether a path is of moto's own API."""
    return path.startswith("/moto-api")


def is_told(method: str, path: str, status: int) -> bool:
    """Tell whether a request for a page or the control API has an entry."""
    refused = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
    if (
        status in refused
        or path in _TAKEN_AWAY
        or is_motos_own(path)
        or path.endswith(_FROM_PROVIDER)
        or (path.endswith(_TO_PROVIDER) and status >= _FIRST_ERROR)
    ):
        return True
    return method not in _READING


def claimed(access_key: str) -> Who:
    """Return who says to be the owner of an access key, which nobody has verified."""
    is_shown = _ACCESS_KEY.fullmatch(access_key) is not None
    return Who("claimed", id=access_key if is_shown else HIDDEN)


def settings_told(settings: Any, defaults: Any) -> Mapping[str, str | None]:
    """Return the settings that are not as they would be by themselves, without secrets."""
    found: dict[str, str | None] = {}
    for one in fields(settings):
        value = getattr(settings, one.name)
        if value != getattr(defaults, one.name):
            found[one.name] = None if _SECRET.search(one.name) else _without_password(str(value))
    return found


def _without_password(text: str) -> str | None:
    if "://" not in text:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def error_code_of(status: int) -> str:
    """Return the code of a request that was refused or failed; empty where it was not."""
    return "" if status < _FIRST_ERROR else HTTPStatus(status).phrase.title().replace(" ", "")
