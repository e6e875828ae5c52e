"""Whoever walks a listing sees every item that is there all the while, and none twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.records import ELSEWHERE, NOW, SCOPE, human_loop, workteam

from a2i_emulator.domain.human_loop import LoopStatus
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import flow_definition_arn, private_workteam_arn
from a2i_emulator.operations.ports import Listing, Position
from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.storage.store import SqlStore


@dataclass(frozen=True)
class Item:
    """A name and when it was created."""

    name: str
    created_at: Instant


ITEMS = st.builds(Item, st.from_regex(r"[a-c]{1,3}", fullmatch=True), st.integers(NOW, NOW + 5))
CHANGES = st.lists(st.tuples(st.booleans(), ITEMS), max_size=4)


class Loops:
    """The human loops of a flow definition."""

    sort_by = "CreationTime"

    def add(self, store: SqlStore, item: Item) -> bool:
        return store.human_loops.add(human_loop(item.name, created_at=item.created_at), "{}")

    def remove(self, store: SqlStore, item: Item) -> None:
        store.human_loops.remove(human_loop(item.name))

    def page(self, store: SqlStore, listing: Listing) -> tuple[list[Item], Position | None]:
        found = store.human_loops.page(SCOPE, flow_definition_arn(SCOPE, "flow"), listing)
        return [Item(loop.name, loop.created_at) for loop in found.items], found.next


class OpenLoops(Loops):
    """The open loops of two workteams in two scopes."""

    def add(self, store: SqlStore, item: Item) -> bool:
        scope = ELSEWHERE if "a" in item.name else SCOPE
        loop = human_loop(item.name, created_at=item.created_at, scope=scope, team=item.name[-1])
        return store.human_loops.add(loop, "{}")

    def remove(self, store: SqlStore, item: Item) -> None:
        for loop in store.human_loops.named(item.name):
            store.human_loops.remove(loop)

    def page(self, store: SqlStore, listing: Listing) -> tuple[list[Item], Position | None]:
        found = store.human_loops.open(
            after=listing.after, limit=listing.limit, descending=listing.descending
        )
        return [Item(loop.name, loop.created_at) for loop in found.items], found.next


class OpenLoopsOfFlow(Loops):
    """The open loops of a flow definition, as members of its workteam see them."""

    def page(self, store: SqlStore, listing: Listing) -> tuple[list[Item], Position | None]:
        found = store.human_loops.open(
            scope=SCOPE,
            workteam_arns=[private_workteam_arn(SCOPE, "team")],
            flow_definition_arn=flow_definition_arn(SCOPE, "flow"),
            after=listing.after,
            limit=listing.limit,
            descending=listing.descending,
        )
        return [Item(loop.name, loop.created_at) for loop in found.items], found.next


@dataclass(frozen=True)
class Teams:
    """The workteams of a scope."""

    sort_by: str

    def add(self, store: SqlStore, item: Item) -> bool:
        return store.workteams.add(workteam(item.name, created_at=item.created_at))

    def remove(self, store: SqlStore, item: Item) -> None:
        store.workteams.remove(workteam(item.name))

    def page(self, store: SqlStore, listing: Listing) -> tuple[list[Item], Position | None]:
        found = store.workteams.page(SCOPE, listing)
        return [Item(team.name, team.created_at) for team in found.items], found.next


Things = Loops | Teams
THINGS = st.sampled_from(
    [Loops(), OpenLoops(), OpenLoopsOfFlow(), Teams("Name"), Teams("CreationTime")]
)


@pytest.fixture(scope="module", params=["memory", "postgres"])
def shared(request: pytest.FixtureRequest) -> Iterator[SqlDatabase]:
    """A database to be emptied before each use."""
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres_database")()
    opened = open_database(database_url=url)
    yield opened
    opened.close()


class Walk:
    """A walk through all pages, with changes between them."""

    def __init__(self, database: SqlDatabase, things: Things, items: list[Item]) -> None:
        self.database = database
        self.things = things
        self.present: dict[str, Item] = {}
        self.ever: set[Item] = set()
        with database.write() as store:
            for item in items:
                self._add(store, item)
        self.throughout = set(self.present.values())

    def pages(self, listing: Listing, changes: Iterator[list[tuple[bool, Item]]]) -> list[Item]:
        seen: list[Item] = []
        while True:
            with self.database.read() as store:
                items, after = self.things.page(store, listing)
            assert len(items) <= listing.limit
            seen += items
            if after is None:
                return seen
            assert len(items) == listing.limit
            self.change(next(changes, []))
            listing = replace(listing, after=after)

    def change(self, changes: list[tuple[bool, Item]]) -> None:
        with self.database.write() as store:
            for adding, item in changes:
                if adding:
                    self._add(store, item)
                elif item.name in self.present:
                    self.things.remove(store, item)
                    self.throughout.discard(self.present.pop(item.name))

    def _add(self, store: SqlStore, item: Item) -> None:
        assert self.things.add(store, item) == (item.name not in self.present)
        if item.name not in self.present:
            self.present[item.name] = item
            self.ever.add(item)


@settings(deadline=None, max_examples=60)
@given(
    things=THINGS,
    items=st.lists(ITEMS, max_size=12),
    changes=st.lists(CHANGES, max_size=6),
    limit=st.integers(1, 4),
    descending=st.booleans(),
)
def test_a_walk_loses_and_repeats_nothing(
    shared: SqlDatabase,
    things: Things,
    items: list[Item],
    changes: list[list[tuple[bool, Item]]],
    limit: int,
    *,
    descending: bool,
) -> None:
    shared.reset()
    walk = Walk(shared, things, items)
    listing = Listing(limit, sort_by=things.sort_by, descending=descending)
    seen = walk.pages(listing, iter(changes))
    assert walk.throughout <= set(seen) <= walk.ever
    assert len(set(seen)) == len(seen)
    by_name = things.sort_by == "Name"
    order = [item.name if by_name else item.created_at for item in seen]
    assert order == sorted(order, reverse=descending)


FILTERED = st.builds(
    Listing,
    limit=st.integers(1, 4),
    descending=st.booleans(),
    name_contains=st.sampled_from([None, "a", "bc"]),
    created_after=st.none() | st.integers(NOW - 1, NOW + 6),
    created_before=st.none() | st.integers(NOW - 1, NOW + 6),
)


def is_listed(item: Item, listing: Listing) -> bool:
    low, high = listing.created_after, listing.created_before
    return (
        (listing.name_contains or "") in item.name
        and (low is None or item.created_at >= low)
        and (high is None or item.created_at <= high)
    )


@settings(deadline=None, max_examples=60)
@given(
    things=THINGS.filter(lambda things: not isinstance(things, OpenLoops | OpenLoopsOfFlow)),
    items=st.lists(ITEMS, max_size=12),
    listing=FILTERED,
)
def test_filters_hold_on_every_page(
    shared: SqlDatabase, things: Things, items: list[Item], listing: Listing
) -> None:
    shared.reset()
    walk = Walk(shared, things, items)
    expected = [item for item in walk.present.values() if is_listed(item, listing)]
    seen = walk.pages(replace(listing, sort_by=things.sort_by), iter([]))
    assert len(seen) == len(expected)
    assert set(seen) == set(expected)


@pytest.mark.parametrize("flow", [None, flow_definition_arn(SCOPE, "flow")])
def test_a_search_finds_each_loop_once_however_far_it_looks_at_a_time(
    shared: SqlDatabase, flow: str | None
) -> None:
    shared.reset()
    names = [f"{'ab'[number % 2]}-{number}" for number in range(40)]
    with shared.write() as store:
        for number, name in enumerate(names):
            done: dict[str, Any] = {"status": LoopStatus.COMPLETED} if number % 3 == 0 else {}
            store.human_loops.add(human_loop(name, created_at=NOW + number, **done), "{}")
        store.human_loops.add(human_loop("b-elsewhere", flow="other"), "{}")
        for limit, within in ((1, 2), (3, 5), (50, 50)):
            found: list[str] = []
            after = None
            while True:
                page = store.human_loops.search(
                    name_contains="b-",
                    status=LoopStatus.COMPLETED,
                    flow_definition_arn=flow,
                    after=after,
                    limit=limit,
                    within=within,
                )
                found += [loop.name for loop in page.items]
                after = page.next
                if after is None:
                    break
            assert found == [name for name in reversed(names[::3]) if name.startswith("b-")]
        counts = store.human_loops.count_by_status(
            name_contains="b-", flow_definition_arn=flow, since=NOW + 10, within=35
        )
    expected = [number for number in range(10, 40) if number % 2]
    completed = sum(number % 3 == 0 for number in expected)
    assert counts == {
        LoopStatus.COMPLETED: completed,
        LoopStatus.IN_PROGRESS: len(expected) - completed,
    }
