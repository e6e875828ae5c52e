"""A deployment that verifies signatures, from its first key on, as several SDKs sign."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.clients.environments import environment, javascript_clients, python_client
from tests.support.emulator import REGION, Emulator
from tests.support.processes import Address, Process

from a2i_emulator.commands.cli import main
from a2i_emulator.predictions.samples import sample


class Deployment(Emulator):
    """A running emulator, called with its key."""

    def __init__(self, url: str, key: dict[str, str]) -> None:
        super().__init__(Address(url))
        self.key = key

    def client(self, service: str, region: str = REGION, key: str = "") -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=self.key["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=key or self.key["AWS_SECRET_ACCESS_KEY"],
        )

    def run(self, *command: str | Path, **more: str) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
            env=environment(self.url, **self.key, **more),
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def deployment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Deployment]:
    place = ["--data-dir", str(tmp_path / "state")]
    assert main(["keys", "create", "--user", "ann", *place]) == 0
    exported = capsys.readouterr().out.removeprefix("export ").split()
    running = Process(*place, "--verify-signatures")
    yield Deployment(running.url, dict(part.split("=", 1) for part in exported))
    assert running.terminate(20) == 0
    assert main(["keys", "list", *place]) == 0
    assert capsys.readouterr().out.endswith("  ann\n")


def test_sdks_are_known_by_their_signatures(deployment: Deployment, tmp_path: Path) -> None:
    aws = python_client("awscli").parent / "aws"
    body = tmp_path / "body"
    body.write_bytes(b"content" * 1000)
    deployment.run(aws, "s3", "mb", "s3://bucket")
    deployment.run(aws, "s3", "cp", str(body), "s3://bucket/a b/ü+c", "--metadata", "a_b=c")
    assert "7000 ü+c" in deployment.run(aws, "s3", "ls", "s3://bucket/a b/")
    assert '"Account": "123456789012"' in deployment.run(aws, "sts", "get-caller-identity")
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        deployment.client("cognito-idp", key="not its secret").create_user_pool(PoolName="pool")

    files = {"A2I_TEST_IMAGE": "street.png", "A2I_TEST_DOCUMENT": "invoice.png"}
    for name in files.values():
        (tmp_path / name).write_bytes(sample(name))
    told = deployment.run(
        "node",
        "--test",
        javascript_clients() / "sdk.test.mjs",
        A2I_TEST_WORKTEAM=deployment.make_workteam(),
        **{variable: str(tmp_path / name) for variable, name in files.items()},
    )
    assert "# fail 0" in told
