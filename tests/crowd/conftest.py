"""A server that frames templates as the portal does, and a page that plays the worker's part."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, BrowserContext, Error, Frame, Locator, Page, Request
from waitress.server import create_server

from a2i_emulator.crowd import blueprint, frame_policy, framed, script_address

AMAZONS_SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
SANDBOX = frame_policy()["Content-Security-Policy"].partition(";")[0].removeprefix("sandbox ")
PARENT = """<!doctype html><html lang="en"><title>Portal</title><body style="margin:0">
<iframe id="task" title="Task" sandbox="%s" style="border:0;width:100%%;height:100vh"></iframe>
<script>
  const messages = [];
  const count = (kind) => messages.filter(({type}) => type === kind).length;
  let told = 0;
  let frame = document.getElementById('task');
  // A frame of its own, so that nothing which the last one still says is heard.
  function another() {
    const next = frame.cloneNode();
    frame.remove();
    messages.length = told = 0;
    frame = next;
    frame.src = '/task';
    document.body.append(frame);
  }
  addEventListener('message', ({source, data, origin}) => {
    if (source !== frame.contentWindow) return;
    messages.push({type: data.type, json: JSON.stringify({...data, origin})});
  });
  frame.src = '/task';
</script>"""


@dataclass
class Server:
    """Serves one template at a time.

    Attributes:
        template: what is framed at ``/``, and served alone at ``/task``.
        pages: further pages, at ``/pages/NAME``.
        posts: the bodies of the requests that a template managed to send.
    """

    url: str = ""
    template: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Serve the elements and what a test puts in front of them."""
    served = Server()
    waitress = create_server(_app(served), host="127.0.0.1", port=0, threads=8)
    served.url = f"http://127.0.0.1:{waitress.effective_port}"
    threading.Thread(target=waitress.run, daemon=True).start()
    yield served
    waitress.task_dispatcher.shutdown()
    waitress.close()


def _app(served: Server) -> Flask:
    app = Flask(__name__)
    app.register_blueprint(blueprint())
    app.add_url_rule("/", "parent", lambda: PARENT % SANDBOX)
    app.add_url_rule("/pages/<name>", "page", lambda name: served.pages[name])

    @app.get("/task")
    def task() -> Response:
        script = script_address(served.template)
        page = framed(served.template, script_url=script, origin=served.url)
        return Response(page, headers=frame_policy())

    @app.post("/post")
    def post() -> str:
        served.posts.append("posted")
        return ""

    return app


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for a module's tests: a task's page keeps nothing anyway."""
    shared = browser.new_context(viewport={"width": 1280, "height": 800})
    shared.set_default_timeout(5_000)
    yield shared
    shared.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of one test's own."""
    fresh = context.new_page()
    yield fresh
    fresh.close()


@pytest.fixture(scope="module")
def parent(context: BrowserContext) -> Iterator[Page]:
    """The page around a module's tasks: a frame of each test's own in it opens in half the time."""
    kept = context.new_page()
    yield kept
    kept.close()


@pytest.fixture
def place(parent: Page) -> Page:
    """Where tasks are opened; a module overrides it that wants a page for each test."""
    return parent


@dataclass
class Task:
    """A framed template, and everything that happened around it.

    Attributes:
        errors: uncaught errors of scripts, in the task or around it.
        requests: every URL that the browser asked for.
    """

    page: Page
    frame: Frame
    errors: list[str]
    requests: list[str]

    def messages(self, kind: str) -> list[dict[str, Any]]:
        """Return the messages of one type that reached the parent so far."""
        everything = self.page.evaluate("messages")
        return [json.loads(message["json"]) for message in everything if message["type"] == kind]

    def wait_for(self, kind: str) -> dict[str, Any]:
        """Wait for the first message of a type."""
        self.page.wait_for_function("kind => messages.some(m => m.type === kind)", arg=kind)
        return self.messages(kind)[0]

    def tell(self, **message: Any) -> None:
        """Send a message from the parent to the task, and wait until it has been heard."""
        self.page.evaluate(TELL, message)
        # The task answers each greeting, in its turn.
        self.page.wait_for_function("() => count('a2i:ready') > told")

    @property
    def submit_button(self) -> Locator:
        """The button that says Submit."""
        return self.frame.get_by_role("button", name="Submit", exact=True)

    def submit(self) -> dict[str, Any]:
        """Press Submit and return the answer that arrived."""
        self.submit_button.click()
        content = self.wait_for("a2i:submit")["answerContent"]
        assert isinstance(content, dict)
        return content

    def answer(self) -> dict[str, Any]:
        """Return the answer as it stands, without submitting."""
        content = self.frame.evaluate(ANSWER)
        assert isinstance(content, dict)
        return content


TELL = """message => {
  told = count('a2i:ready');
  const messages = message.type === 'a2i:hello' ? [message] : [message, {type: 'a2i:hello'}];
  for (const one of messages) frame.contentWindow.postMessage(one, '*');
}"""
ANSWER = "document.querySelector('crowd-form').answerContent"
Open = Callable[..., Task]


@pytest.fixture
def open_task(server: Server, place: Page, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a template in a frame; a script error that the test did not expect fails it.

    A test that asks for ``page`` gets it there, any other one in the page of its module.
    """
    page = request.getfixturevalue("page") if "page" in request.fixturenames else place
    opened: list[Task] = []
    room = page.viewport_size

    def note_error(error: Error) -> None:
        for task in opened[-1:]:
            task.errors.append(str(error))

    def note_request(asked: Request) -> None:
        for task in opened[-1:]:
            task.requests.append(asked.url)

    def open_(body: str, *, head: str = AMAZONS_SCRIPT) -> Task:
        server.template = head + body
        task = Task(page, page.main_frame, [], [])
        opened.append(task)
        if page.url == f"{server.url}/":
            page.evaluate("another()")
        else:
            page.goto(server.url)
        task.wait_for("a2i:ready")
        found = page.frame(url="**/task")
        assert found is not None
        task.frame = found
        return task

    page.on("pageerror", note_error)
    page.on("request", note_request)
    yield open_
    if page.url == f"{server.url}/":
        page.evaluate("frame.remove()")
    page.remove_listener("pageerror", note_error)
    page.remove_listener("request", note_request)
    page.emulate_media(color_scheme="null", reduced_motion="null")
    if room is not None and page.viewport_size != room:
        page.set_viewport_size(room)
    for task in opened:
        assert task.errors == []


@pytest.fixture(scope="module")
def snippets(server: Server, context: BrowserContext) -> Iterator[Callable[[str], str]]:
    """Tell the answer, as JSON text, that a form with some markup in it gives.

    One page serves all tests of a module: the markup is put into it by script.
    """
    page = context.new_page()
    server.template = AMAZONS_SCRIPT
    page.goto(f"{server.url}/task")

    def answer(inside: str) -> str:
        text = page.evaluate(SNIPPET, f"<crowd-form>{inside}</crowd-form>")
        assert isinstance(text, str)
        return text

    yield answer
    page.close()


SNIPPET = """async (markup) => {
  document.body.innerHTML = markup;
  const elements = [...document.body.querySelectorAll('*')];
  const ours = elements.filter(({localName}) => /^(crowd|iron)-/.test(localName));
  await Promise.all(ours.map(({localName}) => customElements.whenDefined(localName)));
  await Promise.all(ours.map((element) => element.updateComplete));
  return JSON.stringify(document.querySelector('crowd-form').answerContent);
}"""
