"""Answers as people read them: any JSON can be an answer, and each kind is read as what it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.pages.console.answers import Widget, parts_of, widgets_of
from a2i_emulator.pages.console.answers.drawing import Drawing
from a2i_emulator.pages.console.answers.texts import Entity, Piece, pieces_of

NAMES = (
    "boundingBoxes keypoints polygons lines label labels left top width height x y vertices "
    "entities startOffset endOffset labeledImage pngImageData labelMappings instances color "
    "moderationLabels name parentName blocks id relationships ids type text entityTypes "
    "questionsAndAnswers ordinalRankingDimensions responseRankings inputImageProperties "
    "workerComment"
)
KEYS = st.sampled_from(NAMES.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["KEY", "VALUE", ""])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)  # fmt: skip
SIZE = {"height": 100, "width": 200}
KEY = "AWS/Textract/AnalyzeDocument/Forms/V1"
BLOCKS = [
    {"id": "k", "entityTypes": ["KEY"], "text": "Tax",
     "relationships": [{"type": "VALUE", "ids": ["v", "gone"]}]},
    {"id": "v", "entityTypes": ["VALUE"], "relationships": [{"type": "CHILD", "ids": ["w", "x"]}]},
    {"id": "w", "text": "12"},
    {"id": "x", "text": "EUR"},
    {"id": "e", "entityTypes": ["KEY"], "text": "Date"},
]  # fmt: skip


@given(st.dictionaries(KEYS, JSON, max_size=5) | JSON)
def test_whatever_was_answered_is_read(content: Any) -> None:
    for part in parts_of(content, {"label": Widget(0, "crowd-entity-annotation", text="a text")}):
        if isinstance(part.value, Drawing):
            assert part.value.width > 0
            assert part.value.height > 0
            assert part.value.unit > 0
            assert all(shape.path and shape.place for shape in part.value.shapes)


@given(
    st.text(max_size=30),
    st.lists(st.builds(Entity, st.integers(0, 12), st.integers(13, 30), st.text()), max_size=5),
)
def test_a_text_in_pieces_is_the_text(text: str, entities: list[Entity]) -> None:
    pieces = pieces_of(text, tuple(entities))
    assert "".join(piece.text for piece in pieces) == text
    inside = [one for one in entities if one.end <= len(text)]
    for one in inside:
        covered = "".join(piece.text for piece in pieces if one.label in piece.labels)
        assert text[one.start : one.end] in covered or len(inside) > 1


def test_labels_over_one_another_keep_their_order() -> None:
    labelled = (Entity(4, 8, "inner"), Entity(0, 10, "outer"), Entity(8, 99, "beyond"))
    assert pieces_of("0123456789ab", labelled) == (
        Piece("0123", ("outer",)),
        Piece("4567", ("outer", "inner")),
        Piece("89", ("outer",)),
        Piece("ab"),
    )


@pytest.mark.parametrize(
    ("content", "kind", "value"),
    [
        ({"a": {"label": "Invoice", "workerComment": "sure"}}, "chosen", ("Invoice",)),
        ({"a": {"labels": ["x", "y"]}}, "chosen", ("x", "y")),
        ({"a": {"yes": True, "no": False}}, "ticks", (("yes", True), ("no", False))),
        ({"a": 5.5}, "value", "5.5"),
        ({"a": "text"}, "value", "text"),
        ({"a": {"other": {"deep": 1}}}, "value", '{"other": {"deep": 1}}'),
        ({KEY: {"blocks": BLOCKS}}, "pairs", (("Tax", "12 EUR"), ("Date", ""))),
        (
            {"m": {"moderationLabels": [{"name": "Gore", "parentName": "Violence"}]}},
            "chosen",
            ("Violence / Gore",),
        ),
        (
            {"ordinalRankingDimensions": [{"name": "Tone", "responseRankings": [2, None, 1]}]},
            "ranks",
            (("Tone", "2, -, 1"),),
        ),
        (
            {"questionsAndAnswers": [{"question": "Who?", "answer": "Me", "tags": []}]},
            "pairs",
            (("Who?", "Me"),),
        ),
    ],
)  # fmt: skip
def test_each_kind_is_read_as_what_it_is(content: Any, kind: str, value: Any) -> None:
    (part,) = parts_of(content, {})
    assert (part.kind, part.value) == (kind, value)


def test_shapes_lie_where_they_were_drawn() -> None:
    box = {"left": 10, "top": 20, "width": 30, "height": 40, "label": "Dog"}
    corners = [{"x": 1, "y": 2}, {"x": 3.5, "y": 4}, {"x": 5, "y": 0}]
    content = {
        "boxes": {"boundingBoxes": [box, {"label": "none"}], "inputImageProperties": SIZE},
        "areas": {"polygons": [{"label": "Cat", "vertices": corners}]},
        "points": {"keypoints": [{"label": "Eye", "x": 7, "y": 8}], "inputImageProperties": SIZE},
        "lines": {"polylines": [{"vertices": corners}, {"vertices": "no"}]},
        "mask": {"labeledImage": {"pngImageData": "iVBO"}, "instances": [{"label": "Sky"}]},
        "hostile": {"labeledImage": {"pngImageData": '"><script>'}, "labelMappings": {}},
    }  # fmt: skip
    boxes, areas, points, lines, mask, hostile = parts_of(content, {})
    assert (boxes.value.width, boxes.value.height) == (200, 100)
    assert boxes.value.shapes[0].points == ((10, 20), (40, 60))
    assert boxes.value.shapes[0].place == "10, 20 · 30 x 40"
    assert areas.value.shapes[0].path == "1,2 3.5,4 5,0"
    assert areas.value.width == pytest.approx(5.25)
    assert points.value.shapes[0].points == ((7, 8),)
    assert [shape.label for shape in lines.value.shapes] == [""]
    assert mask.value.mask == "data:image/png;base64,iVBO"
    assert mask.value.labels == (("Sky", "#808080"),)
    assert hostile.kind == "value"


def test_the_page_tells_what_the_worker_saw() -> None:
    page = """<crowd-form><p name="no"><crowd-bounding-box name="b" src="a&amp;b.png">
      </crowd-bounding-box><crowd-entity-annotation name=t text="one&#10;two">
      <crowd-textract-analyze-document src="c.png"><crowd-input name="b"><crowd-button>"""
    found = widgets_of(page)
    assert found["b"] == Widget(0, "crowd-input")
    assert found["t"].text == "one\ntwo"
    assert found[KEY] == Widget(2, "crowd-textract-analyze-document", "c.png")
