"""A hand that draws: pointer input at pixels of the image, whatever lies in between."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from playwright.sync_api import CDPSession, Locator
from tests.crowd.conftest import Task
from tests.support.pictures import picture

SIZE = {"height": 533, "width": 800}
LABELS = "labels=\"['Dog', 'Cat',]\""

PLACE = """(canvas, [x, y]) => {
  const host = canvas.getRootNode().host;
  host.shadowRoot.querySelector('a2i-stage').scrollIntoView({block: 'nearest'});
  const {width, height} = host.imageSize;
  const at = (one, other) => {
    const marker = document.createElement('i');
    marker.style.cssText = `position:absolute;left:${one}%;top:${other}%;width:0;height:0`;
    canvas.parentElement.append(marker);
    const box = marker.getBoundingClientRect();
    marker.remove();
    return [box.left, box.top];
  };
  return at((100 * x) / width, (100 * y) / height);
}"""
"""Where a pixel of the image is on the screen, as the browser's own layout tells."""

Point = tuple[float, float]
TAGS = ("bounding-box", "polygon", "polyline", "line", "keypoint")


def tool(tag: str, more: str = "", initial: Any = None, labels: str = LABELS) -> str:
    """Return a template with one drawing tool on a picture of 800 by 533 pixels."""
    given = f'initial-value="{escape(json.dumps(initial))}"' if initial is not None else ""
    return f"""<crowd-form><crowd-{tag} name="annotatedResult" src="{picture()}" header="Draw"
      {labels} {given} {more}></crowd-{tag}></crowd-form>"""


def all_tools() -> str:
    """Return a template with all five tools for shapes; each has its tag for a name."""
    widgets = (
        f"""<crowd-{tag} name="{tag}" src="{picture()}" {LABELS}></crowd-{tag}>""" for tag in TAGS
    )
    return f"<crowd-form>{''.join(widgets)}</crowd-form>"


@dataclass
class Hand:
    """Draws in a drawing tool of a task.

    Attributes:
        touch: the browser's own input, where fingers draw.
        name: that of the tool.
    """

    task: Task
    touch: CDPSession | None = None
    name: str = "annotatedResult"

    @property
    def tool(self) -> Locator:
        """The element."""
        return self.task.frame.locator(f"crowd-form > [name={self.name}]")

    @property
    def canvas(self) -> Locator:
        """The surface that public templates look for, too."""
        return self.tool.locator("canvas.upper-canvas")

    @property
    def stage(self) -> Locator:
        """What has the focus while the keys draw."""
        return self.tool.get_by_role("region", name="The image to annotate")

    @property
    def rows(self) -> Locator:
        """The list of what is drawn."""
        return self.tool.locator(".drawn .row")

    def ready(self) -> Hand:
        """Wait until the image is there, and let the task have the keys."""
        self.tool.get_by_role("button", name="Zoom in").wait_for()
        self.task.frame.evaluate("window.focus()")
        return self

    def place(self, point: Point) -> Point:
        """Return where on the page a pixel of the image is."""
        x, y = self.canvas.evaluate(PLACE, list(point))
        frame = self.task.page.locator("#task").bounding_box()
        assert frame is not None
        return frame["x"] + x, frame["y"] + y

    def drag(self, *points: Point) -> Hand:
        """Press at the first point, move over the others, and let go at the last."""
        mouse = self.task.page.mouse
        mouse.move(*self.place(points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.place(point), steps=2)
        mouse.up()
        return self

    def click(self, *points: Point) -> Hand:
        """Click at each point."""
        for point in points:
            self.task.page.mouse.click(*self.place(point))
        return self

    def press(self, *keys: str) -> Hand:
        """Press keys, one after the other."""
        for key in keys:
            self.task.page.keyboard.press(key)
        return self

    def keys(self, key: str, times: int) -> Hand:
        """Press one key many times."""
        return self.press(*[key] * times)

    def zoom_in(self, times: int = 1) -> Hand:
        """Zoom by the button."""
        for _ in range(times):
            self.tool.get_by_role("button", name="Zoom in").click()
        return self

    def finger(self, kind: str, points: Iterable[Point]) -> Hand:
        """Tell the browser where fingers are: ``touchStart``, ``touchMove`` or ``touchEnd``."""
        assert self.touch is not None
        places = [self.place(point) for point in points]
        touches = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(places)]
        self.touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
        return self

    def swipe(self, *points: Point) -> Hand:
        """Draw with one finger."""
        self.finger("touchStart", points[:1])
        for point in points[1:]:
            self.finger("touchMove", [point])
        return self.finger("touchEnd", [])

    def drawn(self) -> Any:
        """Return the tool's part of the answer as it stands."""
        return self.task.answer()[self.name]
