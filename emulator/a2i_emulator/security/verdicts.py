"""Why somebody may not do something, as all policies together, and the session's token, have it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from a2i_emulator.domain.instant import Instant
from a2i_emulator.security.identity import Identity
from a2i_emulator.security.policies import Decision, Permission, decide
from a2i_emulator.security.policy_texts import Context
from a2i_emulator.security.signature import SignatureError


def refusal_of(
    identity: Identity, permission: Permission, context: Context
) -> tuple[str | None, Mapping[str, str]]:
    """Return why a permission is missing; None where it is not."""
    if not permission.is_theirs:
        return "other_account", values_of(identity, permission)
    limits = [identity.policies]
    if identity.session_policy is not None:
        limits.append((identity.session_policy,))
    said = [decide(each, permission, context) for each in limits]
    if all(decision is Decision.ALLOWED for decision in said):
        return None, {}
    kind = "denied" if Decision.DENIED in said else "not_allowed"
    return kind, values_of(identity, permission)


def values_of(identity: Identity, permission: Permission) -> Mapping[str, str]:
    """Return what a refusal tells of who wanted to do what."""
    resource = permission.resource or "*"
    return {"user": identity.arn, "action": permission.action, "resource": resource}


def check_token(identity: Identity, token: str | None, now: Instant) -> None:
    """Check the session token of temporary credentials.

    Raises:
        SignatureError: it is not that one's, or has ended.
    """
    if identity.ends is not None and now >= identity.ends:
        raise SignatureError("token_late")
    if not hmac.compare_digest((identity.token or "").encode(), (token or "").encode()):
        raise SignatureError("token_wrong")
