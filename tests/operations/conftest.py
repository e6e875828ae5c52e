"""A store for each test of an operation, and moto's S3 with a bucket in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.support.records import SCOPE

from a2i_emulator.operations.ports import Store
from a2i_emulator.storage import open_database


@pytest.fixture
def store() -> Iterator[Store]:
    """An open write transaction on an empty database."""
    database = open_database()
    with database.write() as opened:
        yield opened
    database.close()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of moto's S3 in the tests' account, which has the bucket ``bucket``."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", SCOPE.account)
    with mock_aws():
        client = boto3.client("s3", region_name=SCOPE.region)
        client.create_bucket(Bucket="bucket")
        yield client
