"""The fixtures of a served endpoint."""

from typing import Any

import pytest
from tests.support.endpoint import Endpoint, endpoint, endpoint_of_module, process, serve, server

__all__ = ["endpoint", "endpoint_of_module", "process", "serve", "server"]


@pytest.fixture
def s3(endpoint: Endpoint) -> Any:
    client = endpoint.client("s3")
    client.create_bucket(Bucket="box")
    return client
