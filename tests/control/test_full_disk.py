"""On a full disk, control calls say so as they say everything: in JSON."""

from __future__ import annotations

from pathlib import Path

from tests.support.emulator import Emulator

from a2i_emulator.settings import Settings
from a2i_emulator.storage.sqlite import SqliteDatabase
from a2i_emulator.web.server import build_server


def test_a_full_disk_is_told_in_json(tmp_path: Path) -> None:
    server = build_server(Settings(port=0, data_dir=tmp_path))
    server.start()
    try:
        emulator, database = Emulator(server), server.service.database
        assert isinstance(database, SqliteDatabase)
        database._connection.execute("PRAGMA max_page_count = 1")  # the least it has
        rules = [{"match": {}, "answerContent": {"text": "x" * 1_000_000}}]
        status, refused = emulator.control("PUT", "workers", {"rules": rules})
        assert (status, refused["error"]["code"]) == (503, "StateUnavailable")
        assert "the disk is full" in refused["error"]["message"]
        assert emulator.control("GET", "workers")[1]["rules"] == []
    finally:
        server.close()
