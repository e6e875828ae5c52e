"""The members of a call to a service of moto's, where there is but one way to read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import FORM

Members = Mapping[str, Any]
"""By name; of the Query protocol as they come, such as ``Tags.member.1.Key``."""

_JSON = frozenset({"application/x-amz-json-1.0", "application/x-amz-json-1.1"})
_OF_ACCOUNT = re.compile(r"arn:[^:/]*:[^:/]*:[^:/]*:([0-9]{12}):")
_NAMES = frozenset({"Endpoint", "FunctionName", "KeyId", "SecretId", "TableName"})
"""Members that may have an ARN, beside those that are called so; others say what they like."""


def members_of(request: Request) -> Members | None:
    """Return what a call of the JSON or the Query protocol has; None where that is not certain."""
    kind = request.headers.get("content-type", "").lower().partition(";")[0].strip()
    is_json = "x-amz-target" in request.headers
    if request.path not in {"", "/"} or "content-encoding" in request.headers:
        return None
    if kind not in (_JSON if is_json else {FORM}):
        return None
    try:
        text = request.body.decode()
        return _of_json(text) if is_json else _of_form(text)
    except (ValueError, RecursionError):
        return None


def elsewhere(request: Request, members: Members | None, account: str) -> str | None:
    """Return what a call names of another account than its caller's, if anything."""
    try:
        said = [*map(_OF_ACCOUNT.match, _named(members or {}))]
    except RecursionError:  # Nobody sends such, and nobody looks to its end.
        return "*"
    found = [*said, *_OF_ACCOUNT.finditer(unquote(request.path))]
    return next((each.string for each in found if each and each[1] != account), None)


def _named(value: Any, name: str = "") -> Iterator[str]:
    """Yield what members name by ARNs, on whatever level."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _named(each, key.rpartition(".")[2])
    elif isinstance(value, list):
        for each in value:
            yield from _named(each, name)
    elif isinstance(value, str) and (name in _NAMES or name.lower().endswith("arn")):
        yield value


def _of_json(text: str) -> Members | None:
    members = json.loads(text or "{}")
    return members if isinstance(members, dict) else None


def _of_form(text: str) -> Members | None:
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
    members = dict(pairs)
    return members if len(members) == len(pairs) else None
