"""Requests to AWS APIs that pages of other web sites send: S3's, as far as CORS rules let them.

Signatures are not checked here, so they cannot tell a page that was given a presigned address from
one that made it up. What a page may do without is what a browser lets it do on AWS with none: show
an image, follow a link.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from a2i_emulator.moto_side import cors
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.buckets import location_of
from a2i_emulator.moto_side.calls import ErrorText
from a2i_emulator.moto_side.errors import Fault, refusal
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.route import FORM, route
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest

_READING = frozenset({"GET", "HEAD"})
_OPAQUE = "null"
"""The origin of worker templates and of stored pages. Such only read, whatever a rule says: they
are written by others than those who may write the bucket."""

_COPIED = "x-amz-copy-source"

ByMoto = Callable[[WsgiRequest, ErrorText], Answer]
"""Has moto answer; the text tells why nobody will be able to read the answer."""

log = logging.getLogger(__name__)


def answer_to_other_site(request: WsgiRequest, moto: MotoApp, by_moto: ByMoto) -> Answer:
    """Answer a page of another web site, or of none, by the rules of the bucket it asks for."""
    headers, method = request.headers, request.method
    origin = headers.get("origin", _OPAQUE)
    wanted = method
    if method == "OPTIONS":
        wanted = headers.get("access-control-request-method", method)
    if not _is_for_s3(request, moto) or (origin == _OPAQUE and wanted not in _READING):
        return refusal(request, Fault.of(403, "other_web_site"))
    if "origin" not in headers:
        return by_moto(request, (None, None))
    return _by_rules(request, origin, wanted, by_moto)


def _by_rules(request: WsgiRequest, origin: str, wanted: str, by_moto: ByMoto) -> Answer:
    headers, method = request.headers, request.method
    bucket = location_of(request).bucket
    rules = cors.rules_of(bucket)
    asked = headers.get("access-control-request-headers")
    leave = cors.leave_of(rules, origin, wanted, asked)
    if leave is None or (_COPIED in headers and not _may_copy(request, origin)):
        unread = _unread(bucket, rules, origin, wanted)
        if method in _READING:
            return by_moto(request, unread)
        return _refused(request, unread, has_rules=bool(rules))
    if method == "OPTIONS":
        return Answer("200 OK", [*leave.headers, ("Content-Length", "0")], b"")
    answer = by_moto(request, (None, None))
    return replace(answer, headers=[*answer.headers, *leave.headers])


def _is_for_s3(request: WsgiRequest, moto: MotoApp) -> bool:
    if request.headers.get("content-type", "").lower().startswith(FORM):
        return False
    signed = credential_of(request)
    if signed is not None and signed.service != "s3":
        return False
    return route(request) is None and moto.service_of(request.environ()) == "s3"


def _may_copy(request: WsgiRequest, origin: str) -> bool:
    """Tell whether an origin may read the object that a request copies."""
    source = unquote(request.headers[_COPIED]).lstrip("/").partition("/")[0]
    return cors.leave_of(cors.rules_of(source), origin, "GET") is not None


def _unread(bucket: str, rules: Sequence[Any] | None, origin: str, method: str) -> ErrorText:
    """Tell why a browser will keep an answer from the page that has asked for it.

    As on AWS the page is served none the less; nothing but the browser's own console tells of it.
    """
    if rules is None:
        return None, None
    rule = cors.NEEDED % method
    lacking = Fault.of(403, "cors_rule_lacking", bucket=bucket, origin=origin, rule=rule)
    return lacking.code, lacking.message


def _refused(request: WsgiRequest, unread: ErrorText, *, has_rules: bool) -> Answer:
    if unread[1] is not None:
        log.warning("s3: %s", unread[1])
    key = "cors_not_allowed" if has_rules else "cors_not_enabled"
    return refusal(request, Fault.of(403, key))
