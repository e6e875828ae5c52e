"""The rules in moto's store, and the targets to which they lead an event."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from a2i_emulator.aws.arn import AnyArn, parse_any_arn
from a2i_emulator.aws.events.pattern import PatternError, compiled
from a2i_emulator.aws.moto_backends import backend
from a2i_emulator.domain.names import Scope

_LOG = logging.getLogger(__name__)

EVENT_BUS = ("events", "event-bus")


class NoSuchBusError(Exception):
    """The account has no event bus of that name in that Region."""


def matching_rules(scope: Scope, bus: str, event: Mapping[str, Any]) -> Iterator[Any]:
    """Find the enabled rules of an event bus that an event matches.

    Raises:
        NoSuchBusError: there is no such bus.
    """
    try:
        rules = list(backend("events", scope).event_buses[bus].rules.values())
    except KeyError:
        raise NoSuchBusError(f"Event bus {bus} does not exist.") from None
    return (rule for rule in rules if is_for(rule, event))


def is_for(rule: Any, event: Mapping[str, Any]) -> bool:
    """Tell whether one of moto's rules is enabled and an event matches its pattern."""
    if rule.state == "DISABLED":
        return False
    text = rule.event_pattern.dump()
    if text is None:  # A rule with a schedule alone matches no event.
        return False
    try:
        return compiled(text)(event)
    except PatternError as error:
        _LOG.warning("The rule %s matches nothing: %s", rule.arn, error)
        return False


def targets_of(scope: Scope, bus: str, event: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Find the rules and targets for an event, those of buses that are targets included.

    An event that came from another bus goes on to no third one: EventBridge's own rule.

    Raises:
        NoSuchBusError: there is no such bus.
    """
    for rule in matching_rules(scope, bus, event):
        for target in list(rule.targets):
            yield rule, target
            arn = parse_any_arn(target["Arn"])
            if arn is not None and (arn.service, arn.kind) == EVENT_BUS:
                yield from _behind(arn, event)


def _behind(arn: AnyArn, event: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    try:
        for rule in matching_rules(arn.scope, arn.name, event):
            yield from ((rule, t) for t in list(rule.targets) if not _is_bus(t))
    except NoSuchBusError:
        return  # The delivery to the bus itself says so.


def _is_bus(target: Mapping[str, Any]) -> bool:
    arn = parse_any_arn(target["Arn"])
    return arn is not None and (arn.service, arn.kind) == EVENT_BUS


def find_target(rule_arn: str, target_id: str) -> Mapping[str, Any] | None:
    """Return a rule's target as PutTargets was given it; None if rule or target are gone."""
    arn = parse_any_arn(rule_arn)
    if arn is None:
        return None
    bus, slash, name = arn.name.rpartition("/")
    buses = backend("events", arn.scope).event_buses
    holder = buses.get(bus if slash else "default")
    rule = holder.rules.get(name) if holder is not None else None
    targets = rule.targets if rule is not None else ()
    return next((target for target in targets if target["Id"] == target_id), None)
