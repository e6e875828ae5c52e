"""With ``--secure`` nothing that others could have read on its way is answered."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import requests
from tests.support.emulator import Emulator
from werkzeug.test import Client

from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

NAME = "a2i.example"
PLACES = ("/_a2i/portal/sign-in", "/_a2i/tasks", "/_a2i/metrics", "/moto-api/data.json", "/bucket")
PROBES = ("/_a2i/health", "/_a2i/ready")


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A secured emulator whose proxy this machine is."""
    place: Path = tmp_path_factory.mktemp("secured")
    settings = Settings(
        port=0,
        data_dir=place,
        secure=True,
        verify_signatures=True,
        enforce_policies=True,
        operator_keys=True,
        audit=True,
        password_required=True,
        trusted_proxies=(ip_network("127.0.0.1"),),
        allowed_hosts=(NAME,),
    )
    server = build_server(settings)
    server.start()
    yield Emulator(server)
    server.close()


def is_refused(emulator: Emulator, path: str, scheme: str, client: str = "203.0.113.7") -> bool:
    """Tell whether somebody is refused for having come to the proxy by a scheme."""
    said = {"X-Forwarded-For": client, "X-Forwarded-Host": NAME, "X-Forwarded-Proto": scheme}
    answer = requests.get(f"{emulator.url}{path}", headers=said, timeout=20)
    return answer.status_code == 403 and "reached by TLS alone" in answer.text


@pytest.mark.parametrize("path", PLACES)
def test_who_came_to_the_proxy_without_tls_is_refused(secured: Emulator, path: str) -> None:
    assert is_refused(secured, path, "http")
    assert not is_refused(secured, path, "https")
    assert not is_refused(secured, path, "http", client="127.0.0.1")


@pytest.mark.parametrize("address", ["10.0.0.9", "::ffff:10.0.0.9", "fd00::9"])
def test_who_passes_the_proxy_by_is_refused_but_for_probes(secured: Emulator, address: str) -> None:
    client = Client(secured.server.app.wsgi_app)
    for path in PLACES:
        answer = client.get(path, environ_base={"REMOTE_ADDR": address})
        assert (answer.status_code, "TLS alone" in answer.text) == (403, True), path
    for path in PROBES:
        assert client.get(path, environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1", ""])
def test_who_is_on_this_machine_needs_no_tls(secured: Emulator, address: str) -> None:
    client = Client(secured.server.app.wsgi_app)
    answer = client.get("/_a2i/portal/sign-in", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 200


def test_the_refusal_is_in_the_audit_trail(secured: Emulator) -> None:
    key = create_access_key(secured.server.service.database, "ann", 0, role="admin")
    is_refused(secured, "/_a2i/events?audited", "http", client="203.0.113.9")
    asked = f"{secured.url}/_a2i/audit?limit=20"
    entries = requests.get(asked, auth=(key.id, key.secret), timeout=20).json()["entries"]
    (entry,) = [one for one in entries if one["address"] == "203.0.113.9"]
    assert (entry["action"], entry["status"]) == ("GET /_a2i/events", 403)
