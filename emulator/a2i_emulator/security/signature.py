"""What a request says of its signature, and whether an access key's secret made it.

Signature Version 4, in the header ``Authorization`` and in the query string. See
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html.
"""

from __future__ import annotations

import hashlib
import hmac
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote

from a2i_emulator.domain.instant import SECOND, Instant, to_datetime
from a2i_emulator.protocol.exchange import Request

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_CHUNKS_AND_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"

_MINUTE = 60 * SECOND
_SKEW = 5 * _MINUTE
_SKEW_OF_FEW = 15 * _MINUTE
_PATIENT = frozenset({"s3", "iam", "sts"})
_LONGEST_LINK_SECONDS = 7 * 24 * 3600
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PARTS_OF_SCOPE = 5
_UNRESERVED = "-_.~"
_OF_HEADER = frozenset({"Credential", "SignedHeaders", "Signature"})
_NAME = re.compile(r"[a-z0-9-]+")
_HEADERS = re.compile(r"[a-z0-9!#$%&'*+.^_`|~;-]+")
_MAY_BE_UNSIGNED = frozenset({"x-amz-content-sha256", "x-amz-security-token"})
"""The first says nothing of a presigned request, the second is compared with the key's."""


class SignatureError(Exception):
    """A request's signature is missing, malformed, out of its time or not its key's.

    Attributes:
        kind: which of these; an entry of `refusals.KINDS`.
        values: what the refusal's text says of it.
    """

    def __init__(self, kind: str, **values: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


@dataclass(frozen=True, slots=True)
class Signature:
    """A request's signature.

    Attributes:
        access_key: whose it says it is.
        scope: date, Region, service and ``aws4_request`` that the signing key is for.
        headers: the signed headers, in lower case.
        digest: in hexadecimal.
        signed_at: ``X-Amz-Date`` or ``Date``, as it came.
        token: the session token of temporary credentials.
        lasts: how many seconds a presigned address can be used; None for a header.
    """

    access_key: str
    scope: tuple[str, str, str, str]
    headers: tuple[str, ...]
    digest: str
    signed_at: str
    token: str | None
    lasts: int | None = None

    @property
    def service(self) -> str:
        """The signing name of the service."""
        return self.scope[2]

    @property
    def is_presigned(self) -> bool:
        """Whether it stands in the query string."""
        return self.lasts is not None


def signature_of(request: Request) -> Signature:
    """Return what a request says of its signature.

    Raises:
        SignatureError: there is none, or it is not whole.
    """
    header = request.headers.get("authorization")
    if header:
        return _of_header(request, header)
    pairs = parse_qsl(request.query, keep_blank_values=True)
    query = dict(pairs)
    if "X-Amz-Signature" not in query:
        raise SignatureError("missing")
    names = [name for name, _ in pairs if name.startswith("X-Amz-")]
    sent = {part.partition("=")[0] for part in request.query.split("&")}
    for name in names:
        if name not in sent or names.count(name) > 1:  # it is there twice, or percent-encoded
            raise SignatureError("parameter", parameter=name)
    return _of_query(query)


def verify(request: Request, signature: Signature, secret: str, now: Instant) -> None:
    """Check that a secret has signed a request, and lately.

    Presigned addresses of S3 that have ended are another one's to refuse.

    Args:
        request: the request.
        signature: its own, as `signature_of` returns it.
        secret: the secret access key.
        now: real time, in which clients sign.

    Raises:
        SignatureError: it has not, or too long ago, or not yet.
    """
    _refuse_out_of_time(signature, now)
    _refuse_unsigned_headers(request, signature)
    text = string_to_sign(signature, canonical_request(request, signature))
    expected = sign(signing_key(secret, signature.scope), text)
    if not hmac.compare_digest(expected, signature.digest):
        raise SignatureError("wrong")
    _refuse_other_body(request, signature)


def canonical_request(request: Request, signature: Signature) -> str:
    """Return a request in the one form in which it is signed."""
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in signature.headers
    )
    return "\n".join(
        (
            request.method,
            _canonical_path(request.path, signature.service),
            _canonical_query(request.query),
            headers,
            ";".join(signature.headers),
            _stated_payload(request, signature),
        )
    )


def string_to_sign(signature: Signature, canonical: str) -> str:
    """Return what the signing key signs."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return "\n".join((ALGORITHM, signature.signed_at, "/".join(signature.scope), digest))


def signing_key(secret: str, scope: tuple[str, ...]) -> bytes:
    """Derive the key of a day, Region and service from a secret access key."""
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def sign(key: bytes, text: str) -> str:
    """Return a signature in hexadecimal."""
    return hmac.digest(key, text.encode(), "sha256").hex()


def _of_header(request: Request, header: str) -> Signature:
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise SignatureError("algorithm", algorithm=algorithm[:100])
    pairs = [part.strip().partition("=")[::2] for part in rest.split(",")]
    said = dict(pairs)
    if len(said) < len(pairs) or not said.keys() <= _OF_HEADER:
        raise SignatureError("credential", credential=header[:200])
    for name in ("Credential", "Signature", "SignedHeaders"):
        if not said.get(name):
            raise SignatureError("parameter", parameter=name)
    access_key, scope = _scope(said["Credential"])
    at = request.headers.get("x-amz-date") or request.headers.get("date")
    if not at:
        raise SignatureError("undated")
    return Signature(
        access_key,
        scope,
        _named_headers(said["SignedHeaders"]),
        said["Signature"],
        at,
        request.headers.get("x-amz-security-token"),
    )


def _of_query(query: Mapping[str, str]) -> Signature:
    if query.get("X-Amz-Algorithm") != ALGORITHM:
        raise SignatureError("algorithm", algorithm=query.get("X-Amz-Algorithm", "")[:100])
    for name in ("X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders"):
        if not query.get(name):
            raise SignatureError("parameter", parameter=name)
    access_key, scope = _scope(query["X-Amz-Credential"])
    lasts = query.get("X-Amz-Expires", "" if scope[2] == "s3" else str(_LONGEST_LINK_SECONDS))
    if not lasts.isdecimal() or not 0 < int(lasts[:9]) <= _LONGEST_LINK_SECONDS:
        raise SignatureError("parameter", parameter="X-Amz-Expires")
    return Signature(
        access_key,
        scope,
        _named_headers(query["X-Amz-SignedHeaders"]),
        query["X-Amz-Signature"],
        query["X-Amz-Date"],
        query.get("X-Amz-Security-Token"),
        int(lasts),
    )


def _scope(credential: str) -> tuple[str, tuple[str, str, str, str]]:
    parts = credential.rsplit("/", _PARTS_OF_SCOPE - 1)
    if len(parts) != _PARTS_OF_SCOPE or not all(parts) or parts[-1] != "aws4_request":
        raise SignatureError("credential", credential=credential[:200])
    access_key, date, region, service, end = parts
    if not _NAME.fullmatch(region) or not _NAME.fullmatch(service):
        raise SignatureError("credential", credential=credential[:200])
    return access_key, (date, region, service, end)


def _named_headers(text: str) -> tuple[str, ...]:
    if not _HEADERS.fullmatch(text):
        raise SignatureError("parameter", parameter="SignedHeaders")
    names = tuple(text.split(";"))
    if "host" not in names:
        raise SignatureError("unsigned_header", header="Host")
    return names


def _refuse_unsigned_headers(request: Request, signature: Signature) -> None:
    """What is for AWS alone is signed, or was added on the way."""
    signed = {name.replace("_", "-") for name in signature.headers} | _MAY_BE_UNSIGNED
    for name in request.headers:
        if name.startswith("x-amz-") and name not in signed:
            raise SignatureError("unsigned_header", header=name)


def _refuse_out_of_time(signature: Signature, now: Instant) -> None:
    try:
        moment = datetime.strptime(signature.signed_at + "+0000", "%Y%m%dT%H%M%SZ%z")
    except ValueError as error:
        raise SignatureError("date", date=signature.signed_at[:100]) from error
    if signature.scope[0] != signature.signed_at[:8]:
        raise SignatureError("date_of_scope", date=signature.signed_at[:8])
    skew = _SKEW_OF_FEW if signature.service in _PATIENT else _SKEW
    at = round(moment.timestamp()) * SECOND
    said = {"signed": signature.signed_at, "now": _basic(now), "minutes": str(skew // _MINUTE)}
    if now < at - skew:
        raise SignatureError("early", limit=_basic(now + skew), **said)
    if now > at + (skew if signature.lasts is None else signature.lasts * SECOND):
        if signature.is_presigned and signature.service == "s3":
            return
        raise SignatureError("late", limit=_basic(now - skew), **said)


def _basic(moment: Instant) -> str:
    return to_datetime(moment).strftime("%Y%m%dT%H%M%SZ")


def _stated_payload(request: Request, signature: Signature) -> str:
    stated = request.headers.get("x-amz-content-sha256")
    if signature.is_presigned and signature.service == "s3":
        return stated if stated and "x-amz-content-sha256" in signature.headers else UNSIGNED
    return stated or hashlib.sha256(request.body).hexdigest()


def _refuse_other_body(request: Request, signature: Signature) -> None:
    """A body that is not the one whose digest was signed was changed on the way."""
    stated = _stated_payload(request, signature)
    if _DIGEST.fullmatch(stated):
        if not hmac.compare_digest(hashlib.sha256(request.body).hexdigest(), stated):
            raise SignatureError("other_body")
    elif stated in {UNSIGNED, UNSIGNED_CHUNKS}:
        if signature.service != "s3":
            raise SignatureError("wrong")
    elif stated not in {SIGNED_CHUNKS, SIGNED_CHUNKS_AND_TRAILER}:
        raise SignatureError("payload", payload=stated[:100])


def _canonical_path(path: str, service: str) -> str:
    """Encode a path once more, as all services but S3 have it."""
    if service == "s3":
        parts = (quote(unquote(part), safe=_UNRESERVED) for part in path.split("/"))
        return "/".join(parts) or "/"
    normal = posixpath.normpath(path) if path else "/"
    if path.endswith("/") and not normal.endswith("/"):
        normal += "/"
    return quote(re.sub("^//+", "/", normal), safe="/" + _UNRESERVED)


def _canonical_query(query: str) -> str:
    pairs = (part.partition("=")[::2] for part in query.split("&") if part)
    encoded = sorted(
        (quote(unquote(name), safe=_UNRESERVED), quote(unquote(value), safe=_UNRESERVED))
        for name, value in pairs
        if name != "X-Amz-Signature"
    )
    return "&".join(f"{name}={value}" for name, value in encoded)
