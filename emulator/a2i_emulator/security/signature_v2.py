"""Signature Version 2, of S3's presigned addresses: boto3 makes such where it is told nothing else.

See https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from a2i_emulator.protocol.exchange import Request
from a2i_emulator.security.signature import SignatureError

_OWN = frozenset({"AWSAccessKeyId", "Signature", "Expires"})
_OF_LISTS = frozenset(
    {
        *("continuation-token", "delimiter", "encoding-type", "fetch-owner", "key-marker"),
        *("list-type", "marker", "max-keys", "max-parts", "max-uploads", "part-number-marker"),
        *("prefix", "start-after", "upload-id-marker", "version-id-marker"),
    }
)
"""Parameters that nobody signs, and that make no other operation of one."""


def access_key_of(request: Request) -> str | None:
    """Return the access key of an address signed by version 2; None for all other requests."""
    if "Signature=" not in request.query or request.headers.get("authorization"):
        return None
    query = _query(request)
    return query["AWSAccessKeyId"] if query.keys() >= _OWN else None


def token_of(request: Request) -> str | None:
    """Return the session token of temporary credentials."""
    return _query(request).get("x-amz-security-token")


def verify(request: Request, secret: str, bucket_of_host: str | None) -> None:
    """Check that a secret has signed an address; when that ends is for S3 to tell.

    Args:
        request: the request.
        secret: the secret access key.
        bucket_of_host: the bucket, where the host's name has it.

    Raises:
        SignatureError: it has not.
    """
    signed = {name: text for name, text in _query(request).items() if name.startswith("x-amz-")}
    if any(request.headers.get(name, text) != text for name, text in signed.items()):
        raise SignatureError("wrong")  # the address has signed one, and moto would take the other
    if not all(map(_is_signed_or_harmless, request.query.split("&"))):
        raise SignatureError("wrong")
    path = request.path if bucket_of_host is None else f"/{bucket_of_host}{request.path}"
    if path.count("/") == 1 and path != "/":
        path += "/"  # so clients sign a bucket, which they send without
    if not hmac.compare_digest(_signature(request, secret, path), _query(request)["Signature"]):
        raise SignatureError("wrong")


def _is_signed_or_harmless(part: str) -> bool:
    from botocore.auth import HmacV1QueryAuth

    name = part.partition("=")[0]  # as it came: encoded, it would not have been signed
    if name.startswith("x-amz-") or name in {"", "content-type", "content-md5"}:
        return True
    return name in _OWN | _OF_LISTS or name in HmacV1QueryAuth.QSAOfInterest


def _query(request: Request) -> Mapping[str, str]:
    return dict(parse_qsl(request.query, keep_blank_values=True))


def _signature(request: Request, secret: str, path: str) -> str:
    from botocore.auth import HmacV1QueryAuth
    from botocore.compat import HTTPHeaders
    from botocore.credentials import Credentials

    query = _query(request)

    class AtThatTime(HmacV1QueryAuth):  # type: ignore[misc]  # botocore has no types
        def _get_date(self) -> str:
            return query["Expires"]

    headers: Any = HTTPHeaders()
    for name, value in request.headers.items():
        if name.startswith("x-amz-") or name in {"content-type", "content-md5"}:
            headers[name] = value
    for name, value in query.items():
        if name.startswith("x-amz-") or name in {"content-type", "content-md5"}:
            del headers[name]
            headers[name] = value
    parts = [part for part in request.query.split("&") if unquote(part.split("=")[0]) not in _OWN]
    split = urlsplit(f"//host{request.path}?{'&'.join(parts)}")
    auth: Any = AtThatTime(Credentials("", secret))
    return str(auth.get_signature(request.method, split, headers, auth_path=path))
