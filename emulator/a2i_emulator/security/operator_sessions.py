"""The sessions of people who have signed in to operate the emulator: a signed cookie for each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import Database
from a2i_emulator.security import sessions
from a2i_emulator.security.sessions import NOTED_FOR, Limits, SignIn

PATH = "/_a2i"
"""Where the cookie is sent."""

_OPERATOR = "operator "
"""Keeps operators apart from workers where both sign in at the same provider."""


@dataclass(frozen=True, slots=True)
class OperatorSession:
    """A session.

    Attributes:
        id: names it in every copy of its cookie.
        name: what its owner is called.
        role: what they may do, as it was when they signed in.
        sign_in: when that was, and whose it is.
    """

    id: str
    name: str
    role: str
    sign_in: SignIn

    @property
    def subject(self) -> str:
        """Whose it is, as those were named who signed in: the one id that they are told by."""
        return self.sign_in.subject.removeprefix(_OPERATOR)


@dataclass(frozen=True, slots=True)
class OperatorSessions:
    """Begins, finds and ends sessions.

    Attributes:
        database: knows which were ended, and has the secret that they are signed with.
        limits: how long they last.
        now: tells real time.
    """

    database: Database
    limits: Limits
    now: Callable[[], Instant]

    @property
    def cookie(self) -> str:
        """The name of the cookie."""
        return f"a2i-operator-{sha256(self.database.secret).hexdigest()[:12]}"

    def begin(self, name: str, subject: str, role: str) -> str:
        """Begin a session, and return the cookie's value."""
        with self.database.read() as store:
            sign_in = sessions.begin(store, f"{_OPERATOR}{subject}", self.now())
        return self._value(OperatorSession(secrets.token_urlsafe(18), name, role, sign_in))

    def of(self, headers: Mapping[str, str]) -> OperatorSession | None:
        """Return the session of whoever sends a request; None if they have none.

        One that was left idle ends in every copy of its cookie.

        Args:
            headers: by lower-case name.
        """
        text = headers.get("cookie", "")
        if self.cookie not in text:
            return None
        session = self._read(text)
        if session is None:
            return None
        now = self.now()
        with self.database.read() as store:
            if store.session_ended_at(session.id) is not None:
                return None
            is_over = sessions.is_over(store, session.sign_in, self.limits, now)
        if sessions.is_left_idle(session.sign_in, self.limits, now):
            self.end(session)
        return None if is_over else session

    def seen(self, session: OperatorSession) -> str | None:
        """Return the cookie's new value, as its owner does something; None if it may stay."""
        seen = session.sign_in.seen_at(self.now(), self.limits.idle)
        if seen is session.sign_in:
            return None
        return self._value(OperatorSession(session.id, session.name, session.role, seen))

    def end(self, session: OperatorSession, *, everywhere: bool = False) -> None:
        """End a session in every copy of its cookie; everywhere, all of its owner's."""
        subject = session.sign_in.subject

        def work(store: Any) -> None:
            store.end_session(session.id, NOTED_FOR)
            if everywhere:
                sessions.end_everywhere(store, subject)

        self.database.transact(work)

    def _read(self, text: str) -> OperatorSession | None:
        from itsdangerous import BadSignature
        from werkzeug.http import parse_cookie

        try:
            kept = self._signer().loads(parse_cookie(text).get(self.cookie, ""))
        except BadSignature:
            return None
        return OperatorSession(
            kept["id"], kept["name"], kept["role"], SignIn.from_json(kept["signIn"])
        )

    def _value(self, session: OperatorSession) -> str:
        kept = {
            "id": session.id,
            "name": session.name,
            "role": session.role,
            "signIn": session.sign_in.to_json(),
        }
        return str(self._signer().dumps(kept))

    def _signer(self) -> Any:
        from itsdangerous import URLSafeSerializer

        return URLSafeSerializer(self.database.secret, salt="operator")
