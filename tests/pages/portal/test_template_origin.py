"""Worker templates at an origin of their own, and nothing else there; by TLS, as on a network."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from tests.pages.portal.conftest import TEMPLATE, watched
from tests.support.certificates import write_certificate
from tests.support.emulator import Emulator
from tests.support.processes import free_port

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

NAME = "templates.example"


@pytest.fixture
def emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    certificate, port = tmp_path / "certificate.pem", free_port()
    write_certificate(certificate)
    for trusted in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(trusted, str(certificate))
    origin = f"https://{NAME}:{port}"
    server = build_server(Settings(port=port, tls_cert=certificate, template_origin=origin))
    server.start()
    with closing(server):
        emulator = Emulator(server)
        emulator.control("POST", "reset")
        yield emulator
        for client in emulator.clients.values():
            client.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that does not mind whose certificate it is."""
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def at_theirs(emulator: Emulator, path: str, method: str = "GET") -> requests.Response:
    host = f"{NAME}:{urlsplit(emulator.url).port}"
    return requests.request(method, emulator.url + path, headers={"Host": host}, timeout=20)


def test_nothing_but_templates_is_there(emulator: Emulator) -> None:
    emulator.client("s3").create_bucket(Bucket="bucket")
    for path in ("/", "/bucket", "/_a2i/portal/sign-in", "/_a2i/console/", "/_a2i/tasks", "/_a2i"):
        for method in ("GET", "POST"):
            answer = at_theirs(emulator, path, method)
            assert (answer.status_code, answer.text) == (
                403,
                "Worker templates are shown here, and nothing else is.",
            )
    for path in ("/moto-api/data.json", "/_a2i/health", "/_a2i/frames", "//_a2i/tasks"):
        assert at_theirs(emulator, path).status_code == 403
    assert at_theirs(emulator, "/_a2i/crowd-html-elements.js").ok
    assert at_theirs(emulator, "/_a2i/frames/made-up").status_code == 403
    assert requests.get(f"{emulator.url}/_a2i/tasks", timeout=20).ok


def test_a_task_is_worked_on_at_their_origin(emulator: Emulator, page: Page) -> None:
    portal = watched(emulator, page)
    flow = emulator.make_flow(
        workteam=emulator.make_workteam(workers=("alice",)), template=TEMPLATE
    )
    for name in ("first", "second"):
        emulator.start_loop(flow, name, {"text": name})
    portal.sign_in()
    page.get_by_role("button", name="Start working").first.click()
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")
    shown = page.frames[1]
    theirs = f"https://{NAME}:{urlsplit(emulator.url).port}"
    assert shown.url.startswith(f"{theirs}/_a2i/frames/")
    assert shown.evaluate("[self.origin, document.referrer]") == ["null", ""]
    task = page.url
    page.reload()
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")
    shown = page.frames[1]
    expect(shown.locator("#text")).to_have_text("first")
    shown.get_by_label("Your answer").fill("done")
    shown.get_by_role("button", name="Submit").click()
    page.wait_for_url(lambda url: url != task)
    assert emulator.wait_for_status("Completed", "first")
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")
    assert portal.problems == []

    # The address shows the task while its worker is signed in, and to the portal's pages alone.
    address = page.frames[1].url
    path = address.removeprefix(theirs)
    ticket = path.rpartition("/")[2]
    assert b"alice" not in urlsafe_b64decode(ticket), "the template can read it"
    answer = at_theirs(emulator, path)
    ancestors = re.search("frame-ancestors ([^;]*)", answer.headers["Content-Security-Policy"])
    assert answer.ok
    assert ancestors is not None
    assert ancestors[1] == emulator.url
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-scripts ")
    assert "Set-Cookie" not in answer.headers
    assert requests.get(emulator.url + path, timeout=20).status_code == 403
    portal.open().get_by_role("button", name="Log out").click()
    page.wait_for_url("**/sign-in")
    refused = at_theirs(emulator, path)
    assert (refused.status_code, refused.text[:19]) == (401, "You are signed out.")


def test_a_draft_is_previewed_there(emulator: Emulator, page: Page) -> None:
    portal = watched(emulator, page)
    page.goto(f"{emulator.url}/_a2i/console/templates/new")
    preview = page.frame_locator("#preview iframe")
    expect(preview.locator("body")).not_to_be_empty()
    assert urlsplit(page.frames[1].url).hostname == NAME
    assert portal.problems == []
