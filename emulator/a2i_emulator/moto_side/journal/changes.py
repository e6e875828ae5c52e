"""What requests change of moto's state, as far as they tell: whose, and which S3 object."""

from __future__ import annotations

import re
from importlib import import_module
from urllib.parse import unquote

from a2i_emulator.domain.names import Scope
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import DEFAULT_REGION
from a2i_emulator.protocol.wsgi import WsgiRequest

_READING = re.compile(
    "(BatchGet|Check|Decrypt|Describe|Encrypt|Estimate|Filter|GenerateDataKey|Get|Head|List|"
    "Lookup|Preview|Query$|Scan$|Search|Simulate|Test|TransactGet|Validate)"
)
"""Operations that leave everything as it is, by how their names begin."""

_OF_EXECUTIONS = re.compile("SendTask(Failure|Heartbeat|Success)$|StartSyncExecution$")
"""Step Functions' operations on what is executed, which is not executed again."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SUBRESOURCE = re.compile(r"(^|&)(?!x-id=)[^&]")
_KEY = re.compile(r"/[^/]+/.")
_NO_BUCKET = re.compile(r"([0-9.]+|\[[0-9a-f:]+\]|[a-z0-9-]+)(:\d+)?$")


def changes_state(request: WsgiRequest, operation: str | None) -> bool:
    """Tell whether a request may change something in moto.

    A Lambda invocation does not by itself, nor an execution that is waited for: what they do,
    they do by requests of their own, which would wait for ever if they held the journal.
    """
    if not may_be_repeated(request):
        return False
    if operation is not None:
        return not (_READING.match(operation) or _OF_EXECUTIONS.match(operation))
    return request.method not in _SAFE_METHODS


def may_be_repeated(request: WsgiRequest) -> bool:
    """Tell whether a request does nothing but in moto; one that does is never made twice."""
    path = request.place
    return not (path.startswith("/moto-api/recorder/") or path.endswith("/invocations"))


def object_written(request: WsgiRequest) -> str | None:
    """Return ``/bucket/key`` if the request puts or deletes one whole S3 object.

    Only for hosts that can not have a bucket in their name.
    """
    path = request.path
    has_key = _KEY.match(path) and _NO_BUCKET.match(request.headers.get("host", ""))
    if request.method not in {"PUT", "DELETE"} or not has_key:
        return None
    if _SUBRESOURCE.search(request.query):
        return None
    return None if "x-amz-copy-source" in request.headers else unquote(path)


def object_copied(request: WsgiRequest) -> str | None:
    """Return ``/bucket/key`` of the S3 object that the request copies from."""
    source = request.headers.get("x-amz-copy-source")
    return "/" + unquote(source).partition("?")[0].lstrip("/") if source else None


def is_plain_bucket(scope: Scope, bucket: str) -> bool:
    """Tell whether a bucket is there, never had versions and tells nobody of its objects."""
    backend = import_module("moto.backends").get_backend("s3")[scope.account][scope.partition]
    if bucket not in backend.buckets:
        return False
    found = backend.buckets[bucket]
    return found.versioning_status is None and found.notification_configuration is None


def scope_of(request: WsgiRequest) -> Scope:
    """Return the account and the Region that moto sees behind a request."""
    signed = credential_of(request)
    account = request.headers.get("x-moto-account-id")
    if account is None:
        key = signed.access_key if signed else ""
        account = import_module("moto.iam.models").get_account_id_from(key)
    return Scope(account=str(account), region=signed.region if signed else DEFAULT_REGION)
