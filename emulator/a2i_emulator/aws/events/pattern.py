"""Event patterns: whether a rule is meant for an event.

moto's own matcher takes ``true`` for ``1`` and does not look into arrays of objects. See
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Any

Test = Callable[[Any], bool]

_ABSENT = object()
_COMPARISONS = {"<": lt, "<=": le, "=": eq, ">=": ge, ">": gt}


class PatternError(ValueError):
    """The pattern is none; the message says where it goes wrong."""


@lru_cache(maxsize=1024)
def compiled(text: str) -> Test:
    """Return the test that a pattern, given as JSON text, puts an event to.

    Raises:
        PatternError: it is not JSON, or not a pattern.
    """
    try:
        pattern = json.loads(text)
    except ValueError as error:
        raise PatternError(f"Event pattern is not valid. Reason: {error}") from error
    return compile_pattern(pattern)


def compile_pattern(pattern: Any) -> Test:
    """Return the test that a pattern puts an event to.

    Raises:
        PatternError: it is not a pattern.
    """
    if not isinstance(pattern, Mapping):
        raise PatternError("Event pattern is not valid. Reason: Filter is not an object")
    tests = [_field(name, value) for name, value in pattern.items()]
    return lambda event: all(test(event) for test in tests)


def _field(name: str, value: Any) -> Test:
    """Compile one field of a pattern object to a test of the object that holds the field."""
    if name == "$or":
        if not isinstance(value, list) or not value:
            raise PatternError("Event pattern is not valid. Reason: $or must be a list of patterns")
        choices = [compile_pattern(choice) for choice in value]
        return lambda holder: any(choice(holder) for choice in choices)
    if isinstance(value, Mapping):
        return _nested(name, compile_pattern(value))
    if not isinstance(value, list) or not value:
        raise PatternError(
            f'Event pattern is not valid. Reason: "{name}" must be an object or an array'
        )
    return _leaf(name, [_rule(item) for item in value])


def _nested(name: str, inner: Test) -> Test:
    def test(holder: Any) -> bool:
        value = _member(holder, name)
        values = list(_flat(value)) if isinstance(value, list) else [value]
        return any(inner(element) for element in values or [_ABSENT])

    return test


def _leaf(name: str, rules: Sequence[Test]) -> Test:
    def test(holder: Any) -> bool:
        value = _member(holder, name)
        # An object is no leaf, and an empty array holds nothing: to a pattern both are absent.
        values = list(_flat(value)) if isinstance(value, list) else [value]
        leaves = [leaf for leaf in values if not isinstance(leaf, Mapping)] or [_ABSENT]
        return any(rule(leaf) for rule in rules for leaf in leaves)

    return test


def _member(holder: Any, name: str) -> Any:
    return holder.get(name, _ABSENT) if isinstance(holder, Mapping) else _ABSENT


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def _rule(item: Any) -> Test:
    if not isinstance(item, Mapping):
        return _equals(item)
    if len(item) != 1:
        raise PatternError(
            "Event pattern is not valid. Reason: Only one key allowed in match expression"
        )
    ((name, operand),) = item.items()
    try:
        return _OPERATORS[name](operand)
    except KeyError:
        raise PatternError(
            f"Event pattern is not valid. Reason: Unrecognized match type {name}"
        ) from None
    except (AttributeError, TypeError, ValueError) as error:
        raise PatternError(
            f"Event pattern is not valid. Reason: {name} does not take {json.dumps(operand)}"
        ) from error


def _equals(expected: Any) -> Test:
    """Compare as JSON does: ``true`` is not 1, and ``300`` is not ``300.0``."""
    kind = type(expected)
    return lambda value: type(value) is kind and bool(value == expected)


def _exists(operand: Any) -> Test:
    if not isinstance(operand, bool):
        raise TypeError
    return lambda value: (value is not _ABSENT) is operand


def _of_text(test: Callable[[str, str], bool]) -> Callable[[Any], Test]:
    """Make an operator of a test of two strings; it takes one string, a list, or ignores case."""

    def operator(operand: Any) -> Test:
        if isinstance(operand, Mapping):
            expected = [text.lower() for text in _texts(operand.get("equals-ignore-case"))]
            return lambda value: (
                isinstance(value, str) and any(test(value.lower(), text) for text in expected)
            )
        expected = _texts(operand)
        return lambda value: isinstance(value, str) and any(test(value, text) for text in expected)

    return operator


def _texts(operand: Any) -> list[str]:
    texts = operand if isinstance(operand, list) else [operand]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise TypeError
    return texts


def _ignoring_case(operand: Any) -> Test:
    expected = {text.lower() for text in _texts(operand)}
    return lambda value: isinstance(value, str) and value.lower() in expected


def _numeric(operand: Any) -> Test:
    pairs = [
        (_COMPARISONS[sign], bound) for sign, bound in zip(operand[::2], operand[1::2], strict=True)
    ]
    if not pairs or not all(_is_number(bound) for _, bound in pairs):
        raise TypeError
    return lambda value: _is_number(value) and all(holds(value, bound) for holds, bound in pairs)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _anything_but(operand: Any) -> Test:
    if isinstance(operand, Mapping):
        unwanted = [_rule(operand)]
    else:
        unwanted = [_equals(item) for item in (operand if isinstance(operand, list) else [operand])]
    return lambda value: value is not _ABSENT and not any(rule(value) for rule in unwanted)


def _cidr(operand: Any) -> Test:
    network = ip_network(operand)

    def test(value: Any) -> bool:
        try:
            return isinstance(value, str) and ip_address(value) in network
        except ValueError:
            return False

    return test


def _wildcard(operand: Any) -> Test:
    patterns = [_wildcard_pieces(text) for text in _texts(operand)]
    return lambda value: (
        isinstance(value, str) and any(_has_pieces(value, pieces) for pieces in patterns)
    )


def _wildcard_pieces(text: str) -> list[str]:
    """Split at each ``*`` that no backslash takes for itself."""
    pieces = [""]
    for part in re.findall(r"\\[*\\]|.", text, re.DOTALL):
        if part == "*":
            pieces.append("")
        else:
            pieces[-1] += part[-1]
    return pieces


def _has_pieces(value: str, pieces: list[str]) -> bool:
    """Tell whether the pieces follow each other, the first at the start, the last at the end.

    The leftmost place for each piece is always a right one, so this never backtracks.
    """
    first, *middle = pieces
    if not middle:
        return value == first
    last = middle.pop()
    if not value.startswith(first):
        return False
    position = len(first)
    for piece in middle:
        found = value.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(value) - len(last) >= position and value.endswith(last)


_OPERATORS: Mapping[str, Callable[[Any], Test]] = {
    "exists": _exists,
    "prefix": _of_text(str.startswith),
    "suffix": _of_text(str.endswith),
    "equals-ignore-case": _ignoring_case,
    "numeric": _numeric,
    "anything-but": _anything_but,
    "cidr": _cidr,
    "wildcard": _wildcard,
}
