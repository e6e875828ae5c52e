"""Buckets and their objects."""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
from typing import Any

from a2i_emulator.seed.reading import Place
from a2i_emulator.seed.seeding import Seeding, found_or_none

_DEFAULT_REGION = "us-east-1"
_DEFAULT_TYPE = "binary/octet-stream"
_TYPES = {"Text": "text/plain; charset=utf-8", "Json": "application/json"}


def apply_buckets(seeding: Seeding) -> None:
    """Make the buckets, and write those objects that are not there as they should be."""
    s3 = seeding.client("s3") if "buckets" in seeding.document.data else None
    for place, entry in seeding.entries("buckets"):
        with seeding.at(place):
            _make_bucket(seeding, s3, entry)
        for index, item in enumerate(entry.get("Objects", ())):
            here = (*place, "Objects", index)
            body = _body(seeding, here, item)
            with seeding.at(here):
                _put(s3, entry["Bucket"], item, body)


def _make_bucket(seeding: Seeding, s3: Any, entry: dict[str, Any]) -> None:
    bucket, region = entry["Bucket"], seeding.scope.region
    if found_or_none(s3.head_bucket, ("404", "NoSuchBucket"), Bucket=bucket) is None:
        place = {"LocationConstraint": region}
        options = {} if region == _DEFAULT_REGION else {"CreateBucketConfiguration": place}
        s3.create_bucket(Bucket=bucket, **options)
    wanted = entry.get("Versioning")
    if wanted and s3.get_bucket_versioning(Bucket=bucket).get("Status") != wanted:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": wanted})


def _body(seeding: Seeding, place: Place, item: dict[str, Any]) -> bytes:
    if "File" in item:
        return seeding.document.read(item["File"], (*place, "File"))
    if "Base64" in item:
        try:
            return base64.b64decode(item["Base64"], validate=True)
        except ValueError as error:
            raise seeding.document.error((*place, "Base64"), f"not Base64: {error}") from error
    if "Json" in item:
        return json.dumps(item["Json"], ensure_ascii=False, indent=2).encode()
    return str(item["Text"]).encode()


def _put(s3: Any, bucket: str, item: dict[str, Any], body: bytes) -> None:
    key, content_type = item["Key"], _content_type(item)
    there = found_or_none(s3.head_object, ("404", "NoSuchKey"), Bucket=bucket, Key=key)
    etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
    if there and (there["ETag"], there["ContentType"]) == (etag, content_type):
        return
    s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type)


def _content_type(item: dict[str, Any]) -> str:
    if "ContentType" in item:
        return str(item["ContentType"])
    by_form = next((_TYPES[form] for form in _TYPES if form in item), None)
    return by_form or mimetypes.guess_type(item["Key"])[0] or _DEFAULT_TYPE
