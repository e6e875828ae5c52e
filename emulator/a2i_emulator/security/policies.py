"""What identity policies of IAM say of an action: allowed, explicitly denied, or nothing.

See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from a2i_emulator.security.policy_conditions import is_operator
from a2i_emulator.security.policy_texts import Context
from a2i_emulator.security.statements import Statement, listed, speaks_of

Policy = Mapping[str, Any]
"""A policy document, as JSON has it."""

ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""The policy that allows everything."""


@dataclass(frozen=True, slots=True)
class Permission:
    """What a call needs.

    Attributes:
        action: such as ``sagemaker:StartHumanLoop``; ``iam:*`` for all that there are of IAM, and
            ``*`` for all.
        resource: an ARN; ``*`` for none; None for any, as where it is not known.
        is_exact: whether that is its ARN to the letter, so that what is denied on others alone is
            not denied on this one.
        is_theirs: whether it is of the caller's account: on others' identity policies say nothing.
    """

    action: str
    resource: str | None = "*"
    is_exact: bool = True
    is_theirs: bool = True


class Decision(Enum):
    """What policies say of an action on a resource."""

    ALLOWED = "allowed"
    DENIED = "explicitly denied"
    UNSAID = "implicitly denied"


def decide(policies: Iterable[Policy], needed: Permission, context: Context) -> Decision:
    """Return what a principal's policies say together.

    Args:
        policies: its identity policies.
        needed: an action on a resource. All actions, or any resource, are allowed where all are
            that there could be, and denied where one is.
        context: the condition keys of the request, with their values.
    """
    found = Decision.UNSAID
    for statement in _statements(policies):
        is_denial = statement.get("Effect") == "Deny"
        resource = needed.resource if needed.is_exact or not is_denial else None
        if not speaks_of(statement, needed.action, resource, context):
            continue
        if is_denial:
            return Decision.DENIED
        if statement.get("Effect") == "Allow":
            found = Decision.ALLOWED
    return found


def fault_of(policy: Any) -> str | None:
    """Return what makes something no identity policy; None if it is one."""
    if not isinstance(policy, dict):
        return "is no JSON object"
    statements = listed(policy.get("Statement"))
    if not statements or not all(isinstance(each, dict) for each in statements):
        return "has no Statement"
    return next(filter(None, map(_fault_of_statement, statements)), None)


def _fault_of_statement(statement: Statement) -> str | None:
    if statement.get("Effect") not in {"Allow", "Deny"}:
        return "has a statement whose Effect is neither Allow nor Deny"
    for one, other in (("Action", "NotAction"), ("Resource", "NotResource")):
        if (one in statement) == (other in statement):
            return f"has a statement without exactly one of {one} and {other}"
    for name in sorted({"Principal", "NotPrincipal"} & statement.keys()):
        return f"has a statement with {name}, which identity policies have not"
    for operator in statement.get("Condition") or ():
        if not is_operator(operator):
            return f"has a condition with the operator {operator}, which there is not"
    return None


def _statements(policies: Iterable[Policy]) -> Iterator[Statement]:
    for policy in policies:
        yield from (each for each in listed(policy.get("Statement")) if isinstance(each, dict))
