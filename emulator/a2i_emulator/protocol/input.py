"""From a routed request to the operation's typed input."""

from __future__ import annotations

from typing import Any

from a2i_emulator.protocol.bindings import Surroundings
from a2i_emulator.protocol.body import CBOR, Format, decode, readable
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.parse import reader
from a2i_emulator.protocol.route import Route
from a2i_emulator.protocol.unreadable import serialization_error
from a2i_emulator.protocol.uri import query_of


def parse_input(request: Request, found: Route, operation: Operation) -> dict[str, Any]:
    """Read an operation's members from path, query string, headers and body.

    Raises:
        AwsError: the body cannot be read, or a value is of the wrong type.
    """
    parsed = _from_body(request, found.format, operation)
    if operation.located_readers:
        around = Surroundings(found.labels, query_of(request.query), request.headers)
        for name, read in operation.located_readers:
            value = read(around)
            if value is not None:
                parsed[name] = value
    return parsed


def _from_body(request: Request, form: Format, operation: Operation) -> dict[str, Any]:
    if operation.input.payload is not None:
        return _payload(request, form, operation, operation.input.payload)
    if not operation.has_body:
        return {}
    read = operation.cbor_reader if form is CBOR else operation.reader
    decoded = decode(form, request)
    if not isinstance(decoded, dict | list):
        raise serialization_error(reason=f"the body is a {type(decoded).__name__}, no structure")
    members: dict[str, Any] = read(decoded)
    return members


def _payload(request: Request, form: Format, operation: Operation, name: str) -> dict[str, Any]:
    """Read the one member that is the whole body."""
    if not request.body:
        return {}
    shape = operation.input.members[name].shape
    if shape.kind == "blob":
        return {name: readable(request)}
    if shape.kind == "string":
        return {name: readable(request).decode("utf-8", "replace")}
    return {name: reader(shape)(decode(form, request))}
