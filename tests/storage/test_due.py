from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from tests.support.records import NOW, event, human_loop

from a2i_emulator.clock import Clock
from a2i_emulator.engine.due_work import DueWork
from a2i_emulator.operations.ports import EventRecord
from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.storage.session import CLAIM
from a2i_emulator.storage.store import SqlStore


@dataclass(frozen=True)
class Kind:
    """Loops and events are due in the same way."""

    table: str
    make: Callable[..., Any]
    of: Callable[[SqlStore], Any]
    add: Callable[[SqlStore, Any], object]


KINDS = [
    Kind(
        "human_loops",
        human_loop,
        lambda store: store.human_loops,
        lambda store, loop: store.human_loops.add(loop, "{}"),
    ),
    Kind("events", event, lambda store: store.events, lambda store, it: store.events.add(it)),
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.table)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


def fill(database: SqlDatabase, kind: Kind) -> None:
    """Four that are due at NOW, NOW + 1 … and one that never is."""
    with database.write() as store:
        for n in (2, 0, 3, 1):
            kind.add(store, kind.make(f"n{n}", due_at=NOW + n))
        kind.add(store, kind.make("never", due_at=None))


def claim(database: SqlDatabase, kind: Kind, now: int, limit: int = 9) -> list[str]:
    with database.write() as store:
        return [record.id[-2:] for record in kind.of(store).claim_due(now, limit)]


def next_due(database: SqlDatabase, kind: Kind) -> int | None:
    with database.read() as store:
        due: int | None = getattr(store.next_due(), kind.table)
        return due


def test_nothing_is_due_in_an_empty_database(database: SqlDatabase, kind: Kind) -> None:
    assert claim(database, kind, NOW) == []
    assert next_due(database, kind) is None


def test_due_records_are_taken_once_the_longest_overdue_first(
    database: SqlDatabase, kind: Kind
) -> None:
    fill(database, kind)
    assert next_due(database, kind) == NOW
    assert claim(database, kind, NOW - 1) == []
    assert claim(database, kind, NOW + 2, limit=2) == ["n0", "n1"]
    assert next_due(database, kind) == NOW + 2
    assert claim(database, kind, NOW + 2) == ["n2"]
    assert claim(database, kind, NOW + 2) == []
    assert next_due(database, kind) == NOW + 3


def test_saving_ends_the_claim(database: SqlDatabase, kind: Kind) -> None:
    fill(database, kind)
    claim(database, kind, NOW + 9)
    with database.write() as store:
        kind.of(store).save(kind.make("n1", due_at=NOW + 20))
        kind.of(store).save(kind.make("n2", due_at=None))
    assert next_due(database, kind) == NOW + 20
    assert claim(database, kind, NOW + 20) == ["n1"]


def test_a_claim_that_is_not_committed_is_none(database: SqlDatabase, kind: Kind) -> None:
    fill(database, kind)

    def interrupted(store: SqlStore) -> None:
        assert len(kind.of(store).claim_due(NOW, 9)) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.transact(interrupted)
    assert claim(database, kind, NOW) == ["n0"]


def test_a_claim_lapses_after_a_while(database: SqlDatabase, kind: Kind) -> None:
    fill(database, kind)
    claim(database, kind, NOW + 9)
    with database.write() as store:
        lapse = f"UPDATE {kind.table} SET claimed_until = claimed_until - ? WHERE due_at < ?"
        assert store.session.run(lapse, CLAIM, NOW + 2) == 2
    assert next_due(database, kind) == NOW
    assert claim(database, kind, NOW + 9) == ["n0", "n1"]


def test_the_owner_of_a_data_directory_left_no_claims(tmp_path: Path, kind: Kind) -> None:
    first = open_database(tmp_path)
    fill(first, kind)
    claim(first, kind, NOW + 9)
    first.close()
    second = open_database(tmp_path)
    assert claim(second, kind, NOW + 1) == ["n0", "n1"]
    assert claim(second, kind, NOW + 9) == ["n2", "n3"]
    assert claim(second, kind, NOW + 9) == []
    second.close()


def test_processes_on_one_database_share_the_work(postgres_url: str, kind: Kind) -> None:
    one, two = open_database(database_url=postgres_url), open_database(database_url=postgres_url)
    fill(one, kind)
    with one.write() as store:
        taken = [record.id[-2:] for record in kind.of(store).claim_due(NOW + 9, 2)]
        # The other one neither waits for the rows in hand nor takes them too.
        assert claim(two, kind, NOW + 2) == ["n2"]
    assert taken == ["n0", "n1"]
    assert claim(two, kind, NOW + 9) == ["n3"]
    assert (next_due(one, kind), next_due(two, kind)) == (None, None)
    one.close()
    two.close()


def test_an_event_is_kept_once(database: SqlDatabase) -> None:
    with database.write() as store:
        store.events.add(event("a", state="done", due_at=None, attempts=3, deliveries=({"x": 1},)))
        store.events.add(event("a"))
        store.events.add(event("b"))
        latest = store.events.latest(9)
    assert [(record.id, record.attempts) for record in latest] == [("b", 0), ("a", 3)]
    with database.read() as store:
        assert [record.id for record in store.events.latest(1)] == ["b"]
        assert store.events.latest(9)[1].deliveries == ({"x": 1},)


def test_an_event_that_was_delivered_before_a_kill_comes_again_with_its_id(tmp_path: Path) -> None:
    came: list[Any] = []

    def deliver(record: EventRecord) -> NoReturn:
        came.append(record.event)
        raise KeyboardInterrupt  # Before it is noted.

    def to_a_target(record: EventRecord) -> EventRecord:
        return replace(record, deliveries=({"targetArn": "arn"},))

    for _ in range(2):
        database = open_database(tmp_path)
        with database.write() as store:
            store.events.add(event("an-id"))
        unused: Any = None
        work = DueWork(database, Clock(), unused, to_a_target, deliver, unused, unused)
        with pytest.raises(KeyboardInterrupt):
            work.run_batch(work.next_due())
        database.close()
    assert came[0] == came[1]
    assert came[0]["id"] == "an-id"
