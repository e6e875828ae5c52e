"""`crowd-bounding-box`, drawn by hand."""

from __future__ import annotations

from tests.crowd.conftest import Open
from tests.crowd.drawing import SIZE, Hand, tool


def test_a_box(open_task: Open) -> None:
    hand = Hand(open_task(tool("bounding-box"))).ready()
    hand.drag((100, 100), (300, 250))
    hand.drag((100, 175), (110, 180))
    box = {"label": "Dog", "left": 110, "top": 105, "width": 200, "height": 150}
    assert hand.drawn() == {"boundingBoxes": [box], "inputImageProperties": SIZE}
