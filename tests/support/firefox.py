"""A headless Firefox and one page in it, driven by what it speaks itself: WebDriver BiDi.

Playwright drives a Firefox of its own make; of Debian's (an ESR) it asks for commands that only
later ones know. The few that the tests need are here, as https://w3c.github.io/webdriver-bidi/
describes them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

LISTENING = "WebDriver BiDi listening on "
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "PageDown": "\ue00f",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "Delete": "\ue017",
}
DOWN, UP = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
PAUSE = {"type": "pause"}
UNTIL = """new Promise((done) => {
  const look = () => (%s) ? done() : requestAnimationFrame(look);
  look();
})"""

Point = tuple[float, float]


@dataclass
class Firefox:
    """A browser with one tab.

    Attributes:
        connection: to the browser.
        context: the id of the tab, or of the frame in it, where scripts run and input goes.
        errors: uncaught errors of scripts, in any page so far.
    """

    connection: ClientConnection
    context: str = ""
    errors: list[str] = field(default_factory=list)
    _sent: int = 0

    def send(self, method: str, **params: Any) -> Any:
        """Send a command and return its result.

        Raises:
            RuntimeError: the browser refused it.
        """
        self._sent += 1
        self.connection.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            told = json.loads(self.connection.recv(timeout=30))
            if told["type"] == "event":
                self._note(told["params"])
            elif told["type"] == "error":
                raise RuntimeError(f"{method}: {told['error']}: {told['message']}")
            else:
                return told["result"]

    def _note(self, entry: dict[str, Any]) -> None:
        if entry.get("type") == "javascript" and entry["level"] == "error":
            self.errors.append(entry["text"])

    def open(self, url: str, ratio: float = 1) -> None:
        """Open a page of 1280 by 800 pixels; scripts and input then go to it.

        Args:
            url: the page.
            ratio: how many of the screen's pixels one of the page's is wide.
        """
        self.leave_frame()
        screen = {"viewport": {"width": 1280, "height": 800}, "devicePixelRatio": ratio}
        self.send("browsingContext.setViewport", context=self.context, **screen)
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def leave_frame(self) -> None:
        """Let scripts and input go to the page; the frame keeps the focus that it has."""
        self.context = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def enter_frame(self) -> None:
        """Let the page's only frame have the focus; scripts and input then go to it."""
        self.evaluate("document.querySelector('iframe').focus()")
        (page,) = self.send("browsingContext.getTree", root=self.context)["contexts"]
        (frame,) = page["children"]
        self.context = frame["context"]

    def evaluate(self, expression: str) -> Any:
        """Return what a script's expression is, or what it promises, as JSON has it.

        Raises:
            RuntimeError: the script failed.
        """
        answer = self.send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def wait_until(self, condition: str) -> None:
        """Wait for a script's expression to be true."""
        self.evaluate(UNTIL % condition)

    def drag(self, *points: Point, pointer: str = "mouse") -> None:
        """Press at the first point of the viewport, move over the others, let go.

        Args:
            points: where.
            pointer: ``mouse`` or ``touch``; this Firefox plays no pen.
        """
        first, *others = (self._to(point) for point in points)
        kind = {"pointerType": pointer}
        actions = [first, DOWN, *others, UP]
        source = {"type": "pointer", "id": pointer, "parameters": kind, "actions": actions}
        self._act(source)

    def fingers(self, *paths: Sequence[Point]) -> None:
        """Put fingers down one after the other, move them together, lift them together.

        Args:
            paths: for each finger where in the viewport it is put and moves to, all as long.
        """
        sources = []
        for finger, path in enumerate(paths):
            first, *others = (self._to(point) for point in path)
            before, after = 2 * finger, 2 * (len(paths) - 1 - finger)
            actions = [*[PAUSE] * before, first, DOWN, *[PAUSE] * after, *others, UP]
            kind = {"pointerType": "touch"}
            sources.append(
                {"type": "pointer", "id": f"finger{finger}", "parameters": kind, "actions": actions}
            )
        self._act(*sources)

    def click(self, point: Point, times: int = 1) -> None:
        """Click at a point of the viewport, several times without a pause."""
        actions = [self._to(point), *[DOWN, UP] * times]
        self._act({"type": "pointer", "id": "mouse", "actions": actions})

    def _to(self, point: Point) -> dict[str, Any]:
        x, y = point
        return {"type": "pointerMove", "x": x, "y": y}

    def press(self, *keys: str) -> None:
        """Press keys one after the other: ``z``, ``Enter``, ``Control+z``."""
        for combination in keys:
            named = combination.split("+") if len(combination) > 1 else [combination]
            held = [KEYS.get(key, key) for key in named]
            down = [{"type": "keyDown", "value": key} for key in held]
            up = [{"type": "keyUp", "value": key} for key in reversed(held)]
            self._act({"type": "key", "id": "keyboard", "actions": [*down, *up]})

    def _act(self, *sources: dict[str, Any]) -> None:
        self.send("input.performActions", context=self.context, actions=sources)


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Start the Firefox that ``A2I_TEST_FIREFOX`` names, or the system's own.

    Args:
        profile: an empty folder, which it keeps its things in.
    """
    program = os.environ.get("A2I_TEST_FIREFOX") or shutil.which("firefox-esr") or "firefox"
    command = [program, "--headless", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(
        [*command, "--remote-debugging-port", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            with connect(f"{_address(process)}/session", max_size=None) as connection:
                browser = Firefox(connection)
                browser.send("session.new", capabilities={})
                browser.send("session.subscribe", events=["log.entryAdded"])
                yield browser
                browser.send("browser.close")
                process.wait(timeout=30)
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    """Return where the browser listens; what else it says is read, so that it never waits."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith(LISTENING):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return line.removeprefix(LISTENING).strip()
    raise RuntimeError("Firefox did not start: " + "".join(said))
