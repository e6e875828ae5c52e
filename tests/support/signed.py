"""Requests that are signed as the server takes them, and else sent as they are."""

from __future__ import annotations

import socket
from datetime import datetime, timezone
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.security.signature import (
    Signature,
    canonical_request,
    sign,
    signing_key,
    string_to_sign,
)

if TYPE_CHECKING:
    from tests.security.conftest import Guarded

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/x-amz-json-1.1"}
Key = tuple[str, str, "str | None"]


def send(
    guarded: Guarded, method: str, target: str, headers: list[tuple[str, str]], body: bytes = b""
) -> tuple[int, str]:
    """Send a request target and headers as they are."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", urlsplit(guarded.url).port), timeout=30) as there:
        there.sendall("\r\n".join(lines).encode("latin-1") + body)
        said = b"".join(iter(lambda: there.recv(65536), b""))
    head, _, rest = said.partition(b"\r\n\r\n")
    return int(head.split()[1]), rest.decode("utf-8", "replace")


def now() -> str:
    """Return the time as signatures have it."""
    return datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def call(  # noqa: PLR0917 - in the order of a request's lines
    guarded: Guarded,
    key: Key,
    service: str,
    method: str,
    target: str,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    *,
    host: str | None = None,
    unsigned: tuple[tuple[str, str], ...] = (),
    before: str = "",
    after: str = "",
) -> tuple[int, str]:
    """Send a call that its sender has signed as the server takes it."""
    at = now()
    own = {name.lower(): value for name, value in (headers or {}).items()}
    sent = {
        "host": host or urlsplit(guarded.url).netloc,
        "x-amz-date": at,
        "x-amz-content-sha256": sha256(body).hexdigest(),
        **own,
    }
    path, _, query = target.partition("?")
    scope = (at[:8], "us-east-1", service, "aws4_request")
    signature = Signature(key[0], scope, tuple(sorted(sent)), "", at, key[2])
    asked = Request(method, path, query, sent, body)
    text = string_to_sign(signature, canonical_request(asked, signature))
    authorization = (
        f"AWS4-HMAC-SHA256 {before}Credential={key[0]}/{'/'.join(scope)}, "
        f"SignedHeaders={';'.join(sorted(sent))}, "
        f"Signature={sign(signing_key(key[1], scope), text)}{after}"
    )
    given = [*sent.items(), ("Authorization", authorization), *unsigned]
    return send(guarded, method, target, given, body)


def link(
    guarded: Guarded, method: str, path: str, at: str, expires: str = "&X-Amz-Expires=60"
) -> str:
    """Return the target of a presigned address, as the administrator signs it."""
    key, host = guarded.admin, urlsplit(guarded.url).netloc
    scope = (at[:8], "us-east-1", "s3", "aws4_request")
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={quote('/'.join((key[0], *scope)), '')}"
        f"&X-Amz-Date={at}{expires}&X-Amz-SignedHeaders=host"
    )
    signature = Signature(key[0], scope, ("host",), "", at, None, 60)
    asked = Request(method, path, query, {"host": host}, b"")
    text = string_to_sign(signature, canonical_request(asked, signature))
    return f"{path}?{query}&X-Amz-Signature={sign(signing_key(key[1], scope), text)}"
