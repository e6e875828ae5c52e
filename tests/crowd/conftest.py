"""A server that frames templates as the portal does, and a page that plays the worker's part."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Frame, Page, Request
from waitress.server import create_server

from a2i_emulator.crowd import blueprint, frame_policy, framed

AMAZONS_SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
PARENT = """<!doctype html><html lang="en"><title>Portal</title><body style="margin:0">
<iframe id="task" title="Task" sandbox="%s" style="border:0;width:100%%;height:100vh"></iframe>
<script>
  const messages = [];
  const frame = document.getElementById('task');
  addEventListener('message', ({source, data, origin}) => {
    if (source !== frame.contentWindow) return;
    messages.push({type: data.type, json: JSON.stringify({...data, origin})});
  });
  frame.src = '/task';
</script>"""
SANDBOX = "allow-scripts allow-forms allow-modals allow-downloads allow-popups"


@dataclass
class Server:
    """Serves one template at a time."""

    url: str = ""
    template: str = ""
    others: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Serve the elements, a page that frames `template` and one that is not framed."""
    served = Server()
    app = Flask(__name__)
    app.register_blueprint(blueprint())

    @app.get("/")
    def parent() -> str:
        return PARENT % SANDBOX

    @app.get("/task")
    def task() -> Response:
        return Response(framed(served.template), headers=frame_policy())

    @app.get("/other/<name>")
    def other(name: str) -> str:
        return served.others[name]

    waitress = create_server(app, host="127.0.0.1", port=0, threads=8)
    served.url = f"http://127.0.0.1:{waitress.effective_port}"
    threading.Thread(target=waitress.run, daemon=True).start()
    yield served
    waitress.task_dispatcher.shutdown()
    waitress.close()


@dataclass
class Task:
    """A framed template, and everything that happened around it."""

    page: Page
    frame: Frame
    errors: list[str]
    requests: list[str]

    def messages(self, kind: str) -> list[dict[str, Any]]:
        """The messages of one type that reached the parent so far."""
        everything = self.page.evaluate("messages")
        return [json.loads(message["json"]) for message in everything if message["type"] == kind]

    def wait_for(self, kind: str) -> dict[str, Any]:
        """Wait for the first message of a type."""
        self.page.wait_for_function("kind => messages.some(m => m.type === kind)", arg=kind)
        return self.messages(kind)[0]

    def tell(self, **message: Any) -> None:
        """Send a message from the parent to the task."""
        self.page.evaluate("m => frame.contentWindow.postMessage(m, '*')", message)

    def submit(self) -> dict[str, Any]:
        """Press Submit and return the answer that arrived."""
        self.frame.get_by_role("button", name="Submit", exact=True).click()
        content = self.wait_for("a2i:submit")["answerContent"]
        assert isinstance(content, dict)
        return content

    def answer(self) -> Any:
        """The answer as it stands, without submitting."""
        return self.frame.evaluate("document.querySelector('crowd-form').answerContent")


Open = Callable[..., Task]


@pytest.fixture
def open_task(server: Server, page: Page) -> Iterator[Open]:
    """Open a template in a frame; a script error that the test did not expect fails it."""
    opened: list[Task] = []

    def open_(body: str, *, head: str = AMAZONS_SCRIPT) -> Task:
        server.template = head + body
        errors: list[str] = []
        requests: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: _note(request, requests))
        page.goto(server.url)
        frame = page.frame(url="**/task")
        assert frame is not None
        page.wait_for_function("messages.some(m => m.type === 'a2i:ready')")
        task = Task(page, frame, errors, requests)
        opened.append(task)
        return task

    yield open_
    for task in opened:
        assert task.errors == []


def _note(request: Request, requests: list[str]) -> None:
    requests.append(request.url)
