"""The pictures of the drawing tools in ``docs/images``, taken while a task is done.

They are taken on every run, and kept where ``A2I_KEEP_PICTURES`` is set.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from tests.crowd.conftest import Open
from tests.support.drawing import Hand, Point

from a2i_emulator.predictions.samples import sample

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LABELS = "['House', 'Window', 'Door', 'Sign']"

DRAWN: dict[str, list[tuple[str, list[Point]]]] = {
    "bounding-box": [
        ("1", [(30, 140), (231, 361)]),
        ("1", [(570, 100), (771, 361)]),
        ("3", [(380, 260), (427, 361)]),
        ("4", [(270, 60), (531, 191)]),
    ],
    "polygon": [
        ("1", [(30, 140), (231, 140), (231, 361), (30, 361)]),
        ("4", [(425, 110), (433, 75), (443, 75), (451, 110), (451, 181), (425, 181)]),
    ],
    "polyline": [
        ("1", [(570, 361), (570, 100), (771, 100), (771, 361)]),
        ("3", [(380, 361), (380, 260), (427, 260), (427, 361)]),
    ],
    "line": [("3", [(0, 361), (798, 361)]), ("4", [(20, 444), (780, 444)])],
    "keypoint": [("2", [(85, 192)]), ("2", [(170, 192)]), ("4", [(493, 108)])],
}
"""What is drawn with each tool: the key of the label, and the points."""


PAINTED: list[tuple[str, list[Point]]] = [
    DRAWN["polygon"][0],
    ("4", [(270, 60), (531, 60), (531, 191), (270, 191)]),
]
"""The same for a mask, whose polygons are filled."""

BESIDE = ("inputImageProperties", "labeledImage")


def test_pictures_of_the_tools(open_task: Open, tmp_path: Path) -> None:
    folder = IMAGES if os.environ.get("A2I_KEEP_PICTURES") else tmp_path
    street = base64.b64encode(sample("street.png")).decode()
    for tag, shapes in {**DRAWN, "semantic-segmentation": PAINTED}.items():
        task = open_task(
            f"""<crowd-form><crowd-{tag} name="annotatedResult" labels="{LABELS}"
            header="What is in the street?" src="data:image/png;base64,{street}"></crowd-{tag}>
            </crowd-form>"""
        )
        hand = Hand(task).ready()
        if tag not in DRAWN:
            hand.press("p")
        for key, points in shapes:
            hand.press("Escape", key).click(*points)
            if tag.startswith(("poly", "sem")):
                hand.press("Enter")
        path = folder / f"crowd-{tag}.png"
        hand.tool.screenshot(path=path, animations="disabled", caret="hide")
        assert path.stat().st_size > 10_000
        drawn = hand.drawn()
        (found,) = (drawn[key] for key in drawn if key not in BESIDE)
        assert len(found) == len(shapes)
