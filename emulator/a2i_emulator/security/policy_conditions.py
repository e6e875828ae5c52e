"""The conditions of a policy's statements.

See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from a2i_emulator.security.policy_texts import Context, filled, filled_plainly, matches

Compare = Callable[[str, str], bool]
"""Compares what a policy says with what a request has."""

_KNOWN = frozenset(
    {
        *(
            "aws:currenttime",
            "aws:epochtime",
            "aws:multifactorauthage",
            "aws:multifactorauthpresent",
        ),
        *("aws:principalaccount", "aws:principalarn", "aws:principaltype", "aws:requestedregion"),
        *("aws:securetransport", "aws:sourceip", "aws:useragent", "aws:username"),
    }
)
"""Keys that every request has here if it has them on AWS; nobody signs in with a second factor."""

_OURS = ("sagemaker:", "rekognition:", "textract:", "iam:passrole")
_KNOWN_OF_OURS = (
    *("aws:requesttag/", "aws:resourcetag/", "aws:tagkeys", "iam:passedtoservice"),
    *("sagemaker:resourcetag/", "sagemaker:workteamarn", "sagemaker:workteamtype"),
)
_KNOWN_OF_ROLES = (
    *("aws:requesttag/", "aws:tagkeys"),
    *("sts:externalid", "sts:rolesessionname", "sts:sourceidentity"),
)

_EVERY, _SOME, _IF = "ForAllValues:", "ForAnyValue:", "IfExists"


def holds(conditions: Mapping[str, Any], context: Context, of_denial: str | None = None) -> bool:
    """Tell whether every condition of a statement holds; one that nobody knows does not.

    Args:
        conditions: ``{operator: {key: value or values}}``.
        context: what the request has.
        of_denial: the action that the statement denies, if it does. It does so, too, where it
            depends on what is not known here.
    """
    return all(
        (
            of_denial is not None
            and not (is_operator(operator) and is_known(key, of_denial, context))
        )
        or _holds(operator, context.get(key.lower()), _wanted(operator, wanted, context))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def is_known(key: str, action: str, context: Context) -> bool:
    """Tell whether a request that has not a condition key has it not on AWS either."""
    name = key.lower()
    if name in _KNOWN or name in context:
        return True
    is_ours = action.lower().startswith(_OURS) and name.startswith(_KNOWN_OF_OURS)
    return is_ours or (action.lower() == "sts:assumerole" and name.startswith(_KNOWN_OF_ROLES))


def is_operator(text: str) -> bool:
    """Tell whether there is a condition operator of that name."""
    name = text.removeprefix(_EVERY).removeprefix(_SOME).removesuffix(_IF)
    return text == "Null" or _NEGATED.get(name, name) in _OPERATORS


def _holds(operator: str, given: Sequence[str] | None, wanted: Sequence[str]) -> bool:
    if operator == "Null":
        return (given is None) == (wanted[:1] == ["true"])
    is_every, is_some = operator.startswith(_EVERY), operator.startswith(_SOME)
    name = operator.removeprefix(_EVERY).removeprefix(_SOME)
    is_optional = name.endswith(_IF)
    name = name.removesuffix(_IF)
    if given is None:
        return is_every or is_optional or (name in _NEGATED and not is_some)
    negated = name in _NEGATED
    compare = _OPERATORS.get(_NEGATED.get(name, name))
    if compare is None:
        return False

    def fits(value: str) -> bool:
        return any(_safely(compare, pattern, value) for pattern in wanted) != negated

    return all(map(fits, given)) if is_every or (negated and not is_some) else any(map(fits, given))


def _safely(compare: Compare, pattern: str, value: str) -> bool:
    try:
        return compare(pattern, value)
    except ValueError:  # It is no number, date or address.
        return False


def _wanted(operator: str, value: Any, context: Context) -> list[str]:
    """Return a condition's values, without those whose variables have none: of texts and ARNs."""
    name = operator.removeprefix(_EVERY).removeprefix(_SOME).removesuffix(_IF)
    if not name.startswith(("String", "Arn")):
        return _texts(value)
    fill = filled if name.endswith("Like") or name.startswith("Arn") else filled_plainly
    return [text for each in _texts(value) if (text := fill(each, context)) is not None]


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def _by(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Compare:
    return lambda pattern, value: compare(read(value), read(pattern))


def _is_arn_like(pattern: str, value: str) -> bool:
    """Compare part by part: a star does not reach over a colon, but in the last part."""
    patterns, values = pattern.split(":", 5), value.split(":", 5)
    return len(patterns) == len(values) and all(map(matches, patterns, values))


def _is_in_network(pattern: str, value: str) -> bool:
    network = ipaddress.ip_network(pattern, strict=False)
    address = ipaddress.ip_address(value)
    return address.version == network.version and address in network


_OPERATORS: Mapping[str, Compare] = {
    "StringEquals": _by(str, lambda value, wanted: value == wanted),
    "StringEqualsIgnoreCase": _by(str.lower, lambda value, wanted: value == wanted),
    "StringLike": matches,
    "ArnLike": _is_arn_like,
    "ArnEquals": _is_arn_like,
    "Bool": _by(str.lower, lambda value, wanted: value == wanted),
    "IpAddress": _is_in_network,
    "BinaryEquals": _by(str, lambda value, wanted: value == wanted),
    **{
        kind + name: _by(read, compare)
        for kind, read in (("Numeric", float), ("Date", _moment))
        for name, compare in (
            ("Equals", lambda value, wanted: value == wanted),
            ("LessThan", lambda value, wanted: value < wanted),
            ("LessThanEquals", lambda value, wanted: value <= wanted),
            ("GreaterThan", lambda value, wanted: value > wanted),
            ("GreaterThanEquals", lambda value, wanted: value >= wanted),
        )
    },
}

_NEGATED: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "ArnNotLike": "ArnLike",
    "ArnNotEquals": "ArnEquals",
    "NotIpAddress": "IpAddress",
}
