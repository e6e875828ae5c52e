"""From a routed request to the operation's typed input."""

from __future__ import annotations

from typing import Any

from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.protocol.bindings import Surroundings
from a2i_emulator.protocol.body import CBOR, MAX_BODY, Format
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.parse import reader
from a2i_emulator.protocol.route import Route, query_of
from a2i_emulator.protocol.scalars import serialization_error


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
    decoded = _decode(form, request)
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
        return {name: _readable(request)}
    if shape.kind == "string":
        return {name: _readable(request).decode("utf-8", "replace")}
    return {name: reader(shape)(_decode(form, request))}


def _decode(form: Format, request: Request) -> Any:
    """Decode a request's body.

    Raises:
        AwsError: the body is too large, of another content type, or malformed.
    """
    _readable(request)
    _refuse_other_types(form, request)
    if not request.body and form.empty_body:
        return {}
    return form.decode(request.body)


def _readable(request: Request) -> bytes:
    """Return a request's body.

    Raises:
        AwsError: it is too large.
    """
    if len(request.body) > MAX_BODY:
        raise aws_error("request_too_large", reason=f"the body has {len(request.body)} bytes")
    return request.body


def _refuse_other_types(form: Format, request: Request) -> None:
    if not request.body:
        return
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated != form.content_type:
        raise _wrong_content_type(form, stated)
    for name, value in form.headers:
        if request.headers.get(name) != value:
            raise aws_error("operation_unknown", reason=f"header {name} is not {value}")


def _wrong_content_type(form: Format, stated: str) -> AwsError:
    reason = f"Content-Type is {stated or 'missing'}, not {form.content_type}"
    return aws_error(form.wrong_content_type, reason=reason)
