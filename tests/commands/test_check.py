"""``a2i-emulator check``: what the settings of a deployment depend on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.support.processes import Process, free_port
from tests.support.provider import CLIENT_SECRET, OPERATORS, running
from tests.support.records import NOW, SCOPE

from a2i_emulator.commands import cli
from a2i_emulator.domain.workforce import Workforce
from a2i_emulator.storage import open_database
from a2i_emulator.storage.schema import MIGRATIONS

RELEASED = Path(__file__).parents[1] / "storage" / "released"


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@pytest.mark.usefixtures("credentials")
def test_all_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = Process()
    try:
        address = there.url
        options = ["--data-dir", str(tmp_path), "--s3-endpoint", address, "--port", "4230"]
        assert cli.main(["check", *options]) == 0
    finally:
        there.kill()
    assert capsys.readouterr().out.splitlines() == [
        "ok  settings  127.0.0.1:4230",
        f"ok  database  {tmp_path}",
        f"ok  s3        {address}",
        "ok  events    moto, in this process",
        "ok  cognito   moto, in this process",
    ]


def test_nothing_is_made_by_asking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "state"
    assert cli.main(["check", "--data-dir", str(place)]) == 0
    told = capsys.readouterr().out.splitlines()[1]
    assert told == f"ok  database  {place} (is made by the first start)"
    assert cli.main(["check", "--secure", "--data-dir", str(place)]) == 1
    assert "there is no admin yet" in capsys.readouterr().out
    assert not place.exists()
    (tmp_path / "file").touch()
    assert cli.main(["check", "--data-dir", str(tmp_path / "file" / "state")]) == 1
    assert "file is nothing to write in" in capsys.readouterr().out


def tables_of(url: str) -> list[Any]:
    with psycopg.connect(url) as server:
        return server.execute(
            "SELECT schemaname, tablename FROM pg_tables ORDER BY 1, 2"
        ).fetchall()


def test_a_database_is_left_as_it_is(
    new_postgres_database: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    url = new_postgres_database()
    before = tables_of(url)
    for secured, status in (((), 0), (("--secure",), 1)):
        assert cli.main(["check", "--database-url", url, *secured]) == status
        told = capsys.readouterr().out.splitlines()[1]
        assert told == "ok  database  PostgreSQL (is empty, tables are made by the first start)"
    assert tables_of(url) == before
    with psycopg.connect(url) as server:
        server.execute((RELEASED / "0.1.0.postgres.sql").read_bytes())
    before = tables_of(url)
    for secured, status in (((), 0), (("--secure",), 1)):
        assert cli.main(["check", "--database-url", url, *secured]) == status
        told = capsys.readouterr().out.splitlines()[1]
        assert told == (
            f"ok  database  PostgreSQL (its schema will be upgraded from 1 to {len(MIGRATIONS)}"
            " by the first start)"
        )
    assert tables_of(url) == before
    open_database(database_url=url).close()
    assert cli.main(["check", "--database-url", url]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "ok  database  PostgreSQL"


def test_a_data_directory_of_an_older_release_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a2i.sqlite3"
    with closing(sqlite3.connect(file)) as older:
        older.executescript((RELEASED / "0.1.0.a2i.sqlite3.sql").read_text(encoding="utf-8"))
    before = file.read_bytes()
    for secured, status in (((), 0), (("--secure",), 1)):
        assert cli.main(["check", "--data-dir", str(tmp_path), *secured]) == status
        told = capsys.readouterr().out.splitlines()[1]
        steps = f"from 1 to {len(MIGRATIONS)}"
        assert told == (
            f"ok  database  {tmp_path} (its schema will be upgraded {steps} by the first start)"
        )
    assert file.read_bytes() == before


def test_services_that_are_there_and_refuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    there = Process("--verify-signatures")
    services = ("s3", "events", "cognito")
    options = [part for name in services for part in (f"--{name}-endpoint", there.url)]
    try:
        assert cli.main(["check", *options]) == 1
        told = capsys.readouterr().out.splitlines()
        assert [line.split()[:2] for line in told[2:]] == [["no", name] for name in services]
        assert all(f"{there.url}: NoCredentialsError: " in line for line in told[2:])
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "unknown")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "guessed")
        assert cli.main(["check", *options]) == 1
        told = capsys.readouterr().out.splitlines()
        assert "InvalidAccessKeyId" in told[2]
        assert "UnrecognizedClientException" in told[3]
    finally:
        there.kill()


def test_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    running = Process("--data-dir", str(tmp_path))
    try:
        assert cli.main(["check", "--data-dir", str(tmp_path), "--events-endpoint", nobody]) == 1
    finally:
        running.kill()
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("no  database  ")
    assert str(tmp_path) in lines[1]
    assert cli.main(["check", "--events-endpoint", nobody]) == 1
    assert f"no  events    {nobody}: Connection refused" in capsys.readouterr().out


def test_a_wrong_setting_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--port", "many"]) == 2
    assert "--port: 'many' is not a port number" in capsys.readouterr().err


def test_providers_at_which_people_sign_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = tmp_path / "data", tmp_path / "provider.json"
    options = ["check", "--data-dir", str(data), "--operator-oidc", str(file)]
    with running(tmp_path, [], []) as provider:
        said = {
            "issuer": provider.issuer,
            "clientId": OPERATORS,
            "clientSecret": CLIENT_SECRET,
            "roleClaim": "groups",
            "roles": {"admin": ["admins"]},
        }
        file.write_text(json.dumps(said), encoding="utf-8")
        database = open_database(data)
        oidc = provider.oidc_config()
        people = Workforce(SCOPE, "people", "people.example", NOW, NOW, oidc_config=oidc)
        with database.write() as store:
            store.workforces.add(people)
        database.close()
        assert cli.main(options) == 0
        line = f"ok  provider  {provider.issuer}"
        assert capsys.readouterr().out.splitlines()[-2:] == [line, line]
    assert cli.main(options) == 1
    away = [line for line in capsys.readouterr().out.splitlines() if line.startswith("no")]
    assert [line.split()[1] for line in away] == ["provider", "provider"]
    assert away[0].endswith("/.well-known/openid-configuration: ConnectionError")


def test_a_provider_without_tls_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "provider.json"
    said = {"issuer": "http://id.example", "clientId": OPERATORS, "clientSecret": CLIENT_SECRET}
    known = {**said, "roleClaim": "groups", "roles": {"admin": ["admins"]}}
    file.write_text(json.dumps(known), encoding="utf-8")
    cli.main(["check", "--operator-oidc", str(file)])
    told = capsys.readouterr()
    assert "issuer: " in told.out + told.err
    assert "begins with https://" in told.out + told.err
