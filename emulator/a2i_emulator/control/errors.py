"""Errors of the control API: ``{"error": {"code", "message"}}`` with a fitting status."""

from __future__ import annotations


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
