"""Each test of the room runs against both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from a2i_emulator.storage import open_database
from a2i_emulator.storage.database import SqlDatabase


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """The arguments that open a lasting, empty database."""
    if request.param == "sqlite":
        return {"data_dir": tmp_path / "data"}
    return {"database_url": request.getfixturevalue("postgres_url")}


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    """An empty database of each kind."""
    if request.param == "memory":
        opened = open_database()
    elif request.param == "sqlite":
        opened = open_database(tmp_path / "data")
    else:
        opened = open_database(database_url=request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()
