"""What the control API reads of a request, and its errors: ``{"error": {"code", "message"}}``."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from flask import request

from a2i_emulator.answering import Where
from a2i_emulator.domain.names import Scope
from a2i_emulator.formats import check_body

MAX_ITEMS = 1000
"""The most that one answer lists."""

_LIMIT = re.compile("[0-9]{1,4}")


def json_object() -> dict[str, Any]:
    """Return the request's body, a JSON object.

    Raises:
        ControlError: it is something else.
    """
    try:
        body = msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise bad_request(f"The body is not valid JSON: {error}.") from error
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    return body


def body_of(schema: str) -> dict[str, Any]:
    """Return the request's body, which is as ``specs/openapi.json`` says.

    Args:
        schema: the name of the body's schema there.

    Raises:
        ControlError: it is no JSON object.
        FormatError: it breaks the schema.
    """
    body = json_object()
    check_body(schema, body)
    return body


def where() -> Where:
    """Return the account and Region that the request's query names."""
    return Where(request.args.get("account"), request.args.get("region"))


def scope() -> Scope | None:
    """Return the scope that the request's query names; None unless it names both parts."""
    account, region = request.args.get("account"), request.args.get("region")
    return Scope(account, region) if account and region else None


def limit() -> int:
    """Return how many items the request's query asks for.

    Raises:
        ControlError: it is no number that can be asked for.
    """
    text = request.args.get("limit", str(MAX_ITEMS))
    if _LIMIT.fullmatch(text) is None or not 1 <= int(text) <= MAX_ITEMS:
        raise bad_request(f"limit must be a number from 1 to {MAX_ITEMS}.")
    return int(text)


class ControlError(Exception):
    """What the caller got wrong.

    Attributes:
        status: the HTTP status.
        code: a short name of the kind of error.
        message: what is wrong, for people.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def bad_request(message: str) -> ControlError:
    """Make the error for a request that is wrong in itself."""
    return ControlError(400, "BadRequest", message)


def not_found(message: str) -> ControlError:
    """Make the error for a thing that is not there."""
    return ControlError(404, "NotFound", message)


def conflict(message: str) -> ControlError:
    """Make the error for a wish that the state of things does not allow."""
    return ControlError(409, "Conflict", message)
