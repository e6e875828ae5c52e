"""No environment leads a test of the kit's users to a real account or to a running server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.configprovider import ConfiguredEndpointProvider

from a2i_emulator import Emulator, mock_a2i
from a2i_emulator.testing import A2I

ELSEWHERE = "http://127.0.0.1:9"
FLOW = "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/none"

SERVICES = ("s3", "sqs", "sagemaker_a2i_runtime")
BY_SERVICE = {f"AWS_ENDPOINT_URL_{name.upper()}": ELSEWHERE for name in SERVICES}
SECTION = "[services away]\n" + "".join(
    f"{name} =\n  endpoint_url = {ELSEWHERE}\n" for name in SERVICES
)
WAYS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "nothing": ({}, ""),
    "environment_service": (BY_SERVICE, ""),
    "environment_global": ({"AWS_ENDPOINT_URL": ELSEWHERE}, ""),
    "config_service": ({}, f"[default]\nservices = away\n{SECTION}"),
    "config_global": ({}, f"[default]\nendpoint_url = {ELSEWHERE}\n"),
    "services of a profile": (
        {"AWS_PROFILE": "mine"},
        f"[profile mine]\nservices = away\n{SECTION}",
    ),
    "a default profile": (
        {"AWS_DEFAULT_PROFILE": "mine"},
        f"[profile mine]\nendpoint_url = {ELSEWHERE}\n",
    ),
    "ignored": ({"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, ""),
    "not ignored": (
        {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false", **BY_SERVICE},
        f"[default]\nservices = away\nendpoint_url = {ELSEWHERE}\n{SECTION}",
    ),
    "ignored in the file": ({}, "[default]\nignore_configured_endpoint_urls = true\n"),
    "FIPS": ({"AWS_USE_FIPS_ENDPOINT": "true"}, ""),
    "dual-stack in the file": ({}, "[default]\nuse_dualstack_endpoint = true\n"),
    "a proxy": ({"HTTP_PROXY": ELSEWHERE, "HTTPS_PROXY": ELSEWHERE, "NO_PROXY": "a.test"}, ""),
    "keys that have expired": (
        {"AWS_SESSION_TOKEN": "t", "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"},
        "",
    ),
}
"""What environment and configuration file have."""


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def way(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Mapping[str, str]:
    """Make one of the environments; nothing in it can be connected to but an emulator."""
    variables, file = request.param
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    (tmp_path / "config").write_text(file)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return dict(os.environ)


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The ports that may be connected to."""
    allowed: set[int] = set()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        assert address[1] in allowed, f"a connection to {address} was opened"
        connect(self, address)

    def looked_up(host: str, *arguments: Any, **more: Any) -> Any:
        assert host == "127.0.0.1", f"{host} was looked up"
        return look_up(host, *arguments, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return allowed


@pytest.mark.parametrize("kind", ["a2i", "mock_a2i"])
def test_plain_clients_reach_the_kit_and_nothing_else(
    way: Mapping[str, str], kind: str, ports: set[int], request: pytest.FixtureRequest
) -> None:
    kit: A2I = request.getfixturevalue(kind)
    if isinstance(kit, Emulator):
        ports.add(int(kit.endpoint_url.rpartition(":")[2]))
    for made_by in (boto3.client, kit.client):
        made_by("s3").list_buckets()
        made_by("sqs").list_queues()
        runtime = made_by("sagemaker-a2i-runtime")
        with pytest.raises(runtime.exceptions.ResourceNotFoundException):
            runtime.list_human_loops(FlowDefinitionArn=FLOW)
    assert len(kit.requests()) == 2 * len(SERVICES)


@pytest.mark.parametrize(
    ("variables", "file"),
    [WAYS["environment_service"], WAYS["config_global"]],
    ids=["environment", "file"],
)
def test_a_client_made_before_the_mock_does_not_leave_it(
    variables: Mapping[str, str],
    file: str,
    ports: set[int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "config").write_text(file)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    early = boto3.Session("x", "x", region_name="us-east-1").client("s3")
    with mock_a2i():
        with pytest.raises(RuntimeError, match=r"127\.0\.0\.1:9, which the environment or the"):
            early.list_buckets()
        boto3.client("s3").create_bucket(Bucket="there")
    assert {name: os.environ[name] for name in variables} == variables


def test_another_emulator_may_be_reached_under_the_mock(a2i: Emulator) -> None:
    """The fixture has its address in the environment, as a configured endpoint."""
    with mock_a2i() as mock:
        boto3.client("sqs").list_queues()
        a2i.client("sagemaker").list_workteams()
        assert [call.operation for call in mock.requests()] == ["ListQueues"]
    assert [call.operation for call in a2i.requests()] == ["ListWorkteams"]


def test_other_programs_find_the_emulator_by_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    script = "import boto3; boto3.client('sagemaker').list_workteams()"
    with Emulator() as a2i:
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, **a2i.environment}, check=True
        )
        assert [call.operation for call in a2i.requests()] == ["ListWorkteams"]


def test_the_ways_are_all_that_botocore_knows() -> None:
    order = ConfiguredEndpointProvider._ENDPOINT_URL_LOOKUP_ORDER
    assert WAYS.keys() >= set(order), "botocore finds endpoints in another way, too"


def test_nothing_is_imported_in_a_thread_beside_a_test() -> None:
    """An import there meets the warning filters of whatever test runs meanwhile."""
    script = (
        "import sys, threading, a2i_emulator\n"
        "with a2i_emulator.Emulator() as a2i:\n"
        "    a2i.client('sagemaker').list_workteams()\n"
        "    assert 'moto-warm-up' not in {thread.name for thread in threading.enumerate()}\n"
        "    assert 'moto' not in sys.modules\n"
        "    a2i.client('s3').create_bucket(Bucket='there')\n"
        "    assert 'moto' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)
