"""What is older than it is to be kept goes, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import Emulator

from a2i_emulator.engine import retention
from a2i_emulator.operations.ports import AuditQuery
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

DAY = 86_400


@pytest.fixture(params=["memory", "postgres"])
def forgetful(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Emulator]:
    """An emulator that keeps finished loops for three days, and the audit trail for five."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    monkeypatch.setattr(retention, "_BATCH", 2)
    settings = Settings(
        port=0,
        database_url=url,
        audit=True,
        retention=3 * DAY * 1000,
        audit_retention=5 * DAY * 1000,
    )
    server = build_server(settings)
    server.start()
    yield Emulator(server)
    server.close()


def rows(emulator: Emulator) -> dict[str, int]:
    """Count what is kept of loops and events."""
    tables = ("human_loops", "loop_inputs", "answers", "events")
    with emulator.server.service.database.read() as store:
        session = store.session
        return {table: session.one(f"SELECT count(*) FROM {table}")[0] for table in tables}


def test_what_is_old_and_done_goes_and_its_output_stays(forgetful: Emulator) -> None:
    flow = forgetful.make_flow(workteam=forgetful.make_workteam(workers=("alice",)))
    names = [f"loop-{number}" for number in range(5)]
    for name in (*names, "open", "late"):
        forgetful.start_loop(flow, name)
    for name in names:
        assert forgetful.answer(name)[0] == 200
    output = forgetful.wait_for_status("Completed", names[0])["HumanLoopOutput"]["OutputS3Uri"]
    forgetful.advance(2 * DAY)
    assert forgetful.answer("late")[0] == 200
    forgetful.advance(0.9 * DAY)
    assert rows(forgetful) == {"human_loops": 7, "loop_inputs": 7, "answers": 6, "events": 6}
    forgetful.advance(0.2 * DAY)
    assert rows(forgetful) == {"human_loops": 2, "loop_inputs": 2, "answers": 1, "events": 1}
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        forgetful.describe_loop(names[0])
    assert b"answerContent" in forgetful.read_object(output)
    assert forgetful.describe_loop("late")["HumanLoopStatus"] == "Completed"
    assert forgetful.describe_loop("open")["HumanLoopStatus"] == "InProgress"
    forgetful.start_loop(flow, names[0])
    forgetful.advance(2.1 * DAY)
    now = forgetful.server.service.clock.now()
    with forgetful.server.service.view() as store:
        kept = store.audit.page(AuditQuery(1000, is_oldest_first=True))[0]
    assert kept[0].time >= now - 5 * DAY * 1000
    assert "DescribeHumanLoop" in {entry.action for entry in kept}
    assert "CreateWorkteam" not in {entry.action for entry in kept}


def test_the_engine_looks_by_itself(forgetful: Emulator) -> None:
    """In steps, between which it does what is due."""
    service = forgetful.server.service
    swept = retention.Retention(service.database, service.clock, None, 1)
    service.clock.advance(10)
    assert swept.step()
    while swept.step():
        pass
    with service.view() as store:
        assert len(store.audit.page(AuditQuery(10))[0]) == 1
    assert not swept.step(), "a minute has to pass"
    service.clock.advance(60_000)
    assert swept.step()
