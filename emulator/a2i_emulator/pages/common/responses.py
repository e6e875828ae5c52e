"""Answers of our own pages: their headers, and small JSON documents that they ask for again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from flask import Response, current_app, request

from a2i_emulator.domain.instant import Instant

FRAME_SOURCES = "A2I_FRAME_SOURCES"
"""The application's setting of where frames of our pages may lead, as a policy has it."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src %s",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        # Nothing in our scripts makes markup of a text; this keeps it so.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(response: Response) -> Response:
    """Add the headers to a response, unless it brings a policy of its own.

    A page that opens one of ours has no hold on it (``Cross-Origin-Opener-Policy``), nobody may
    frame it, and should markup of others ever get into it, no script of theirs would run.
    """
    if "Content-Security-Policy" not in response.headers:
        policy = _POLICY % current_app.config[FRAME_SOURCES]
        response.headers["Content-Security-Policy"] = policy
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    return response


NOW_HEADER = "A2I-Now"
"""Tells a page the emulator's time, in milliseconds, without making its document differ."""


def fresh_json(document: Any, now: Instant) -> Response:
    """Answer with a document, or with 304 where the page has it already."""
    body = msgspec.json.encode(document)
    response = Response(body, content_type="application/json")
    response.set_etag(etag_of(body))
    response.headers[NOW_HEADER] = str(now)
    response.make_conditional(request)
    return response


def etag_of(body: bytes) -> str:
    """Return a strong validator, without its quotes."""
    return sha256(body).hexdigest()[:32]
