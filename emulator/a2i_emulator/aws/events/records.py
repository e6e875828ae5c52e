"""The account of an event's deliveries, as `EventRecord` keeps it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from a2i_emulator.aws.arn import AnyArn, parse_any_arn
from a2i_emulator.aws.events.failures import DeliveryError
from a2i_emulator.aws.events.functions import FIRST_RETRY_AFTER, RETRIES, Functions
from a2i_emulator.aws.moto_backends import Recorder
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import EventRecord

DELIVERED = "delivered"
PENDING = "pending"
FAILED = "failed"

MAXIMUM_RETRY_ATTEMPTS = 185
MAXIMUM_EVENT_AGE_SECONDS = 86_400
"""EventBridge's retry policy where a target sets none."""

Delivery = Mapping[str, Any]


def new_delivery(rule: str, rule_arn: str | None, target: Mapping[str, Any]) -> Delivery:
    """Begin the account of one target."""
    return {
        "rule": rule,
        "ruleArn": rule_arn,
        "targetId": target["Id"],
        "targetArn": target["Arn"],
        "state": PENDING,
        "attempts": 0,
        "error": None,
    }


def function_deliveries(functions: Functions, record: EventRecord) -> Iterator[Delivery]:
    """Begin the accounts of the Python functions that want an event."""
    for subscription in functions.wanting(record.event, record.bus):
        target = {"Id": subscription.id, "Arn": f"python:{subscription.name}"}
        yield new_delivery("python", None, target)


def call_function(functions: Functions, record: EventRecord, delivery: Delivery) -> None:
    """Give a Python function a copy of the event, for it to do with as it likes.

    Raises:
        DeliveryError: the function raised, or is subscribed no more.
    """
    event = copy.deepcopy(dict(record.event))
    functions.invoke(delivery["targetId"], event, record.scope)


def attempted(
    record: EventRecord,
    delivery: Delivery,
    now: Instant,
    hand_over: Callable[[], None],
    *,
    target: Mapping[str, Any] | None = None,
    give_up: Callable[[DeliveryError, Delivery, str | None], None] = lambda *_: None,
) -> Delivery:
    """Make an attempt at a delivery that is pending, and note what came of it.

    Args:
        record: the event.
        delivery: the account of the target.
        now: the emulator's time.
        hand_over: makes the attempt; raises `DeliveryError` only.
        target: the target as PutTargets was given it, for its retry policy.
        give_up: is told when there will be no further attempt: why, after what, and which
            limit of the retry policy forbids it, None if none could have helped.
    """
    if delivery["state"] != PENDING or delivery.get("retryAt", now) > now:
        return delivery
    tried = {**delivery, "attempts": delivery["attempts"] + 1}
    tried.pop("retryAt", None)
    try:
        hand_over()
    except DeliveryError as error:
        limit = None if error.lasting else _exhausted(tried, target, record.created_at, now)
        tried["error"] = f"{error.code}: {error}"
        if not error.lasting and limit is None:
            return _to_be_retried(tried, now)
        give_up(error, tried, limit)
        return {**tried, "state": FAILED}
    return {**tried, "state": DELIVERED, "error": None}


def _to_be_retried(tried: Delivery, now: Instant) -> Delivery:
    """Note when Lambda would run a function again; for other targets the caller decides."""
    if not _is_function(tried):
        return tried
    return {**tried, "retryAt": now + (FIRST_RETRY_AFTER << (tried["attempts"] - 1))}


def _is_function(delivery: Delivery) -> bool:
    return delivery["targetArn"].startswith("python:") or ":lambda:" in delivery["targetArn"]


def settled(record: EventRecord, deliveries: Sequence[Delivery]) -> EventRecord:
    """Note the deliveries; the record is done when none is pending."""
    errors = [f"{d['targetArn']}: {d['error']}" for d in deliveries if d["error"]]
    noted = replace(record, deliveries=tuple(deliveries), error=errors[0] if errors else None)
    if any(delivery["state"] == PENDING for delivery in deliveries):
        return replace(noted, state="pending")
    return replace(noted, state="done", due_at=None)


def _exhausted(
    delivery: Delivery, target: Mapping[str, Any] | None, created_at: Instant, now: Instant
) -> str | None:
    """Return the limit of the target's retry policy that forbids a further attempt, if any."""
    policy = {} if target is None else target.get("RetryPolicy", {})
    most = RETRIES if _is_function(delivery) else MAXIMUM_RETRY_ATTEMPTS
    if delivery["attempts"] > int(policy.get("MaximumRetryAttempts", most)):
        return "MaximumRetryAttempts"
    age = int(policy.get("MaximumEventAgeInSeconds", MAXIMUM_EVENT_AGE_SECONDS))
    return "MaximumEventAgeInSeconds" if now - created_at > age * SECOND else None


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a sender has to know.

    Attributes:
        arn: the target's ARN.
        target: the target as PutTargets was given it.
        payload: what the target gets.
        event: the whole event.
        rule_arn: the rule that sends it.
        now: the emulator's time.
        recorder: keeps direct writes into moto.
    """

    arn: AnyArn
    target: Mapping[str, Any]
    payload: str
    event: Mapping[str, Any]
    rule_arn: str
    now: Instant
    recorder: Recorder

    @property
    def rule_scope(self) -> Scope:
        """Where the rule is, which need not be where the target is."""
        arn = parse_any_arn(self.rule_arn)
        return self.arn.scope if arn is None else arn.scope


Sender = Callable[[Invocation], None]
"""Hands an event over; raises `DeliveryError` or one of moto's refusals."""
