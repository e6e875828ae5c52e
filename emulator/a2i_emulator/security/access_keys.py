"""Access keys of a deployment: who calls its AWS APIs, and what that one may do.

They are kept beside the state, secrets included: a signature of version 4 can only be checked by
who knows the secret.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import AuditEntry, Database, Readable, Store, Who
from a2i_emulator.security.policies import ALL, Policy

ROLES = ("viewer", "requester", "admin")
"""Of who looks at and works the emulator itself, each with all that those before it may."""

_NOBODY_KNOWN = Who("command")
_DOCUMENT = "access-keys"
_ID_LETTERS = string.ascii_uppercase + "234567"
_SECRET_LETTERS = string.ascii_letters + string.digits + "+/"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key.

    Attributes:
        id: as clients name it.
        secret: what they sign with.
        user_name: whose it is; several keys may be one user's.
        policies: what that one may do, by this key.
        created_at: when it was made.
        role: one of `ROLES`, by which it opens console and control API; None if it does not.
    """

    id: str
    secret: str
    user_name: str
    policies: tuple[Policy, ...]
    created_at: Instant
    role: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the key as it is kept."""
        return {
            "id": self.id,
            "secret": self.secret,
            "userName": self.user_name,
            "policies": list(self.policies),
            "createdAt": self.created_at,
            "role": self.role,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> AccessKey:
        """Return the key that is kept so."""
        return cls(
            kept["id"],
            kept["secret"],
            kept["userName"],
            tuple(kept["policies"]),
            kept["createdAt"],
            kept["role"],
        )


def create_access_key(
    database: Database,
    user_name: str,
    now: Instant,
    policies: Sequence[Policy] = (ALL,),
    role: str | None = None,
    *,
    by: Who = _NOBODY_KNOWN,
) -> AccessKey:
    """Make a key and keep it; the audit trail tells of that.

    Args:
        database: where it is kept.
        user_name: whose it is.
        now: the moment.
        policies: what it may do.
        role: what it opens console and control API for.
        by: who makes it.
    """
    made = AccessKey(
        "AKIA" + "".join(secrets.choice(_ID_LETTERS) for _ in range(16)),
        "".join(secrets.choice(_SECRET_LETTERS) for _ in range(40)),
        user_name,
        tuple(policies),
        now,
        role,
    )

    def add(store: Store) -> None:
        _save(store, [*_read(store), made])
        store.audit.add(_entry("CreateAccessKey", made, now, by))

    database.transact(add)
    return made


def access_keys(database: Readable) -> Sequence[AccessKey]:
    """Return all keys, oldest first."""
    with database.read() as store:
        return _read(store)


def find_access_key(database: Database, key_id: str) -> AccessKey | None:
    """Return a key; None if there is none of that id."""
    return next((key for key in access_keys(database) if key.id == key_id), None)


def revoke_access_key(
    database: Database, key_id: str, now: Instant = 0, by: Who = _NOBODY_KNOWN
) -> bool:
    """Let a key be none any more; False if it is none. The audit trail tells of it."""

    def remove(store: Store) -> bool:
        keys = _read(store)
        left = [key for key in keys if key.id != key_id]
        _save(store, left)
        for key in keys:
            if key not in left:
                store.audit.add(_entry("RevokeAccessKey", key, now, by))
        return len(left) < len(keys)

    return database.transact(remove)


def _entry(action: str, key: AccessKey, now: Instant, by: Who) -> AuditEntry:
    about = {"UserName": key.user_name, "Role": key.role or "-", "Policies": None}
    return AuditEntry(now, new_id(), "keys", by, action, key.id, parameters=about)


def _read(store: Store) -> list[AccessKey]:
    return [AccessKey.from_json(kept) for kept in store.document(_DOCUMENT) or ()]


def _save(store: Store, keys: Sequence[AccessKey]) -> None:
    store.save_document(_DOCUMENT, [key.to_json() for key in keys])
