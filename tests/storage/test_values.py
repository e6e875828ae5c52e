from __future__ import annotations

from typing import Any

import pytest

from a2i_emulator.storage.database import SqlDatabase

ARN = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/f"


def test_tags(database: SqlDatabase) -> None:
    with database.write() as store:
        assert store.tags(ARN) == {}
        store.set_tags(ARN, {"b": "1", "a": ""})
        store.set_tags(ARN, {"b": "2", "c": "\ud800"})
        assert store.tags(ARN) == {"b": "2", "c": "\ud800"}
        store.set_tags(ARN, {})
        assert store.tags(ARN) == {}


def test_templates(database: SqlDatabase) -> None:
    text = "<crowd-form>{{ task.input }} é😀\0\ud800</crowd-form>\r\n" * 2000
    with database.write() as store:
        store.keep_template("digest", text)
        store.keep_template("digest", text)
    with database.read() as store:
        assert store.template("digest") == text
        assert store.template("other") is None


@pytest.mark.parametrize("value", [[], {}, 0, False, "", {"rules": [{"a": None, "n": 1.5}]}])
def test_documents(database: SqlDatabase, value: Any) -> None:
    with database.write() as store:
        assert store.document("workers") is None
        store.save_document("workers", {"old": True})
        store.save_document("workers", value)
    with database.write() as store:
        assert store.document("workers") == value
        store.save_document("workers", None)
        assert store.document("workers") is None


def test_ended_sessions_outlive_a_reset_and_are_dropped_with_their_cookies(
    database: SqlDatabase,
) -> None:
    with database.write() as store:
        store.end_session("old", 60_000)
        store.end_session("old", 60_000)
        assert store.session_ended_at("other") is None
    database.reset()
    with database.write() as store:
        assert store.session_ended_at("old") is not None
        store.end_session("new", -60_000)
        assert store.session_ended_at("old") is None
        assert store.session_ended_at("new") is not None
