"""The forms in which an S3 object is named: ``s3://`` URIs and S3's own web addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_DNS_SUFFIX = r"amazonaws\.com(?:\.cn)?"
_PATH_STYLE = re.compile(rf"s3(?:[.-][a-z0-9-]+|\.dualstack\.[a-z0-9-]+)?\.{_DNS_SUFFIX}")
_VIRTUAL_HOSTED = re.compile(
    rf"(?P<bucket>.+?)\.s3(?:[.-][a-z0-9-]+|\.dualstack\.[a-z0-9-]+)?\.{_DNS_SUFFIX}"
)


@dataclass(frozen=True, slots=True)
class S3Location:
    """A bucket and a key in it; the key is empty where only a bucket was named."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def parse_s3_uri(text: str) -> S3Location | None:
    """Take the name of an S3 object apart; None when the text is none.

    Known forms are ``s3://BUCKET/KEY``, whose key stands as it is, and S3's path-style and
    virtual-hosted addresses, with or without a Region, whose keys are percent-encoded. See
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html.
    """
    if text[:5].lower() == "s3://":
        return _located(*text[5:].partition("/")[::2])
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or host is None:
        return None
    if _PATH_STYLE.fullmatch(host):
        bucket, _, key = parts.path.removeprefix("/").partition("/")
        return _located(bucket, unquote(key))
    hosted = _VIRTUAL_HOSTED.fullmatch(host)
    return _located(hosted["bucket"], unquote(parts.path[1:])) if hosted else None


def _located(bucket: str, key: str) -> S3Location | None:
    return S3Location(bucket, key) if bucket else None
