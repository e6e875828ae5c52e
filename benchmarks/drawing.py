"""The drawing tools in Chromium: how long a frame takes while a shape follows the pointer.

The pointer is moved by the browser's own input, a frame is waited for after each move, and the
browser tells how long its main thread was busy: with scripts, style, layout and painting. What the
raster threads do meanwhile is not in it.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from flask import Flask
from playwright.sync_api import CDPSession, Page, sync_playwright
from tests.support.browser import installed
from waitress.server import create_server

from a2i_emulator.crowd import blueprint, framed
from benchmarks.measure import Figure, Plan, Spread

_BOXES = 1000
_VERTICES = 2000
_MOST = 0.016
_PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%224000%22 "
    "height=%223000%22%3E%3Crect width=%22100%25%22 height=%22100%25%22 fill=%22teal%22/%3E"
    "%3C/svg%3E"
)
_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_IDLE = "crowd => crowd.updateComplete"
_ZOOM = "(crowd, factor) => crowd.tool.easel.stage.zoomBy(factor)"
_PLACE = """(crowd, [x, y]) => {
  const {stage} = crowd.tool.easel;
  const box = crowd.renderRoot.querySelector('.upper-canvas').getBoundingClientRect();
  return [box.left + (x * box.width) / 4000, box.top + (y * box.height) / 3000];
}"""


@dataclass(frozen=True, slots=True)
class _Case:
    """A shape to move, and where to take hold of it."""

    name: str
    tag: str
    shapes: list[Any]
    chosen: tuple[float, float]
    held: tuple[float, float]
    zoom: float = 1


def measure(plan: Plan) -> Iterator[Figure]:
    """Move one of a thousand boxes, and a vertex of two thousand, at two zooms."""
    with _server() as (app, url), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        for case in _cases():
            page = browser.new_page(viewport={"width": 1600, "height": 1000})
            app.config["PAGE"] = _page(case)
            page.goto(url)
            taken = [
                _seconds_of_a_frame(page, case, plan.pick(20, 5)) for _ in range(plan.pick(5, 2))
            ]
            page.close()
            spread = Spread.of(taken)
            yield Figure(
                f"Drawing tools, {case.name}: main thread in one frame",
                "16 ms",
                None,
                None,
                f"{1e3 * spread.median:.1f} ms ({1e3 * spread.low:.1f} to {1e3 * spread.high:.1f})",
                holds=spread.median < _MOST,
            )
        browser.close()


def _cases() -> Iterator[_Case]:
    columns = 40
    boxes: list[dict[str, Any]] = [
        {
            "label": "ab"[number % 2],
            "left": 20 + 98 * (number % columns),
            "top": 20 + 118 * (number // columns),
            "width": 80,
            "height": 90,
        }
        for number in range(_BOXES)
    ]
    middle = boxes[_BOXES // 2 + columns // 2]
    inside = (middle["left"] + 40, middle["top"] + 45)
    turns = [2 * math.pi * number / _VERTICES for number in range(_VERTICES)]
    vertices = [
        {
            "x": round(2000 + (1200 + 60 * math.sin(40 * turn)) * math.cos(turn)),
            "y": round(1500 + (1200 + 60 * math.sin(40 * turn)) * math.sin(turn)),
        }
        for turn in turns
    ]
    held = (vertices[0]["x"], vertices[0]["y"])
    polygon = [{"label": "a", "vertices": vertices}]
    for zoom in (1, 3):
        where = f" at {zoom} times the size" if zoom > 1 else ""
        yield _Case(f"one of {_BOXES:,} boxes{where}", "bounding-box", boxes, inside, inside, zoom)
        yield _Case(f"a vertex of {_VERTICES:,}{where}", "polygon", polygon, held, held, zoom)


def _page(case: _Case) -> str:
    initial = escape(json.dumps(case.shapes))
    return framed(
        f"""<crowd-form><crowd-{case.tag} id="crowd" name="r" src="{_PICTURE}" labels="['a', 'b']"
        initial-value="{initial}"></crowd-{case.tag}></crowd-form>"""
    )


def _seconds_of_a_frame(page: Page, case: _Case, moves: int) -> float:
    crowd = page.locator("#crowd")
    page.locator(".drawn .row").first.wait_for()
    crowd.evaluate(_IDLE)
    crowd.evaluate("crowd => { crowd.value = null; crowd.tool.easel.stage.zoomBy(0.01); }")
    crowd.evaluate(_ZOOM, case.zoom)
    crowd.evaluate(
        "(crowd, [x, y]) => crowd.tool.easel.stage.show({left: x, top: y, width: 0, height: 0})",
        list(case.held),
    )
    x, y = crowd.evaluate(_PLACE, list(case.chosen))
    page.mouse.click(x, y)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y)
    page.evaluate(_FRAME)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _busy(session)
    for number in range(moves):
        page.mouse.move(x + 10 + number % 20, y + number % 7)
        page.evaluate(_FRAME)
    taken = (_busy(session) - before) / moves
    page.mouse.up()
    session.detach()
    return taken


def _busy(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


@contextmanager
def _server() -> Iterator[tuple[Flask, str]]:
    app = Flask(__name__)
    app.register_blueprint(blueprint())
    app.add_url_rule("/", "page", lambda: app.config["PAGE"])
    server = create_server(app, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield app, f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.close()
