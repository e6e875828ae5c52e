"""The store that a transaction sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations.ports.audit import AuditEntry, AuditPosition, AuditQuery
from a2i_emulator.operations.ports.human_loops import HumanLoops
from a2i_emulator.operations.ports.records import EventRecord, Listing, NextDue, Page

T = TypeVar("T")

PASSING = "passing/"
"""How the names of documents begin that are no part of the state, and are in no dump of it."""


class Resources(Protocol[T]):
    """The records of one kind (flow definitions, workteams …), by scope and name."""

    def get(self, scope: Scope, name: str, *, shared: bool = False) -> T | None:
        """Return the record of that name; inside a write transaction it is locked.

        Args:
            scope: the account and Region.
            name: the record's name.
            shared: let others lock it in the same way meanwhile, but nobody change it. For
                who relies on a record and does not save it: StartHumanLoop on a flow definition.
        """

    def add(self, record: T) -> bool:
        """Add a record; False, and nothing done, if its name is taken."""

    def save(self, record: T) -> None:
        """Replace the record of that name."""

    def remove(self, record: T) -> None:
        """Remove the record."""

    def page(self, scope: Scope, listing: Listing) -> Page[T]:
        """List records of a scope.

        Raises:
            ValueError: ``after`` is no position of a listing sorted in this way.
        """

    def all(self, scope: Scope) -> Sequence[T]:
        """Return every record of a scope, by name."""

    def every(self) -> Sequence[T]:
        """Return the records of all scopes, by account, Region and name."""

    def search(
        self, *, name_contains: str, after: tuple[str, str, str] | None, limit: int
    ) -> Sequence[T]:
        """Return records of all scopes, by account, Region and name.

        Args:
            name_contains: only records with this text in their name.
            after: go on behind the record of this account, Region and name.
            limit: how many at most.
        """

    def count(self, scope: Scope) -> int:
        """Count the records of a scope."""

    def total(self) -> int:
        """Count the records of all scopes."""


class EventRecords(Protocol):
    """The emitted events and what became of them."""

    def add(self, record: EventRecord) -> None:
        """Keep a new event; one of that id that is there already stays as it is."""

    def save(self, record: EventRecord) -> None:
        """Store what became of the event, and end its claim."""

    def latest(self, limit: int) -> Sequence[EventRecord]:
        """Return events, newest first."""

    def count_pending(self) -> int:
        """Count the events of which some delivery is not settled."""

    def remove_before(self, moment: Instant, after: int, limit: int) -> int | None:
        """Remove those of the next events that are done and from before a moment.

        Args:
            moment: those that were emitted from then on are not looked at.
            after: 0, or where an earlier look has ended.
            limit: how many to look at.

        Returns:
            Where to go on; None where there are no more.
        """

    def claim_due(self, now: Instant, limit: int) -> Sequence[EventRecord]:
        """Take events whose ``due_at`` has come, oldest first; as for loops."""


class AuditTrail(Protocol):
    """Who did what. It is only added to, but for what is older than it is to be kept.

    Neither reset nor load empties it, and no dump has it.
    """

    def add(self, entry: AuditEntry) -> None:
        """Keep an entry under the next number."""

    def page(self, query: AuditQuery) -> tuple[Sequence[AuditEntry], AuditPosition | None]:
        """Return entries, newest first unless asked otherwise, and where the next page begins."""

    def remove_before(self, moment: Instant, limit: int) -> int:
        """Remove the oldest entries from before a moment; return how many those were.

        The latest of all stays, so that no number comes twice.
        """


class Store(Protocol):
    """The state, as one transaction sees it."""

    @property
    def flow_definitions(self) -> Resources[FlowDefinition]:
        """The flow definitions."""

    @property
    def human_task_uis(self) -> Resources[HumanTaskUi]:
        """The human task UIs."""

    @property
    def workforces(self) -> Resources[Workforce]:
        """The private workforces."""

    @property
    def workteams(self) -> Resources[Workteam]:
        """The private workteams."""

    @property
    def human_loops(self) -> HumanLoops:
        """The human loops."""

    @property
    def events(self) -> EventRecords:
        """The emitted events."""

    @property
    def audit(self) -> AuditTrail:
        """The audit trail."""

    def hold(self, scope: Scope, what: str) -> None:
        """Wait for other write transactions that hold the same, and hold it until the end.

        For rules over several records (there is one workforce; a workteam in use stays), which
        no lock on a record can guard.
        """

    def tags(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource, by key."""

    def set_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Replace the tags of a resource; none removes them."""

    def template(self, sha256: str) -> str | None:
        """Return a worker task template by its digest."""

    def keep_template(self, sha256: str, content: str) -> None:
        """Keep a worker task template under its digest."""

    def document(self, name: str) -> Any:
        """Return a small JSON document (scripted workers, predictions …); None if absent."""

    def save_document(self, name: str, value: Any) -> None:
        """Keep a small JSON document; None removes it."""

    def end_session(self, session_id: str, lifetime: int) -> None:
        """Note that a session of a page has ended; neither reset nor load forgets it.

        Args:
            session_id: the session, of which any number of copied cookies may tell.
            lifetime: how long such a cookie is valid, in milliseconds of real time; the notes
                of sessions that ended longer ago are dropped.
        """

    def session_ended_at(self, session_id: str) -> Instant | None:
        """Return when a session was last said to have ended, in real time; None if it was not."""

    def guesses(self, culprit: str, lifetime: int) -> tuple[int, int]:
        """Return how often somebody was refused in a row, and how many milliseconds ago last.

        Args:
            culprit: a digest of who it is; neither reset nor load forgets them.
            lifetime: milliseconds of real time, after which refusals are forgotten.
        """

    def save_guesses(self, culprit: str, refusals: int, lifetime: int) -> None:
        """Note how often somebody was refused, up to now; drop everybody's that are forgotten."""

    def forget_guesses(self, culprit: str) -> None:
        """Drop the refusals of somebody."""

    def take_back_guess(self, culprit: str) -> None:
        """Drop the last refusal of somebody, which was none."""

    def due_flow_definitions(self, now: Instant) -> Sequence[FlowDefinition]:
        """Return the flow definitions whose ``due_at`` has come."""

    def next_due(self) -> NextDue:
        """Return when something falls due."""
