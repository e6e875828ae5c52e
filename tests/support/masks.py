"""Masks as tests see them: what an answer's PNG has in it, and PNGs to begin with."""

from __future__ import annotations

import base64
import io
import json
import math
from collections import Counter
from html import escape
from itertools import pairwise
from typing import Any

from PIL import Image
from tests.crowd.conftest import Open
from tests.support.drawing import Hand

WIDTH, HEIGHT = 200, 150
SIZE = {"height": HEIGHT, "width": WIDTH}
BLUE, ORANGE, GREEN = "#1f77b4", "#ff7f0e", "#2ca02c"

_SCENE = (
    f"%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22{WIDTH}%22 height=%22{HEIGHT}%22%3E"
    "%3Crect width=%22100%25%22 height=%22100%25%22 fill=%22%23227799%22/%3E"
    "%3Crect x=%22120%22 y=%2240%22 width=%2260%22 height=%2250%22 fill=%22%23ddaa33%22/%3E"
    "%3C/svg%3E"
)
SCENE = f"data:image/svg+xml,{_SCENE}"
"""A picture with one rectangle: 60 by 50 pixels at 120, 40."""

Point = tuple[float, float]


def mask_tool(tag: str, more: str = "", initial: Any = None, src: str = SCENE) -> str:
    """Return a template with ``crowd-TAG-segmentation`` on the scene."""
    given = f'initial-value="{escape(json.dumps(initial))}"' if initial is not None else ""
    return f"""<crowd-form><crowd-{tag}-segmentation name="annotatedResult" src="{src}"
      header="Paint" labels="['Dog', 'Cat', 'Tree',]" {given} {more}></crowd-{tag}-segmentation>
      </crowd-form>"""


def image_of(answer: dict[str, Any]) -> Image.Image:
    """Return the picture in an answer; it must have eight bits of red, green, blue and alpha."""
    image = Image.open(io.BytesIO(base64.b64decode(answer["labeledImage"]["pngImageData"])))
    assert (image.format, image.mode) == ("PNG", "RGBA")
    image.load()
    return image


def colours_of(answer: dict[str, Any]) -> dict[str, int]:
    """Return how many pixels have each colour; ``""`` is what nothing is painted on."""
    data = image_of(answer).tobytes()
    counts = Counter(data[at : at + 4] for at in range(0, len(data), 4))
    return {_name(pixel): count for pixel, count in counts.items()}


def _name(pixel: bytes) -> str:
    assert pixel == bytes(4) or pixel[3] == 255, "blended with nothing"
    return f"#{pixel[:3].hex()}" if pixel[3] else ""


def pixels_of(answer: dict[str, Any], colour: str) -> set[tuple[int, int]]:
    """Return where a colour is."""
    image = image_of(answer)
    data, width = image.tobytes(), image.width
    wanted = bytes.fromhex(colour[1:]) + b"\xff"
    found = (at // 4 for at in range(0, len(data), 4) if data[at : at + 4] == wanted)
    return {(at % width, at // width) for at in found}


def check_stroke(found: set[tuple[int, int]], points: list[Point], size: float) -> None:
    """Check that a round brush went along a line: no gap, nothing far from it.

    A pointer lies between pixels, so that the last one at each side may be painted or not.
    """
    for x in range(WIDTH):
        for y in range(HEIGHT):
            far = min(_distance((x + 0.5, y + 0.5), start, end) for start, end in pairwise(points))
            if far < size / 2 - 1:
                assert (x, y) in found
            elif far > size / 2 + 1:
                assert (x, y) not in found


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = max(0, min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0
    return math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1))


def png(image: Image.Image) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def data_url(content: bytes) -> str:
    """Return a file as an address."""
    return "data:image/png;base64," + base64.b64encode(content).decode()


def given_mask(colour: str = BLUE, background: str | None = None) -> Image.Image:
    """Return a mask with a square of 40 by 30 pixels at 10, 20."""
    image = Image.new("RGBA", (WIDTH, HEIGHT), background or (0, 0, 0, 0))
    image.paste(colour, (10, 20, 50, 50))
    return image


STROKE: list[Point] = [(40, 30), (90, 60), (60, 110)]

ALL = WIDTH * HEIGHT


def opened(open_task: Open, tag: str = "semantic", more: str = "", initial: Any = None) -> Hand:
    """Return a hand in a tool that has the keys."""
    hand = Hand(open_task(mask_tool(tag, more, initial))).ready()
    hand.stage.focus()
    return hand


def size_to(hand: Hand, size: int) -> None:
    """Choose a size of the brush, in pixels of the image."""
    hand.task.frame.get_by_role("slider", name="Size").fill(str(size))
