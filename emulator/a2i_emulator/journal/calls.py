"""API calls as the requests that they would be, without sending them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from a2i_emulator.domain.names import Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_HOST = "http://localhost"


class _PreparedError(Exception):
    """Not an error: the way out of boto3 with what it would have sent."""

    def __init__(self, request: Any) -> None:
        super().__init__()
        self.request = request


def request_of(
    service: str, scope: Scope, operation: str, params: Mapping[str, Any]
) -> tuple[WSGIEnvironment, bytes]:
    """Return the WSGI variables and the body of the request that boto3 makes of a call.

    Args:
        service: boto3's name of the service.
        scope: the account and the Region called.
        operation: the operation's name in the model, ``PutObject``.
        params: its parameters, in the model's names.
    """
    client = _client(service, scope.region)
    method = import_module("botocore").xform_name(operation)
    try:
        getattr(client, method)(**params)
    except _PreparedError as prepared:
        return _environ(prepared.request, scope), _body(prepared.request)
    raise AssertionError


@cache
def _client(service: str, region: str) -> Any:
    config = import_module("botocore.config").Config(
        s3={"addressing_style": "path"},
        ignore_configured_endpoint_urls=True,
        request_checksum_calculation="when_required",
    )
    client = (
        import_module("boto3.session")
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


def _environ(request: Any, scope: Scope) -> WSGIEnvironment:
    url = urlsplit(request.url)
    environ = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(url.path, "latin-1"),
        "QUERY_STRING": url.query,
        "RAW_URI": url.path + (f"?{url.query}" if url.query else ""),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_X_MOTO_ACCOUNT_ID": scope.account,
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
