"""An S3 that tells Python functions of what is written to it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import md5
from uuid import uuid4

from a2i_emulator.aws.events.functions import OUTPUTS, Functions
from a2i_emulator.aws.s3 import located
from a2i_emulator.aws.s3_events import ObjectChange, notification
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import S3, EventRecord


class AnnouncingS3:
    """The `S3` port over another one, whose writes functions may subscribe to.

    Args:
        s3: does the work.
        functions: those on the bus `OUTPUTS` are told.
        emit: takes the notification for delivery.
        now: tells the emulator's time.
    """

    def __init__(
        self,
        s3: S3,
        functions: Functions,
        emit: Callable[[EventRecord], object],
        now: Callable[[], Instant],
    ) -> None:
        self._s3 = s3
        self._functions = functions
        self._emit = emit
        self._now = now

    def put(
        self,
        scope: Scope,
        uri: str,
        body: bytes,
        *,
        content_type: str,
        kms_key: str | None = None,
    ) -> None:
        """Write an object, then tell who wants to know."""
        self._s3.put(scope, uri, body, content_type=content_type, kms_key=kms_key)
        if self._functions.listen_on(OUTPUTS):
            self._emit(self._record(scope, uri, body))

    def get(self, scope: Scope, bucket: str, key: str, version: str | None = None) -> bytes:
        """Read an object."""
        return self._s3.get(scope, bucket, key, version)

    def presign(self, scope: Scope, uri: str) -> str:
        """Return an HTTP address that lets a browser read the object for a while."""
        return self._s3.presign(scope, uri)

    def bucket_exists(self, scope: Scope, bucket: str) -> bool:
        """Tell whether there is such a bucket that the account can see."""
        return self._s3.bucket_exists(scope, bucket)

    def _record(self, scope: Scope, uri: str, body: bytes) -> EventRecord:
        location, now = located(uri), self._now()
        change = ObjectChange(
            id=str(uuid4()),
            name="ObjectCreated:Put",
            scope=scope,
            at=now,
            bucket=location.bucket,
            key=location.key,
            size=len(body),
            etag=md5(body, usedforsecurity=False).hexdigest(),
        )
        return EventRecord(
            id=change.id,
            scope=scope,
            event=notification(change),
            created_at=now,
            bus=OUTPUTS,
            due_at=now,
        )
