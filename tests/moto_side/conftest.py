"""The fixtures of a served endpoint, and of moto alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.endpoint import Endpoint, endpoint, endpoint_of_module, process, serve, server

from a2i_emulator.moto_side.app import MotoApp

__all__ = ["endpoint", "endpoint_of_module", "process", "serve", "server"]


@pytest.fixture
def s3(endpoint: Endpoint) -> Any:
    client = endpoint.client("s3")
    client.create_bucket(Bucket="box")
    return client


@pytest.fixture
def moto() -> Iterator[MotoApp]:
    """Return moto's application, with nothing in it."""
    app = MotoApp()
    app.load()
    app.reset()
    yield app
    app.reset()
