"""Calls that two readers may take for two: what is checked must be what is then done.

SDKs never send such. Where nobody is asked who they are, they are answered as they come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import FORM, operation_name, query_of

_READ_BY_US = frozenset({None, "cognito-idp", "sts"})
"""Signing names of the services of whose calls the members decide, too; of unsigned ones always."""


def is_ambiguous(request: Request, service: str | None) -> bool:
    """Tell whether a call names its operation, or its members, in more than one place.

    Args:
        request: the call.
        service: the one that it is signed for; None where it is not signed.
    """
    headers, query = request.headers, query_of(request.query)
    if not request.path.startswith("/") or "#" in request.path:
        return True  # WSGI's path is another part of such a target
    if service == "s3":
        return "x-amz-target" in headers or _is_ambiguous_for_s3(request, query)
    if _has_body_of_two_kinds(request, service):
        return True
    if service == "sts" and _has_member_twice(request, query):
        return True
    if "x-amz-target" in headers:
        return service == "sts" or "Action" in query  # STS has no JSON
    return _has_two_places_for_members(request, query)


def _has_body_of_two_kinds(request: Request, service: str | None) -> bool:
    kind = request.headers.get("content-type", "").lower().partition(";")[0].strip()
    if kind.startswith(FORM) and kind != FORM:
        return True  # moto takes no other for a form
    encoding = request.headers.get("content-encoding", "").lower()
    return service in _READ_BY_US and "gzip" in encoding


def _has_member_twice(request: Request, query: Mapping[str, Sequence[str]]) -> bool:
    members = query_of(request.body.decode("latin-1"))
    return any(len(values) > 1 for each in (members, query) for values in each.values())


def _has_two_places_for_members(request: Request, query: Mapping[str, Sequence[str]]) -> bool:
    if "Action" in query:
        return bool(request.body)
    is_form = request.headers.get("content-type", "").lower().startswith(FORM)
    if not is_form or operation_name(request) is None:
        return False
    return any(not name.startswith("X-Amz-") for name in query)


def _is_ambiguous_for_s3(request: Request, query: Mapping[str, Sequence[str]]) -> bool:
    if any(len(values) > 1 for values in query.values()):
        return True
    if ".s3-accesspoint." in request.headers.get("host", ""):
        return True  # The bucket behind it is moto's to know.
    if request.method in {"GET", "HEAD", "DELETE"} and request.body:
        return True  # moto looks for a version there, too.
    source = request.headers.get("x-amz-copy-source")
    if source is None:
        return False
    parts = urlsplit(source)
    path = unquote(parts.path)
    is_plain = not (parts.scheme or parts.netloc) and {"#", ";"}.isdisjoint(source)
    return not is_plain or path.lstrip("/") != path.removeprefix("/")
