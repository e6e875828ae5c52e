"""Cognito in process: the users of moto's user pools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from a2i_emulator.aws.moto_backends import backend, nothing_to_do, refusals
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Identity, Worker

PASSWORD_FLOW = "ADMIN_USER_PASSWORD_AUTH"  # noqa: S105 - the name of a flow
_ALL = 1_000_000
"""A page's size that leaves nobody out: moto's own is 60."""

_ALIASES = ("email", "phone_number", "preferred_username")


def worker_of(scope: Scope, pool: str, username: str, attributes: Mapping[str, str]) -> Worker:
    """Return the worker that a Cognito user is.

    Args:
        scope: where the workteam is; a pool lies in the Region that its id begins with.
        pool: the user pool's id.
        username: the user's name in the pool.
        attributes: the user's attributes, ``sub`` among them.
    """
    region = pool.partition("_")[0] or scope.region
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    issuer = f"https://cognito-idp.{region}.{suffix}/{pool}"
    subject = attributes["sub"]
    digest = sha256(f"{issuer}/{subject}".encode()).hexdigest()
    return Worker(
        id=digest[:16],
        name=_display_name(username, attributes),
        identity=Identity("Cognito", issuer, subject),
    )


def is_called(username: str, user: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether a user may sign in under a name: their own or an alias such as the email."""
    return username == user or any(attributes.get(alias) == username for alias in _ALIASES)


def _display_name(username: str, attributes: Mapping[str, str]) -> str:
    try:
        UUID(username)
    except ValueError:
        return username
    # Pools whose users sign in by email give them a UUID for a name.
    return next(
        (attributes[a] for a in ("email", "name", "phone_number") if a in attributes), username
    )


class MotoCognito:
    """The `Cognito` port over moto's backend.

    Args:
        ready: is called before moto is, to bring it to its state.
    """

    def __init__(self, ready: Callable[[], object] = nothing_to_do) -> None:
        self._ready = ready

    def workers(self, scope: Scope, member: Mapping[str, Any]) -> Sequence[Worker]:
        """Return the enabled users of the group; none if there is no such pool or group."""
        pool = str(member["UserPool"])
        return [
            worker_of(scope, pool, user.username, user.attribute_lookup)
            for user in self._users(scope, member)
        ]

    def authenticate(
        self, scope: Scope, member: Mapping[str, Any], username: str, password: str
    ) -> Worker | None:
        """Return the group's user of that name if the password is theirs.

        A temporary password is theirs as well: it is the right one, and there is no page on
        which to change it.
        """
        called = (
            user
            for user in self._users(scope, member)
            if is_called(username, user.username, user.attribute_lookup)
        )
        user = next(called, None)
        # Who does not exist is asked for, too: how long it takes must not tell.
        knows = self._knows(scope, member, user.username if user else username, password)
        if user is None or not knows:
            return None
        return worker_of(scope, str(member["UserPool"]), user.username, user.attribute_lookup)

    def _users(self, scope: Scope, member: Mapping[str, Any]) -> Iterable[Any]:
        self._ready()
        try:
            users, _ = backend("cognito-idp", scope).list_users_in_group(
                str(member["UserPool"]), str(member["UserGroup"]), limit=_ALL
            )
        except refusals():
            return []
        return [user for user in users if user.enabled]

    @staticmethod
    def _knows(scope: Scope, member: Mapping[str, Any], username: str, password: str) -> bool:
        try:
            # An answer is either tokens or a further challenge, which follows a right password.
            backend("cognito-idp", scope).admin_initiate_auth(
                str(member["UserPool"]),
                str(member["ClientId"]),
                PASSWORD_FLOW,
                {"USERNAME": username, "PASSWORD": password},
            )
        except refusals():
            return False
        return True
