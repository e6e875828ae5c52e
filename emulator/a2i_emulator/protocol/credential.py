"""Who signed a request: the credential of its SigV4 signature, which is read but not verified.

See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.protocol.exchange import Request

_HEADER = re.compile(r"\bCredential=([^,\s]*)")
_QUERY = re.compile(r"(?:^|&)X-Amz-Credential=([^&]*)")
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Credential:
    """An access key and the scope it signed for."""

    access_key: str
    region: str
    service: str


def credential_of(request: Request) -> Credential | None:
    """Return the credential a request was signed with; None if there is none, or none whole."""
    text = _text_of(request)
    parts = (text or "").rsplit("/", _PARTS - 1)
    if len(parts) != _PARTS or not all(parts):
        return None
    access_key, _, region, service, _ = parts
    return Credential(access_key, region, service)


def _text_of(request: Request) -> str | None:
    header = request.headers.get("authorization")
    if header:
        match = _HEADER.search(header)
        return match[1] if match else None
    match = _QUERY.search(request.query) if "X-Amz-Credential" in request.query else None
    return unquote(match[1]) if match else None


def credential_error(request: Request) -> AwsError:
    """Tell what is wrong with a request that has no credential."""
    text = _text_of(request)
    if text:
        return aws_error("credential_malformed", credential=text)
    if request.headers.get("authorization"):
        return aws_error("credential_missing")
    return aws_error("authentication_token_missing")
