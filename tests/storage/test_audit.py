"""The audit trail in each database: numbered, found, paged and shortened at its old end."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from a2i_emulator.operations.ports import AuditEntry, AuditPosition, AuditQuery, Who
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.storage.store import SqlStore

NAMES = st.sampled_from(["ann", "bob"])
IDS = st.sampled_from(["", "ann", "bob", "an id"])
ENTRIES = st.lists(st.tuples(st.integers(-5, 5), NAMES, st.sampled_from("xy"), IDS), max_size=12)
OPTIONAL = st.none() | st.integers(-6, 6)


def entry(time: int, who: str, action: str, who_id: str = "") -> AuditEntry:
    return AuditEntry(time, "id", "api", Who("user", who, who_id), action)


def paged(store: SqlStore, size: int, **query: object) -> list[AuditEntry]:
    found: list[AuditEntry] = []
    after: AuditPosition | None = None
    while True:
        page, after = store.audit.page(AuditQuery(size, after=after, **query))  # type: ignore[arg-type]
        found += page
        if after is None:
            return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    made=ENTRIES,
    who=st.just("") | NAMES | IDS,
    action=st.sampled_from(["", "x"]),
    since=OPTIONAL,
    until=OPTIONAL,
    size=st.integers(1, 5),
    is_oldest_first=st.booleans(),
)
def test_pages_have_what_is_asked_for_in_order(  # noqa: PLR0917 - hypothesis gives them by name
    database: SqlDatabase,
    made: list[tuple[int, str, str, str]],
    who: str,
    action: str,
    since: int | None,
    until: int | None,
    size: int,
    is_oldest_first: bool,
) -> None:
    with database.write() as store:
        store.session.run("DELETE FROM audit")
        for one in made:
            store.audit.add(entry(*one))
        found = paged(
            store,
            size,
            who=who,
            action=action,
            since=since,
            until=until,
            is_oldest_first=is_oldest_first,
        )
    expected = sorted(
        (
            (time, place, name, verb)
            for place, (time, name, verb, known) in enumerate(made)
            if (not who or who in (name, known))
            and (not action or verb == action)
            and (since is None or time >= since)
            and (until is None or time < until)
        ),
        reverse=not is_oldest_first,
    )
    assert [(e.time, e.who.name, e.action) for e in found] == [
        (time, name, verb) for time, _, name, verb in expected
    ]


def test_only_the_oldest_are_removed_and_no_number_comes_again(database: SqlDatabase) -> None:
    with database.write() as store:
        for time in range(6):
            store.audit.add(entry(time, "ann", "x"))
        assert [store.audit.remove_before(4, 3) for _ in range(3)] == [3, 1, 0]
        assert [e.time for e in paged(store, 10)] == [5, 4]
        last = paged(store, 10)[0].number
        assert store.audit.remove_before(9, 9) == 1
        store.audit.add(entry(9, "ann\0\ud800", "x" * 300))
        again, before = paged(store, 10)
    assert again.number > last == before.number
    assert again.who.name.startswith("ann")
