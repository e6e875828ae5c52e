"""Members outside of the body: in the path, the query string, the headers and the status.

See https://smithy.io/2.0/spec/http-bindings.html for what may be there and how it is written.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.instant import iso_milliseconds
from a2i_emulator.protocol import scalars
from a2i_emulator.protocol.parse import Reader, reader
from a2i_emulator.protocol.scalars import SPECIAL_NUMBERS, not_convertible, special_name
from a2i_emulator.protocol.shape import Member, Shape


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a request has outside of its body.

    Attributes:
        labels: the variable parts of its path.
        query: the parameters of its query string, each as often as it is there.
        headers: by lower-case name.
    """

    labels: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]


LocatedReader = Callable[[Surroundings], Any]
HeaderWriter = Callable[[Any], Iterator[tuple[str, str]]]


def located_readers(shape: Shape) -> tuple[tuple[str, LocatedReader], ...]:
    """Compile the members outside of the body, by name; None is what is not there."""
    located = (member for member in shape.members.values() if member.location)
    return tuple((member.name, _located_reader(member)) for member in located)


def _located_reader(member: Member) -> LocatedReader:
    if member.location == "headers":
        return _prefixed(member.wire_name.lower())
    if member.shape.kind == "map":
        return _query_map(member.shape.parts[1].kind == "list")
    read, name = texts_reader(member), member.wire_name
    if member.location == "querystring":
        return lambda around: _read(read, around.query.get(name))
    if member.location == "header":
        return lambda around: _read_one(read, around.headers.get(name.lower()))
    return lambda around: _read_one(read, around.labels.get(name))


def _read(read: TextsReader, texts: Sequence[str] | None) -> Any:
    return None if texts is None else read(texts)


def _read_one(read: TextsReader, text: str | None) -> Any:
    return None if text is None else read((text,))


def _prefixed(prefix: str) -> LocatedReader:
    def read(around: Surroundings) -> dict[str, str] | None:
        headers = around.headers.items()
        found = {name[len(prefix) :]: text for name, text in headers if name.startswith(prefix)}
        return found or None

    return read


def _query_map(lists: bool) -> LocatedReader:
    def read(around: Surroundings) -> dict[str, Any] | None:
        query = around.query.items()
        return {name: list(texts) if lists else texts[0] for name, texts in query} or None

    return read


def header_writers(shape: Shape) -> tuple[tuple[str, HeaderWriter], ...]:
    """Compile the members that go into headers, by name."""
    located = (member for member in shape.members.values() if member.location)
    return tuple(
        (member.name, _header_writer(member))
        for member in located
        if member.location in {"header", "headers"}
    )


def _header_writer(member: Member) -> HeaderWriter:
    if member.location == "headers":
        return lambda value: ((member.wire_name + name, text) for name, text in value.items())
    write = header_writer(member)
    return lambda value: iter([(member.wire_name, write(value))])


def status_member(shape: Shape) -> str | None:
    """Return the name of the member that is the HTTP status, if there is one."""
    members = shape.members.values()
    return next((member.name for member in members if member.location == "statusCode"), None)


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
    "iso8601": scalars.read_iso_8601,
    "rfc822": scalars.read_http_date,
    "unixTimestamp": scalars.read_epoch_text,
}
_TIMESTAMP_WRITERS: Mapping[str, TextWriter] = {
    "iso8601": iso_milliseconds,
    "rfc822": scalars.write_http_date,
    "unixTimestamp": scalars.write_epoch_text,
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
