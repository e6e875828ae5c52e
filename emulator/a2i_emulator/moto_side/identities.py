"""Users and roles of moto's IAM, by the access keys that they or STS have made."""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Callable, Iterator
from datetime import timezone
from functools import cache, wraps
from hashlib import sha256
from importlib import import_module
from typing import Any

from a2i_emulator.domain.instant import from_datetime
from a2i_emulator.moto_side.patches import place_of, put
from a2i_emulator.protocol.wsgi import CHECKED
from a2i_emulator.security.identity import Identity
from a2i_emulator.security.policies import Policy


def identity_by_key(access_key: str) -> Identity | None:
    """Return who signs with an access key; None if moto, which is loaded, has no such key."""
    for account, backends in list(import_module("moto.iam.models").iam_backends.items()):
        for partition, backend in list(backends.items()):
            found = _user_of(backend, access_key, account, partition)
            found = found or _session_of(backend, access_key, account, partition)
            if found is not None:
                return found
    return None


def trust_policy_of(role_arn: str) -> Policy | None:
    """Return whom a role trusts; None if moto, which is loaded, has no such role."""
    for backends in list(import_module("moto.iam.models").iam_backends.values()):
        for backend in list(backends.values()):
            for role in list(backend.roles.values()):
                if role.arn == role_arn:
                    return _read(role.assume_role_policy_document)
    return None


_STS = "moto.sts.models:STSBackend"

Found = tuple[str, str, str]
"""What STS tells of a caller: the unique id, the ARN and the account."""


@cache
def tell_callers_who_they_are() -> None:
    """Have moto's STS, which this imports, tell callers whom the guard knows who they are."""
    own = place_of(_STS, "get_caller_identity").get_caller_identity
    put(_STS, "get_caller_identity", _known_to_guard(own))


def _known_to_guard(own: Callable[..., Found]) -> Callable[..., Found]:
    @wraps(own)
    def get_caller_identity(backend: Any, access_key_id: str, region: str) -> Found:
        found = own(backend, access_key_id, region)
        arn = import_module("flask").request.environ.get(CHECKED)
        if not arn or arn == found[1]:
            return found
        digest = sha256(arn.encode()).digest()  # ours have no other id that is never given again
        return f"AIDA{b32encode(digest).decode()[:17]}", arn, backend.account_id

    return get_caller_identity


def _user_of(backend: Any, access_key: str, account: str, partition: str) -> Identity | None:
    for user in list(backend.users.values()):
        for key in user.access_keys:
            if key.access_key_id == access_key and key.status == "Active":
                return Identity(
                    f"arn:{partition}:iam::{account}:user{user.path or '/'}{user.name}",
                    account,
                    user.name,
                    key.secret_access_key,
                    tuple(_policies_of_user(backend, user)),
                )
    return None


def _session_of(backend: Any, access_key: str, account: str, partition: str) -> Identity | None:
    sts = import_module("moto.sts.models").sts_backends[account][partition]
    for session in list(sts.assumed_roles):
        if session.access_key_id == access_key:
            role = next((r for r in backend.roles.values() if r.arn == session.role_arn), None)
            return Identity(
                session.arn,
                account,
                session.session_name,
                session.secret_access_key,
                () if role is None else tuple(_policies_of(role)),
                session.session_token,
                from_datetime(session.expiration.replace(tzinfo=timezone.utc)),
                _read(session.policy) if session.policy else None,
                session.role_arn,
            )
    return None


def _policies_of_user(backend: Any, user: Any) -> Iterator[Policy]:
    yield from _policies_of(user)
    for group in list(backend.groups.values()):
        if any(member.name == user.name for member in group.users):
            yield from _policies_of(group)


def _policies_of(principal: Any) -> Iterator[Policy]:
    """Yield the inline and the managed policies of a user, group or role."""
    for document in list(principal.policies.values()):
        yield _read(document)
    for policy in list(principal.managed_policies.values()):
        version = next(each for each in policy.versions if each.is_default)
        yield _read(version.document)


def _read(document: Any) -> Policy:
    """Return a policy; of what is none, which moto takes, one that says nothing."""
    try:
        policy = json.loads(document) if isinstance(document, str) else document
    except (ValueError, RecursionError):
        return {}
    return policy if isinstance(policy, dict) else {}
