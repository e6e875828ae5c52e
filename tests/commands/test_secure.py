"""``a2i-emulator start --secure``: what it asks for, and what it then asks of everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from botocore.exceptions import ClientError
from tests.support.certificates import write_certificate
from tests.support.processes import Process

from a2i_emulator.commands.cli import main

Problems = Callable[..., list[str]]


@pytest.fixture
def problems(capsys: pytest.CaptureFixture[str]) -> Problems:
    """Tells what is missing, in lines."""

    def start(*options: str) -> list[str]:
        assert main(["start", "--port", "0", *options]) == 2
        return capsys.readouterr().err.splitlines()

    return start


def sagemaker(url: str, key: str, secret: str) -> Any:
    return boto3.client(
        "sagemaker",
        "us-east-1",
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


def test_what_is_missing_is_named_a_line_each(problems: Problems, tmp_path: Path) -> None:
    place, certificate = ("--data-dir", str(tmp_path / "state")), tmp_path / "certificate.pem"
    write_certificate(certificate)
    network = ("--secure", "--host", "0.0.0.0")
    tls, state = problems(*network)
    assert tls.startswith("a2i-emulator: --secure: --tls-cert and --tls-key, or --trusted-proxies")
    assert state.startswith("a2i-emulator: --secure: --data-dir or --database-url is missing")
    admin = f"`a2i-emulator keys create --role admin {' '.join(place)}`"
    without_tls, without_admin = problems(*network, *place)
    assert (without_tls, admin in without_admin) == (tls, True)
    for enough in (("--tls-cert", str(certificate)), ("--trusted-proxies", "10.0.0.4,fd00::/8")):
        assert problems(*network, *place, *enough) == [without_admin]
    assert problems("--secure") == [state]
    provider = tmp_path / "provider.json"
    by_provider = ("--operator-oidc", str(provider))
    described = {"issuer": "https://id.example", "clientId": "a2i", "clientSecret": "x"}
    provider.write_text(json.dumps(described))
    (unlike,) = problems(*by_provider)
    assert unlike.endswith(f"{provider}: the document: 'roleClaim' is a required property")
    described |= {"roleClaim": "groups", "roles": {"admin": ["admins"]}}  # type: ignore[dict-item]
    provider.write_text(json.dumps(described))
    assert problems(*network, *place, *by_provider) == [tls], "an admin may sign in there"
    for wrong in ("10.0.0.1/8", "proxy.internal", ""):
        (line,) = problems(*network, "--trusted-proxies", wrong)
        assert line.startswith("a2i-emulator: --trusted-proxies: ")
    for wrong in ("templates.example.com", "https://user@a", "https://a/b", "ftp://a"):
        (line,) = problems("--template-origin", wrong)
        assert line.startswith(f"a2i-emulator: --template-origin: '{wrong}' ")
    names = ("--allowed-hosts", "a2i.example.com", "--allowed-hosts", "a2i")
    for own in ("http://localhost:1", "https://a2i.example.com", "https://A2I:4224"):
        (line,) = problems(*names, "--template-origin", own)
        assert line.endswith("is the emulator's own name; templates need another")
    encrypted = ("--tls-cert", str(certificate))
    (line,) = problems(*names, *encrypted, "--template-origin", "http://t.example.com")
    assert line.startswith("a2i-emulator: --template-origin: beside --tls-cert it needs https")


def test_no_admin_but_a_requester_is_none(
    problems: Problems, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--data-dir", str(tmp_path)]
    assert main(["keys", "create", "--role", "requester", *place]) == 0
    assert main(["keys", "create", "--token", "--scope", "answer", *place]) == 0
    capsys.readouterr()
    (line,) = problems("--secure", *place)
    assert "there is no admin yet" in line


def test_a_secured_emulator_asks_everybody_who_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, certificate = ["--data-dir", str(tmp_path / "state")], tmp_path / "certificate.pem"
    write_certificate(certificate)
    assert main(["keys", "create", "--role", "admin", *place]) == 0
    key, secret = re.findall(r"=(\S+)", capsys.readouterr().out)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    options = ["--secure", "--host", "0.0.0.0", "--tls-cert", str(certificate), *place]
    assert main(["check", *options]) == 0
    process = Process(*options)
    try:
        url = f"https://127.0.0.1:{urlsplit(process.url).port}"
        with pytest.raises(ClientError, match="InvalidSignatureException"):
            sagemaker(url, key, "guessed").list_workteams()
        assert sagemaker(url, key, secret).list_workteams()["Workteams"] == []

        def get(path: str) -> requests.Response:
            return requests.get(f"{url}{path}", verify=str(certificate), timeout=20)

        for path in ("/_a2i/console/", "/_a2i/tasks", "/_a2i/metrics", "/moto-api/data.json"):
            assert get(path).status_code == 401
        cookie = get("/_a2i/portal/sign-in").headers["Set-Cookie"]
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
        assert main(["tasks", "--endpoint", url]) == 2
        monkeypatch.setenv("A2I_EMULATOR_KEY", f"{key}:{secret}")
        assert main(["tasks", "--endpoint", url]) == 0
    finally:
        process.kill()
