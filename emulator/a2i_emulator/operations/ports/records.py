"""What passes in and out of a store beside the domain's own records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from a2i_emulator.domain.human_loop import LoopStatus, Phase
from a2i_emulator.domain.instant import Instant, iso_milliseconds
from a2i_emulator.domain.names import Scope

T = TypeVar("T")
Position = tuple[int | str, str]
"""A place in a listing: the sort value and the tie-breaking name (or id) of the last item."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a List operation asks of the store.

    Attributes:
        limit: the page's size.
        after: go on behind this position.
        sort_by: ``Name`` or ``CreationTime``.
        name_contains: keep only names with this text in them.
        created_after: keep only what was created at or after this moment.
        created_before: keep only what was created at or before this moment.
    """

    limit: int
    after: Position | None = None
    sort_by: str = "CreationTime"
    descending: bool = True
    name_contains: str | None = None
    created_after: Instant | None = None
    created_before: Instant | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing; ``next`` is None on the last one."""

    items: Sequence[T]
    next: Position | None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An EventBridge event on its way to the targets of the rules it matches.

    Attributes:
        event: the event, keys in delivery order.
        bus: the event bus's name.
        deliveries: what became of each target: ``{"rule", "targetId", "targetArn", "state",
            "attempts", "error"}`` with state ``delivered``, ``pending`` or ``failed``.
        state: ``pending`` until every delivery is settled, then ``done``.
        due_at: when to (re)try; None once done.
    """

    id: str
    scope: Scope
    event: Mapping[str, Any]
    created_at: Instant
    bus: str = "default"
    deliveries: tuple[Mapping[str, Any], ...] | None = None
    state: str = "pending"
    attempts: int = 0
    error: str | None = None
    due_at: Instant | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the event and what became of it as ``GET /_a2i/events`` shows it."""
        return {
            "event": self.event,
            "eventBus": self.bus,
            "state": self.state,
            "attempts": self.attempts,
            "nextAttempt": None if self.due_at is None else iso_milliseconds(self.due_at),
            "error": self.error,
            "deliveries": [
                {name: value for name, value in delivery.items() if name != "retryAt"}
                for delivery in self.deliveries or ()
            ],
        }


@dataclass(frozen=True, slots=True)
class NextDue:
    """When the engine must act next: the earliest ``due_at`` of each kind that nobody has claimed.

    None where nothing is due, ever.
    """

    flow_definitions: Instant | None = None
    human_loops: Instant | None = None
    events: Instant | None = None

    @property
    def earliest(self) -> Instant | None:
        """The earliest of the three."""
        moments = (self.flow_definitions, self.human_loops, self.events)
        return min((moment for moment in moments if moment is not None), default=None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open human loops of one flow definition, of one class of age, with as many answers.

    Attributes:
        age: the class, counted from 0, the youngest.
        answers: how many each of them has.
    """

    flow_definition_arn: str
    age: int
    answers: int
    count: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """Human loops of one flow definition that have something before them.

    Attributes:
        status: ``InProgress`` or ``Stopping``; ``Stopped`` where only the output is owed.
        phase: what they wait for.
        oldest: when the oldest of them was started.
    """

    flow_definition_arn: str
    status: LoopStatus
    phase: Phase
    count: int
    oldest: Instant
