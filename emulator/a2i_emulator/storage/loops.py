"""Human loops, their input and their answers.

The input lies apart, since it may have 3 MB and never changes while the loop does; both it and
the answers hang on the loop's row number, which keeps them where the loop is. A deleted loop
that the engine has yet to settle has no name in its row, so that the name is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.output import Answer
from a2i_emulator.operations.ports import Backlog, Listing, Page, Position, Waiting
from a2i_emulator.storage import query
from a2i_emulator.storage.claims import DueRows
from a2i_emulator.storage.codec import Codec, bytes_to_text, text_to_bytes
from a2i_emulator.storage.open_loops import OpenLoops, backlog, position, waiting
from a2i_emulator.storage.search import LoopSearch
from a2i_emulator.storage.session import Session

LOOPS = Codec(HumanLoop)
ANSWERS = Codec(Answer)

_KIND = "human-loop"

_ADD = """
    INSERT INTO human_loops (
        id, account, region, name, flow_definition_arn, workteam_arn,
        status, phase, marked, created_at, due_at, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_ADD_INPUT = (
    "INSERT INTO loop_inputs (loop, content) SELECT number, ? FROM human_loops WHERE id = ?"
)
_GET = "SELECT body FROM human_loops WHERE name = ? AND account = ? AND region = ?"
_BY_ID = "SELECT body FROM human_loops WHERE id = ?"
_NAMED = "SELECT body FROM human_loops WHERE name = ? ORDER BY account, region"
_SAVE = """
    UPDATE human_loops
    SET name = ?, status = ?, phase = ?, marked = ?, due_at = ?, claimed_until = NULL, body = ?
    WHERE id = ?"""
_HAND_OVER = "UPDATE human_loops SET workteam_arn = ? WHERE id = ?"
_NUMBER = "SELECT number FROM human_loops WHERE id = ?"
_REMOVE = (
    "DELETE FROM answers WHERE loop = ?",
    "DELETE FROM loop_inputs WHERE loop = ?",
    "DELETE FROM human_loops WHERE number = ?",
)
_INPUT = """
    SELECT content FROM loop_inputs
    WHERE loop = (SELECT number FROM human_loops WHERE id = ?)"""
_ADD_ANSWER = "INSERT INTO answers (loop, body) SELECT number, ? FROM human_loops WHERE id = ?"
_ANSWERS = """
    SELECT body FROM answers
    WHERE loop = (SELECT number FROM human_loops WHERE id = ?) ORDER BY number"""
_COUNT_IN_FLIGHT = """
    SELECT count(*) FROM human_loops
    WHERE flow_definition_arn = ? AND phase <> 'settled' AND status IN ('InProgress', 'Stopping')"""
_OF_FLOW_DEFINITION = """
    SELECT body FROM human_loops WHERE flow_definition_arn = ? AND marked = 0
    ORDER BY created_at, id LIMIT ?"""
_EVERY = "SELECT body FROM human_loops ORDER BY number"
_FROM = """
    SELECT number, created_at, phase, body FROM human_loops WHERE number > ?
    ORDER BY number LIMIT ?"""
"""By number they are in the order in which they were started, without a further index."""


class HumanLoopTable:
    """See `operations.ports.HumanLoops`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._due = DueRows(session, "human_loops")

    def add(self, loop: HumanLoop, input_content: str) -> bool:
        """Add a loop unless its name is taken."""
        added = self._session.run(
            _ADD,
            loop.id,
            loop.scope.account,
            loop.scope.region,
            _name(loop),
            loop.flow_definition_arn,
            loop.review.workteam_arn,
            loop.status.value,
            loop.phase.value,
            int(loop.delete_when_settled),
            loop.created_at,
            loop.due_at,
            LOOPS.encode(loop),
        )
        if added:
            self._session.run(_ADD_INPUT, text_to_bytes(input_content), loop.id)
        return added == 1

    def get(self, scope: Scope, name: str) -> HumanLoop | None:
        """Return the loop of that name, locked in a write transaction."""
        recent: HumanLoop | None = self._session.recent.get(_KIND, *_key(scope, name))
        if recent is not None:
            return recent
        loop = self._one(_GET, *_key(scope, name))
        if loop is not None:
            self._session.recent.keep(loop, _KIND, *_key(scope, name))
        return loop

    def by_id(self, loop_id: str) -> HumanLoop | None:
        """Return a loop by its id, locked in a write transaction."""
        return self._one(_BY_ID, loop_id)

    def save(self, loop: HumanLoop) -> None:
        """Store a changed loop and end its claim."""
        self._forget(loop)
        self._session.run(
            _SAVE,
            _name(loop),
            loop.status.value,
            loop.phase.value,
            int(loop.delete_when_settled),
            loop.due_at,
            LOOPS.encode(loop),
            loop.id,
        )

    def hand_over(self, loop: HumanLoop) -> None:
        """Store a changed loop that has become another workteam's."""
        self.save(loop)
        self._session.run(_HAND_OVER, loop.review.workteam_arn, loop.id)

    def remove(self, loop: HumanLoop) -> None:
        """Remove a loop, its input and its answers."""
        self._forget(loop)
        row = self._session.one(_NUMBER + self._session.locks.exclusive, loop.id)
        if row is not None:
            for statement in _REMOVE:
                self._session.run(statement, row[0])

    def page(self, scope: Scope, flow_definition_arn: str, listing: Listing) -> Page[HumanLoop]:
        """List the loops of a flow definition by CreationTime."""
        select = query.Query("SELECT body FROM human_loops").where(
            "flow_definition_arn = ? AND account = ? AND region = ? AND name IS NOT NULL",
            flow_definition_arn,
            scope.account,
            scope.region,
        )
        query.name_contains(select, listing)
        query.created_within(select, listing, "id")
        sql, params = select.ordered(
            "created_at", "id", limit=listing.limit + 1, descending=listing.descending
        )
        return query.page_of(self._many(sql, *params), listing.limit, position)

    def input_content(self, loop_id: str) -> str:
        """Return the InputContent as it was given; empty if there is no such loop."""
        row = self._session.one(_INPUT, loop_id)
        return "" if row is None else bytes_to_text(row[0])

    def add_answer(self, loop_id: str, answer: Answer) -> None:
        """Keep a worker's answer."""
        self._session.run(_ADD_ANSWER, ANSWERS.encode(answer), loop_id)

    def answers(self, loop_id: str) -> Sequence[Answer]:
        """Return a loop's answers in the order in which they came."""
        return [ANSWERS.decode(row[0]) for row in self._session.all(_ANSWERS, loop_id)]

    def count_in_flight(self, flow_definition_arn: str) -> int:
        """Count the loops of a flow definition that are InProgress or Stopping."""
        row = self._session.one(_COUNT_IN_FLIGHT, flow_definition_arn)
        return 0 if row is None else int(row[0])

    def of_flow_definition(self, flow_definition_arn: str, limit: int) -> Sequence[HumanLoop]:
        """Return some loops of a flow definition that are not marked for deletion."""
        return self._many(_OF_FLOW_DEFINITION, flow_definition_arn, limit)

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
        """Return loops that are not settled, oldest first unless ``descending``."""
        loops = OpenLoops(
            self._session,
            LOOPS,
            scope,
            workteam_arns,
            flow_definition_arn=flow_definition_arn,
            descending=descending,
        )
        if name is None:
            return loops.page(after, limit)
        return loops.page_among(self.named(name), after, limit)

    def open_for(self) -> Sequence[tuple[str, Scope]]:
        """Return which workteams (ARNs) have unsettled loops, and in which scopes."""
        groups = OpenLoops(self._session, LOOPS, None, None).groups()
        return [(workteam_arn, Scope(account, region)) for workteam_arn, account, region in groups]

    def backlog(self) -> Sequence[Backlog]:
        """Return how many loops are not settled, by flow definition, status and phase."""
        return backlog(self._session)

    def waiting(self, moments: Sequence[Instant]) -> Sequence[Waiting]:
        """Count the loops that workers have tasks of, by flow definition, age and answers."""
        return waiting(self._session, moments)

    def named(self, name: str) -> Sequence[HumanLoop]:
        """Return the loops of that name in all scopes."""
        return self._many(_NAMED, name)

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
        """Return loops in any state, newest first, found among the next ``within``."""
        search = LoopSearch(self._session, flow_definition_arn, name_contains, status, since)
        numbers, following = search.page(after, limit, within)
        return Page([LOOPS.decode(body) for body in search.bodies(numbers)], following)

    def count_by_status(
        self,
        *,
        name_contains: str = "",
        flow_definition_arn: str | None = None,
        since: Instant | None = None,
        within: int,
    ) -> Mapping[LoopStatus, int]:
        """Count loops in any scope, among the latest ``within``, by their status."""
        search = LoopSearch(self._session, flow_definition_arn, name_contains, since=since)
        return search.count_by_status(within)

    def settled_before(
        self, moment: Instant, after: int, limit: int
    ) -> tuple[Sequence[HumanLoop], int | None]:
        """Return which of the next loops were settled before a moment, the oldest first."""
        rows = self._session.all(_FROM, after, limit)
        old = [row for row in rows if row[1] < moment]
        loops = [LOOPS.decode(body) for _, _, phase, body in old if phase == Phase.SETTLED.value]
        found = [loop for loop in loops if (loop.settled_at or loop.created_at) < moment]
        return found, rows[-1][0] if len(old) == limit else None

    def claim_due(self, now: Instant, limit: int) -> Sequence[HumanLoop]:
        """Take loops whose ``due_at`` has come."""
        return [LOOPS.decode(body) for body in self._due.claim(now, limit)]

    def every(self) -> Sequence[HumanLoop]:
        """Return all loops in the order in which they came."""
        return self._many(_EVERY)

    def _forget(self, loop: HumanLoop) -> None:
        self._session.recent.forget(_KIND, *_key(loop.scope, loop.name))

    def _one(self, sql: str, *key: str) -> HumanLoop | None:
        row = self._session.one(sql + self._session.locks.exclusive, *key)
        return None if row is None else LOOPS.decode(row[0])

    def _many(self, sql: str, *params: str | int) -> Sequence[HumanLoop]:
        return [LOOPS.decode(row[0]) for row in self._session.all(sql, *params)]


def _key(scope: Scope, name: str) -> tuple[str, str, str]:
    return name, scope.account, scope.region


def _name(loop: HumanLoop) -> str | None:
    return None if loop.is_deleted else loop.name
