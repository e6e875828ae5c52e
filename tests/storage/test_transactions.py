from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import replace
from typing import TypeVar

import pytest
from tests.support.records import SCOPE, human_loop, workteam

from a2i_emulator.operations.ports import ConflictError
from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import ATTEMPTS, SqlDatabase
from a2i_emulator.storage.store import SqlStore

CLIENTS = 32
T = TypeVar("T")


def at_once(work: Callable[[int], bool]) -> list[bool]:
    """Let all clients begin together; return what each of them got."""
    barrier = threading.Barrier(CLIENTS)

    def client(number: int) -> bool:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(client, range(CLIENTS)))


def test_an_exception_undoes_the_transaction(database: SqlDatabase) -> None:
    def work(store: SqlStore) -> None:
        assert store.human_loops.add(human_loop("one"), "{}")
        raise LookupError

    with pytest.raises(LookupError):
        database.transact(work)
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "one") is None


def test_transactions_do_not_nest_but_reading_joins(database: SqlDatabase) -> None:
    with database.write() as store:
        store.human_loops.add(human_loop("one"), "{}")
        with database.read() as view:
            assert view.human_loops.get(SCOPE, "one")
        with pytest.raises(RuntimeError, match="open in this thread"), database.write():
            pytest.fail("must not begin")
    with database.read(), pytest.raises(RuntimeError, match="open in this"), database.write():
        pytest.fail("must not begin")
    with database.write() as store:
        assert store.human_loops.get(SCOPE, "one")


def test_reading_changes_nothing(database: SqlDatabase) -> None:
    with pytest.raises(RuntimeError, match="not in a write"), database.read() as store:
        store.human_loops.add(human_loop("one"), "{}")
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "one") is None


def test_one_of_many_gets_a_name(database: SqlDatabase) -> None:
    def loop(number: int) -> bool:
        with database.write() as store:
            return store.human_loops.add(human_loop("one", id=str(number)), str(number))

    def team(_: int) -> bool:
        with database.write() as store:
            return store.workteams.add(workteam("one"))

    won = at_once(loop)
    assert sum(won) == 1
    with database.read() as store:
        assert store.human_loops.input_content(str(won.index(True))) == str(won.index(True))
    assert sum(at_once(team)) == 1


def test_what_is_read_to_be_changed_is_not_changed_by_others(database: SqlDatabase) -> None:
    with database.write() as store:
        store.human_loops.add(human_loop("one"), "{}")
        store.workteams.add(workteam("one", description="0"))

    def count(_: int) -> bool:
        with database.write() as store:
            loop = store.human_loops.get(SCOPE, "one")
            team = store.workteams.get(SCOPE, "one")
            assert loop
            assert team
            store.human_loops.save(replace(loop, attempts=loop.attempts + 1))
            store.workteams.save(replace(team, description=str(int(team.description) + 1)))
        return True

    assert all(at_once(count))
    with database.read() as store:
        loop, team = store.human_loops.get(SCOPE, "one"), store.workteams.get(SCOPE, "one")
    assert loop
    assert loop.attempts == CLIENTS
    assert team
    assert team.description == str(CLIENTS)


def test_readers_and_writers_get_on(database: SqlDatabase) -> None:
    def client(number: int) -> bool:
        for turn in range(5):
            with database.write() as store:
                store.human_loops.add(human_loop(f"{number}-{turn}"), "{}")
                store.human_loops.claim_due(2**50, 1)
            with database.read() as store:
                found = store.human_loops.open(limit=500).items
                # One view: nothing appears between two looks.
                assert store.human_loops.open(limit=500).items == found
        return True

    assert all(at_once(client))
    with database.read() as store:
        assert len(store.human_loops.open(limit=500).items) == CLIENTS * 5


def test_shared_records_are_shared_but_kept_from_change(postgres_url: str) -> None:
    database = open_database(database_url=postgres_url)
    with database.write() as store:
        store.workteams.add(workteam("one"))
    order: list[str] = []

    def share() -> None:
        with database.write() as store:
            assert store.workteams.get(SCOPE, "one", shared=True)

    def change() -> None:
        with database.write() as store:
            assert store.workteams.get(SCOPE, "one")
            order.append("changed")

    with ThreadPoolExecutor(2) as pool:
        with database.write() as store:
            assert store.workteams.get(SCOPE, "one", shared=True)
            pool.submit(share).result(10)
            changing = pool.submit(change)
            with pytest.raises(NotYetError):
                changing.result(0.2)
            order.append("relied upon")
        changing.result(10)
    assert order == ["relied upon", "changed"]
    database.close()


class Hindered:
    """Work that others get in the way of some times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.calls = 0

    def __call__(self, store: SqlStore) -> str:
        self.calls += 1
        store.human_loops.add(human_loop(f"try-{self.calls}"), "{}")
        if self.calls <= self.times:
            raise ConflictError("hindered")
        return "done"


def test_work_that_was_hindered_is_done_anew(database: SqlDatabase) -> None:
    work = Hindered(2)
    assert database.transact(work) == "done"
    with database.read() as store:
        assert [loop.name for loop in store.human_loops.open(limit=9).items] == ["try-3"]


def test_work_that_is_always_hindered_fails(database: SqlDatabase) -> None:
    work = Hindered(ATTEMPTS)
    with pytest.raises(ConflictError):
        database.transact(work)
    assert work.calls == ATTEMPTS


def test_a_deadlock_is_resolved(postgres_url: str) -> None:
    database = open_database(database_url=postgres_url)
    with database.write() as store:
        store.workteams.add(workteam("one"))
        store.workteams.add(workteam("two"))
    both = threading.Barrier(2)

    def crosswise(first: str, second: str) -> int:
        tries = []

        def work(store: SqlStore) -> None:
            assert store.workteams.get(SCOPE, first)
            tries.append(first)
            if len(tries) == 1:
                both.wait()
            team = store.workteams.get(SCOPE, second)
            assert team
            store.workteams.save(replace(team, description=team.description + "!"))

        database.transact(work)
        return len(tries)

    with ThreadPoolExecutor(2) as pool:
        tries = list(pool.map(crosswise, ("one", "two"), ("two", "one")))
    assert max(tries) > 1
    with database.read() as store:
        assert [team.description for team in store.workteams.all(SCOPE)] == ["Team!", "Team!"]
    database.close()


def waiting(
    database: SqlDatabase, work: Callable[[int], Callable[[SqlStore], T]]
) -> list[Future[T]]:
    """Let callers come while a transaction is open, and return what became of their work."""
    begun, held = threading.Event(), threading.Event()

    def hold(_: SqlStore) -> None:
        begun.set()
        assert held.wait(10)

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        holder = pool.submit(database.transact, hold)
        assert begun.wait(10)
        others = [pool.submit(database.transact, work(number)) for number in range(CLIENTS)]
        held.set()
        holder.result()
    return others


def names(database: SqlDatabase) -> set[str]:
    with database.read() as store:
        return {loop.name for loop in store.human_loops.every()}


def test_what_waits_is_done_together_and_what_fails_hinders_nobody(database: SqlDatabase) -> None:
    def add(number: int) -> Callable[[SqlStore], bool]:
        def work(store: SqlStore) -> bool:
            added = store.human_loops.add(human_loop(f"loop-{number}"), "{}")
            if number % 3 == 0:
                raise LookupError(number)
            return added

        return work

    for number, one in enumerate(waiting(database, add)):
        if number % 3 == 0:
            assert repr(one.exception()) == f"LookupError({number})"
        else:
            assert one.result()
    assert names(database) == {f"loop-{number}" for number in range(CLIENTS) if number % 3}


class Interrupt(BaseException):
    """As KeyboardInterrupt, which pytest would take for the user's."""


def test_what_waits_is_done_though_the_thread_that_does_it_is_interrupted() -> None:
    interrupted = threading.Event()

    def add(number: int) -> Callable[[SqlStore], bool]:
        def work(store: SqlStore) -> bool:
            if number == CLIENTS // 2 and not interrupted.is_set():
                interrupted.set()
                raise Interrupt
            return store.human_loops.add(human_loop(f"loop-{number}"), "{}")

        return work

    database = open_database()
    done = [not one.exception() and one.result() for one in waiting(database, add)]
    assert done.count(False) == 1
    assert names(database) == {f"loop-{number}" for number, is_ in enumerate(done) if is_}
    database.close()
