"""Tokens for the control API: each opens a scope of it, until it ends.

What is kept of a token cannot be shown in its place: its digest. A token is drawn by chance from
too many to be guessed, so that a plain digest is enough.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import AuditEntry, Database, Readable, Store, Who

SCOPES = ("read", "answer", "admin")
"""What a token may, each with all that those before it may."""

PREFIX = "a2i_"
_DOCUMENT = "tokens"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept.

    Attributes:
        id: how the token begins, and what it is named by.
        digest: SHA-256 of the whole, in hexadecimal.
        user_name: whose it is.
        scope: one of `SCOPES`.
        created_at: when it was made.
        ends_at: from when on it opens nothing.
    """

    id: str
    digest: str
    user_name: str
    scope: str
    created_at: Instant
    ends_at: Instant

    def to_json(self) -> dict[str, Any]:
        """Return the token as it is kept."""
        return {
            "id": self.id,
            "digest": self.digest,
            "userName": self.user_name,
            "scope": self.scope,
            "createdAt": self.created_at,
            "endsAt": self.ends_at,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Token:
        """Return the token that is kept so."""
        return cls(
            kept["id"],
            kept["digest"],
            kept["userName"],
            kept["scope"],
            kept["createdAt"],
            kept["endsAt"],
        )


def create_token(
    database: Database, user_name: str, scope: str, now: Instant, ends_at: Instant, *, by: Who
) -> str:
    """Make a token, keep what tells it again, and return it; nobody can show it again.

    Args:
        database: where it is kept.
        user_name: whose it is.
        scope: one of `SCOPES`.
        now: the moment.
        ends_at: from when on it opens nothing.
        by: who makes it, for the audit trail.
    """
    token_id = PREFIX + secrets.token_hex(6)
    shown = f"{token_id}.{secrets.token_urlsafe(32)}"
    made = Token(token_id, _digest(shown), user_name, scope, now, ends_at)

    def add(store: Store) -> None:
        _save(store, [*_read(store), made])
        store.audit.add(_entry("CreateToken", made, now, by))

    database.transact(add)
    return shown


def tokens(database: Readable) -> Sequence[Token]:
    """Return all tokens, oldest first; some may have ended."""
    with database.read() as store:
        return _read(store)


def find_token(database: Database, shown: str, now: Instant) -> Token | None:
    """Return the token that somebody shows; None if it is none, or has ended."""
    token_id = shown.partition(".")[0]
    found = next((token for token in tokens(database) if token.id == token_id), None)
    if found is None or not hmac.compare_digest(found.digest, _digest(shown)):
        return None
    return found if now < found.ends_at else None


def revoke_token(database: Database, token_id: str, now: Instant, by: Who) -> bool:
    """Let a token be none any more; False if it is none. The audit trail tells of it."""

    def remove(store: Store) -> bool:
        kept = _read(store)
        left = [token for token in kept if token.id != token_id]
        _save(store, left)
        for token in kept:
            if token not in left:
                store.audit.add(_entry("RevokeToken", token, now, by))
        return len(left) < len(kept)

    return database.transact(remove)


def _entry(action: str, token: Token, now: Instant, by: Who) -> AuditEntry:
    about = {"UserName": token.user_name, "Scope": token.scope}
    return AuditEntry(now, new_id(), "keys", by, action, token.id, parameters=about)


def _digest(shown: str) -> str:
    return sha256(shown.encode()).hexdigest()


def _read(store: Store) -> list[Token]:
    return [Token.from_json(kept) for kept in store.document(_DOCUMENT) or ()]


def _save(store: Store, kept: Sequence[Token]) -> None:
    store.save_document(_DOCUMENT, [token.to_json() for token in kept])
