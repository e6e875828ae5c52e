"""Bodies that are sent and signed in chunks, as SDKs for Java and others upload to S3.

See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

from a2i_emulator.security.signature import (
    SIGNED_CHUNKS,
    SIGNED_CHUNKS_AND_TRAILER,
    Signature,
    SignatureError,
    sign,
    signing_key,
)

STATED = frozenset({SIGNED_CHUNKS, SIGNED_CHUNKS_AND_TRAILER})
"""What ``x-amz-content-sha256`` says of such a body."""

_EMPTY = hashlib.sha256(b"").hexdigest()
_HEAD = re.compile(rb"([0-9a-fA-F]{1,16});chunk-signature=([0-9a-f]{64})\r\n")
_TRAILER_SIGNATURE = re.compile(rb"x-amz-trailer-signature:([0-9a-f]{64})\s*\Z")


def verify_chunks(body: bytes, signature: Signature, secret: str, *, has_trailer: bool) -> None:
    """Check that each chunk of a body is signed, in order, with nothing left out.

    Args:
        body: as it was sent, with its chunks' heads.
        signature: of the request's head, already checked.
        secret: the secret access key.
        has_trailer: whether headers follow the last chunk.

    Raises:
        SignatureError: one is not.
    """
    key = signing_key(secret, signature.scope)
    before = signature.digest
    rest = memoryview(body)
    for chunk, stated, end in _chunks(body):
        text = _text(signature, "PAYLOAD", before, _EMPTY, hashlib.sha256(chunk).hexdigest())
        if not hmac.compare_digest(sign(key, text), stated):
            raise SignatureError("wrong")
        before, rest = stated, memoryview(body)[end:]
    if has_trailer:
        _verify_trailer(bytes(rest), signature, key, before)


def _verify_trailer(trailer: bytes, signature: Signature, key: bytes, before: str) -> None:
    found = _TRAILER_SIGNATURE.search(trailer)
    if found is None:
        raise SignatureError("wrong")
    lines = trailer[: found.start()].replace(b"\r\n", b"\n")
    text = _text(signature, "TRAILER", before, hashlib.sha256(lines).hexdigest())
    if not hmac.compare_digest(sign(key, text), found[1].decode()):
        raise SignatureError("wrong")


def _text(signature: Signature, kind: str, *digests: str) -> str:
    scope = "/".join(signature.scope)
    return "\n".join((f"AWS4-HMAC-SHA256-{kind}", signature.signed_at, scope, *digests))


def _chunks(body: bytes) -> Iterator[tuple[memoryview, str, int]]:
    """Yield chunks with their signatures and where they end; the last of them is empty."""
    at, size = 0, -1
    while size:
        head = _HEAD.match(body, at)
        if head is None:
            raise SignatureError("wrong")
        size = int(head[1], 16)
        begin, at = head.end(), head.end() + size
        if at > len(body):
            raise SignatureError("wrong")
        yield memoryview(body)[begin:at], head[2].decode(), at
        if body[at : at + 2] == b"\r\n":
            at += 2
        elif size:  # moto skips them unseen
            raise SignatureError("wrong")
