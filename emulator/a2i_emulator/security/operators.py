"""Who may look at and work the emulator itself: console, control API and moto's own API.

An access key with a role is shown as HTTP's Basic authentication, which browsers ask for and
every client can send, a token as Bearer; who has signed in at a provider has a cookie. The portal
is its workers', who sign in there.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import Database, Who
from a2i_emulator.security.access_keys import ROLES, find_access_key
from a2i_emulator.security.audit import claimed
from a2i_emulator.security.operator_provider import OperatorProvider
from a2i_emulator.security.operator_sessions import OperatorSessions
from a2i_emulator.security.tokens import SCOPES, find_token

VIEWER, REQUESTER, ADMIN = ROLES
READ, ANSWER, EVERYTHING = SCOPES
_ROLE_OF_SCOPE = {READ: VIEWER, ANSWER: VIEWER, EVERYTHING: ADMIN}

CHALLENGE = 'Basic realm="a2i-emulator", charset="UTF-8"'
"""What an answer of 401 asks for, in ``WWW-Authenticate``."""

_READING = frozenset({"GET", "HEAD"})
_OPEN = re.compile(
    r"/_a2i/(?:portal/.*|portal|common/.*|crowd/.*|crowd-html-elements.*|templates/[^/]*|frames/[^/]*"
    r"|console/sign-in(?:/provider)?|console/oauth2/idpresponse"
    r"|health|ready|openapi\.json|[a-z0-9-]+\.schema\.json)"
)
"""What workers, their templates and machines that look after this one ask for."""

_UNKNOWN = "An access key with a role is needed, as user name and password, or a token."
_FOR_ADMINS = frozenset({"/_a2i/state", "/_a2i/audit", "/_a2i/console/audit"})
_ANSWERS = re.compile(r"/_a2i/human-loops/[^/]+/answers")
_QUALITY = re.compile(r"/_a2i/flow-definitions/[^/]+/quality")
_OF_REQUESTERS = re.compile(rf"/_a2i/console/.*|{_ANSWERS.pattern}|{_QUALITY.pattern}")
_OF_ALL = re.compile(r"/_a2i/console/sign-out")
_OF_ADMINS = re.compile(r"/_a2i/console/test-kit.*")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is refused: 401 from nobody known, 403 with too little of a role."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Who has shown something that is known.

    Attributes:
        role: what that one may do with the request that it came with; None for nothing.
        told: where the role is from, for who needs another one.
        who: for the audit trail.
    """

    role: str | None
    told: str
    who: Who


@dataclass(frozen=True, slots=True)
class Operators:
    """Asks for the roles of who operates the emulator.

    Attributes:
        database: keeps the access keys and the tokens.
        now: tells real time, in which tokens end.
        provider: signs people in; None if only keys and tokens do.
        sessions: of those.
    """

    database: Database
    now: Callable[[], Instant]
    provider: OperatorProvider | None = None
    sessions: OperatorSessions | None = None

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> Refusal | None:
        """Return why a request is refused; None if it is not.

        Args:
            method: the HTTP method.
            path: the URL's path, decoded.
            headers: by lower-case name.
        """
        needed = role_needed(method, path)
        if needed is None:
            return None
        known = self._known(headers, path)
        if known is None or known.role is None:
            return Refusal(401, _UNKNOWN)
        if ROLES.index(known.role) < ROLES.index(needed):
            return Refusal(403, f"The role {needed} is needed; {known.told}.")
        return None

    def who(self, headers: Mapping[str, str]) -> Who:
        """Return who sends a request, for the audit trail; a wrong key or token is a claim.

        Args:
            headers: by lower-case name.
        """
        known = self._known(headers, "")
        if known is not None:
            return known.who
        authorization = headers.get("authorization", "")
        scheme, _, shown = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return claimed(shown.strip().partition(".")[0])
        pair = _pair(shown) if scheme.lower() == "basic" else None
        return Who("anonymous") if pair is None else claimed(pair[0])

    def _known(self, headers: Mapping[str, str], path: str) -> Operator | None:
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            return self._by_key(shown)
        if scheme.lower() == "bearer":
            return self._by_token(shown.strip(), path)
        return self._by_session(headers)

    def _by_session(self, headers: Mapping[str, str]) -> Operator | None:
        session = self.sessions.of(headers) if self.sessions else None
        if session is None:
            return None
        who = Who("operator", session.name, session.subject)
        return Operator(session.role, f"you have {session.role}", who)

    def _by_key(self, shown: str) -> Operator | None:
        key_id, secret = _pair(shown) or ("", "")
        key = find_access_key(self.database, key_id)
        if key is None or not hmac.compare_digest(key.secret.encode(), secret.encode()):
            return None
        who = Who("operator", key.user_name, key.id)
        return Operator(key.role, f"this access key has {key.role}", who)

    def _by_token(self, shown: str, path: str) -> Operator | None:
        token = find_token(self.database, shown, self.now())
        if token is None:
            return None
        role = _ROLE_OF_SCOPE[token.scope]
        if token.scope == ANSWER and _ANSWERS.fullmatch(path):
            role = REQUESTER
        who = Who("operator", token.user_name, token.id)
        return Operator(role, f"this token has the scope {token.scope}", who)


def _pair(shown: str) -> tuple[str, str] | None:
    """Return the id and the secret that are shown; None if these are none."""
    try:
        key_id, _, secret = b64decode(shown, validate=True).decode().partition(":")
    except ValueError:
        return None
    return key_id, secret


def role_needed(method: str, path: str) -> str | None:
    """Return the role that a request needs; None if it needs none."""
    if not path.startswith("/_a2i"):
        return ADMIN  # moto's own API
    if _OPEN.fullmatch(path):
        return None
    if method in _READING:
        return ADMIN if path in _FOR_ADMINS else VIEWER
    if _OF_ALL.fullmatch(path):
        return VIEWER
    if _OF_REQUESTERS.fullmatch(path) and not _OF_ADMINS.fullmatch(path):
        return REQUESTER
    return ADMIN
