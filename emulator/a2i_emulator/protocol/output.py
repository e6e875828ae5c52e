"""Answers on the wire, from an operation's answer or its error; and whether one fits its model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol.bindings import HeaderWriter, header_writers
from a2i_emulator.protocol.body import AWS_JSON, CBOR, REST_JSON, Format
from a2i_emulator.protocol.model import BAD_REQUEST, INTERNAL_ERROR, Operation
from a2i_emulator.protocol.serialize import writer
from a2i_emulator.protocol.shape import NOTHING, Shape
from a2i_emulator.protocol.validate import checker

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
    headers = tuple(_headers_of(operation.header_writers, value))
    status = value.get(operation.status_member or "", operation.status)
    kind, body = _body(operation, form, value)
    return Written(status, kind, headers, body)


def _headers_of(
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


_UNMODELLED_STATUSES: Mapping[str, int] = {
    "InternalFailure": INTERNAL_ERROR,
    "RequestEntityTooLargeException": 413,
    "ServiceUnavailable": 503,
    "UnsupportedMediaTypeException": 415,
}
_FORBIDDEN = 403
_INTERNAL_ERRORS = ("InternalServerException", "InternalServerError")


def write_error(error: AwsError, operation: Operation | None, form: Format) -> Written:
    """Write an error with the status and the member names of its model.

    A code that the operation does not model is answered 400, InternalFailure 500. Its text is
    ``message``, that of SerializationException and of modelled errors without a member for it
    ``Message``: so DynamoDB and Textract answer.
    """
    shape = operation.errors.get(error.code) if operation else None
    if operation and shape:
        status = operation.statuses[error.code]
        text = next((name for name in shape.members if name.lower() == "message"), "Message")
    else:
        status = _unmodelled_status(error.code, form)
        text = "Message" if error.code == "SerializationException" else "message"
    body: dict[str, Any] = {"__type": error.code}
    if error.message:
        body[text] = error.message
    headers = [("x-amzn-ErrorType", error.code)] if form.error_header else []
    if shape is not None and error.members:
        body.update(writer(shape, cbor=form is CBOR)(error.members))
        headers.extend(_headers_of(header_writers(shape), error.members))
    return Written(status, form.content_type, tuple(headers), form.encode(body))


def _unmodelled_status(code: str, form: Format) -> int:
    if code == "UnknownOperationException":
        return form.unknown_operation_status
    if code == "AccessDeniedException" and form is REST_JSON:
        return _FORBIDDEN
    return _UNMODELLED_STATUSES.get(code, BAD_REQUEST)


def internal_error(operation: Operation | None) -> AwsError:
    """Make the error that the caller sees when the emulator itself has failed."""
    modelled = operation.errors if operation else {}
    code = next((name for name in _INTERNAL_ERRORS if name in modelled), "InternalFailure")
    return AwsError(code, "")


_TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "timestamp": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "blob": (bytes,),
    "document": (object,),
}


class OutputError(Exception):
    """An operation's output is not what the model describes: a defect of ours."""


def output_violations(output: Shape, response: Mapping[str, Any]) -> list[str]:
    """Name all that makes a response impossible.

    Members the model does not know count too: they are misspelt, or another operation's.

    Args:
        output: the operation's.
        response: in the model's member names; timestamps in milliseconds, blobs as bytes.
    """
    mistyped = list(_mistyped(output, response, ""))
    check = checker(output)
    if mistyped or check is None:
        return mistyped
    return [str(violation) for violation in check(response)]


def _mistyped(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not _is_a(shape.kind, value):
        yield f"{path or 'the response'} is not of type {shape.kind}"
    elif shape.kind == "structure":
        yield from _mistyped_members(shape, value, path)
    elif shape.kind == "list":
        for index, item in enumerate(value):
            yield from _mistyped(shape.parts[0], item, f"{path}[{index}]")
    elif shape.kind == "map":
        for key, item in value.items():
            yield from _mistyped(shape.parts[1], item, f"{path}[{key!r}]")


def _mistyped_members(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, item in value.items():
        place = f"{path}.{name}" if path else name
        if name not in shape.members:
            yield f"{place} is no member of {shape.name}"
        elif item is not None:
            yield from _mistyped(shape.members[name].shape, item, place)


def _is_a(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind in {"boolean", "document"}
    return isinstance(value, _TYPES[kind])
