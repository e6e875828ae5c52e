"""S3 and EventBridge at another emulator, by TLS and with its own keys; A2I and its people here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import ACCOUNT, REGION, Emulator, until
from tests.support.processes import Process
from tests.support.pytest_runs import ROOT

from a2i_emulator.web.server import Server

THEIR_KEY = "THEIRKEY"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return tmp_path / "certificate.pem"


@pytest.fixture
def there(certificate: Path) -> Iterator[str]:
    """The other emulator's address."""
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.support.aws_elsewhere", certificate, THEIR_KEY],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert serving.stdout is not None
    yield serving.stdout.readline().strip()
    serving.kill()
    serving.communicate()


@pytest.fixture
def here(there: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """An emulator that is started as the documentation says."""
    for name, value in {
        "AWS_CA_BUNDLE": str(certificate),
        "AWS_ACCESS_KEY_ID": THEIR_KEY,
        "AWS_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    process = Process(
        f"--s3-endpoint={there}", f"--events-endpoint={there}", "--events-source=local.a2i"
    )
    emulator = Emulator(cast("Server", process))
    yield emulator
    for client in emulator.clients.values():
        client.close()
    process.kill()


def test_output_and_event_go_there(there: str, certificate: Path, here: Emulator) -> None:
    def theirs(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=there,
            region_name=REGION,
            aws_access_key_id=THEIR_KEY,
            aws_secret_access_key="secret",
            verify=str(certificate),
        )

    s3, sqs, events = theirs("s3"), theirs("sqs"), theirs("events")
    s3.create_bucket(Bucket="bucket")
    queue = sqs.create_queue(QueueName="ended")["QueueUrl"]
    events.put_rule(Name="ended", EventPattern=json.dumps({"source": ["local.a2i"]}))
    target = {"Id": "queue", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:ended"}
    events.put_targets(Rule="ended", Targets=[target])

    here.start_loop(here.make_flow(has_s3=False))
    assert here.answer("loop", {"is": "fine"})[0] == 200
    (message,) = until(
        lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages"), bool
    )
    detail = json.loads(message["Body"])["detail"]
    assert detail["humanLoopStatus"] == "Completed"
    bucket, _, key = detail["humanLoopOutput"]["outputS3Uri"].removeprefix("s3://").partition("/")
    output = json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
    assert output["humanAnswers"][0]["answerContent"] == {"is": "fine"}
    for service, call in (("s3", "list_buckets"), ("events", "list_rules")):
        with pytest.raises(ClientError, match=f"not here, but at {there}"):
            getattr(here.client(service), call)()
    assert here.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"]
