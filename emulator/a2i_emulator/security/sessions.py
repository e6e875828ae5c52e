"""How long a sign-in lasts: to its end, as long as it is used, and until it is ended everywhere.

The session itself is a signed cookie, of which there may be copies, each with its own word on when
it was last used. What ends one before its time is noted in the database, where every process looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.operations.ports import Store

NOTED_FOR = 31 * 24 * 3600 * SECOND
"""How long a note of what was ended is kept, in milliseconds: no session may last longer."""

_SEEN_AGAIN_AFTER = 60 * SECOND
_SHARE = 10
"""A session's cookie is made anew but once a minute, or once in a tenth of its idle time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long sessions last, in milliseconds of real time.

    Attributes:
        end: from the sign-in.
        idle: from the last time that their owner did something.
    """

    end: int
    idle: int


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in by which somebody has shown who they are.

    Attributes:
        subject: who that is, in this database.
        begun: when.
        seen: when they last did something.
        ended_before: when their sessions were last ended everywhere, as was known then.
    """

    subject: str
    begun: Instant
    seen: Instant
    ended_before: Instant | None

    def seen_at(self, now: Instant, idle: int) -> SignIn:
        """Return the sign-in with its owner's latest doing; the same one within a minute.

        Args:
            now: in milliseconds of real time.
            idle: for how many it lasts unused; of a short one, within a tenth of that.
        """
        again = min(_SEEN_AGAIN_AFTER, idle // _SHARE)
        return replace(self, seen=now) if now - self.seen > again else self

    def to_json(self) -> dict[str, Any]:
        """Return the sign-in for a cookie."""
        return {
            "subject": self.subject,
            "begun": self.begun,
            "seen": self.seen,
            "ended": self.ended_before,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> SignIn:
        """Return the sign-in that a cookie has."""
        return cls(kept["subject"], kept["begun"], kept["seen"], kept["ended"])


def begin(store: Store, subject: str, now: Instant) -> SignIn:
    """Begin a sign-in."""
    return SignIn(subject, now, now, store.session_ended_at(_everywhere(subject)))


def is_over(store: Store, sign_in: SignIn, limits: Limits, now: Instant) -> bool:
    """Whether a sign-in counts no more.

    No two clocks are compared: whoever began after all were ended has seen the note of that, which
    lasts longer than those who have not.
    """
    if now - sign_in.begun > limits.end or now - sign_in.seen > limits.idle:
        return True
    ended = store.session_ended_at(_everywhere(sign_in.subject))
    return ended is not None and ended != sign_in.ended_before


def is_left_idle(sign_in: SignIn, limits: Limits, now: Instant) -> bool:
    """Whether a sign-in is over as its owner did nothing, which has to be noted.

    A copy of its cookie that somebody else has used meanwhile does not say so by itself. When the
    end has come, every copy does.
    """
    return now - sign_in.seen > limits.idle and now - sign_in.begun <= limits.end


def end_everywhere(store: Store, subject: str) -> None:
    """End all sessions of somebody."""
    store.end_session(_everywhere(subject), NOTED_FOR)


def _everywhere(subject: str) -> str:
    return f"all of {subject}"
