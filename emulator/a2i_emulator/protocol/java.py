r"""Java as it shows on the wire: its regular expressions in Python, and how it prints values.

Three things differ. Java's ``.`` stops at every Unicode line terminator, Python's only at a
newline. Java's ``\d``, ``\w`` and ``\s`` know ASCII only. And Java has ``\p{L}`` and possessive
quantifiers, which only the `regex` package knows.

Violations of a constraint show the value the way Java prints its objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.protocol.shape import Shape

Matches = Callable[[str], object]
"""Tells whether a whole string matches: a truthy value if so."""

_TOKEN = re.compile(r"\\[pP]\{\w+\}|\\u[0-9A-Fa-f]{4}|\\.|\[\^?|\]|[*+?}]\+|.", re.DOTALL)
_LINE = r"[^\n\r\u0085\u2028\u2029]"
_BEYOND_PYTHON = re.compile(r"\\[pP]\{|[*+?}]\+")
_ASCII_CLASS = re.compile(r"\\[dDwWsS]")


def matcher(pattern: str) -> Matches:
    """Compile a Java pattern to a function that matches whole strings.

    Raises:
        ValueError: the pattern uses something that cannot be translated.
    """
    translated = _translate(pattern)
    if not _BEYOND_PYTHON.search(pattern):
        return re.compile(translated, re.ASCII).fullmatch
    if _ASCII_CLASS.search(pattern):
        raise ValueError(f"Unicode and ASCII classes mixed: {pattern}")
    import regex  # few patterns need it, and it takes 20 ms

    return regex.compile(translated).fullmatch


def _translate(pattern: str) -> str:
    inside_class = False
    parts: list[str] = []
    for part in _TOKEN.findall(pattern):
        if part.startswith("["):
            if inside_class:
                raise ValueError(f"a union of character classes: {pattern}")
            inside_class = True
        elif part == "]":
            inside_class = False
        parts.append(_LINE if part == "." and not inside_class else part)
    translated = "".join(parts)
    if "&&" in translated:
        raise ValueError(f"an intersection of character classes: {pattern}")
    return translated


_PLAIN_FLOAT = (1e-3, 1e7)
"""Between these Java prints floats without an exponent."""


def quoted(shape: Shape, value: Any) -> str:
    """Return a value quoted, with a blank behind it; nothing at all if it is sensitive."""
    return "" if shape.sensitive else f"'{_text(shape, value)}' "


def _text(shape: Shape, value: Any) -> str:
    if shape.sensitive:
        return "***"
    if shape.kind == "structure":
        members = ", ".join(
            f"{member.name[:1].lower()}{member.name[1:]}={_text(member.shape, value[member.name])}"
            for member in shape.members.values()
            if value.get(member.name) is not None
        )
        return f"{shape.name}({members})"
    if shape.kind == "list":
        (element,) = shape.parts
        return f"[{', '.join(_text(element, item) for item in value)}]"
    if shape.kind == "map":
        _, part = shape.parts
        return f"{{{', '.join(f'{key}={_text(part, item)}' for key, item in value.items())}}}"
    return _scalar(shape.kind, value)


def _scalar(kind: str, value: Any) -> str:
    if kind == "blob":
        return f"java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]"
    if kind == "boolean":
        return "true" if value else "false"
    if kind in {"float", "double"}:
        return _java_float(value)
    if kind == "timestamp":
        return str(value // SECOND)
    return str(value)


def _java_float(value: float) -> str:
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    low, high = _PLAIN_FLOAT
    if value == 0 or low <= abs(value) < high:
        return repr(value)
    sign, digits, _ = (number := Decimal(repr(value))).as_tuple()
    fraction = "".join(map(str, digits[1:])).rstrip("0") or "0"
    return f"{'-' if sign else ''}{digits[0]}.{fraction}E{number.adjusted()}"
