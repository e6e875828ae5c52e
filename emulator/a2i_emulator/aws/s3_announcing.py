"""Telling Python functions of the objects that A2I writes."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import md5
from typing import Any
from uuid import uuid4

from a2i_emulator.aws.events.functions import OUTPUTS, Functions
from a2i_emulator.aws.s3 import located
from a2i_emulator.aws.s3_events import ObjectChange, notification
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord, WriteObject


def announcing(
    write_object: WriteObject,
    functions: Functions,
    emit: Callable[[EventRecord], object],
    now: Callable[[], Instant],
) -> WriteObject:
    """Return what writes objects, and then tells the functions that want to know.

    Args:
        write_object: does the work.
        functions: those on the bus `OUTPUTS` are told.
        emit: takes the notification for delivery.
        now: tells the emulator's time.
    """

    def write(scope: Scope, uri: str, body: bytes, **options: Any) -> None:
        write_object(scope, uri, body, **options)
        if functions.listen_on(OUTPUTS):
            emit(_record(scope, uri, body, now()))

    return write


def _record(scope: Scope, uri: str, body: bytes, now: Instant) -> EventRecord:
    location = located(uri)
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
