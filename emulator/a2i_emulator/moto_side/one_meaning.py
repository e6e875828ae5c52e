"""moto does the operation that we have read off a call: who was let in for one does no other.

moto takes a query string's ``Action`` for more than ``X-Amz-Target``, looks for members in whatever
looks like parameters, within a JSON document, too, and for a Region in ``User-Agent`` and the host.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from urllib.parse import parse_qs, urlencode

from a2i_emulator.moto_side.patches import place_of, put
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import operation_name
from a2i_emulator.protocol.wsgi import CHECKED, WsgiRequest

_RESPONSE = "moto.core.responses:BaseResponse"


@cache
def read_calls_as_we_do() -> None:
    """Have moto, which this imports, take a call for the operation that we take it for."""
    base = place_of(_RESPONSE, "_get_action")
    put(_RESPONSE, "_get_action", _named(base._get_action))  # noqa: SLF001 - the patched one
    put(_RESPONSE, "get_region_from_url", _signed(base.get_region_from_url))
    put(_RESPONSE, "setup_class", _without_parameters(base.setup_class))


def _named(own: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    @wraps(own)
    def name_of(response: Any) -> str | None:
        asked = response.normalized_request
        name = operation_name(_request(response, asked))
        if name is not None:
            return name
        if CHECKED in asked.environ:
            by_path: str | None = response._get_action_from_method_and_request_uri(asked)  # noqa: SLF001 - without the rest of `_get_action`
            return by_path
        return own(response)

    return name_of


def _signed(own: Callable[[Any, Any, str], str]) -> Callable[[Any, Any, str], str]:
    @wraps(own)
    def region_of(response: Any, request: Any, url: str) -> str:
        signed = credential_of(WsgiRequest(request.environ)) if CHECKED in request.environ else None
        return signed.region if signed else own(response, request, url)

    return region_of


def _request(response: Any, asked: Any) -> Request:
    def body() -> bytes:
        named = asked.form.get("Action")  # of a form nothing else is left to be read
        return bytes(asked.data) or urlencode({"Action": named} if named else {}).encode()

    url = response.parsed_url
    return Request(asked.method, url.path, url.query, asked.headers, body)


def _without_parameters(own: Callable[..., None]) -> Callable[..., None]:
    @wraps(own)
    def set_up(response: Any, request: Any, *args: Any, **members: Any) -> None:
        own(response, request, *args, **members)
        if response.service_name == "s3":
            _take_from_url_alone(response, request)
        elif "x-amz-target" in request.headers:
            response.querystring.clear()

    return set_up


def _take_from_url_alone(response: Any, request: Any) -> None:
    """Forget what a body is taken for that says it is a form: an object's may, when it is put."""
    if CHECKED in request.environ and request.method == "PUT" and (request.form or request.files):
        response.querystring.clear()
        response.querystring.update(parse_qs(response.parsed_url.query, keep_blank_values=True))
