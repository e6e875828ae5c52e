"""Who may assume a role, as the role's trust policy says.

See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: unlike
other policies of resources, a trust policy has to allow it in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import query_of
from a2i_emulator.security.identity import Identity
from a2i_emulator.security.policies import Decision, Permission, Policy, decide
from a2i_emulator.security.policy_texts import Context
from a2i_emulator.security.statements import listed

ACTION = "sts:AssumeRole"

_KEYS = {
    "ExternalId": "sts:externalid",
    "RoleSessionName": "sts:rolesessionname",
    "SourceIdentity": "sts:sourceidentity",
}


class Trust(Enum):
    """How a role stands to somebody.

    NAMED: trusts this very principal, or everybody. ACCOUNT: trusts the account, whose own policies
    decide. NONE: does not. DENIED: says so.
    """

    NAMED = "named"
    ACCOUNT = "account"
    NONE = "none"
    DENIED = "denied"


def trust_in(identity: Identity, trust_policy: Policy, context: Context) -> Trust:
    """Return how a role's trust policy stands to who wants to assume it."""
    found = Trust.NONE
    for statement in listed(trust_policy.get("Statement")):
        how = _named(statement, identity) if isinstance(statement, dict) else Trust.NONE
        if how is Trust.NONE:
            continue
        about_role = {"Statement": {**statement, "Resource": "*"}}
        decision = decide([about_role], Permission(ACTION), context)
        if decision is Decision.DENIED:
            return Trust.DENIED
        if decision is Decision.ALLOWED and found is not Trust.NAMED:
            found = how
    return found


def keys_of_assuming(request: Request) -> Mapping[str, Sequence[str]]:
    """Return the condition keys that a call of AssumeRole has of its own, in lower case."""
    given = parameters_of(request)
    keys: dict[str, Sequence[str]] = {
        key: given[name][:1] for name, key in _KEYS.items() if name in given
    }
    tags = dict(_tags(given))
    if tags:
        keys |= {f"aws:requesttag/{key}".lower(): [value] for key, value in tags.items()}
        keys["aws:tagkeys"] = list(tags)
    return keys


def has_managed_limits(request: Request) -> bool:
    """Tell whether managed policies are to limit the session, of which moto keeps nothing."""
    return any(name.startswith("PolicyArns") for name in parameters_of(request))


def parameters_of(request: Request) -> Mapping[str, list[str]]:
    """Return the parameters of a call in the Query protocol: in its body, or in its query."""
    return query_of(request.body.decode("latin-1")) or query_of(request.query)


def _tags(given: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, values in given.items():
        if name.startswith("Tags.member.") and name.endswith(".Key"):
            value = given.get(f"{name.removesuffix('.Key')}.Value", [""])
            yield values[0], value[0]


def _named(statement: Mapping[str, Any], identity: Identity) -> Trust:
    """Tell how a statement speaks of somebody, if it does."""
    if "NotPrincipal" in statement:
        others = _speaks_of(statement["NotPrincipal"], identity)
        return Trust.NAMED if others is Trust.NONE else Trust.NONE
    return _speaks_of(statement.get("Principal"), identity)


def _speaks_of(principal: Any, identity: Identity) -> Trust:
    named = [principal] if principal == "*" else []
    if isinstance(principal, dict):
        named = [str(each) for each in listed(principal.get("AWS"))]
    partition = identity.arn.split(":")[1]
    if not {"*", identity.arn, identity.role}.isdisjoint(named):
        return Trust.NAMED
    if not {identity.account, f"arn:{partition}:iam::{identity.account}:root"}.isdisjoint(named):
        return Trust.ACCOUNT
    return Trust.NONE
