"""The loops that are not settled, across workteams and scopes, by age.

One partial index holds them, by workteam, account, Region and age. There are few such groups,
however many loops there are, so a page is merged from the beginnings of the groups that count:
its cost depends on neither the number of loops nor that of the settled ones. Those of one flow
definition have an index of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import gt, itemgetter, lt
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Backlog, Page, Position, Waiting
from a2i_emulator.storage.codec import Codec
from a2i_emulator.storage.query import Query, page_of
from a2i_emulator.storage.session import Row, Session

Group = tuple[str, str, str]
"""Workteam ARN, account and Region."""

_NEXT_GROUP = """
    SELECT workteam_arn, account, region FROM human_loops
    WHERE phase <> 'settled' AND (workteam_arn, account, region, created_at) > (?, ?, ?, ?)
    ORDER BY workteam_arn, account, region, created_at LIMIT 1"""

_BACKLOG = """
    SELECT flow_definition_arn, status, phase, COUNT(*), MIN(created_at) FROM human_loops
    WHERE phase <> 'settled'
    GROUP BY flow_definition_arn, status, phase ORDER BY flow_definition_arn, status, phase"""

_WAITING = """
    SELECT flow_definition_arn, age, answers, COUNT(*) FROM (
        SELECT flow_definition_arn, {age} AS age,
            (SELECT COUNT(*) FROM answers WHERE loop = human_loops.number) AS answers
        FROM human_loops WHERE phase <> 'settled' AND phase <> 'settling') AS open_loops
    GROUP BY flow_definition_arn, age, answers ORDER BY flow_definition_arn, age, answers"""
_NO_LATER = " + CASE WHEN created_at <= ? THEN 1 ELSE 0 END"

_END_OF_TIME = 2**63 - 1
"""Leads behind a group's last loop. Without a moment SQLite would walk through the group."""


def position(loop: HumanLoop) -> Position:
    """Return a loop's place in listings by CreationTime."""
    return loop.created_at, loop.id


def backlog(session: Session) -> Sequence[Backlog]:
    """Return how many loops are not settled, by flow definition, status and phase."""
    return [
        Backlog(arn, LoopStatus(status), Phase(phase), count, oldest)
        for arn, status, phase, count, oldest in session.all(_BACKLOG)
    ]


def waiting(session: Session, moments: Sequence[Instant]) -> Sequence[Waiting]:
    """Count the loops that workers have tasks of, by flow definition, age and answers."""
    statement = _WAITING.format(age="0" + _NO_LATER * len(moments))
    return [
        Waiting(arn, int(age), int(answers), int(count))
        for arn, age, answers, count in session.all(statement, *moments)
    ]


class OpenLoops:
    """The unsettled loops of a scope and of some workteams; None stands for all."""

    def __init__(
        self,
        session: Session,
        codec: Codec[HumanLoop],
        scope: Scope | None,
        workteam_arns: Sequence[str] | None,
        *,
        flow_definition_arn: str | None = None,
        descending: bool = False,
    ) -> None:
        self._session = session
        self._codec = codec
        self._scope = scope
        self._workteam_arns = None if workteam_arns is None else sorted(set(workteam_arns))
        self._flow_definition_arn = flow_definition_arn
        self._descending = descending

    def page(self, after: Position | None, limit: int) -> Page[HumanLoop]:
        """Return a page of them."""
        if self._flow_definition_arn is not None:
            rows = self._first(self._of_flow_definition(), after, limit + 1)
        else:
            groups = (self._first(_of_group(group), after, limit + 1) for group in self.groups())
            rows = sorted(
                chain.from_iterable(groups), key=itemgetter(0, 1), reverse=self._descending
            )[: limit + 1]
        return page_of([self._codec.decode(row[2]) for row in rows], limit, position)

    def page_among(
        self, loops: Sequence[HumanLoop], after: Position | None, limit: int
    ) -> Page[HumanLoop]:
        """Return a page of those among a few loops."""
        found = sorted(filter(self._counts, loops), key=position, reverse=self._descending)
        is_behind = lt if self._descending else gt
        behind = [loop for loop in found if after is None or is_behind(position(loop), after)]
        return page_of(behind[: limit + 1], limit, position)

    def _counts(self, loop: HumanLoop) -> bool:
        return (
            loop.phase is not Phase.SETTLED
            and self._scope in (None, loop.scope)
            and self._flow_definition_arn in (None, loop.flow_definition_arn)
            and (self._workteam_arns is None or loop.review.workteam_arn in self._workteam_arns)
        )

    def groups(self) -> Iterator[Group]:
        """Yield the groups that have such loops."""
        for group in self._all_groups() if self._workteam_arns is None else self._team_groups():
            if self._scope is None or group[1:] == (self._scope.account, self._scope.region):
                yield group

    def _all_groups(self) -> Iterator[Group]:
        group = self._next_group(("", "", ""))
        while group is not None:
            yield group
            group = self._next_group(group)

    def _team_groups(self) -> Iterator[Group]:
        for workteam_arn in self._workteam_arns or ():
            group = self._next_group((workteam_arn, "", ""))
            while group is not None and group[0] == workteam_arn:
                yield group
                group = self._next_group(group)

    def _next_group(self, group: Group) -> Group | None:
        row = self._session.one(_NEXT_GROUP, *group, _END_OF_TIME)
        return None if row is None else (row[0], row[1], row[2])

    def _of_flow_definition(self) -> Query:
        select = _select("flow_definition_arn = ?", self._flow_definition_arn)
        if self._workteam_arns is not None:
            marks = ", ".join("?" * len(self._workteam_arns))
            # As an expression, or the database might take the index by workteam, and sort.
            select.where(f"(workteam_arn || '') IN ({marks or 'NULL'})", *self._workteam_arns)
        if self._scope is not None:
            select.where("account = ? AND region = ?", self._scope.account, self._scope.region)
        return select

    def _first(self, select: Query, after: Position | None, limit: int) -> Sequence[Row]:
        if after is not None:
            select.where(f"(created_at, id) {'<' if self._descending else '>'} (?, ?)", *after)
        sql, params = select.ordered("created_at", "id", limit=limit, descending=self._descending)
        return self._session.all(sql, *params)


def _of_group(group: Group) -> Query:
    return _select("workteam_arn = ? AND account = ? AND region = ?", *group)


def _select(condition: str, *params: Any) -> Query:
    select = Query("SELECT created_at, id, body FROM human_loops")
    return select.where(f"{condition} AND phase <> 'settled'", *params)
