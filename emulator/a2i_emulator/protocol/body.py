"""The three wire formats: AWS JSON 1.1, rest-json and Smithy RPC v2 CBOR.

See https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html,
https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html and
https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from a2i_emulator.protocol.scalars import serialization_error

MAX_BODY = 20 * 1024 * 1024
"""Enough for the largest InputContent with every character escaped, and Textract's images."""


@dataclass(frozen=True, slots=True)
class Format:
    """How bodies are written.

    Attributes:
        content_type: of responses, and of the requests it accepts.
        decode: from a body to plain values.
        encode: from plain values to a body.
        headers: what a request must say and a response says, besides.
        empty_body: a request without a body is one without members.
        error_header: errors are named in a header, too.
        unknown_operation_status: of the answer to a call of no operation.
    """

    name: str
    content_type: str
    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]
    headers: tuple[tuple[str, str], ...] = ()
    empty_body: bool = False
    error_header: bool = False
    unknown_operation_status: int = 404
    wrong_content_type: str = "media_type_unsupported"


def _decode_json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise serialization_error(reason=f"the body is not JSON: {error}") from error


def _decode_cbor(body: bytes) -> Any:
    import cbor2

    try:
        return cbor2.loads(body)
    except (cbor2.CBORError, ValueError, RecursionError, OverflowError) as error:
        raise serialization_error(reason=f"the body is not CBOR: {error}") from error


def _encode_cbor(value: Any) -> bytes:
    import cbor2

    return cbor2.dumps(value)


AWS_JSON = Format(
    "json",
    "application/x-amz-json-1.1",
    _decode_json,
    msgspec.json.encode,
    unknown_operation_status=400,
    wrong_content_type="operation_unknown",
)
REST_JSON = Format(
    "rest-json",
    "application/json",
    _decode_json,
    msgspec.json.encode,
    empty_body=True,
    error_header=True,
)
CBOR = Format(
    "smithy-rpc-v2-cbor",
    "application/cbor",
    _decode_cbor,
    _encode_cbor,
    headers=(("smithy-protocol", "rpc-v2-cbor"),),
    empty_body=True,
)
