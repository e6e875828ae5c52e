"""From a routed request to the operation's typed input."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from a2i_emulator.protocol.body import CBOR, Format, decode
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.parse import query_reader, serialization_error
from a2i_emulator.protocol.route import Route


def parse_input(request: Request, found: Route, operation: Operation) -> dict[str, Any]:
    """Read an operation's members from path, query string and body.

    Raises:
        AwsError: the body cannot be read, or a value is of the wrong type.
    """
    parsed = _body_members(request, operation, found.format) if operation.has_body else {}
    if not operation.located:
        return parsed
    sources = {"uri": found.labels, "querystring": _query_of(request)}
    for member in operation.located:
        source = sources.get(member.location or "", {})
        if member.wire_name in source:
            parsed[member.name] = query_reader(member.shape)(source[member.wire_name])
    return parsed


def _body_members(request: Request, operation: Operation, form: Format) -> dict[str, Any]:
    read = operation.cbor_reader if form is CBOR else operation.reader
    decoded = decode(form, request)
    if not isinstance(decoded, dict | list):
        raise serialization_error(reason=f"the body is a {type(decoded).__name__}, no structure")
    members: dict[str, Any] = read(decoded)
    return members


def _query_of(request: Request) -> dict[str, str]:
    """Return the query's parameters; of a repeated one the first."""
    if not request.query:
        return {}
    pairs = parse_qsl(request.query, keep_blank_values=True)
    return dict(reversed(pairs))
