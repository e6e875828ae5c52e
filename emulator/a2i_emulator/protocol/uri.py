"""Request URIs of the models, such as ``/human-loops/{HumanLoopName}``, matched and taken apart.

See https://smithy.io/2.0/spec/http-bindings.html#http-trait: ``{name+}`` takes the rest of a path,
and what stands behind a question mark must be in the query string.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import parse_qsl, unquote

_LABEL = re.compile(r"\{([^}+]+)(\+?)\}")


def match(uri: str, path: str, query: str) -> dict[str, str] | None:
    """Return the labels of a path that a model's URI matches; None if it does not.

    Args:
        uri: as the model has it.
        path: percent-encoded.
        query: the query string.
    """
    pattern, names, literals = _compiled(uri)
    found = pattern.fullmatch(path)
    if found is None or (literals and not literals <= set(_pairs(query))):
        return None
    return {name: unquote(text) for name, text in zip(names, found.groups(), strict=True)}


@cache
def _compiled(uri: str) -> tuple[re.Pattern[str], Sequence[str], frozenset[tuple[str, str]]]:
    path, _, query = uri.partition("?")
    parts = _LABEL.split(path)
    names, greedy = parts[1::3], parts[2::3]
    labels = ["(.*)" if plus else "([^/]*)" for plus in greedy]
    literal = [re.escape(text) for text in parts[0::3]]
    pattern = "".join(text + label for text, label in zip(literal, [*labels, ""], strict=True))
    return re.compile(pattern), names, frozenset(_pairs(query))


def query_of(query: str) -> dict[str, list[str]]:
    """Return the parameters of a query string; each can be there several times."""
    found: dict[str, list[str]] = {}
    for name, value in _pairs(query):
        found.setdefault(name, []).append(value)
    return found


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True) if query else []
