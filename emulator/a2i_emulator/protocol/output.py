"""From an operation's answer to status, headers and body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.protocol.bindings import HeaderWriter
from a2i_emulator.protocol.body import AWS_JSON, CBOR, Format
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.serialize import writer
from a2i_emulator.protocol.shape import NOTHING

_PAYLOAD_TYPES = {"blob": "application/octet-stream", "string": "text/plain"}


@dataclass(frozen=True, slots=True)
class Written:
    """An answer on the wire, without the headers that every response has.

    Attributes:
        content_type: None for an empty body.
        headers: of members that the model puts there.
    """

    status: int
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes


def write_output(operation: Operation, form: Format, value: Mapping[str, Any]) -> Written:
    """Write what an operation has answered, in its model's names."""
    if operation.answers_in_body:
        write = operation.cbor_writer if form is CBOR else operation.writer
        return Written(operation.status, form.content_type, (), form.encode(write(value)))
    if operation.output is NOTHING:
        # An AWS JSON service says its type even then.
        kind = AWS_JSON.content_type if form is AWS_JSON else None
        return Written(operation.status, kind, (), b"")
    headers = tuple(headers_of(operation.header_writers, value))
    status = value.get(operation.status_member or "", operation.status)
    kind, body = _body(operation, form, value)
    return Written(status, kind, headers, body)


def headers_of(
    writers: Iterable[tuple[str, HeaderWriter]], value: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Write those members that go into headers."""
    for name, write in writers:
        if value.get(name) is not None:
            yield from write(value[name])


def _body(operation: Operation, form: Format, value: Mapping[str, Any]) -> tuple[str | None, bytes]:
    name = operation.output.payload
    if name is None:
        return form.content_type, form.encode(operation.writer(value))
    payload, shape = value.get(name), operation.output.members[name].shape
    if payload is None:
        return None, b""
    if shape.kind in _PAYLOAD_TYPES:
        raw = payload.encode() if isinstance(payload, str) else payload
        return _PAYLOAD_TYPES[shape.kind], raw
    return form.content_type, form.encode(writer(shape)(payload))
