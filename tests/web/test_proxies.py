"""What proxies say of requests: believed from those that are trusted, and from nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st
from tests.support.emulator import Emulator

from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.settings import Settings
from a2i_emulator.web.proxies import Proxies
from a2i_emulator.web.server import build_server

CLIENT, NAME = "203.0.113.7", "a2i.example"
SAID = {
    "X-Forwarded-For": f"198.51.100.1, {CLIENT}",
    "X-Forwarded-Host": NAME,
    "X-Forwarded-Proto": "https",
}
FROM_CLIENT_BY_TLS = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "sagemaker:*",
        "Resource": "*",
        "Condition": {
            "IpAddress": {"aws:SourceIp": f"{CLIENT}/32"},
            "Bool": {"aws:SecureTransport": "true"},
        },
    },
}
TRUSTED = tuple(ip_network(text) for text in ("10.0.0.0/8", "fd00::/8"))
HEADERS = ("FOR", "HOST", "PROTO", "PORT", "PREFIX", "BY")
FORWARDED = f'for=198.51.100.9;host="{NAME}";proto=https'
OWN = {"HTTP_HOST": "own", "wsgi.url_scheme": "http"}


def seen(address: str, **said: str) -> dict[str, str]:
    """What the application behind proxies sees of a request."""
    found: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        found.append(environ)
        return []

    headers = {f"HTTP_X_FORWARDED_{name.upper()}": value for name, value in said.items()}
    headers["HTTP_FORWARDED"] = FORWARDED  # A client's, which a proxy has passed on.
    Proxies(app, TRUSTED)({**OWN, **headers, "REMOTE_ADDR": address}, lambda *_: lambda _: None)
    found[0].pop("REMOTE_HOST", None)
    return found[0]


@given(
    st.dictionaries(st.sampled_from(HEADERS), st.text() | st.sampled_from(["10.0.0.1", "https"])),
    st.ip_addresses().filter(lambda address: not any(address in net for net in TRUSTED)),
)
def test_nobody_else_is_believed_whatever_they_say(said: dict[str, str], address: Any) -> None:
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is None or mapped not in TRUSTED[0]:
        assert seen(str(address), **said) == {**OWN, "REMOTE_ADDR": str(address)}


@given(st.dictionaries(st.sampled_from(HEADERS), st.text()))
def test_what_a_trusted_one_says_is_an_address_a_name_and_a_scheme(said: dict[str, str]) -> None:
    found = seen("10.0.0.1", **said)
    assert found["wsgi.url_scheme"] in ("http", "https")
    assert not set(found["HTTP_HOST"]) & set(" /\\@?#\r\n\t,\"'<>")
    assert not [name for name in found if "FORWARDED" in name]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("192.0.2.1, 203.0.113.7", "203.0.113.7"),
        ("192.0.2.1, 203.0.113.7, 10.2.0.1, fd00::1", "203.0.113.7"),
        ("203.0.113.7:50123", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.9", "10.0.0.9"),
        ("203.0.113.7, unknown, 10.0.0.9", "10.0.0.9"),
        ("unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_client_is_the_last_one_whom_no_proxy_of_ours_stands_for(
    said: str, address: str
) -> None:
    assert seen("10.0.0.1", **{"for": said})["REMOTE_ADDR"] == address


def served(trusted: str) -> Iterator[Emulator]:
    settings = Settings(
        port=0,
        trusted_proxies=(ip_network(trusted),),
        allowed_hosts=(NAME,),
        enforce_policies=True,
        password_required=True,
    )
    server = build_server(settings)
    server.start()
    yield Emulator(server)
    server.close()


@pytest.fixture(scope="module")
def behind_proxy() -> Iterator[Emulator]:
    """An emulator whose proxy this machine is."""
    yield from served("127.0.0.1")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Emulator]:
    """An emulator whose proxy is another machine."""
    yield from served("10.0.0.0/8")


def create_template(emulator: Emulator, signed_for: str) -> requests.Response:
    """Make a template and ask for it, as a client does that knows the emulator by an address."""
    key = create_access_key(emulator.server.service.database, "ann", 0, [FROM_CLIENT_BY_TLS])
    credentials = Credentials(key.id, key.secret)

    def call(operation: str, body: str) -> requests.Response:
        request = AWSRequest("POST", f"{signed_for}/", data=body)
        request.headers["X-Amz-Target"] = f"SageMaker.{operation}"
        request.headers["Content-Type"] = "application/x-amz-json-1.1"
        SigV4Auth(credentials, "sagemaker", "us-east-1").add_auth(request)
        headers = {**dict(request.headers.items()), **SAID}
        return requests.post(emulator.url, data=body, headers=headers, timeout=20)

    made = call("CreateHumanTaskUi", '{"HumanTaskUiName": "ui", "UiTemplate": {"Content": "x"}}')
    return call("DescribeHumanTaskUi", '{"HumanTaskUiName": "ui"}') if made.ok else made


def sign_in_page(emulator: Emulator) -> requests.Response:
    return requests.get(f"{emulator.url}/_a2i/portal/sign-in", headers=SAID, timeout=20)


def test_a_trusted_proxy_tells_client_name_and_scheme(behind_proxy: Emulator) -> None:
    described = create_template(behind_proxy, f"https://{NAME}")
    assert described.status_code == 200, described.text
    url = described.json()["UiTemplate"]["Url"]
    assert url.startswith(f"https://{NAME}/_a2i/templates/")

    page = sign_in_page(behind_proxy)
    assert "; Secure;" in page.headers["Set-Cookie"]
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    console = requests.get(f"{behind_proxy.url}/_a2i/console/", headers=SAID, timeout=20)
    assert "; Secure;" in console.headers["Set-Cookie"]

    foreign = {**SAID, "X-Forwarded-Host": "evil.example"}
    refused = requests.get(f"{behind_proxy.url}/_a2i/tasks", headers=foreign, timeout=20)
    assert (refused.status_code, "'evil.example'" in refused.text) == (403, True)


def test_others_tell_nothing(elsewhere: Emulator) -> None:
    refused = create_template(elsewhere, elsewhere.url)
    assert (refused.status_code, "not authorized" in refused.text) == (400, True), refused.text
    wrong = create_template(elsewhere, f"https://{NAME}")
    assert "InvalidSignatureException" in wrong.text

    page = sign_in_page(elsewhere)
    assert "Secure" not in page.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in page.headers
    foreign = {**SAID, "X-Forwarded-Host": "evil.example"}
    assert requests.get(f"{elsewhere.url}/_a2i/tasks", headers=foreign, timeout=20).ok
