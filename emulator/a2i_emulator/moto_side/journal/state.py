"""What the journal asks moto's backends: is a bucket plain, how does a queue behave."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from a2i_emulator.domain.names import Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_CREDENTIAL = re.compile(r"Credential=([^/,&]+)/[^/]+/([^/]+)/")


def scope_of(environ: WSGIEnvironment) -> Scope:
    """Return the account and the Region that moto sees behind a request."""
    signature = environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING", "")
    found = _CREDENTIAL.search(signature.replace("%2F", "/"))
    key, region = found.groups() if found else ("", "us-east-1")
    account = environ.get("HTTP_X_MOTO_ACCOUNT_ID")
    if account is None:
        account = import_module("moto.iam.models").get_account_id_from(key)
    return Scope(account=str(account), region=region)


def is_plain_bucket(scope: Scope, bucket: str) -> bool:
    """Tell whether a bucket is there, never had versions and tells nobody of its objects."""
    backend = _backend("s3")[scope.account][scope.partition]
    if bucket not in backend.buckets:
        return False
    found = backend.buckets[bucket]
    return found.versioning_status is None and found.notification_configuration is None


def queue_of(environ: WSGIEnvironment, queue_url: str) -> Any:
    """Return moto's queue that a request names; None if there is none."""
    scope = scope_of(environ)
    queues = _backend("sqs")[scope.account][scope.region].queues
    return queues.get(queue_url.rstrip("/").rpartition("/")[2])


def _backend(service: str) -> Any:
    return import_module("moto.backends").get_backend(service)
