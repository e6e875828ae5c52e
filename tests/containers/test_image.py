"""The image of the ``Dockerfile``: what it runs, and whether it is found healthy."""

from __future__ import annotations

import http.client
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from tests.containers.conftest import Run
from tests.containers.image import PORT, ROOT, Container, Image
from tests.support.certificates import write_certificate

from a2i_emulator.settings import DEFAULT_PORT

IMAGE = Image.built(ROOT)
OPEN = {"A2I_EMULATOR_SECURE": "0"}
"""The one switch to a double for tests."""


def test_it_serves_the_default_port_to_everybody_and_is_not_root() -> None:
    assert IMAGE.ports == {PORT}
    assert str(DEFAULT_PORT) == PORT
    assert IMAGE.env["A2I_EMULATOR_HOST"] == "0.0.0.0"
    assert IMAGE.user == "a2i"


def test_its_port_may_be_published(run: Run, tmp_path: Path) -> None:
    """With nothing said it does not begin; in two commands it does, and knows who calls."""
    volume, tls = tmp_path / "volume", tmp_path / "tls"
    volume.mkdir()
    tls.mkdir()
    with pytest.raises(AssertionError, match="there is no admin yet") as refused:
        run(IMAGE, mounts={"/data": volume})
    assert str(refused.value).count("a2i-emulator: --secure: ") == 2

    mounts = {"/data": volume, "/tls": tls}
    create = ["keys", "create", "--role", "admin"]
    made = Container(IMAGE, tmp_path / "keys", command=create, mounts=mounts).run()
    user, secret = re.findall(r"=(\S+)", made)
    write_certificate(tls / "cert.pem")
    container = run(IMAGE, env={"A2I_EMULATOR_TLS_CERT": "/tls/cert.pem"}, mounts=mounts)
    assert container.health() == 0
    assert container.url.startswith("https://")

    def status(path: str, **options: Any) -> int:
        address = f"{container.url}{path}"
        return requests.get(
            address, verify=str(tls / "cert.pem"), timeout=20, **options
        ).status_code

    assert status("/_a2i/tasks") == 401
    assert status("/_a2i/tasks", auth=(user, secret)) == 200
    assert status("/") == 403


def test_its_health_check_tells_whether_it_serves(run: Run, tmp_path: Path) -> None:
    container = run(IMAGE, env=OPEN)
    assert container.health() == 0
    assert container.stop() == 0
    assert container.health() == 1


def test_its_state_is_in_its_volume(run: Run, tmp_path: Path) -> None:
    volume = tmp_path / "volume"
    volume.mkdir()
    for expected in ([], ["kept"]):
        container = run(IMAGE, env=OPEN, mounts={"/data": volume})
        s3 = boto3.client(
            "s3",
            endpoint_url=container.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == expected
        s3.create_bucket(Bucket="kept")
        container.stop()


def ask(container: Container, host: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", container.port, timeout=10)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_it_answers_by_the_names_that_containers_have(run: Run) -> None:
    container = run(IMAGE, env={**OPEN, "A2I_EMULATOR_ALLOWED_HOSTS": "a2i.internal"})
    for host in (
        "a2i:4224",
        "my_project-a2i-1:4224",
        "localhost:49153",
        "172.17.0.2:4224",
        "host.docker.internal:4224",
        "a2i.internal:4224",
    ):
        assert ask(container, host, "/_a2i/health")[0] == 200, host
        assert ask(container, host, "/_a2i/portal/sign-in")[0] == 200, host
    assert ask(container, "example.com", "/_a2i/tasks")[0] == 403


def test_its_portal_asks_for_a_password(run: Run) -> None:
    setup = ROOT / "examples" / "containers" / "setup.yaml"
    seed = {**OPEN, "A2I_EMULATOR_SEED": "/seed/setup.yaml"}
    container = run(IMAGE, env=seed, mounts={"/seed/setup.yaml": setup})
    status, page = ask(container, "localhost:4224", "/_a2i/portal/sign-in")
    assert status == 200
    assert 'type="password"' in page
    assert ">alice<" not in page


@pytest.mark.parametrize("host", ["a2i:4224", "localhost:49153"])
def test_addresses_that_it_hands_out_lead_where_it_was_asked(run: Run, host: str) -> None:
    setup = ROOT / "examples" / "containers" / "setup.yaml"
    seed = ["start", "--seed", "/s.yaml"]
    container = run(IMAGE, env=OPEN, command=seed, mounts={"/s.yaml": setup})
    scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sagemaker/aws4_request, x"
    headers = {
        "Host": host,
        "Authorization": scope,
        "Content-Type": "application/x-amz-json-1.1",
    }

    def call(operation: str, **parameters: object) -> dict[str, object]:
        request = urllib.request.Request(
            container.url,
            data=json.dumps(parameters).encode(),
            headers={**headers, "X-Amz-Target": f"SageMaker.{operation}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, object] = json.load(answer)
        return found

    template = call("DescribeHumanTaskUi", HumanTaskUiName="kind")["UiTemplate"]
    assert isinstance(template, dict)
    assert template["Url"].startswith(f"http://{host}/_a2i/templates/")
    rendered = call(
        "RenderUiTemplate",
        UiTemplate={"Content": "{{ 's3://reviews/picture.png' | grant_read_access }}"},
        Task={"Input": "{}"},
        RoleArn="arn:aws:iam::123456789012:role/any",
    )
    assert str(rendered["RenderedContent"]).startswith(f"http://{host}/reviews/picture.png?")
