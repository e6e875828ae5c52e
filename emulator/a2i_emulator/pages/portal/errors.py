"""What a worker is told when something cannot be done, and how their browser hears it."""

from __future__ import annotations

from flask import request


class RefusalError(Exception):
    """A wish that is not granted.

    Attributes:
        status: the HTTP status.
        title: what is the matter, in a few words.
        message: why, and what to do.
        kind: a word for scripts and style sheets: ``expired``, ``stopped``, ``done`` ….
    """

    def __init__(self, status: int, title: str, message: str, kind: str = "refused") -> None:
        super().__init__(message)
        self.status = status
        self.title = title
        self.message = message
        self.kind = kind


def wants_json() -> bool:
    """Whether a page's script has sent the request, and shows what becomes of it itself."""
    return request.accept_mimetypes.best == "application/json"
