"""What one page leaves for the next, where several processes serve one address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from tests.support.processes import Process, free_port

from a2i_emulator.pages.console.template_preview import _MOST_PAGES

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def two(postgres_url: str) -> Iterator[tuple[Process, Process]]:
    """Two processes that a proxy, or the kernel, may choose from for each request."""
    processes = tuple(Process("--database-url", postgres_url) for _ in range(2))
    yield processes[0], processes[1]
    for process in processes:
        process.kill()


def send(browser: requests.Session, url: str, path: str, **fields: str) -> requests.Response:
    """Send a form about a template, as its page does."""
    page = browser.get(f"{url}/_a2i/console/templates/new", timeout=20).text
    found = TOKEN.search(page)
    assert found is not None
    where = {"csrf_token": found[1], "account": "123456789012", "region": "us-east-1"}
    address = f"{url}/_a2i/console/templates/{path}"
    made = browser.post(address, where | fields, timeout=20, allow_redirects=False)
    assert made.ok, made.text
    return made


def preview(browser: requests.Session, url: str, text: str) -> str:
    """Have a template rendered; return the path of its page."""
    template = f"<crowd-form>{text} {{{{ task.input.a }}}}</crowd-form>"
    content = {"UiTemplate.Content": template, "sample": '{"a": "given"}'}
    path: str = send(browser, url, "preview", **content).json()["page"]
    return path


def test_what_was_done_is_told_by_whichever_is_asked(two: tuple[Process, Process]) -> None:
    with requests.Session() as browser:
        for name, (asked, other) in (("one", two), ("other", two[::-1])):
            content = {"HumanTaskUiName": name, "UiTemplate.Content": "<crowd-form></crowd-form>"}
            onward = send(browser, asked.url, "new", **content).headers["Location"]
            there = urlsplit(onward)
            for process in (asked, other):
                told = browser.get(f"{process.url}{there.path}?{there.query}", timeout=20).text
                assert 'Done: <span translate="no">CreateHumanTaskUi</span>' in told
                assert f"HumanTaskUiName=&#34;{name}&#34;" in told


def test_a_frame_is_answered_by_whichever_is_asked(two: tuple[Process, Process]) -> None:
    with requests.Session() as browser:
        for asked, other in (two, two[::-1]):
            path = preview(browser, asked.url, "A text")
            for process in (asked, other):
                shown = browser.get(process.url + path, timeout=20)
                assert (shown.status_code, "A text given" in shown.text) == (200, True)


def test_only_the_latest_are_kept_and_none_is_in_a_dump(two: tuple[Process, Process]) -> None:
    one, other = two
    with requests.Session() as browser:
        paths = [preview(browser, one.url, f"Text {number}") for number in range(_MOST_PAGES + 1)]
        assert browser.get(other.url + paths[0], timeout=20).status_code == 404
        assert browser.get(other.url + paths[1], timeout=20).ok
        state = browser.get(f"{one.url}/_a2i/state", timeout=20).json()["a2i"]
        assert state["documents"] == {}
        later = {"advanceSeconds": 3601}
        assert browser.post(f"{one.url}/_a2i/clock", json=later, timeout=20).ok
        newest = preview(browser, one.url, "Later")
        assert browser.get(other.url + paths[-1], timeout=20).status_code == 404
        assert browser.get(other.url + newest, timeout=20).ok


def test_their_own_origin_may_be_another_process(postgres_url: str) -> None:
    port, host = free_port(), "templates.example"
    options = ("--database-url", postgres_url)
    shown = Process(*options, "--port", str(port), "--template-origin", f"http://{host}:{port}")
    asked = Process(*options, "--template-origin", f"http://{host}:{port}")
    with requests.Session() as browser:
        path = preview(browser, asked.url, "A text")
        led = browser.get(asked.url + path, timeout=20, allow_redirects=False)
        there = urlsplit(led.headers["Location"])
        assert there.netloc == f"{host}:{port}"
        page = browser.get(shown.url + there.path, headers={"Host": there.netloc}, timeout=20)
        assert (page.status_code, "A text given" in page.text) == (200, True)
    for process in (shown, asked):
        process.kill()
