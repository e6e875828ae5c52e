"""What was read lately is never anything but what the database holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.records import NOW, SCOPE, human_loop, workteam

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.workforce import Workteam
from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.storage.recent import RecentRecords
from a2i_emulator.storage.store import SqlStore

NAMES = ("a", "b")
State = dict[str, tuple[HumanLoop | None, Workteam | None]]
Step = Callable[[SqlStore, int], None]


def looks(store: SqlStore, _: int) -> None:
    state_of(store)


def adds(store: SqlStore, number: int) -> None:
    name = NAMES[number % 2]
    store.human_loops.add(human_loop(name, due_at=NOW + number), "{}")
    store.workteams.add(replace(workteam(name), description=f"added {number}"))


def saves(store: SqlStore, number: int) -> None:
    name = NAMES[number % 2]
    if loop := store.human_loops.get(SCOPE, name):
        store.human_loops.save(replace(loop, due_at=NOW + number))
    if team := store.workteams.get(SCOPE, name):
        store.workteams.save(replace(team, description=f"saved {number}"))


def removes(store: SqlStore, number: int) -> None:
    name = NAMES[number % 2]
    if loop := store.human_loops.get(SCOPE, name):
        store.human_loops.remove(loop)
    if team := store.workteams.get(SCOPE, name):
        store.workteams.remove(team)


def fails(_store: SqlStore, _: int) -> None:
    raise LookupError


def state_of(store: SqlStore) -> State:
    return {
        name: (store.human_loops.get(SCOPE, name), store.workteams.get(SCOPE, name))
        for name in NAMES
    }


def stored(database: SqlDatabase) -> State:
    """Return the state by way of what is never remembered."""
    with database.read() as store:
        loops = {loop.name: loop for loop in store.human_loops.every()}
        teams = {team.name: team for team in store.workteams.every()}
    return {name: (loops.get(name), teams.get(name)) for name in NAMES}


steps = st.lists(
    st.tuples(st.sampled_from([looks, adds, saves, removes, fails]), st.integers(0, 9)), max_size=6
)


@given(st.lists(steps, max_size=12))
def test_it_is_what_the_database_holds(transactions: list[list[tuple[Step, int]]]) -> None:
    database = open_database()
    for transaction in transactions:
        with suppress(LookupError), database.write() as store:
            for step, number in transaction:
                step(store, number)
        with database.read() as store:
            seen = state_of(store)
        assert seen == stored(database)
    database.close()


@pytest.mark.parametrize("way", ["reset", "load"])
def test_what_is_replaced_as_a_whole_is_forgotten(database: SqlDatabase, way: str) -> None:
    empty = database.dump()
    with database.write() as store:
        adds(store, 0)
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "a")
    database.load(empty) if way == "load" else database.reset()
    with database.read() as store:
        assert state_of(store) == dict.fromkeys(NAMES, (None, None))


def test_the_oldest_makes_room() -> None:
    recent = RecentRecords(capacity=2)
    for name in "abca":
        recent.keep(name, "kind", name)
    assert [recent.get("kind", name) for name in "abc"] == ["a", None, "c"]
