"""The filters that A2I adds to Liquid, and those of python-liquid that it must not keep as is.

Documented in https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-custom-templates.html:
``escape_once``, ``skip_autoescape``, ``to_json``, ``grant_read_access``; and ``s3_presign``,
which works the same way, in the pages on Ground Truth templates.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from liquid import Environment
from liquid.builtin.filters.misc import date as liquid_date
from liquid.exceptions import FilterArgumentError
from liquid.filter import int_arg, sequence_filter, string_filter, with_context, with_environment
from markupsafe import Markup, escape

from a2i_emulator.operations.ports import S3RefusedError
from a2i_emulator.templates.context import InvalidParametersError, TaskContext
from a2i_emulator.templates.limits import (
    MAX_BITS,
    LimitReachedError,
    limit_items,
    limit_text,
)
from a2i_emulator.templates.text import as_text, to_json

Filter = Callable[..., Any]

_MAX_DATE = 100
"""Characters of a date that is worth parsing."""

_BLOCKS = (("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>"))


def skip_autoescape(value: Any) -> Markup:
    """Print the value as it is."""
    return Markup(as_text(value))  # noqa: S704 - what the template asks for


def _signing(name: str) -> Filter:
    """Make a filter that turns an S3 URI into an address that a browser can read."""

    @with_context
    def sign(value: Any, *, context: TaskContext) -> str:
        # What was captured has been escaped, and a key may hold an ampersand.
        uri = value.unescape() if isinstance(value, Markup) else as_text(value)
        try:
            address = context.presign(uri)
        except (ValueError, S3RefusedError) as error:
            message = f'"{name}" input is not a valid S3 URI: "{uri}".'
            raise InvalidParametersError(message, token=None) from error
        return address

    return sign


@string_filter
def replace(value: str, old: Any, new: Any = "") -> str:
    """Replace every occurrence, of a limited result."""
    old, new = as_text(old), as_text(new)
    limit_text(len(value) + value.count(old) * len(new))
    return value.replace(old, new)


@sequence_filter
def join(items: Iterable[Any], separator: Any = " ") -> str:
    """Join the items, of a limited result."""
    texts = [as_text(item) for item in items]
    between: str = as_text(separator)
    limit_text(sum(map(len, texts)) + len(texts) * len(between))
    safe = any(isinstance(text, Markup) for text in texts)
    return (escape(between) if safe else between).join(texts)


@sequence_filter
def concat(items: Iterable[Any], more: Any) -> list[Any]:
    """Return both lists as one, of a limited weight: the only way for lists to grow."""
    if not isinstance(more, (list, tuple, range)):
        raise FilterArgumentError("concat: expected an array", token=None)
    both = [*items, *more]
    limit_items(len(both))
    weight = 0
    for item in both:
        weight += len(item) if isinstance(item, str) else len(to_json(item))
        limit_text(weight)
    return both


@sequence_filter
def uniq(items: Iterable[Any], key: Any = None) -> list[Any]:
    """Drop repetitions, in time proportional to the list's length."""
    first: dict[tuple[type, Any], Any] = {}
    for item in items:
        value = item.get(key) if key is not None and isinstance(item, dict) else item
        plain = value if isinstance(value, (str, int, float)) else to_json(value)
        first.setdefault((type(value), plain), item)
    return list(first.values())


@string_filter
def strip_html(value: str) -> str:
    """Remove scripts, comments, styles and tags, in time proportional to the length."""
    for opening, closing in _BLOCKS:
        value = _without(value, opening, closing)
    return _without(value, "<", ">")


@with_environment
def date(value: Any, form: Any, *, environment: Environment) -> Any:
    """Format a date; what is none stays as it is."""
    if isinstance(value, str) and len(value) > _MAX_DATE:
        return value
    try:
        return liquid_date(value, as_text(form), environment=environment)
    except (OverflowError, OSError):
        return value


def split(value: str, separator: Any) -> list[str]:
    """Split a text at a separator, into characters if that is empty."""
    separator = as_text(separator)
    limit_items(value.count(separator))
    if separator == "":
        return list(value)
    if value in ("", separator):
        return []
    return value.split(None if separator == " " else separator)


def truncate(value: str, length: Any = 50, end: Any = "...") -> str:
    """Cut to a length that includes the end, as in Ruby; python-liquid cuts what fits exactly."""
    limit, tail = int_arg(length), as_text(end)
    return value if len(value) <= limit else value[: max(limit - len(tail), 0)] + tail


def truncatewords(value: str, count: Any = 15, end: Any = "...") -> str:
    """Cut to a number of words, as in Ruby; a text that is short enough keeps its spaces."""
    limit = max(int_arg(count), 1)
    words = value.split()
    return value if len(words) <= limit else " ".join(words[:limit]) + as_text(end)


def _without(text: str, opening: str, closing: str) -> str:
    kept, position = [], 0
    while (start := text.find(opening, position)) >= 0:
        end = text.find(closing, start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + len(closing)
    return "".join((*kept, text[position:]))


_OURS: dict[str, Filter] = {
    "skip_autoescape": skip_autoescape,
    "to_json": to_json,
    "grant_read_access": _signing("grant_read_access"),
    "s3_presign": _signing("s3_presign"),
    "replace": replace,
    "join": join,
    "concat": concat,
    "uniq": uniq,
    "strip_html": strip_html,
    "date": date,
    "split": split,
    "truncate": truncate,
    "truncatewords": truncatewords,
}

_OF_TEXT = frozenset(
    [
        "append",
        "base64_decode",
        "base64_encode",
        "base64_url_safe_decode",
        "base64_url_safe_encode",
        "capitalize",
        "downcase",
        "escape",
        "escape_once",
        "lstrip",
        "newline_to_br",
        "prepend",
        "remove",
        "remove_first",
        "remove_last",
        "replace",
        "replace_first",
        "replace_last",
        "rstrip",
        "split",
        "squish",
        "strip",
        "strip_html",
        "strip_newlines",
        "truncate",
        "truncatewords",
        "upcase",
        "url_decode",
        "url_encode",
    ]
)
"""Filters that python-liquid hands the ``str`` of a value, which is Python, not JSON."""

_NOT_LIQUID = ("safe", "escapejs")


def add_filters(environment: Environment) -> None:
    """Give an environment the filters of A2I's dialect, all of them with limits."""
    for name in _NOT_LIQUID:
        del environment.filters[name]
    environment.filters.update(_OURS)
    for name, function in environment.filters.items():
        environment.filters[name] = _limited(function, of_text=name in _OF_TEXT)


def _limited(function: Filter, *, of_text: bool) -> Filter:
    @functools.wraps(function)
    def call(value: Any, *args: Any, **kwargs: Any) -> Any:
        if of_text:
            value, args = as_text(value), tuple(map(_argument, args))
        result = function(value, *args, **kwargs)
        _limit(result)
        return result

    return call


def _argument(value: Any) -> Any:
    return as_text(value) if isinstance(value, (bool, dict, list)) else value


def _limit(result: Any) -> None:
    if isinstance(result, str):
        limit_text(len(result))
    elif isinstance(result, list):
        limit_items(len(result))
    elif isinstance(result, int) and result.bit_length() > MAX_BITS:
        raise LimitReachedError(f"a whole number of more than {MAX_BITS} bits")
