"""S3 in process: moto's objects, written and read without a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import quote

from a2i_emulator.aws.moto_backends import (
    Recorder,
    backend,
    moto,
    nothing_to_do,
    record_nothing,
    refusal,
    refusals,
)
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.s3_uri import S3Location, parse_s3_uri
from a2i_emulator.moto_side.patches import keep_contents_for_readers
from a2i_emulator.operations.ports import S3RefusedError

PRESIGNED_FOR = timedelta(hours=12)
"""How long a browser may read through a presigned address: longer than a day's work at it."""

NO_SUCH_KEY = "The specified key does not exist."
NO_SUCH_VERSION = "The specified version does not exist."


def located(uri: str) -> S3Location:
    """Take the URI of an object apart.

    Raises:
        S3RefusedError: it is none, or has no key.
    """
    location = parse_s3_uri(uri)
    if location is None or not location.key:
        raise S3RefusedError("InvalidURI", f"Couldn't parse the specified URI: {uri}")
    return location


class MotoS3:
    """Objects in moto's backend: `put`, `get` and `presign` are ports.

    Args:
        base_url: tells where the emulator is reached, for presigned addresses.
        recorder: keeps each object written.
        ready: is called before moto is, to bring it to its state.
        now: tells the emulator's time, by which presigned addresses begin and end.
    """

    def __init__(
        self,
        base_url: Callable[[], str],
        recorder: Recorder = record_nothing,
        ready: Callable[[], object] = nothing_to_do,
        now: Callable[[], Instant] = lambda: round(datetime.now(timezone.utc).timestamp() * SECOND),
    ) -> None:
        self._base_url = base_url
        self._recorder = recorder
        self._ready = ready
        self._now = now

    def _store(self, scope: Scope) -> Any:
        self._ready()
        keep_contents_for_readers()
        return backend("s3", scope)

    def put(
        self,
        scope: Scope,
        uri: str,
        body: bytes,
        *,
        content_type: str,
        kms_key: str | None = None,
    ) -> None:
        """Write an object, then let the bucket's notifications tell of it, as S3 does."""
        location = located(uri)
        encryption = {"encryption": "aws:kms", "kms_key_id": kms_key} if kms_key else {}
        store = self._store(scope)
        params = _put_parameters(location, body, content_type, kms_key)
        try:
            with self._recorder("s3", scope, "PutObject", params):
                # The content type is set on the stored object: S3 must not tell of it before.
                stored = store.put_object(
                    location.bucket, location.key, body, disable_notification=True, **encryption
                )
                stored.set_metadata({"Content-Type": content_type})
                _notify(scope, store.get_bucket(location.bucket), stored)
        except refusals() as error:
            raise S3RefusedError(*refusal(error)) from error

    def get(self, scope: Scope, bucket: str, key: str, version: str | None = None) -> bytes:
        """Read an object."""
        return _read(self._store(scope), bucket, key, version)

    def presign(self, scope: Scope, uri: str) -> str:
        """Return an address of the emulator's own endpoint, signed as S3 wants it."""
        location = located(uri)
        path = quote(f"/{location.bucket}/{location.key}", safe="/~")
        request = import_module("botocore.awsrequest").AWSRequest(
            method="GET", url=self._base_url().rstrip("/") + path
        )
        credentials = import_module("botocore.credentials").Credentials("a2i-emulator", "none")
        _signer()(credentials, "s3", scope.region, expires=int(PRESIGNED_FOR.total_seconds())).sign(
            request, self._now()
        )
        return str(request.url)


@cache
def _signer() -> Any:
    """Return botocore's signer of addresses, for any moment."""
    auth = import_module("botocore.auth")

    class Signer(auth.S3SigV4QueryAuth):  # type: ignore[misc, name-defined]
        def sign(self, request: Any, at: Instant) -> None:
            self._at = datetime.fromtimestamp(at // SECOND, timezone.utc)
            self.add_auth(request)

        def _modify_request_before_signing(self, request: Any) -> None:
            request.context["timestamp"] = self._at.strftime(auth.SIGV4_TIMESTAMP)
            super()._modify_request_before_signing(request)

    return Signer


def _read(store: Any, bucket: str, key: str, version: str | None) -> bytes:
    try:
        found = store.get_object(bucket, key, version)
    except KeyError:  # deleted between two lines of moto's
        found = None
    except refusals() as error:
        raise S3RefusedError(*refusal(error)) from error
    if found is None and version is not None:
        raise S3RefusedError("NoSuchVersion", NO_SUCH_VERSION)
    if found is None:
        raise S3RefusedError("NoSuchKey", NO_SUCH_KEY)
    return bytes(found.value)


def _notify(scope: Scope, bucket: Any, stored: Any) -> None:
    notifications = moto("s3.notifications")
    created = notifications.S3NotificationEvent.OBJECT_CREATED_PUT_EVENT
    notifications.send_event(scope.account, created, bucket, stored)


def _put_parameters(
    location: S3Location, body: bytes, content_type: str, kms_key: str | None
) -> dict[str, Any]:
    params: dict[str, Any] = {
        "Bucket": location.bucket,
        "Key": location.key,
        "Body": body,
        "ContentType": content_type,
    }
    if kms_key:
        params |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key}
    return params
