"""What S3 tells of its objects: to functions and queues, and to EventBridge.

See https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from a2i_emulator.domain.instant import Instant, iso_milliseconds, iso_seconds
from a2i_emulator.domain.names import Scope

_LOOPBACK = "127.0.0.1"

_REASONS = {
    "ObjectCreated:Put": "PutObject",
    "ObjectCreated:Post": "POST Object",
    "ObjectCreated:Copy": "CopyObject",
    "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "ObjectRemoved:Delete": "DeleteObject",
    "ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
}
_DELETION_TYPES = {
    "ObjectRemoved:Delete": "Permanently Deleted",
    "ObjectRemoved:DeleteMarkerCreated": "Delete Marker Created",
}


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """Something that happened to an object.

    Attributes:
        id: unique for the change.
        name: S3's name of it, ``ObjectCreated:Put``.
        version: the object's version; None in a bucket without versions.
    """

    id: str
    name: str
    scope: Scope
    at: Instant
    bucket: str
    key: str
    size: int
    etag: str
    version: str | None = None

    @property
    def request_id(self) -> str:
        """Sixteen digits that stand for the request."""
        return self.id.replace("-", "")[:16].upper()

    @property
    def sequencer(self) -> str:
        """A number that grows with later changes of a key."""
        return f"{self.at:016X}"

    @property
    def bucket_arn(self) -> str:
        """The bucket's ARN."""
        return f"arn:{self.scope.partition}:s3:::{self.bucket}"


def notification(change: ObjectChange) -> dict[str, Any]:
    """Build the event that S3 gives a Lambda function."""
    principal = {"principalId": change.scope.account}
    # S3 encodes a key as forms are, but leaves its slashes.
    item = {"key": quote_plus(change.key, safe="/"), "size": change.size, "eTag": change.etag}
    if change.version is not None:
        item["versionId"] = change.version
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": change.scope.region,
        "eventTime": iso_milliseconds(change.at),
        "eventName": change.name,
        "userIdentity": principal,
        "requestParameters": {"sourceIPAddress": _LOOPBACK},
        "responseElements": {"x-amz-request-id": change.request_id, "x-amz-id-2": change.id},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "a2i-emulator",
            "bucket": {"name": change.bucket, "ownerIdentity": principal, "arn": change.bucket_arn},
            "object": item | {"sequencer": change.sequencer},
        },
    }
    return {"Records": [record]}


def eventbridge_event(change: ObjectChange, detail_type: str) -> dict[str, Any]:
    """Build the event that S3 sends to EventBridge.

    Args:
        change: what happened.
        detail_type: EventBridge's name of it, ``Object Created``.
    """
    return {
        "version": "0",
        "id": change.id,
        "detail-type": detail_type,
        "source": "aws.s3",
        "account": change.scope.account,
        "time": iso_seconds(change.at),
        "region": change.scope.region,
        "resources": [change.bucket_arn],
        "detail": {
            "version": "0",
            "bucket": {"name": change.bucket},
            "object": _object(change, detail_type),
            "request-id": change.request_id,
            "requester": change.scope.account,
            "source-ip-address": _LOOPBACK,
        }
        | _why(change.name),
    }


def _object(change: ObjectChange, detail_type: str) -> dict[str, Any]:
    item: dict[str, Any] = {"key": change.key}
    if detail_type == "Object Created":
        item["size"] = change.size
    item["etag"] = change.etag
    if change.version is not None:
        item["version-id"] = change.version
    return item | {"sequencer": change.sequencer}


def _why(name: str) -> dict[str, Any]:
    reasons = {"reason": _REASONS.get(name), "deletion-type": _DELETION_TYPES.get(name)}
    return {member: value for member, value in reasons.items() if value is not None}
