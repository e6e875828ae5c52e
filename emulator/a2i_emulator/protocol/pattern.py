r"""Java's regular expressions, as the service models use them, in Python.

Three things differ. Java's ``.`` stops at every Unicode line terminator, Python's only at a
newline. Java's ``\d``, ``\w`` and ``\s`` know ASCII only. And Java has ``\p{L}`` and possessive
quantifiers, which only the `regex` package knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

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
