"""Values as text: in paths, query strings and headers.

See https://smithy.io/2.0/spec/http-bindings.html for what may be there and how it is written.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from a2i_emulator.domain.instant import iso_milliseconds
from a2i_emulator.protocol import timestamps
from a2i_emulator.protocol.numbers import SPECIAL_NUMBERS, special_name
from a2i_emulator.protocol.parse import Reader, reader
from a2i_emulator.protocol.shape import Member, Shape
from a2i_emulator.protocol.unreadable import not_convertible

TextsReader = Callable[[Sequence[str]], Any]
TextWriter = Callable[[Any], str]

_HEADERS = frozenset({"header", "headers"})
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
# One element of a list in a header: quoted, or up to the next comma; dates have a comma.
_ELEMENT = re.compile(r'[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^,]*?))[ \t]*(?:,|$)')
_DATE = re.compile(r"[ \t]*()([^,]*,[^,]*?)[ \t]*(?:,|$)")
_ESCAPED = re.compile(r"\\(.)")


def texts_reader(member: Member) -> TextsReader:
    """Compile a member to a function from all the texts under its name to its value.

    A query string can have a parameter several times, for a list; a header has its list in one
    text. For what is no list the first text counts. The function raises a SerializationException.
    """
    if member.shape.kind != "list":
        read = _text_reader(member.shape, member)
        return lambda texts: read(texts[0])
    (element,) = member.shape.parts
    read_element = _text_reader(element, member)
    if member.location not in _HEADERS:
        return lambda texts: [read_element(text) for text in texts]
    pattern = _DATE if _is_date(element, member) else _ELEMENT
    return lambda texts: [read_element(text) for text in _elements(pattern, texts[0])]


def _elements(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    position = 0
    while position < len(text) and (match := pattern.match(text, position)):
        position = match.end()
        yield match[2] if match[1] is None or match[2] else _ESCAPED.sub(r"\1", match[1])


def _is_date(shape: Shape, member: Member) -> bool:
    return shape.kind == "timestamp" and _timestamp_format(shape, member) == "rfc822"


def _timestamp_format(shape: Shape, member: Member) -> str:
    return shape.timestamp_format or ("rfc822" if member.location in _HEADERS else "iso8601")


def _text_reader(shape: Shape, member: Member) -> Reader:
    if member.json:
        return lambda text: base64.b64decode(text).decode()
    if shape.kind == "timestamp":
        return _TIMESTAMP_READERS[_timestamp_format(shape, member)]
    read, decode = reader(shape), _DECODERS[shape.kind]
    return lambda text: read(decode(text))


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise not_convertible(text, "an Integer")
    return int(text)


def _float(text: str) -> float:
    try:
        return SPECIAL_NUMBERS.get(text) or float(text)
    except ValueError:
        raise not_convertible(text, "a Float") from None


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise not_convertible(text, "an Boolean")
    return text == "true"


def header_writer(member: Member) -> TextWriter:
    """Compile a member to a function from its value to the text of a header."""
    if member.shape.kind != "list":
        return _text_writer(member.shape, member)
    (element,) = member.shape.parts
    write = _text_writer(element, member)
    if element.kind == "string":
        return lambda value: ", ".join(_quoted(write(item)) for item in value)
    return lambda value: ", ".join(write(item) for item in value)


def _text_writer(shape: Shape, member: Member) -> TextWriter:
    if member.json:
        return lambda value: base64.b64encode(value.encode()).decode("ascii")
    if shape.kind == "timestamp":
        return _TIMESTAMP_WRITERS[_timestamp_format(shape, member)]
    return _ENCODERS[shape.kind]


def _quoted(text: str) -> str:
    if "," not in text and '"' not in text:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _float_text(value: float) -> str:
    return str(value) if math.isfinite(value) else special_name(value)


_TIMESTAMP_READERS: Mapping[str, Reader] = {
    "iso8601": timestamps.read_iso_8601,
    "rfc822": timestamps.read_http_date,
    "unixTimestamp": timestamps.read_epoch_text,
}
_TIMESTAMP_WRITERS: Mapping[str, TextWriter] = {
    "iso8601": iso_milliseconds,
    "rfc822": timestamps.write_http_date,
    "unixTimestamp": timestamps.write_epoch_text,
}
_DECODERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "boolean": _boolean,
}
_ENCODERS: Mapping[str, TextWriter] = {
    "string": str,
    "integer": str,
    "long": str,
    "float": _float_text,
    "double": _float_text,
    "boolean": lambda value: "true" if value else "false",
}
