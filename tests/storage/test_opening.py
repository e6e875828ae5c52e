"""What opens, what does not, and that what does not is left alone."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.support.records import SCOPE, human_loop, workteam

from a2i_emulator.operations.ports import StorageError
from a2i_emulator.storage import open_database, schema
from a2i_emulator.storage.sqlite import FILE, SqliteDatabase, SqliteSession

Where = dict[str, Any]


def store_something(where: Where) -> bytes:
    """Make a database with a loop in it; return its secret."""
    database = open_database(**where)
    with database.write() as store:
        store.human_loops.add(human_loop("kept"), '{"a": 1}')
    database.close()
    return database.secret


def assert_kept(where: Where) -> None:
    database = open_database(**where)
    with database.read() as store:
        assert store.human_loops.get(SCOPE, "kept") == human_loop("kept")
        assert store.human_loops.input_content(human_loop("kept").id) == '{"a": 1}'
    database.close()


@contextmanager
def refused(match: str) -> Iterator[None]:
    with pytest.raises(StorageError, match=match) as raised:
        yield
    message = str(raised.value)
    assert message.endswith(".")
    assert "\n" not in message


def change_meta(where: Where, value: str) -> None:
    text = f"UPDATE a2i_meta SET value = '{value}' WHERE key = 'schema_version'"
    if "data_dir" in where:
        connection = sqlite3.connect(where["data_dir"] / FILE)
        connection.execute(text)
        connection.commit()
        connection.close()
        return
    with psycopg.connect(where["database_url"]) as server:
        server.execute("SET search_path TO a2i_emulator")
        server.execute(text.encode())


def test_state_and_secret_outlive_the_process(where: Where) -> None:
    secret = store_something(where)
    assert len(secret) == 32
    assert_kept(where)
    database = open_database(**where)
    assert database.secret == secret
    database.close()


def test_each_database_has_its_own_secret() -> None:
    one, two = open_database(), open_database()
    assert one.secret != two.secret
    one.close()
    two.close()


def test_a_newer_schema_is_left_alone(where: Where) -> None:
    store_something(where)
    change_meta(where, "999")
    with refused("newer release"):
        open_database(**where)
    change_meta(where, str(len(schema.MIGRATIONS)))
    assert_kept(where)


def test_an_older_schema_is_brought_up_to_date(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_something(where)
    second = ("ALTER TABLE human_loops ADD COLUMN novelty {text}", "CREATE TABLE more (x INTEGER)")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, second))
    assert_kept(where)
    database = open_database(**where)
    with database.read() as store:
        assert store.session.all("SELECT novelty FROM human_loops") == [(None,)]
        assert schema.version_of(store.session, "") == len(schema.MIGRATIONS)
    database.close()


def test_a_database_of_the_first_release_is_brought_up_to_date(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        store_something(where)
    assert_kept(where)
    database = open_database(**where)
    with database.write() as store:
        store.end_session("one", 1000)
        assert schema.version_of(store.session, "") == len(schema.MIGRATIONS)
    database.close()


@pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS) + 1))
def test_a_recovered_database_of_any_version_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    where: Where = {"data_dir": tmp_path}
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:version])
        store_something(where)
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("DELETE FROM a2i_meta")
    connection.commit()
    schema.mend(SqliteSession(connection))
    connection.commit()
    assert schema.version_of(SqliteSession(connection), "") == version
    connection.close()
    assert_kept(where)


def test_a_migration_that_fails_changes_nothing(
    where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_something(where)
    bad = ("CREATE TABLE more (x INTEGER)", "DROP TABLE human_loops", "DROP TABLE no_such_table")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, bad))
        with refused("no_such_table"):
            open_database(**where)
    assert_kept(where)


def test_after_closing_nothing_works(where: Where) -> None:
    database = open_database(**where)
    database.close()
    with refused("is closed"), database.read() as store:
        store.workteams.get(SCOPE, "x")
    with refused("is closed"), database.write():
        pytest.fail("must not begin")


def test_a_data_directory_has_one_owner(tmp_path: Path) -> None:
    owner = open_database(tmp_path)
    with refused(f"in use by another emulator .process {os.getpid()}"):
        open_database(tmp_path)
    code = (
        "import sys, pathlib, a2i_emulator.storage as s; s.open_database(pathlib.Path(sys.argv[1]))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False
    )
    assert f"in use by another emulator (process {os.getpid()})" in other.stderr
    owner.close()
    open_database(tmp_path).close()


def test_a_foreign_sqlite_file_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with refused("holds the tables of another program"):
        open_database(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize("content", [b"hello\n" * 500, bytes(8192), b"SQLite format 3\0junk"])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with refused("is not a database"):
        open_database(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


@pytest.mark.parametrize("cut", [False, True])
def test_a_damaged_database_is_left_alone(tmp_path: Path, *, cut: bool) -> None:
    store_something({"data_dir": tmp_path})
    whole = (tmp_path / FILE).read_bytes()
    damaged = whole[:6000] if cut else whole[:4096] + b"\xff" * (len(whole) - 4096)
    (tmp_path / FILE).write_bytes(damaged)
    with refused("is damaged"):
        open_database(tmp_path)
    assert (tmp_path / FILE).read_bytes() == damaged
    (tmp_path / FILE).write_bytes(whole)
    assert_kept({"data_dir": tmp_path})


def test_a_damaged_record_is_told(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with database.write() as store:
        store.human_loops.add(human_loop("kept"), "{}")
        store.session.run("UPDATE human_loops SET body = ?", b'{"id": 1}')
    with refused("A stored HumanLoop is damaged"), database.read() as store:
        store.human_loops.get(SCOPE, "kept")
    database.close()


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with refused("cannot be used: File exists"):
        open_database(tmp_path / "file")
    with refused("cannot be used: Not a directory"):
        open_database(tmp_path / "file" / "below")


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write everywhere; be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def visible_dir() -> Iterator[Path]:
    """A folder that everybody may look into."""
    folder = Path(tempfile.mkdtemp(prefix="a2i-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_directory_that_may_not_be_written(visible_dir: Path) -> None:
    store_something({"data_dir": visible_dir})
    visible_dir.chmod(0o555)
    with unprivileged(), refused("cannot be used: Permission denied"):
        open_database(visible_dir)
    with unprivileged(), refused("cannot be used: Permission denied"):
        open_database(visible_dir / "new")
    visible_dir.chmod(0o755)
    assert_kept({"data_dir": visible_dir})


def test_a_full_disk(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    assert isinstance(database, SqliteDatabase)
    connection = database._connection
    with database.write() as store:
        store.human_loops.add(human_loop("kept"), '{"a": 1}')
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    with refused("the disk is full"), database.write() as store:
        store.workteams.add(workteam("lost"))
        store.human_loops.add(human_loop("large"), "x" * 3_000_000)
    with database.read() as store:
        assert store.workteams.get(SCOPE, "lost") is None
        assert store.human_loops.get(SCOPE, "large") is None
    connection.execute("PRAGMA max_page_count = 100000")
    with database.write() as store:
        assert store.human_loops.add(human_loop("large"), "x" * 3_000_000)
    database.close()
    assert_kept({"data_dir": tmp_path})


def test_foreign_tables_in_our_schema_are_left_alone(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as server:
        server.execute("CREATE SCHEMA a2i_emulator")
        server.execute("CREATE TABLE a2i_emulator.events (x INTEGER)")
    with refused("holds the tables of another program"):
        open_database(database_url=postgres_url)
    with psycopg.connect(postgres_url) as server:
        found = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'a2i_emulator'")
        assert found.fetchall() == [("events",)]


def test_other_tables_of_the_database_do_not_matter(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as server:
        server.execute("CREATE TABLE events (x INTEGER)")
    store_something({"database_url": postgres_url})
    assert_kept({"database_url": postgres_url})


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        unused_port = taken.getsockname()[1]
    url = f"postgresql://me:secret-word@127.0.0.1:{unused_port}/a2i"
    with pytest.raises(StorageError, match=f"database a2i on 127.0.0.1:{unused_port}") as raised:
        open_database(database_url=url)
    assert "secret-word" not in str(raised.value)
    with refused("failed"):
        open_database(database_url=f"postgresql:///a2i?host={tmp_path}")


@pytest.mark.parametrize(
    "url", ["mysql://h/d", "a2i", "", "postgresql://h:no-port/d", "postgres://["]
)
def test_urls_that_are_none(url: str) -> None:
    with refused("database"):
        open_database(database_url=url)


def test_without_the_driver() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from a2i_emulator.storage import open_database, StorageError\n"
        "try: open_database(database_url='postgresql://h/d')\n"
        "except StorageError as error: print(error)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'a2i-emulator[postgres]'" in found.stdout


def test_sqlite_needs_no_postgres_driver() -> None:
    code = (
        "import sys\nfrom a2i_emulator.storage import open_database\nopen_database()\n"
        "print([name for name in sys.modules if name.startswith('psycopg')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    files = {file: file.stat().st_mode & 0o077 for file in tmp_path.glob(f"{FILE}*")}
    assert tmp_path / FILE in files
    assert not any(files.values()), files
    database.close()
