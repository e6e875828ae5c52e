"""The emulator in a container of the test's own, by testcontainers for Python.

pip install testcontainers boto3 pytest requests
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from app.review import review
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

PORT = 4224
SETUP = Path(__file__).with_name("setup.yaml")


@pytest.fixture(scope="session")
def endpoint_url() -> Iterator[str]:
    container = (
        DockerContainer("a2i-emulator")
        .with_exposed_ports(PORT)
        .with_volume_mapping(SETUP, "/seed/setup.yaml")
        .with_env("A2I_EMULATOR_SEED", "/seed/setup.yaml")
        .with_env("A2I_EMULATOR_SECURE", "0")
        .waiting_for(HttpWaitStrategy(PORT, "/_a2i/health"))
    )
    with container:
        host, port = container.get_container_host_ip(), container.get_exposed_port(PORT)
        yield f"http://{host}:{port}"


@pytest.fixture(autouse=True)
def aws(endpoint_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def test_somebody_says_what_it_is(endpoint_url: str) -> None:
    rule = {"answerContent": {"kind": {"label": "Receipt"}}}
    answer = requests.put(f"{endpoint_url}/_a2i/workers", json={"rules": [rule]}, timeout=5)
    assert answer.ok
    assert review("Paid in cash: 12.00 EUR") == {"kind": {"label": "Receipt"}}
