"""One event on its way to one target of one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.aws.arn import AnyArn, parse_any_arn
from a2i_emulator.aws.moto_backends import Recorder
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope


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
