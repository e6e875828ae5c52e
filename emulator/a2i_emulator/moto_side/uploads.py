"""Uploads to moto's S3 that are held to what their requests name and state."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from a2i_emulator.moto_side.patches import place_of, put

_RESPONSE = "moto.s3.responses:S3Response"


@cache
def hold_uploads_to_requests() -> None:
    """Have moto's S3, which this imports, compare an upload's key with the one that is named.

    It makes room for a body in chunks, too, as large as a header states: no more than was sent.
    """
    response = place_of(_RESPONSE, "_key_response")
    put(_RESPONSE, "_key_response", _of_its_key(response._key_response))  # noqa: SLF001
    unpack = response._handle_v4_chunk_signatures  # noqa: SLF001 - the patched one
    put(_RESPONSE, "_handle_v4_chunk_signatures", _no_larger_than_sent(unpack))


def _of_its_key(own: Callable[[Any, Any, str], Any]) -> Callable[[Any, Any, str], Any]:
    @wraps(own)
    def answer(response: Any, request: Any, full_url: str) -> Any:
        named = parse_qs(urlsplit(full_url).query).get("uploadId")
        if named:
            bucket = response.backend.get_bucket(response.bucket_name)
            upload = bucket.multiparts.get(named[0])
            if upload is not None and upload.key_name != response.parse_key_name():
                raise import_module("moto.s3.exceptions").NoSuchUpload(upload_id=named[0])
        return own(response, request, full_url)

    return answer


def _no_larger_than_sent(own: Callable[[Any, bytes, int], bytes]) -> Callable[..., bytes]:
    @wraps(own)
    def unpacked(response: Any, body: bytes, content_length: int) -> bytes:
        return own(response, body, min(content_length, len(body)))

    return unpacked
