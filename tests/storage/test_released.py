"""What a released version has written is there in this one, and goes on.

``released/`` has the databases that each release left behind, as SQL: five human loops in
different states, with what they need. Of 0.1.0's only the lifetime of the loops is changed, to one
that outlasts the tests.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg
import pytest
from tests.support.emulator import Emulator

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.settings import Settings
from a2i_emulator.storage import open_database, schema
from a2i_emulator.storage.database import SqlDatabase
from a2i_emulator.web.server import build_server

RELEASED = Path(__file__).parent / "released"
RELEASES = sorted({path.name.partition(".a2i.")[0] for path in RELEASED.glob("*.a2i.*")})
Where = dict[str, Any]

_MADE_OF_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
_COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, collation_name
    FROM information_schema.columns WHERE table_schema = 'a2i_emulator'
    ORDER BY table_name, column_name"""
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'a2i_emulator' ORDER BY indexname"


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database it is."""
    return str(request.param)


@pytest.fixture
def left_behind(
    kind: str, tmp_path: Path, new_postgres_database: Callable[[], str]
) -> Callable[[str], Where]:
    """Bring back what a release has left behind; return where that is."""

    def bring(release: str) -> Where:
        if kind == "postgres":
            url = new_postgres_database()
            with psycopg.connect(url) as server:
                server.execute((RELEASED / f"{release}.postgres.sql").read_bytes())
            return {"database_url": url}
        folder = tmp_path / "data"
        folder.mkdir()
        for name in ("a2i", "moto"):
            script = (RELEASED / f"{release}.{name}.sqlite3.sql").read_text(encoding="utf-8")
            with closing(sqlite3.connect(folder / f"{name}.sqlite3")) as file:
                file.execute("PRAGMA journal_mode = WAL")
                file.executescript(script)
        return {"data_dir": folder}

    return bring


@pytest.fixture
def emulator(release: str, left_behind: Callable[[str], Where]) -> Iterator[Emulator]:
    """This release, where an earlier one was."""
    server = build_server(Settings(port=0, audit=True, **left_behind(release)))
    server.start()
    with closing(server):
        emulator = Emulator(server)
        yield emulator
        for client in emulator.clients.values():
            client.close()


def made_of(database: SqlDatabase) -> list[Any]:
    """Return the columns and indexes of all tables."""
    with database.read() as store:
        session = store.session
        if session.dialect.emptying is None:
            return list(session.all(_MADE_OF_SQLITE))
        return [*session.all(_COLUMNS), *session.all(_INDEXES)]


@pytest.mark.parametrize("release", RELEASES)
def test_it_becomes_what_a_new_database_is(
    release: str,
    kind: str,
    left_behind: Callable[[str], Where],
    new_postgres_database: Callable[[], str],
    tmp_path: Path,
) -> None:
    old = open_database(**left_behind(release))
    is_sqlite = kind == "sqlite"
    new = open_database(
        tmp_path / "new" if is_sqlite else None, None if is_sqlite else new_postgres_database()
    )
    with closing(old), closing(new):
        assert made_of(old) == made_of(new)
        with old.read() as store:
            assert schema.version_of(store.session, "") == len(schema.MIGRATIONS)


@pytest.mark.parametrize("release", RELEASES)
def test_all_of_it_is_there_and_goes_on(release: str, kind: str, emulator: Emulator) -> None:
    before = {
        name: emulator.describe_loop(name)["HumanLoopStatus"]
        for name in ("completed", "stopped", "half", "untouched", "owed")
    }
    assert (before["completed"], before["stopped"]) == ("Completed", "Stopped")
    assert (before["half"], before["untouched"]) == ("InProgress", "InProgress")
    flow = emulator.client("sagemaker").describe_flow_definition(FlowDefinitionName="flow")
    assert flow["FlowDefinitionStatus"] == "Active"
    tags = emulator.client("sagemaker").list_tags(ResourceArn=flow["FlowDefinitionArn"])["Tags"]
    assert tags == [{"Key": "of", "Value": release}]
    if kind == "postgres":  # What is moto's was in its process there.
        emulator.client("s3").create_bucket(Bucket="bucket")
    emulator.server.service.advance(600 * SECOND)
    emulator.wait_for_status("Completed", "owed")
    emulator.answer("half", {"answer": "bob of half"}, worker="bob")
    ended = emulator.wait_for_status("Completed", "half")
    output = json.loads(emulator.read_object(ended["HumanLoopOutput"]["OutputS3Uri"]))
    said = [answer["answerContent"]["answer"] for answer in output["humanAnswers"]]
    assert said == ["alice of half", "bob of half"]
    assert output["inputContent"] == {"text": "Text of half \u2013 ü"}
    emulator.client("sagemaker-a2i-runtime").delete_human_loop(HumanLoopName="completed")
    emulator.start_loop(flow["FlowDefinitionArn"], "completed", {"text": "again"})
    with urlopen(f"{emulator.url}/_a2i/audit", timeout=20) as answer:
        actions = {entry["action"] for entry in json.load(answer)["entries"]}
    assert {"StartHumanLoop", "DeleteHumanLoop"} <= actions
