"""The file of the journal: what is kept of it when things go wrong."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from tests.support.journal import (
    MEBIBYTE,
    Process,
    Thread,
)

from a2i_emulator.domain.names import Scope
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.journal import Journal
from a2i_emulator.operations.ports import StorageError

SCOPE = Scope(account="123456789012", region="us-east-1")
OURS = {"Bucket": "box", "Key": "ours", "Body": b"x" * MEBIBYTE, "ContentType": "text/plain"}


def test_whatever_was_acknowledged_survives_a_kill_in_the_middle(process: Process) -> None:
    s3 = process.client("s3")
    s3.create_bucket(Bucket="box")
    acknowledged: list[str] = []

    def write(worker: int) -> None:
        client = process.client("s3")
        for turn in range(1000):
            key = f"{worker}-{turn}"
            try:
                client.put_object(Bucket="box", Key=key, Body=key.encode() * 50)
            except BotoCoreError:  # the process is gone
                return
            acknowledged.append(key)

    with ThreadPoolExecutor(4) as pool:
        for worker in range(4):
            pool.submit(write, worker)
        while len(acknowledged) < 100:
            time.sleep(0.01)
        process.stop()
    process.start()
    s3 = process.client("s3")
    for key in acknowledged:
        assert s3.get_object(Bucket="box", Key=key)["Body"].read() == key.encode() * 50


def test_our_own_writes_are_repeated_with_the_same_ids(tmp_path: Path) -> None:
    scope = Scope(account="222233334444", region="eu-west-1")
    journal = Journal(tmp_path)
    moto = MotoApp(journal)
    moto.load()
    from moto.backends import get_backend

    def s3() -> Any:
        return get_backend("s3")[scope.account]["aws"]

    def queue() -> Any:
        return get_backend("sqs")[scope.account][scope.region].queues["q"]

    ireland = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    with journal.writing("s3", scope, "CreateBucket", {"Bucket": "box"} | ireland):
        s3().create_bucket("box", "eu-west-1")
    put = {"Bucket": "box", "Key": "a b/ü", "Body": b"body", "ContentType": "text/plain"}
    with journal.writing("s3", scope, "PutObject", put):
        s3().put_object("box", "a b/ü", b"body").set_metadata({"Content-Type": "text/plain"})
    with journal.writing("sqs", scope, "CreateQueue", {"QueueName": "q"}):
        get_backend("sqs")[scope.account][scope.region].create_queue("q", None)
    send = {"QueueUrl": "http://localhost/222233334444/q", "MessageBody": "hello"}
    with journal.writing("sqs", scope, "SendMessage", send) as message_ids:
        sent = get_backend("sqs")[scope.account][scope.region].send_message("q", "hello")
        message_ids.append(sent.id)
    before = s3().get_object("box", "a b/ü")
    journal.close()

    MotoApp(Journal(tmp_path)).load()
    after = s3().get_object("box", "a b/ü")
    assert after is not before
    assert (after.value, after.metadata) == (b"body", before.metadata)
    assert after.last_modified == before.last_modified
    assert [(m.id, m.body) for m in queue().messages] == [(sent.id, "hello")]


def test_a_write_that_failed_is_not_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    scope = Scope(account="123456789012", region="us-east-1")
    with (
        pytest.raises(KeyError),
        journal.writing("s3", scope, "CreateBucket", {"Bucket": "box"}),
    ):
        raise KeyError("box")
    assert journal.is_empty()


def test_what_can_not_be_repeated_keeps_nothing_else_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scope = Scope(account="123456789012", region="us-east-1")
    journal = Journal(tmp_path)
    MotoApp(journal).load()
    for operation, params in (
        ("PutObject", {"Bucket": "none", "Key": "k"}),  # moto refuses it
        ("PutObject", {"Bucket": "none", "Key": "k", "Unknown": 1}),  # boto3 refuses it
        ("CreateBucket", {"Bucket": "box"}),
    ):
        with journal.writing("s3", scope, operation, params):
            """Nothing is done, so that repeating it is the first time."""
    journal.close()
    from moto.backends import get_backend

    MotoApp(Journal(tmp_path)).load()
    assert "box" in get_backend("s3")[scope.account]["aws"].buckets
    assert caplog.text.count("could not be repeated") == 2


def test_what_can_not_be_kept_is_not_acknowledged(server: Thread) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="box")
    server.journal._file._pragma("max_page_count = 1")  # the least it has: the disk is full
    with pytest.raises(ClientError, match=r"moto\.sqlite3: database or disk is full") as error:
        s3.put_object(Bucket="box", Key="k", Body=b"x" * MEBIBYTE)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "Contents" not in s3.list_objects_v2(Bucket="box"), "refused means not done"
    with pytest.raises(StorageError), server.journal.writing("s3", SCOPE, "PutObject", OURS):
        pytest.fail("must not begin")
    server.journal._file._pragma("max_page_count = 1000000")
    s3.put_object(Bucket="box", Key="kept", Body=b"x")
    server.restart()
    listed = server.client("s3").list_objects_v2(Bucket="box")["Contents"]
    assert [o["Key"] for o in listed] == ["kept"]


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look like one" * 40, b"SQLite format 3\x00"]
)
def test_a_damaged_journal_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "moto.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"moto\.sqlite3"):
        Journal(tmp_path)
    assert path.read_bytes() == content


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "moto.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="is not a journal of moto's state"):
        Journal(tmp_path)
    assert path.read_bytes() == before


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    with sqlite3.connect(tmp_path / "moto.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="has version 99"):
        Journal(tmp_path)


def test_the_journal_is_for_its_owner_only(tmp_path: Path) -> None:
    Journal(tmp_path)
    assert (tmp_path / "moto.sqlite3").stat().st_mode & 0o077 == 0
