"""Texts in policies: patterns, and variables such as ``${aws:username}``.

See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Context = Mapping[str, Sequence[str]]
"""Condition keys, in lower case, with the request's values; a key it has not is not there."""

LITERAL = {"\ue000": "*", "\ue001": "?"}
"""What stands in a pattern for a star and a question mark that are no wildcards."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_LITERALS = {"*": "*", "?": "?", "$": "$"}
_AS_IT_IS = str.maketrans({text: mark for mark, text in LITERAL.items()})
_PLAIN = str.maketrans(LITERAL)


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern with ``*`` and ``?`` matches a whole text."""
    at = begin = 0
    star = -1
    while at < len(text):  # in time that grows with both lengths, whatever the pattern
        wanted = pattern[begin] if begin < len(pattern) else ""
        if wanted == "*":
            star, back = begin, at
            begin += 1
        elif wanted == "?" or wanted == text[at] or text[at] == LITERAL.get(wanted):
            begin, at = begin + 1, at + 1
        elif star >= 0:
            back += 1
            begin, at = star + 1, back
        else:
            return False
    return not pattern[begin:].strip("*")


def filled(pattern: str, context: Context) -> str | None:
    """Put values for policy variables; None where one has none, and so nothing matches.

    What is a value's, or stands for itself, is no wildcard: `matches` takes the marks so.
    """
    if "${" not in pattern:
        return pattern
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

    text = _VARIABLE.sub(value, pattern)
    return None if missing else text


def filled_plainly(text: str, context: Context) -> str | None:
    """Do the same where nothing is a wildcard."""
    found = filled(text, context)
    return None if found is None else found.translate(_PLAIN)
