"""Delivery of events to the targets of the rules in moto's store.

moto's own delivery takes 100 ms for an event, ignores a rule's state, raises for most kinds of
targets and then skips the rest; so only its store is used.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.aws.arn import parse_any_arn
from a2i_emulator.aws.events import failures
from a2i_emulator.aws.events.failures import DeliveryError, send_to_dead_letter_queue
from a2i_emulator.aws.events.functions import Functions
from a2i_emulator.aws.events.records import (
    Delivery,
    Invocation,
    attempted,
    call_function,
    function_deliveries,
    new_delivery,
    settled,
)
from a2i_emulator.aws.events.rules import NoSuchBusError, find_target, targets_of
from a2i_emulator.aws.events.targets import send
from a2i_emulator.aws.events.transform import TransformError, input_for
from a2i_emulator.aws.moto_backends import (
    Recorder,
    nothing_to_do,
    record_nothing,
    refusal,
    refusals,
)
from a2i_emulator.domain.instant import Instant, iso_seconds
from a2i_emulator.operations.ports import EventRecord

_LOG = logging.getLogger(__name__)

_LASTING = (LookupError, TypeError, ValueError, AttributeError, NotImplementedError)
"""What moto raises where it lacks something, as opposed to races and full disks."""


class MotoEvents:
    """The port `DeliverEvent` over moto's rules and targets.

    Args:
        now: tells the emulator's time.
        functions: Python functions that take part as targets.
        recorder: keeps direct writes into moto.
        ready: is called before moto is, to bring it to its state.
    """

    def __init__(
        self,
        now: Callable[[], Instant],
        functions: Functions | None = None,
        recorder: Recorder = record_nothing,
        ready: Callable[[], object] = nothing_to_do,
    ) -> None:
        self._now = now
        self._ready = ready
        self._functions = functions or Functions()
        self._recorder = recorder

    def route(self, record: EventRecord) -> EventRecord:
        """Find the rules that match an event, and so fix its targets, if that was not done."""
        if record.deliveries is not None:
            return record
        self._ready()
        try:
            deliveries = tuple(self._routed(record))
        except (NoSuchBusError, KeyError) as error:
            return replace(record, deliveries=(), state="done", error=str(error), due_at=None)
        return replace(record, deliveries=deliveries) if deliveries else settled(record, ())

    def deliver(self, record: EventRecord) -> EventRecord:
        """Hand an event to the targets that are still due; return what became of it.

        The record's ``attempts`` and ``due_at`` are the caller's.
        """
        self._ready()
        routed = self.route(record)
        if not routed.deliveries:
            return routed
        return settled(
            routed, [self._attempted(routed, delivery) for delivery in routed.deliveries]
        )

    def _routed(self, record: EventRecord) -> Iterator[Delivery]:
        yield from function_deliveries(self._functions, record)
        if record.bus in self._functions.local_buses:
            return
        for rule, target in targets_of(record.scope, record.bus, record.event):
            yield new_delivery(rule.name, rule.arn, target)

    def _attempted(self, record: EventRecord, delivery: Delivery) -> Delivery:
        target = self._target(delivery)

        def give_up(error: DeliveryError, tried: Delivery, limit: str | None) -> None:
            if target is not None:
                send_to_dead_letter_queue(
                    target,
                    record.event,
                    error,
                    rule_arn=tried["ruleArn"],
                    retries=tried["attempts"] - 1,
                    exhausted=limit,
                    recorder=self._recorder,
                )

        return attempted(
            record,
            delivery,
            self._now(),
            lambda: self._hand_over(record, delivery, target),
            target=target,
            give_up=give_up,
        )

    @staticmethod
    def _target(delivery: Delivery) -> Mapping[str, Any] | None:
        if delivery["ruleArn"] is None:
            return None
        return find_target(delivery["ruleArn"], delivery["targetId"])

    def _hand_over(
        self, record: EventRecord, delivery: Delivery, target: Mapping[str, Any] | None
    ) -> None:
        """Make one attempt; whatever goes wrong comes out as a `DeliveryError`."""
        try:
            self._send(record, delivery, target)
        except DeliveryError:
            raise
        except TransformError as error:
            raise DeliveryError(failures.INVALID_JSON, str(error)) from error
        except refusals() as error:
            raise _refused(error) from error
        except Exception as error:
            _LOG.exception("Delivery to %s broke", delivery["targetArn"])
            lasting = isinstance(error, _LASTING)
            reason = f"{type(error).__name__}: {error}"
            raise DeliveryError(failures.UNKNOWN, reason, lasting=lasting) from error

    def _send(
        self, record: EventRecord, delivery: Delivery, target: Mapping[str, Any] | None
    ) -> None:
        if delivery["ruleArn"] is None:
            call_function(self._functions, record, delivery)
        elif target is None:
            raise DeliveryError(failures.NO_RESOURCE, "The rule or its target was removed")
        else:
            send(self._invocation(record, delivery, target))

    def _invocation(
        self, record: EventRecord, delivery: Delivery, target: Mapping[str, Any]
    ) -> Invocation:
        arn = parse_any_arn(target["Arn"])
        if arn is None:
            raise DeliveryError(failures.INVALID_PARAMETER, f"{target['Arn']} is no ARN")
        rule_arn = str(delivery["ruleArn"])
        ingested_at = iso_seconds(record.created_at)
        return Invocation(
            arn=arn,
            target=target,
            payload=input_for(target, record.event, rule_arn=rule_arn, ingested_at=ingested_at),
            event=record.event,
            rule_arn=rule_arn,
            now=self._now(),
            recorder=self._recorder,
        )


def _refused(error: Exception) -> DeliveryError:
    code, message = refusal(error)
    missing = any(sign in code for sign in ("NotFound", "NonExistent", "NoSuch", "DoesNotExist"))
    eventbridge_code = failures.NO_RESOURCE if missing else failures.SDK_CLIENT_ERROR
    return DeliveryError(eventbridge_code, f"{code}: {message}")
