"""Direct writes, kept as the API calls of the same effect, and repeated as their requests.

boto3 makes the request when it is repeated: that takes milliseconds, the direct write does not.
So writes of which there are many are done directly when they are repeated, too.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from a2i_emulator.domain.names import Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_HOST = "http://localhost"
_BYTES = "\0base64"


@dataclass(frozen=True, slots=True)
class Call:
    """A direct write, as the API call of the same effect.

    Attributes:
        service: boto3's name of the service.
        scope: the account and the Region called.
        operation: the operation's name in the model, ``PutObject``.
        params: its parameters, in the model's names: JSON and bytes.
    """

    service: str
    scope: Scope
    operation: str
    params: Mapping[str, Any]


class _PreparedError(Exception):
    """Not an error: the way out of boto3 with what it would have sent."""

    def __init__(self, request: Any) -> None:
        super().__init__()
        self.request = request


def kept_call(service: str, scope: Scope, operation: str, params: Mapping[str, Any]) -> str:
    """Return a call as a text.

    Args:
        service: boto3's name of the service.
        scope: the account and the Region called.
        operation: the operation's name in the model, ``PutObject``.
        params: its parameters, in the model's names: JSON and bytes.
    """
    call = [service, scope.account, scope.region, operation, params]
    return json.dumps({"call": call}, default=_encoded)


def _encoded(value: Any) -> dict[str, str]:
    return {_BYTES: b64encode(value).decode()}


def _decoded(value: dict[str, Any]) -> Any:
    return b64decode(value[_BYTES]) if _BYTES in value else value


def call_of(text: str) -> Call | None:
    """Return the call of which `kept_call` made a text; None if it is no such text."""
    if not text.startswith('{"call":'):
        return None
    service, account, region, operation, params = json.loads(text, object_hook=_decoded)["call"]
    return Call(service, Scope(account=account, region=region), operation, params)


def request_of(call: Call) -> tuple[WSGIEnvironment, bytes]:
    """Return the WSGI variables and the body of the request that boto3 makes of a call."""
    client = _client(call.service, call.scope.region)
    method = import_module("botocore").xform_name(call.operation)
    try:
        getattr(client, method)(**call.params)
    except _PreparedError as prepared:
        return _environ(prepared.request, call.scope.account), _body(prepared.request)
    raise AssertionError


@cache
def _client(service: str, region: str) -> Any:
    config = import_module("botocore.config").Config(
        s3={"addressing_style": "path"},
        ignore_configured_endpoint_urls=True,
        request_checksum_calculation="when_required",
    )
    client = (
        import_module("boto3")
        .Session()
        .client(
            service,
            region_name=region,
            endpoint_url=_HOST,
            aws_access_key_id="a2i-emulator",
            aws_secret_access_key="none",  # noqa: S106 - no secret, but boto3 wants one
            config=config,
        )
    )
    client.meta.events.register("before-send", _stop)
    return client


def _stop(request: Any, **_: Any) -> None:
    raise _PreparedError(request)


def _environ(request: Any, account: str) -> WSGIEnvironment:
    url = urlsplit(request.url)
    environ = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(url.path, "latin-1"),
        "QUERY_STRING": url.query,
        "RAW_URI": url.path + (f"?{url.query}" if url.query else ""),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_X_MOTO_ACCOUNT_ID": account,
    }
    for name, value in request.headers.items():
        if name.lower() == "x-amz-content-sha256":
            continue  # moto takes it for metadata
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        variable = name.upper().replace("-", "_")
        environ[variable if variable == "CONTENT_TYPE" else f"HTTP_{variable}"] = text
    return environ


def _body(request: Any) -> bytes:
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)
