"""What identity policies of IAM say of an action: allowed, explicitly denied, or nothing.

See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from a2i_emulator.security.policy_conditions import LITERAL, Context, holds, is_operator, matches

Policy = Mapping[str, Any]
"""A policy document, as JSON has it."""

ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""The policy that allows everything."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_LITERALS = {"*": "*", "?": "?", "$": "$"}
_AS_IT_IS = str.maketrans({text: mark for mark, text in LITERAL.items()})


@dataclass(frozen=True, slots=True)
class Permission:
    """What a call needs.

    Attributes:
        action: such as ``sagemaker:StartHumanLoop``.
        resource: an ARN; ``*`` for none; None where it is not known.
    """

    action: str
    resource: str | None = "*"


class Decision(Enum):
    """What policies say of an action on a resource."""

    ALLOWED = "allowed"
    DENIED = "explicitly denied"
    UNSAID = "implicitly denied"


def decide(
    policies: Iterable[Policy], action: str, resource: str | None, context: Context
) -> Decision:
    """Return what a principal's policies say together.

    Args:
        policies: its identity policies.
        action: such as ``sagemaker:StartHumanLoop``.
        resource: an ARN; ``*`` for an action that is on no resource; None where it is not known
            which, and a statement's resources are not looked at.
        context: the condition keys of the request, with their values.
    """
    found = Decision.UNSAID
    for statement in _statements(policies):
        if not _speaks_of(statement, action, resource, context):
            continue
        if statement.get("Effect") == "Deny":
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


def _fault_of_statement(statement: Mapping[str, Any]) -> str | None:
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


def _statements(policies: Iterable[Policy]) -> Iterator[Mapping[str, Any]]:
    for policy in policies:
        yield from (each for each in listed(policy.get("Statement")) if isinstance(each, dict))


def _speaks_of(
    statement: Mapping[str, Any], action: str, resource: str | None, context: Context
) -> bool:
    return (
        _is_among(statement, "Action", action, context, is_exact=False)
        and (resource is None or _is_among(statement, "Resource", resource, context))
        and holds(statement.get("Condition") or {}, context)
    )


def _is_among(
    statement: Mapping[str, Any], name: str, text: str, context: Context, *, is_exact: bool = True
) -> bool:
    """Tell whether a statement's Action or Resource, or its negation, covers a text."""
    if name in statement:
        patterns = listed(statement[name])
        return any(_covers(str(each), text, context, is_exact=is_exact) for each in patterns)
    patterns = listed(statement.get(f"Not{name}", ["*"]))
    return not any(_covers(str(each), text, context, is_exact=is_exact) for each in patterns)


def _covers(pattern: str, text: str, context: Context, *, is_exact: bool) -> bool:
    filled: str | None = pattern if "${" not in pattern else _filled(pattern, context)
    return filled is not None and matches(filled, text, is_exact=is_exact)


def _filled(pattern: str, context: Context) -> str | None:
    """Put values for policy variables; None where one has none, and so nothing matches."""
    missing: list[str] = []

    def value(found: re.Match[str]) -> str:
        name, _, default = (part.strip() for part in found[1].partition(","))
        if name in _LITERALS:
            return _LITERALS[name].translate(_AS_IT_IS)
        values = context.get(name.lower())
        if values:
            return values[0].translate(_AS_IT_IS)
        if not default:
            missing.append(name)
        return default.strip("'")

    filled = _VARIABLE.sub(value, pattern)
    return None if missing else filled


def listed(value: Any) -> Sequence[Any]:
    """Return the elements of a list, or what stands alone where a list might be."""
    return value if isinstance(value, list) else [] if value is None else [value]
