"""Every statement finds its rows by an index: a million loops cost what a thousand do."""

from __future__ import annotations

import pytest
from tests.support.records import NOW, SCOPE, answer, event, flow_definition, human_loop

from a2i_emulator.operations.ports import AuditQuery, Listing
from a2i_emulator.storage.sqlite import SqliteDatabase
from a2i_emulator.storage.store import SqlStore

POSITIONS = (None, (NOW, "x"))
RANGES = ((None, None), (NOW - 5, NOW + 5))


def use_loops(store: SqlStore) -> None:
    loops, loop = store.human_loops, human_loop("one")
    loops.add(loop, "{}")
    loops.get(SCOPE, loop.name)
    loops.by_id(loop.id)
    loops.named(loop.name)
    loops.save(loop)
    loops.add_answer(loop.id, answer())
    loops.answers(loop.id)
    loops.input_content(loop.id)
    loops.count_in_flight(loop.flow_definition_arn)
    loops.of_flow_definition(loop.flow_definition_arn, 3)
    store.next_due()
    loops.claim_due(NOW, 3)
    for after in POSITIONS:
        loops.open(after=after, limit=3)
        loops.open(after=after, limit=3, scope=SCOPE)
        loops.open(after=after, limit=3, workteam_arns=[loop.review.workteam_arn])
        for flow in (None, loop.flow_definition_arn):
            loops.open(
                after=after,
                limit=3,
                workteam_arns=[loop.review.workteam_arn],
                flow_definition_arn=flow,
                scope=SCOPE,
                descending=True,
            )
            loops.search(after=after, limit=3, within=9, flow_definition_arn=flow)
        for low, high in RANGES:
            for descending in (False, True):
                listing = Listing(
                    3, after, descending=descending, created_after=low, created_before=high
                )
                loops.page(SCOPE, loop.flow_definition_arn, listing)
    loops.remove(loop)


def use_the_rest(store: SqlStore) -> None:
    flows, flow = store.flow_definitions, flow_definition("one", due_at=NOW)
    flows.add(flow)
    flows.get(SCOPE, flow.name)
    flows.save(flow)
    flows.all(SCOPE)
    flows.count(SCOPE)
    flows.total()
    for behind in (None, (SCOPE.account, SCOPE.region, flow.name)):
        flows.search(name_contains="", after=behind, limit=3)
        flows.search(name_contains="o", after=behind, limit=3)
    store.due_flow_definitions(NOW)
    for sort_by in ("Name", "CreationTime"):
        for after in POSITIONS:
            flows.page(SCOPE, Listing(3, after, sort_by=sort_by))
    store.events.add(event("one"))
    store.events.save(event("one"))
    store.events.claim_due(NOW, 3)
    store.tags("arn")
    store.template("digest")
    store.document("name")
    store.session_ended_at("id")
    store.events.remove_before(NOW, 0, 3)
    store.human_loops.settled_before(NOW, 0, 3)
    store.audit.remove_before(NOW, 3)
    for who, action in (("", ""), ("ann", ""), ("", "Call")):
        for place in (None, (NOW, 3)):
            store.audit.page(AuditQuery(3, who, action, since=1, until=NOW, after=place))
    store.guesses("digest", 3)
    store.save_guesses("digest", 3, 3)


@pytest.mark.parametrize("use", [use_loops, use_the_rest])
def test_no_statement_walks_or_sorts_a_table(use: object) -> None:
    database = SqliteDatabase()
    statements: set[str] = set()
    with database.write() as store:
        database._connection.set_trace_callback(statements.add)
        assert callable(use)
        use(store)
        database._connection.set_trace_callback(None)
        plans = {
            text: [row[3] for row in store.session.all("EXPLAIN QUERY PLAN " + text)]
            for text in statements
        }
    database.close()
    assert len(plans) > 10
    for text, plan in plans.items():
        for line in plan:
            assert not line.startswith(("SCAN human", "SCAN events", "SCAN resources")), text
            assert "TEMP B-TREE" not in line, text
