"""Which IAM actions a call of S3 needs, and on which objects, by the operation that it is of.

As S3's documentation has them:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from urllib.parse import unquote

from a2i_emulator.domain.s3_uri import S3Location
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import query_of
from a2i_emulator.security.policies import Permission
from a2i_emulator.security.statements import listed

ACTIONS: Mapping[str, str] = {
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration": "PutInventoryConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketMetricsConfiguration": "PutMetricsConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketAnalyticsConfiguration": "GetAnalyticsConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketIntelligentTieringConfiguration": "GetIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration": "GetInventoryConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketMetricsConfiguration": "GetMetricsConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBucketAnalyticsConfigurations": "GetAnalyticsConfiguration",
    "ListBucketIntelligentTieringConfigurations": "GetIntelligentTieringConfiguration",
    "ListBucketInventoryConfigurations": "GetInventoryConfiguration",
    "ListBucketMetricsConfigurations": "GetMetricsConfiguration",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
    "PutBucketAnalyticsConfiguration": "PutAnalyticsConfiguration",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketIntelligentTieringConfiguration": "PutIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration": "PutInventoryConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketMetricsConfiguration": "PutMetricsConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "SelectObjectContent": "GetObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
"""The actions of operations that have not the operation's own name."""

_OF_VERSIONS = frozenset(
    {
        "DeleteObject",
        "DeleteObjectTagging",
        "GetObject",
        "GetObjectAcl",
        "GetObjectAttributes",
        "GetObjectTagging",
        "GetObjectTorrent",
        "PutObjectAcl",
        "PutObjectTagging",
    }
)
"""Actions that are others on a version: ``GetObjectVersionAcl``."""

_FURTHER: Mapping[str, Sequence[str]] = {"GetObjectAttributes": ("GetObject",)}
"""Actions that operations need beside their own, as their API reference has it."""

_GIVEN: Mapping[str, str] = {
    "x-amz-acl": "PutObjectAcl",
    "x-amz-bypass-governance-retention": "BypassGovernanceRetention",
    "x-amz-grant-full-control": "PutObjectAcl",
    "x-amz-grant-read": "PutObjectAcl",
    "x-amz-grant-read-acp": "PutObjectAcl",
    "x-amz-grant-write": "PutObjectAcl",
    "x-amz-grant-write-acp": "PutObjectAcl",
    "x-amz-object-lock-legal-hold": "PutObjectLegalHold",
    "x-amz-object-lock-mode": "PutObjectRetention",
    "x-amz-tagging": "PutObjectTagging",
}
"""What an object is given on the way, by the action that gives it alone."""

_CONTROL = "/v20180820/"
_OF_ACCOUNT: Mapping[str, str] = {
    "DeletePublicAccessBlock": "PutAccountPublicAccessBlock",
    "GetPublicAccessBlock": "GetAccountPublicAccessBlock",
    "PutPublicAccessBlock": "PutAccountPublicAccessBlock",
}
"""Likewise, of S3 Control, whose paths begin so, wherever a bucket is named."""


def permissions_of_s3(
    request: Request, location: S3Location, operation: str | None
) -> Sequence[Permission] | None:
    """Return what a call of S3 needs.

    Args:
        request: the call.
        location: the bucket and the object that it is about.
        operation: the one that it is of, and of no other.

    Returns:
        None where it cannot be told what would be done, and to what.
    """
    if operation is None:
        is_form = request.method == "POST" and not location.key
        return _of_form(request, location.bucket) if is_form else None
    if unquote(request.path).startswith(_CONTROL):
        return (Permission(f"s3:{_OF_ACCOUNT.get(operation, operation)}"),)
    if operation == "DeleteObjects":
        return _of_deletion(request, location.bucket)
    action = ACTIONS.get(operation, operation)
    if location.key:
        is_version = "versionId" in query_of(request.query)
        actions = [action, *_FURTHER.get(operation, ())]
        needed = [
            permission
            for each in actions
            for permission in _on_object(
                _of_version(each, is_version), location.bucket, location.key, request
            )
        ]
        return [*needed, *_of_source(request)]
    bucket = f"arn:aws:s3:::{location.bucket}" if location.bucket else "*"
    return (Permission(f"s3:{action}", bucket),)


def _of_version(action: str, is_version: bool) -> str:
    is_another = is_version and action in _OF_VERSIONS
    return action.replace("Object", "ObjectVersion", 1) if is_another else action


def _on_object(action: str, bucket: str, key: str, request: Request) -> Sequence[Permission]:
    resource = f"arn:aws:s3:::{bucket}/{key}"
    given = query_of(request.query).keys() | request.headers.keys()
    further = {needed for name, needed in _GIVEN.items() if name in given}
    return [Permission(f"s3:{each}", resource) for each in (action, *sorted(further - {action}))]


def _of_source(request: Request) -> Iterator[Permission]:
    copied = request.headers.get("x-amz-copy-source")
    if copied:
        path, _, query = copied.partition("?")
        action = _of_version("GetObject", "versionId" in query_of(query))
        yield Permission(f"s3:{action}", f"arn:aws:s3:::{unquote(path).removeprefix('/')}")


def _of_form(request: Request, bucket: str) -> Sequence[Permission] | None:
    """Return what an upload by a browser's form needs, which is none of the model's operations."""
    from werkzeug.formparser import FormDataParser  # by which moto reads it
    from werkzeug.http import parse_options_header

    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or request.query:
        return None
    body = io.BytesIO(request.body)
    _, form, files = FormDataParser().parse(body, kind, len(request.body), options)
    keys, file = form.getlist("key"), files.get("file")
    if len(keys) != 1:
        return None
    name = (file.filename or "").rpartition("/")[2] if file else "${filename}"
    resource = f"arn:aws:s3:::{bucket}/{keys[0].replace('${filename}', name)}"
    actions = ("PutObject", "PutObjectAcl") if "acl" in form else ("PutObject",)
    return [Permission(f"s3:{action}", resource) for action in actions]


def _of_deletion(request: Request, bucket: str) -> Sequence[Permission] | None:
    """Return what DeleteObjects needs, for each of the objects that its body names."""
    parse = import_module("xmltodict").parse  # by which moto reads it
    try:
        named = parse(request.body, strip_whitespace=False)["Delete"]["Object"]
        objects = [(str(each["Key"]), bool(each.get("VersionId"))) for each in listed(named)]
    except Exception:  # noqa: BLE001 - whatever that is, it does not say what it deletes
        return None
    return [
        needed
        for key, is_version in objects
        for needed in _on_object(_of_version("DeleteObject", is_version), bucket, key, request)
    ]
