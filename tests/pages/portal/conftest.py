"""A portal with a team, a flow definition and a browser that is signed in to it."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect
from tests.support.emulator import Emulator

from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

TEMPLATE = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <p id="text">{{ task.input.text }}</p>
  <crowd-input name="answer" label="Your answer" required></crowd-input>
</crowd-form>
"""
EXPECTED_CONSOLE = "Failed to load resource"
"""What Chromium says of an answer that is an error; some tests are about those."""

expect.set_options(timeout=10_000)


@dataclass
class Portal:
    """The portal in one worker's browser."""

    emulator: Emulator
    page: Page
    problems: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Page:
        self.page.goto(f"{self.emulator.url}/_a2i/portal/{path}")
        return self.page

    def sign_in(self, name: str = "alice", path: str = "") -> Page:
        self.open(path)
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)
        return self.page

    def start(self) -> Frame:
        """Start the first job of the list, and return the task's frame when it is ready."""
        self.page.get_by_role("button", name="Start working").first.click()
        return self.frame()

    def frame(self) -> Frame:
        expect(self.page.locator("main")).to_have_attribute("aria-busy", "false")
        frame = self.page.locator("#frame").element_handle().content_frame()
        assert frame is not None
        frame.wait_for_url("**/frame", wait_until="commit")
        return frame

    def submit(self, frame: Frame) -> None:
        """Press Submit, and wait until the page has moved on."""
        before = self.page.url
        frame.get_by_role("button", name="Submit").click()
        self.page.wait_for_url(lambda url: url != before)

    def task_id(self) -> str:
        """The id of the task that is open."""
        return self.page.url.rpartition("/")[2]

    def tasks(self) -> list[dict[str, Any]]:
        """All open tasks, as the control API has them."""
        tasks: list[dict[str, Any]] = self.emulator.control("GET", "tasks")[1]["tasks"]
        return tasks


def watched(emulator: Emulator, page: Page) -> Portal:
    portal = Portal(emulator, page)
    page.on("pageerror", lambda error: portal.problems.append(str(error)))

    def note(message: Any) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_CONSOLE):
            portal.problems.append(message.text)

    page.on("console", note)
    return portal


Open = Callable[..., Portal]


@pytest.fixture
def portal(emulator: Emulator, page: Page) -> Iterator[Portal]:
    """A browser at the portal; an error on its console that nobody expects fails the test."""
    opened = watched(emulator, page)
    yield opened
    assert opened.problems == []


@pytest.fixture
def colleague(emulator: Emulator, context: BrowserContext) -> Iterator[Portal]:
    """A second worker's browser."""
    browser = context.browser
    assert browser is not None
    other = browser.new_context(viewport={"width": 1280, "height": 800})
    other.set_default_timeout(10_000)
    opened = watched(emulator, other.new_page())
    yield opened
    assert opened.problems == []
    other.close()


@pytest.fixture
def team(emulator: Emulator) -> str:
    return emulator.make_workteam(workers=("alice", "bob"))


@pytest.fixture
def flow(emulator: Emulator, team: str) -> str:
    """A flow definition whose task is one text field."""
    return emulator.make_flow(
        workteam=team,
        template=TEMPLATE,
        TaskTitle="Read a text",
        TaskDescription="Say what it is about",
        TaskKeywords=["reading", "texts"],
    )


@pytest.fixture
def locked() -> Iterator[Emulator]:
    """An emulator whose workers need a password."""
    server = build_server(Settings(port=0, password_required=True))
    server.start()
    guarded = Emulator(server)
    with urllib.request.urlopen(
        urllib.request.Request(f"{guarded.url}/moto-api/reset", method="POST")
    ):
        yield guarded
    for client in guarded.clients.values():
        client.close()
    server.close()
