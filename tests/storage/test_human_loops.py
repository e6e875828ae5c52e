from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.records import ELSEWHERE, NOW, SCOPE, answer, human_loop, review, settled

from a2i_emulator.domain.human_loop import LoopStatus, Phase
from a2i_emulator.domain.names import flow_definition_arn, private_workteam_arn
from a2i_emulator.operations.ports import Listing
from a2i_emulator.storage.database import SqlDatabase

FLOW = flow_definition_arn(SCOPE, "flow")


def test_a_loop_comes_back_as_it_was(database: SqlDatabase) -> None:
    loop = human_loop("one")
    with database.write() as store:
        assert store.human_loops.add(loop, '{"a": "\\u0000é"}')
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "one") == loop
        assert store.human_loops.by_id(loop.id) == loop
        assert store.human_loops.input_content(loop.id) == '{"a": "\\u0000é"}'
        assert store.human_loops.get(ELSEWHERE, "one") is None
        assert store.human_loops.by_id("other") is None


def test_input_of_3_mb_with_any_character_is_kept(database: SqlDatabase) -> None:
    text = '"' + "\ud800 \0 é 😀 " * 250_000 + '"'
    with database.write() as store:
        store.human_loops.add(human_loop("one"), text)
    with database.read() as store:
        assert store.human_loops.input_content(human_loop("one").id) == text


def test_a_taken_name_is_refused_and_nothing_done(database: SqlDatabase) -> None:
    with database.write() as store:
        assert store.human_loops.add(human_loop("one"), "first")
        assert not store.human_loops.add(human_loop("one", id="another"), "second")
        assert store.human_loops.add(human_loop("one", scope=ELSEWHERE), "there")
    with database.read() as store:
        assert store.human_loops.by_id("another") is None
        assert store.human_loops.input_content(human_loop("one").id) == "first"
        assert [loop.scope for loop in store.human_loops.named("one")] == [SCOPE, ELSEWHERE]


def test_what_no_database_can_hold_is_not_found(database: SqlDatabase) -> None:
    with database.write() as store:
        store.human_loops.add(human_loop("one"), "{}")
        for name in ("\0", "one\0", "\ud800"):
            assert store.human_loops.get(SCOPE, name) is None
            assert store.human_loops.named(name) == []
        assert store.human_loops.get(SCOPE, "one")


def test_save_replaces_the_loop(database: SqlDatabase) -> None:
    loop = human_loop("one")
    changed = replace(loop, status=LoopStatus.STOPPING, phase=Phase.OPEN, due_at=NOW + 9)
    with database.write() as store:
        store.human_loops.add(loop, "{}")
        store.human_loops.save(changed)
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "one") == changed
        assert store.next_due().human_loops == NOW + 9


def test_remove_takes_input_and_answers_along(database: SqlDatabase) -> None:
    loop, other = human_loop("one"), human_loop("two")
    with database.write() as store:
        for each in (loop, other):
            store.human_loops.add(each, each.name)
            store.human_loops.add_answer(each.id, answer(n=1))
        store.human_loops.remove(loop)
    with database.write() as store:
        assert store.human_loops.get(SCOPE, "one") is None
        assert store.human_loops.answers(loop.id) == []
        assert store.human_loops.input_content(loop.id) == ""
        assert store.human_loops.input_content(other.id) == "two"
        assert store.human_loops.add(loop, "again")
        assert store.human_loops.answers(loop.id) == []


def test_answers_keep_their_order(database: SqlDatabase) -> None:
    given = [
        answer(f"worker-{n}", text="\ud800\0", nested={"n": [n, 2**70, 0.5]}) for n in range(5)
    ]
    loop = human_loop("one")
    with database.write() as store:
        store.human_loops.add(loop, "{}")
        for each in given:
            store.human_loops.add_answer(loop.id, each)
    with database.read() as store:
        assert store.human_loops.answers(loop.id) == given


def test_count_in_flight(database: SqlDatabase) -> None:
    with database.write() as store:
        store.human_loops.add(human_loop("a"), "{}")
        store.human_loops.add(human_loop("b", status=LoopStatus.STOPPING, phase=Phase.OPEN), "{}")
        store.human_loops.add(human_loop("c", phase=Phase.SETTLING), "{}")
        store.human_loops.add(
            human_loop("d", status=LoopStatus.STOPPED, phase=Phase.SETTLING), "{}"
        )
        store.human_loops.add(settled(human_loop("e")), "{}")
        store.human_loops.add(human_loop("f", flow="other"), "{}")
        assert store.human_loops.count_in_flight(FLOW) == 3


def test_of_flow_definition_leaves_out_what_is_marked(database: SqlDatabase) -> None:
    with database.write() as store:
        for n in range(6):
            store.human_loops.add(
                human_loop(f"l{n}", created_at=NOW + n, delete_when_settled=n % 2 == 0), "{}"
            )
        store.human_loops.add(human_loop("other", flow="other"), "{}")
        names = [loop.name for loop in store.human_loops.of_flow_definition(FLOW, 2)]
        assert names == ["l1", "l3"]


def test_page_lists_by_creation_time(database: SqlDatabase) -> None:
    with database.write() as store:
        for n in range(7):
            store.human_loops.add(human_loop(f"l{n}", created_at=NOW + n // 2), "{}")
        store.human_loops.add(human_loop("other", flow="other"), "{}")
        first = store.human_loops.page(SCOPE, FLOW, Listing(3))
        assert [loop.name for loop in first.items] == ["l6", "l5", "l4"]
        second = store.human_loops.page(SCOPE, FLOW, Listing(3, after=first.next))
        assert [loop.name for loop in second.items] == ["l3", "l2", "l1"]
        last = store.human_loops.page(SCOPE, FLOW, Listing(3, after=second.next))
        assert ([loop.name for loop in last.items], last.next) == (["l0"], None)
        within = Listing(9, descending=False, created_after=NOW + 1, created_before=NOW + 2)
        found = store.human_loops.page(SCOPE, FLOW, within)
        assert [loop.name for loop in found.items] == ["l2", "l3", "l4", "l5"]


def test_a_position_of_another_order_is_refused(database: SqlDatabase) -> None:
    with database.read() as store, pytest.raises(ValueError, match="position"):
        store.human_loops.page(SCOPE, FLOW, Listing(1, after=("a", "a")))


def test_open_merges_teams_and_scopes_by_age(database: SqlDatabase) -> None:
    with database.write() as store:
        for n in range(12):
            loop = human_loop(
                f"l{n:02}",
                scope=(SCOPE, ELSEWHERE)[n % 2],
                team=("red", "blue", "green")[n % 3],
                created_at=NOW + n,
            )
            store.human_loops.add(settled(loop) if n in (4, 5) else loop, "{}")
        loops = store.human_loops
        names, after = [], None
        while True:
            page = loops.open(limit=3, after=after)
            names += [loop.name for loop in page.items]
            after = page.next
            if after is None:
                break
        assert names == [f"l{n:02}" for n in range(12) if n not in (4, 5)]
        here = loops.open(scope=SCOPE, limit=9).items
        assert [loop.name for loop in here] == ["l00", "l02", "l06", "l08", "l10"]
        red = [private_workteam_arn(SCOPE, "red"), private_workteam_arn(ELSEWHERE, "red")]
        assert [loop.name for loop in loops.open(workteam_arns=red, limit=9).items] == [
            "l00", "l03", "l06", "l09",
        ]  # fmt: skip
        both = loops.open(workteam_arns=[*red, red[0]], scope=ELSEWHERE, limit=9).items
        assert [loop.name for loop in both] == ["l03", "l09"]
        assert loops.open(workteam_arns=[], limit=9).items == []
        assert sorted(loops.open_for()) == sorted(
            (private_workteam_arn(scope, team), scope)
            for scope in (SCOPE, ELSEWHERE)
            for team in ("red", "blue", "green")
        )


def test_a_loop_becomes_another_teams(database: SqlDatabase) -> None:
    loop = human_loop("x", team="red", gold_task="g")
    handed = replace(loop, review=review("blue"))
    with database.write() as store:
        store.human_loops.add(loop, "{}")
        store.human_loops.hand_over(handed)
    with database.read() as store:
        red, blue = ([private_workteam_arn(SCOPE, team)] for team in ("red", "blue"))
        assert store.human_loops.open(workteam_arns=red, limit=9).items == []
        assert store.human_loops.open(workteam_arns=blue, limit=9).items == [handed]


def test_open_by_name(database: SqlDatabase) -> None:
    with database.write() as store:
        store.human_loops.add(human_loop("same", created_at=NOW + 1), "{}")
        store.human_loops.add(human_loop("same", scope=ELSEWHERE), "{}")
        store.human_loops.add(settled(human_loop("done")), "{}")
        first = store.human_loops.open(name="same", limit=1)
        assert [loop.scope for loop in first.items] == [ELSEWHERE]
        second = store.human_loops.open(name="same", limit=1, after=first.next)
        assert ([loop.scope for loop in second.items], second.next) == ([SCOPE], None)
        assert store.human_loops.open(name="done", limit=1).items == []
        team = [private_workteam_arn(SCOPE, "other")]
        assert store.human_loops.open(name="same", workteam_arns=team, limit=1).items == []


def test_a_deleted_loop_frees_its_name_before_it_is_settled(database: SqlDatabase) -> None:
    doomed = human_loop("name", phase=Phase.SETTLING, status=LoopStatus.STOPPED)
    with database.write() as store:
        store.human_loops.add(doomed, "{}")
        store.human_loops.save(replace(doomed, delete_when_settled=True, due_at=1))
        assert store.human_loops.get(SCOPE, "name") is None
        assert store.human_loops.named("name") == []
        assert not store.human_loops.page(SCOPE, doomed.flow_definition_arn, Listing(10)).items
        assert store.human_loops.add(human_loop("name", id="another"), "{}")
        assert [loop.id for loop in store.human_loops.claim_due(2, 10)] == [doomed.id]
