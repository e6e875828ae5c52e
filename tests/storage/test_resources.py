from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.records import ELSEWHERE, NOW, SCOPE, flow_definition, workteam

from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.quality_control import Adjudication, GoldRule, QualityControl
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations.ports import Listing
from a2i_emulator.storage.database import SqlDatabase


def test_every_kind_comes_back_as_it_was(database: SqlDatabase) -> None:
    ui = HumanTaskUi(SCOPE, "x", content_sha256="0" * 64, created_at=NOW)
    force = Workforce(SCOPE, "x", "sub", NOW, NOW, cognito_config={"UserPool": "p"})
    with database.write() as store:
        assert store.flow_definitions.add(flow_definition("x"))
        assert store.human_task_uis.add(ui)
        assert store.workforces.add(force)
        assert store.workteams.add(workteam("x"))
    with database.read() as store:
        assert store.flow_definitions.get(SCOPE, "x") == flow_definition("x")
        assert store.human_task_uis.get(SCOPE, "x") == ui
        assert store.workforces.get(SCOPE, "x") == force
        assert store.workteams.get(SCOPE, "x", shared=True) == workteam("x")
        assert store.workteams.get(ELSEWHERE, "x") is None


def test_quality_control_comes_back_as_it_was(database: SqlDatabase) -> None:
    control = QualityControl(GoldRule(0.1, 0.8, 3, stops_workers=True), Adjudication(0.5), True)
    flow = flow_definition("x", quality=control)
    with database.write() as store:
        store.flow_definitions.add(flow)
    with database.read() as store:
        assert store.flow_definitions.get(SCOPE, "x") == flow
    state = database.dump()
    database.reset()
    database.load(state)
    with database.read() as store:
        assert store.flow_definitions.get(SCOPE, "x") == flow


def test_a_taken_name_is_refused_and_free_after_removal(database: SqlDatabase) -> None:
    with database.write() as store:
        teams = store.workteams
        assert teams.add(workteam("x"))
        assert not teams.add(workteam("x", description="other"))
        assert teams.add(workteam("x", scope=ELSEWHERE))
        assert teams.get(SCOPE, "x") == workteam("x")
        teams.remove(workteam("x"))
        assert teams.get(SCOPE, "x") is None
        assert teams.add(workteam("x", description="other"))
        assert (teams.count(SCOPE), teams.count(ELSEWHERE)) == (1, 1)


def test_save_replaces(database: SqlDatabase) -> None:
    changed = workteam("x", description="other", updated_at=NOW + 1)
    with database.write() as store:
        store.workteams.add(workteam("x"))
        store.workteams.save(changed)
    with database.read() as store:
        assert store.workteams.all(SCOPE) == [changed]


@pytest.mark.parametrize("sort_by", ["Name", "CreationTime"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_in_both_orders(database: SqlDatabase, sort_by: str, *, descending: bool) -> None:
    born = {"c": 0, "A": 1, "b": 1, "a": 2, "B": 0}
    teams = [workteam(name, created_at=NOW + at) for name, at in born.items()]
    with database.write() as store:
        for team in [*teams, workteam("z", scope=ELSEWHERE)]:
            store.workteams.add(team)
    teams.sort(
        key=lambda team: team.name if sort_by == "Name" else (team.created_at, team.name),
        reverse=descending,
    )
    listing = Listing(2, sort_by=sort_by, descending=descending)
    found: list[Workteam] = []
    with database.read() as store:
        for size in (2, 2, 1):
            page = store.workteams.page(SCOPE, listing)
            assert len(page.items) == size
            found += page.items
            listing = replace(listing, after=page.next)
    assert found == teams
    assert page.next is None


@pytest.mark.parametrize("sort_by", ["Name", "CreationTime"])
def test_filters(database: SqlDatabase, sort_by: str) -> None:
    with database.write() as store:
        for at, name in enumerate(["a-b", "a-B", "b", "ab", "a-c", "xa-bx"]):
            store.workteams.add(workteam(name, created_at=NOW + at))

        def names(**filters: object) -> list[str]:
            listing = replace(Listing(9, sort_by=sort_by), **filters)  # type: ignore[arg-type]
            return sorted(team.name for team in store.workteams.page(SCOPE, listing).items)

        assert names(name_contains="a-b") == ["a-b", "xa-bx"]
        assert names(name_contains="%") == names(name_contains="_") == []
        assert names(name_contains="\\") == names(name_contains="'") == []
        assert names(name_contains="\0") == names(name_contains="\ud800") == []
        assert len(names(name_contains="")) == 6
        assert names(created_after=NOW + 4) == ["a-c", "xa-bx"]
        assert names(created_before=NOW) == ["a-b"]
        assert names(created_after=NOW + 2, created_before=NOW + 2) == ["b"]


def test_due_flow_definitions(database: SqlDatabase) -> None:
    with database.write() as store:
        assert store.next_due().flow_definitions is None
        store.flow_definitions.add(flow_definition("late", due_at=NOW + 9))
        store.flow_definitions.add(flow_definition("soon", due_at=NOW + 1, scope=ELSEWHERE))
        store.flow_definitions.add(flow_definition("never"))
        assert store.next_due().flow_definitions == NOW + 1
        assert [flow.name for flow in store.due_flow_definitions(NOW)] == []
        assert [flow.name for flow in store.due_flow_definitions(NOW + 1)] == ["soon"]
        assert [flow.name for flow in store.due_flow_definitions(NOW + 9)] == ["soon", "late"]
        store.flow_definitions.save(flow_definition("soon", scope=ELSEWHERE))
        assert store.next_due().flow_definitions == NOW + 9


def test_a_search_goes_through_all_scopes(database: SqlDatabase) -> None:
    teams = [workteam(name, scope=scope) for scope in (SCOPE, ELSEWHERE) for name in "Cabac"]
    with database.write() as store:
        for team in teams:
            store.workteams.add(team)
    wanted = sorted(
        {(team.scope.account, team.scope.region, team.name) for team in teams if team.name != "b"}
    )
    found: list[tuple[str, str, str]] = []
    with database.read() as store:
        assert store.workteams.total() == len({(team.scope, team.name) for team in teams})
        while page := store.workteams.search(
            name_contains="", after=found[-1] if found else None, limit=3
        ):
            found += [(team.scope.account, team.scope.region, team.name) for team in page]
        assert [one for one in found if one[2] != "b"] == wanted
        only = store.workteams.search(name_contains="b", after=None, limit=9)
    assert {team.name for team in only} == {"b"}
    assert len(only) == 2
