"""Overlaps and distances, against pycocotools and the definitions themselves."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from a2i_emulator.quality.geometry import Box, Polygon, iou
from a2i_emulator.quality.similarity import (
    Entity,
    area_agreement,
    edit_distance,
    entity_agreement,
    match_areas,
    pair_agreement,
    set_agreement,
    text_agreement,
)

sides = st.integers(0, 60)
lengths = st.integers(1, 60)
boxes = st.builds(Box, st.sampled_from("ab"), sides, sides, lengths, lengths)
points = st.tuples(st.integers(0, 16), st.integers(0, 16))
polygons = st.builds(Polygon, st.just("a"), st.lists(points, min_size=3, max_size=7).map(tuple))
letters = st.text("abcde", max_size=12)


def as_polygon(box: Box) -> Polygon:
    right, bottom = box.left + box.width, box.top + box.height
    corners = ((box.left, box.top), (right, box.top), (right, bottom), (box.left, bottom))
    return Polygon(box.label, corners)


@given(boxes, boxes)
def test_boxes_overlap_as_in_pycocotools_and_as_polygons(first: Box, second: Box) -> None:
    rows = [[b.left, b.top, b.width, b.height] for b in (first, second)]
    assert iou(first, second) == pytest.approx(coco.iou(rows[:1], rows[1:], [0])[0, 0])
    assert iou(as_polygon(first), as_polygon(second)) == pytest.approx(iou(first, second))


def inside(polygon: Polygon, x: float, y: float) -> bool:
    """Tell by the number of sides to the right, as even-odd filling is defined."""
    right = 0
    for (x1, y1), (x2, y2) in polygon.edges:
        if (y1 <= y) != (y2 <= y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            right += 1
    return right % 2 == 1


@given(polygons, polygons)
def test_polygons_of_any_form_overlap_as_their_pixels_do(first: Polygon, second: Polygon) -> None:
    shared = sum(
        inside(first, x / 2 + 0.25, y / 2 + 0.25) and inside(second, x / 2 + 0.25, y / 2 + 0.25)
        for x in range(32)
        for y in range(32)
    )
    # A pixel is wrong only where a side goes through it.
    around = sum(
        abs(x2 - x1) + abs(y2 - y1) + 1
        for polygon in (first, second)
        for (x1, y1), (x2, y2) in polygon.edges
    )
    assert first.overlap(second) == pytest.approx(shared / 4, abs=around / 2)
    assert first.overlap(second) == pytest.approx(second.overlap(first))
    assert 0 <= iou(first, second) <= 1
    assert iou(first, first) == pytest.approx(1)


def test_a_triangle_and_a_star() -> None:
    triangle = Polygon("t", ((0, 0), (4, 0), (0, 4)))
    assert triangle.area == 8
    assert triangle.overlap(Polygon("t", ((0, 0), (2, 0), (2, 2), (0, 2)))) == 4
    bow_tie = Polygon("t", ((0, 0), (4, 4), (4, 0), (0, 4)))
    assert bow_tie.area == 8
    with pytest.raises(TypeError, match="box and a polygon"):
        iou(triangle, Box("t", 0, 0, 1, 1))


@given(st.lists(boxes, max_size=6), st.lists(boxes, max_size=6))
def test_matches_are_pairs_of_one_label_and_best_first(first: list[Box], second: list[Box]) -> None:
    pairs = match_areas(first, second, 0.3)
    assert len({i for i, _, _ in pairs}) == len({j for _, j, _ in pairs}) == len(pairs)
    assert all(first[i].label == second[j].label and found >= 0.3 for i, j, found in pairs)
    assert [found for *_, found in pairs] == sorted((f for *_, f in pairs), reverse=True)
    left = {i for i, _, _ in pairs}
    right = {j for _, j, _ in pairs}
    assert not [
        (i, j)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if i not in left and j not in right and a.label == b.label and iou(a, b) >= 0.3
    ]
    assert area_agreement(first, first) == 1


@given(letters, letters)
def test_edit_distance_is_the_fewest_changes(first: str, second: str) -> None:
    @cache
    def fewest(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        changed = fewest(i - 1, j - 1) + (first[i - 1] != second[j - 1])
        return min(changed, fewest(i - 1, j) + 1, fewest(i, j - 1) + 1)

    assert edit_distance(first, second) == fewest(len(first), len(second))


def test_small_agreements() -> None:
    assert text_agreement("", "") == 1
    assert text_agreement("kitten", "sitting") == pytest.approx(1 - 3 / 7)
    assert set_agreement(frozenset("ab"), frozenset("bc")) == pytest.approx(1 / 3)
    assert set_agreement(frozenset(), frozenset()) == 1
    assert pair_agreement({"Name": "Eve", "Age": "7"}, {"Name": "Eve", "Town": "Ulm"}) == (
        pytest.approx(1 / 3)
    )


def test_entities_are_compared_word_by_word() -> None:
    text = "Jeff founded Amazon.com Inc. in Seattle"
    whole, part = Entity("org", 13, 28), Entity("org", 13, 23)
    # Amazon . com Inc . against Amazon . com
    assert entity_agreement([whole], [part], text) == pytest.approx(2 * 3 / (5 + 3))
    assert entity_agreement([whole], [part]) == pytest.approx(2 * 10 / (15 + 10))
    assert entity_agreement([whole], [Entity("person", 13, 28)], text) == 0
    assert whole.jaccard(part) == pytest.approx(10 / 15)
