"""Small JSON documents that pages ask for again and again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from flask import Response, request

from a2i_emulator.domain.instant import Instant

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
