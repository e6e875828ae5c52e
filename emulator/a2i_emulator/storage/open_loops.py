"""The loops that are not settled, across workteams and scopes, oldest first.

One partial index holds them, by workteam, account, Region and age. There are few such groups,
however many loops there are, so a page is merged from the beginnings of the groups that count:
its cost depends on neither the number of loops nor that of the settled ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter

from a2i_emulator.domain.human_loop import HumanLoop, Phase
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Page, Position
from a2i_emulator.storage.codec import Codec
from a2i_emulator.storage.query import Query, page_of
from a2i_emulator.storage.session import Row, Session

Group = tuple[str, str, str]
"""Workteam ARN, account and Region."""

_NEXT_GROUP = """
    SELECT workteam_arn, account, region FROM human_loops
    WHERE phase <> 'settled' AND (workteam_arn, account, region, created_at) > (?, ?, ?, ?)
    ORDER BY workteam_arn, account, region, created_at LIMIT 1"""

_END_OF_TIME = 2**63 - 1
"""Leads behind a group's last loop. Without a moment SQLite would walk through the group."""


def position(loop: HumanLoop) -> Position:
    """Return a loop's place in listings by CreationTime."""
    return loop.created_at, loop.id


class OpenLoops:
    """The unsettled loops of a scope and of some workteams; None stands for all."""

    def __init__(
        self,
        session: Session,
        codec: Codec[HumanLoop],
        scope: Scope | None,
        workteam_arns: Sequence[str] | None,
    ) -> None:
        self._session = session
        self._codec = codec
        self._scope = scope
        self._workteam_arns = None if workteam_arns is None else sorted(set(workteam_arns))

    def page(self, after: Position | None, limit: int) -> Page[HumanLoop]:
        """Return a page of them."""
        groups = (self._oldest(group, after, limit + 1) for group in self.groups())
        rows = sorted(chain.from_iterable(groups), key=itemgetter(0, 1))[: limit + 1]
        return page_of([self._codec.decode(row[2]) for row in rows], limit, position)

    def page_among(
        self, loops: Sequence[HumanLoop], after: Position | None, limit: int
    ) -> Page[HumanLoop]:
        """Return a page of those among a few loops."""
        found = sorted(filter(self._counts, loops), key=position)
        behind = [loop for loop in found if after is None or position(loop) > after]
        return page_of(behind[: limit + 1], limit, position)

    def _counts(self, loop: HumanLoop) -> bool:
        return (
            loop.phase is not Phase.SETTLED
            and self._scope in (None, loop.scope)
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

    def _oldest(self, group: Group, after: Position | None, limit: int) -> Sequence[Row]:
        select = Query("SELECT created_at, id, body FROM human_loops").where(
            "workteam_arn = ? AND account = ? AND region = ? AND phase <> 'settled'", *group
        )
        if after is not None:
            select.where("(created_at, id) > (?, ?)", *after)
        sql, params = select.ordered("created_at", "id", limit=limit)
        return self._session.all(sql, *params)
