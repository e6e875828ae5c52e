"""EventBridge at a real endpoint, by boto3: its own rules and targets take it from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from a2i_emulator.aws.clients import Clients, client_error, client_errors
from a2i_emulator.aws.events.failures import (
    CONNECTION_FAILURE,
    SDK_CLIENT_ERROR,
    DeliveryError,
)
from a2i_emulator.aws.events.functions import Functions
from a2i_emulator.aws.events.records import (
    Delivery,
    attempted,
    call_function,
    function_deliveries,
    new_delivery,
    settled,
)
from a2i_emulator.aws.events.transform import as_json
from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import EventRecord

_PUT_EVENTS = "PutEvents"
_LASTING = frozenset({"NotAuthorizedForSourceException", "MalformedDetail", "InvalidArgument"})


class ClientEvents:
    """The port `DeliverEvent` over a boto3 client's PutEvents.

    EventBridge takes events from ``aws.`` sources from nobody but AWS's services, which the
    record of deliveries then says; with a source of one's own the events pass.

    Args:
        endpoint: a URL, or ``aws``.
        now: tells the emulator's time.
        functions: Python functions that take part as targets.
        source: stands in the events in place of ``aws.sagemaker``.
    """

    def __init__(
        self,
        endpoint: str,
        now: Callable[[], Instant],
        functions: Functions | None = None,
        *,
        source: str | None = None,
    ) -> None:
        self._clients = Clients("events", endpoint)
        self._now = now
        self._functions = functions or Functions()
        self._source = source

    def route(self, record: EventRecord) -> EventRecord:
        """Find the targets of an event, if that was not done."""
        if record.deliveries is not None:
            return record
        deliveries = tuple(self._routed(record))
        return replace(record, deliveries=deliveries) if deliveries else settled(record, ())

    def deliver(self, record: EventRecord) -> EventRecord:
        """Put an event on the bus of its Region; return what became of it."""
        routed, now = self.route(record), self._now()
        deliveries = routed.deliveries or ()
        return settled(
            routed,
            [attempted(routed, d, now, partial(self._send, routed, d)) for d in deliveries],
        )

    def _routed(self, record: EventRecord) -> Iterator[Delivery]:
        yield from function_deliveries(self._functions, record)
        if record.bus not in self._functions.local_buses:
            scope = record.scope
            place = f"arn:{scope.partition}:events:{scope.region}:{scope.account}"
            bus = {"Id": _PUT_EVENTS, "Arn": f"{place}:event-bus/{record.bus}"}
            yield new_delivery("", None, bus)

    def _send(self, record: EventRecord, delivery: Delivery) -> None:
        if delivery["targetId"] != _PUT_EVENTS:
            call_function(self._functions, record, delivery)
            return
        try:
            answer = self._clients.of_region(record.scope.region).put_events(
                Entries=[self._entry(record)]
            )
        except client_errors() as error:
            code, message = client_error(error)
            raise DeliveryError(CONNECTION_FAILURE, f"{code}: {message}", lasting=False) from error
        _check(answer["Entries"][0])

    def _entry(self, record: EventRecord) -> dict[str, Any]:
        event = record.event
        return {
            "Time": event["time"],
            "Source": self._source or event["source"],
            "Resources": list(event["resources"]),
            "DetailType": event["detail-type"],
            "Detail": as_json(event["detail"]),
            "EventBusName": record.bus,
        }


def _check(entry: Mapping[str, Any]) -> None:
    code = entry.get("ErrorCode")
    if code:
        message = f"{code}: {entry.get('ErrorMessage', '')}"
        raise DeliveryError(SDK_CLIENT_ERROR, message, lasting=code in _LASTING)
