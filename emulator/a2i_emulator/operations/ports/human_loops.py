"""The human loops of a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.output import Answer
from a2i_emulator.operations.ports.records import Backlog, Listing, Page, Position, Waiting


class HumanLoops(Protocol):
    """Human loops with their input and answers.

    A loop that `HumanLoop.is_deleted` is found only by id and by the engine; its name is free.
    """

    def add(self, loop: HumanLoop, input_content: str) -> bool:
        """Add a loop; False, and nothing done, if the name is taken in its scope."""

    def get(self, scope: Scope, name: str) -> HumanLoop | None:
        """Return the loop of that name; inside a write transaction it is locked."""

    def by_id(self, loop_id: str) -> HumanLoop | None:
        """Return a loop by its id; inside a write transaction it is locked."""

    def save(self, loop: HumanLoop) -> None:
        """Store a changed loop; only within the write transaction that read it."""

    def hand_over(self, loop: HumanLoop) -> None:
        """Store a changed loop that has become another workteam's, as `save` does."""

    def remove(self, loop: HumanLoop) -> None:
        """Remove a loop, its input and its answers."""

    def page(self, scope: Scope, flow_definition_arn: str, listing: Listing) -> Page[HumanLoop]:
        """List the loops of a flow definition by CreationTime.

        Raises:
            ValueError: ``after`` is no position of such a listing.
        """

    def input_content(self, loop_id: str) -> str:
        """Return the InputContent as it was given."""

    def add_answer(self, loop_id: str, answer: Answer) -> None:
        """Keep a worker's answer."""

    def answers(self, loop_id: str) -> Sequence[Answer]:
        """Return a loop's answers in the order in which they came."""

    def count_in_flight(self, flow_definition_arn: str) -> int:
        """Count the loops of a flow definition that are InProgress or Stopping."""

    def of_flow_definition(self, flow_definition_arn: str, limit: int) -> Sequence[HumanLoop]:
        """Return some loops of a flow definition that are not marked for deletion."""

    def open(
        self,
        *,
        scope: Scope | None = None,
        name: str | None = None,
        workteam_arns: Sequence[str] | None = None,
        flow_definition_arn: str | None = None,
        descending: bool = False,
        after: Position | None = None,
        limit: int,
    ) -> Page[HumanLoop]:
        """Return loops that are not settled, oldest first unless ``descending``.

        Args:
            scope: only of this account and Region.
            name: only the loops of this name.
            workteam_arns: only loops that one of these workteams works on.
            flow_definition_arn: only loops of this flow definition.
            descending: newest first.
            after: go on behind this position.
            limit: the page's size.
        """

    def open_for(self) -> Sequence[tuple[str, Scope]]:
        """Return which workteams (ARNs) have unsettled loops, and in which scopes."""

    def backlog(self) -> Sequence[Backlog]:
        """Return how many loops are not settled, by flow definition, status and phase."""

    def waiting(self, moments: Sequence[Instant]) -> Sequence[Waiting]:
        """Count the loops that workers have tasks of, by flow definition, age and answers.

        Args:
            moments: what lies between the classes of age, the latest first.
        """

    def named(self, name: str) -> Sequence[HumanLoop]:
        """Return the loops of that name in all scopes, settled ones too."""

    def search(
        self,
        *,
        name_contains: str = "",
        status: LoopStatus | None = None,
        flow_definition_arn: str | None = None,
        since: Instant | None = None,
        after: Position | None = None,
        limit: int,
        within: int,
    ) -> Page[HumanLoop]:
        """Return loops in any state and any scope, newest first.

        A page may be short of some, or empty, though others follow.

        Args:
            name_contains: only loops with this text in their name.
            status: only loops that have this status.
            flow_definition_arn: only loops of this flow definition.
            since: only loops that were started then or later.
            after: go on behind this position, which is one of the same search.
            limit: the page's size.
            within: how many loops to look at, at most.
        """

    def count_by_status(
        self,
        *,
        name_contains: str = "",
        flow_definition_arn: str | None = None,
        since: Instant | None = None,
        within: int,
    ) -> Mapping[LoopStatus, int]:
        """Count loops in any scope by their status, those of `search` without one.

        Args:
            name_contains: as of `search`.
            flow_definition_arn: as of `search`.
            since: as of `search`.
            within: how many of the latest loops to look at, at most.
        """

    def settled_before(
        self, moment: Instant, after: int, limit: int
    ) -> tuple[Sequence[HumanLoop], int | None]:
        """Return which of the next loops were settled before a moment, the oldest first.

        Args:
            moment: those that were started from then on are not looked at.
            after: 0, or where an earlier look has ended.
            limit: how many to look at.

        Returns:
            The loops, and where to go on; None where there are no more.
        """

    def claim_due(self, now: Instant, limit: int) -> Sequence[HumanLoop]:
        """Take loops whose ``due_at`` has come, so that no other process takes them too.

        A claim ends when the loop is saved, or 15 seconds of real time later: what is tried
        twice does no harm, and the work of a process that died is soon taken over.
        """
