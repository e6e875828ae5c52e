"""Members outside of the body: in the path, the query string, the headers and the status.

See https://smithy.io/2.0/spec/http-bindings.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.protocol.shape import Member, Shape
from a2i_emulator.protocol.text import TextsReader, header_writer, texts_reader


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
