"""Errors on the wire: from an AwsError to status, headers and members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol.bindings import header_writers
from a2i_emulator.protocol.body import CBOR, Format
from a2i_emulator.protocol.model import BAD_REQUEST, INTERNAL_ERROR, Operation
from a2i_emulator.protocol.output import Written, headers_of
from a2i_emulator.protocol.serialize import writer

_UNMODELLED_STATUSES: Mapping[str, int] = {
    "InternalFailure": INTERNAL_ERROR,
    "RequestEntityTooLargeException": 413,
    "ServiceUnavailable": 503,
    "UnsupportedMediaTypeException": 415,
}
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
        headers.extend(headers_of(header_writers(shape), error.members))
    return Written(status, form.content_type, tuple(headers), form.encode(body))


def _unmodelled_status(code: str, form: Format) -> int:
    if code == "UnknownOperationException":
        return form.unknown_operation_status
    return _UNMODELLED_STATUSES.get(code, BAD_REQUEST)


def internal_error(operation: Operation | None) -> AwsError:
    """Make the error that the caller sees when the emulator itself has failed."""
    modelled = operation.errors if operation else {}
    code = next((name for name in _INTERNAL_ERRORS if name in modelled), "InternalFailure")
    return AwsError(code, "")
