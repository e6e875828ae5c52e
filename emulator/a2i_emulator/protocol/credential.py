"""Who signed a request: the credential of its signature, which is read but not verified.

A signature stands in the header ``Authorization`` or in the query string of a presigned URL.
SigV4 names access key, date, Region and service; SigV4a leaves out the Region, which
``X-Amz-Region-Set`` has; of SigV2, which boto3 still presigns S3's URLs with, S3 alone is left. See
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.protocol.exchange import DEFAULT_REGION, Request

_HEADER = re.compile(r"\bCredential=([^,\s]*)")
_OLD_HEADER = re.compile(r"AWS ([^:\s]+):\S+")
_FOR_MANY_REGIONS = "AWS4-ECDSA-P256-SHA256"
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
    if text is None:
        return _of_version_2(request)
    parts = text.rsplit("/", _PARTS - 1)
    if _is_for_many_regions(request):
        parts = text.rsplit("/", _PARTS - 2)
        parts.insert(2, _first_region(request))
    if len(parts) != _PARTS or not all(parts):
        return None
    access_key_id, _, region, service, _ = parts
    return Credential(access_key_id, region, service)


def _text_of(request: Request) -> str | None:
    header = request.headers.get("authorization")
    if header:
        match = _HEADER.search(header)
        return match[1] if match else None
    return _parameter(request, "X-Amz-Credential")


def _parameter(request: Request, name: str) -> str | None:
    """Return a parameter of a presigned URL."""
    if name not in request.query:
        return None
    match = re.search(rf"(?:^|&){name}=([^&]*)", request.query)
    return unquote(match[1]) if match else None


def _is_for_many_regions(request: Request) -> bool:
    header = request.headers.get("authorization")
    stated = header or _parameter(request, "X-Amz-Algorithm") or ""
    return stated.startswith(_FOR_MANY_REGIONS)


def _first_region(request: Request) -> str:
    """Return the first Region of a set of them that is not a pattern."""
    stated = request.headers.get("x-amz-region-set") or _parameter(request, "X-Amz-Region-Set")
    regions = (region.strip() for region in (stated or "").split(","))
    return next((region for region in regions if region and "*" not in region), DEFAULT_REGION)


def _of_version_2(request: Request) -> Credential | None:
    header = request.headers.get("authorization")
    if header:
        match = _OLD_HEADER.fullmatch(header)
        access_key = match[1] if match else None
    elif "Signature=" in request.query and "Expires=" in request.query:
        access_key = _parameter(request, "AWSAccessKeyId")
    else:
        access_key = None
    return Credential(access_key, DEFAULT_REGION, "s3") if access_key else None


def credential_error(request: Request) -> AwsError:
    """Tell what is wrong with a request that has no credential."""
    text = _text_of(request)
    if text:
        return aws_error("credential_malformed", credential=text)
    if request.headers.get("authorization"):
        return aws_error("credential_missing")
    return aws_error("authentication_token_missing")
