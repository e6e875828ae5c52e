"""Events that users and moto's own services put: led into our delivery instead of moto's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from a2i_emulator.aws.events.records import new_delivery
from a2i_emulator.aws.events.rules import is_for
from a2i_emulator.aws.moto_backends import moto
from a2i_emulator.aws.s3_events import ObjectChange, eventbridge_event
from a2i_emulator.domain.instant import SECOND, Instant, iso_seconds
from a2i_emulator.domain.names import Scope
from a2i_emulator.moto_side.patches import put
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.ports import EventRecord

_MEMBERS = (
    "version",
    "id",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail",
    "replay-name",
)
"""An event's members in the order in which EventBridge delivers them."""

Emit = Callable[[EventRecord], object]


def install_event_delivery(emit: Emit, now: Callable[[], Instant]) -> Callable[[], None]:
    """Let moto hand over the events it would deliver itself.

    That are events put by PutEvents, S3's notifications to EventBridge, and replays of
    archives. Imports moto. moto is there once in a process: of several emulators in one the
    latest gets the events, until it gives them back.

    Args:
        emit: takes each event, to deliver it now or later.
        now: tells the emulator's time.

    Returns:
        What gives moto its own delivery back, or the next older emulator its events.
    """
    with _installing:
        accept = _detours[-1].accept if _detours else moto("events.models").EventsBackend.put_events
        detour = _Detour(emit, now, accept)
        if not _detours:
            _restore.append(_replace_delivery())
        _detours.append(detour)

    def uninstall() -> None:
        with _installing:
            _detours.remove(detour)
            if not _detours:
                _restore.pop()()

    return uninstall


_installing = threading.Lock()
_detours: list[_Detour] = []
_restore: list[Callable[[], None]] = []


def _replace_delivery() -> Callable[[], None]:
    """Put the newest detour in the place of moto's delivery; return what undoes it."""

    # As methods of classes these must be functions, to be given the object they are called on.
    def put_events(backend: Any, events: Sequence[Any]) -> Any:
        return _detours[-1].put_events(backend, events)

    def send_to_targets(rule: Any, original_event: Any, transform_input: bool = True) -> None:
        del transform_input
        _detours[-1].send_by_rule(rule, original_event)

    def tell_of_object(account_id: str, bucket: Any, event_name: str, key: Any) -> None:
        _detours[-1].tell_of_object(account_id, bucket, event_name, key)

    places = (
        ("moto.events.models:EventsBackend", "put_events", put_events),
        ("moto.events.models:Rule", "send_to_targets", send_to_targets),
        ("moto.s3.notifications", "_send_event_bridge_message", tell_of_object),
    )
    originals = [(where, name, put(where, name, ours)) for where, name, ours in places]

    def restore() -> None:
        for where, name, original in originals:
            put(where, name, original)

    return restore


def _check_times(entries: Sequence[Mapping[str, Any]]) -> None:
    for entry in entries:
        time = entry.get("Time")
        if isinstance(time, int | float):
            try:
                iso_seconds(round(time * SECOND))
            except (ValueError, OverflowError) as error:
                refused = aws_error("body_not_readable")
                raise moto("core.exceptions").JsonRESTError(
                    refused.code, refused.message
                ) from error


@dataclass(frozen=True, slots=True, eq=False)
class _Detour:
    emit: Emit
    now: Callable[[], Instant]
    accept: Callable[[Any, Sequence[Any]], list[dict[str, Any]]]
    """moto's own PutEvents, which checks the entries."""
    checking: threading.local = field(default_factory=threading.local)

    def put_events(self, backend: Any, entries: Sequence[Mapping[str, Any]]) -> Any:
        with self._checking_only():
            answers = self.accept(backend, entries)
        _check_times(entries)
        for entry, answer in zip(entries, answers, strict=True):
            if "EventId" in answer:
                self.emit(self._put_record(backend, entry, answer["EventId"]))
        return answers

    def send_by_rule(self, rule: Any, event: Mapping[str, Any]) -> None:
        """Deliver by one rule alone: what is left to moto's replays."""
        whole = self._whole(event)
        if getattr(self.checking, "now", False) or not is_for(rule, whole):
            return
        scope = Scope(rule.account_id, rule.region_name)
        deliveries = tuple(new_delivery(rule.name, rule.arn, t) for t in rule.targets)
        self.emit(self._record(scope, whole, rule.event_bus_name, deliveries))

    def tell_of_object(self, account_id: str, bucket: Any, event_name: str, key: Any) -> None:
        """Send S3's event to the account's default bus, the only one that S3 knows."""
        scope = Scope(account_id, bucket.region_name)
        change = ObjectChange(
            id=str(uuid4()),
            name=str(getattr(event_name, "value", event_name)).removeprefix("s3:"),
            scope=scope,
            at=self.now(),
            bucket=bucket.name,
            key=key.name,
            size=key.size,
            etag=key.etag.strip('"'),
            version=key.version_id if bucket.is_versioned else None,
        )
        detail_type = moto("s3.notifications")._detail_type(event_name)  # noqa: SLF001 - of moto
        self.emit(self._record(scope, eventbridge_event(change, detail_type), "default"))

    @contextmanager
    def _checking_only(self) -> Iterator[None]:
        self.checking.now = True
        try:
            yield
        finally:
            self.checking.now = False

    def _put_record(self, backend: Any, entry: Mapping[str, Any], event_id: str) -> EventRecord:
        scope = Scope(backend.account_id, backend.region_name)
        event = {
            "version": "0",
            "id": event_id,
            "detail-type": entry["DetailType"],
            "source": entry["Source"],
            "account": scope.account,
            "time": entry.get("Time", self.now() / SECOND),
            "region": scope.region,
            "resources": entry.get("Resources") or [],
            "detail": json.loads(entry["Detail"]),
        }
        bus = str(entry.get("EventBusName") or "default").rpartition("/")[2]
        return self._record(scope, self._whole(event), bus)

    def _record(
        self,
        scope: Scope,
        event: Mapping[str, Any],
        bus: str,
        deliveries: tuple[Mapping[str, Any], ...] | None = None,
    ) -> EventRecord:
        now = self.now()
        return EventRecord(
            id=event["id"],
            scope=scope,
            event=event,
            created_at=now,
            bus=bus,
            deliveries=deliveries,
            due_at=now,
        )

    @staticmethod
    def _whole(event: Mapping[str, Any]) -> dict[str, Any]:
        """Put moto's event into EventBridge's order and its time into EventBridge's form."""
        ordered = {member: event[member] for member in _MEMBERS if member in event}
        time = ordered["time"]
        if isinstance(time, int | float):
            ordered["time"] = iso_seconds(round(time * SECOND))
        return ordered
