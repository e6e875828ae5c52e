"""One answer out of several: workers' accuracies are recovered, and marks merged as documented."""

from __future__ import annotations

import base64
import io
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.support.reviewers import labelled, noisy, output, painted

from a2i_emulator.quality.consolidation import Consensus, Consolidation
from a2i_emulator.quality.dawid_skene import dawid_skene
from a2i_emulator.quality.geometry import Box, Polygon
from a2i_emulator.quality.merging import merge_boxes, merge_entities, merge_polygons
from a2i_emulator.quality.reviews import read_review
from a2i_emulator.quality.similarity import Entity

ACCURACY = {"ann": 0.95, "bob": 0.6, "cyd": 0.55, "dan": 0.6, "eve": 0.5}


def one(answers: dict[str, Any], name: str = "x", content: Any = None) -> Consensus:
    given_answers = {worker: {name: answer} for worker, answer in answers.items()}
    return Consolidation().consolidate(read_review(output("l", given_answers, content)))[name]


def test_simulated_workers_get_the_accuracy_they_were_made_with() -> None:
    made = [(truth, read_review(document)) for truth, document in labelled(2000, ACCURACY)]
    learnt = Consolidation.learn(review for _, review in made)
    (model,) = learnt.models.values()
    assert {w: model.accuracy(w) for w in ACCURACY} == pytest.approx(ACCURACY, abs=0.04)
    assert dict(model.priors) == pytest.approx(
        dict.fromkeys(("cat", "dog", "owl"), 1 / 3), abs=0.04
    )

    def right(consolidation: Consolidation) -> float:
        found = [(t, consolidation.consolidate(r)["animal"]) for t, r in made]
        return sum(bool(truth == consensus.value) for truth, consensus in found) / len(found)

    # Ann alone is right in 95 of 100; a vote lets the others outvote her.
    assert right(learnt) > 0.94
    assert 0.75 < right(Consolidation()) < 0.88
    sure = [learnt.consolidate(r)["animal"] for _, r in made]
    expected = sum(consensus.confidence for consensus in sure) / len(sure)
    assert expected == pytest.approx(right(learnt), abs=0.02), "confidence is what it says"


def test_each_of_several_labels_is_a_decision() -> None:
    chance, documents, truths = random.Random(3), [], []
    for i in range(600):
        truth = {label for label in "abc" if chance.random() < 0.5}
        answers = {}
        for worker, accuracy in ACCURACY.items():
            chosen = [
                n
                for n in "abc"
                if noisy(chance, str(n in truth), ("True", "False"), accuracy) == "True"
            ]
            answers[worker] = {"x": {"labels": chosen}}
        documents.append(read_review(output(f"l{i}", answers)))
        truths.append(truth)
    learnt = Consolidation.learn(documents)
    found = [learnt.consolidate(review)["x"].value for review in documents]
    wrong = sum(len(a ^ b) for a, b in zip(found, truths, strict=True)) / (3 * len(truths))
    assert wrong < 0.08


def test_one_worker_and_ties() -> None:
    alone = one({"a": {"label": "cat"}})
    assert (alone.value, alone.confidence, alone.agreement, alone.workers) == ("cat", 0, 1, 1)
    assert one({"a": {"label": "dog"}, "b": {"label": "cat"}}).value == "cat"
    both = one({"a": {"labels": ["x", "y"]}, "b": {"labels": ["x"]}})
    assert (both.value, dict(both.parts)) == ({"x"}, {"x": 1, "y": 0.5})
    words = {"a": "kitten", "b": "sitten", "c": "sitting"}
    assert one(dict(words)).value == "sitten"
    assert one({"a": 1, "b": 9, "c": 3}).value == 3


def test_a_classes_worked_example() -> None:
    """Two workers who always agree outweigh a third who says the same of everything."""
    units = [{"a": x, "b": x, "c": "p"} for x in "ppqqrr"] * 5
    model = dawid_skene(units)
    assert model.posterior({"a": "q", "b": "q", "c": "p"})["q"] > 0.99
    assert model.posterior({"c": "p"}) == pytest.approx(dict.fromkeys("pqr", 1 / 3), abs=0.05)
    assert model.posterior({"stranger": "p"}) == pytest.approx(dict(model.priors))


def test_boxes_of_most_workers_are_averaged() -> None:
    (merged,) = merge_boxes(
        {
            "a": [Box("Dog", 10, 10, 20, 20), Box("Dog", 90, 90, 5, 5)],
            "b": [Box("Dog", 12, 10, 20, 22)],
            "c": [Box("Cat", 11, 13, 20, 18)],
        }
    )
    assert merged.mark == Box("Dog", 11, 11, 20, 20)
    assert merged.workers == ("a", "b", "c")
    assert 0.6 < merged.confidence < 1


boxes = st.builds(Box, st.sampled_from("ab"), *[st.integers(0, 30)] * 2, *[st.integers(1, 30)] * 2)


@given(st.dictionaries(st.sampled_from("vwxyz"), st.lists(boxes, max_size=5), min_size=1))
def test_each_mark_counts_once_and_a_merged_one_lies_among_them(
    drawn: dict[str, list[Box]],
) -> None:
    merged = merge_boxes(drawn)
    assert sum(len(m.workers) for m in merged) <= sum(map(len, drawn.values()))
    for one_box in merged:
        assert len(set(one_box.workers)) == len(one_box.workers) > len(drawn) / 2
        assert 0 < one_box.confidence <= 1 + 1e-9
    alike = {worker: drawn[min(drawn)][:1] for worker in drawn}
    assert [m.mark for m in merge_boxes(alike)] == drawn[min(drawn)][:1]


def test_the_polygon_in_the_middle_is_taken() -> None:
    def square(left: float) -> Polygon:
        return Polygon("Dog", ((left, 0), (left + 10, 0), (left + 10, 10), (left, 10)))

    (merged,) = merge_polygons({"a": [square(0)], "b": [square(1)], "c": [square(2)]})
    assert merged.mark == square(1)


def test_ends_of_entities_are_the_mode_or_the_median() -> None:
    org = {"a": [Entity("org", 0, 10)], "b": [Entity("org", 0, 12)], "c": [Entity("loc", 1, 14)]}
    (merged,) = merge_entities(org)
    assert merged.mark == Entity("org", 0, 12)


def test_each_pixel_is_what_most_painted() -> None:
    found = one(
        {
            "a": painted("#1f77b4", (0, 0, 19, 19)),
            "b": painted("#ff7f0e", (10, 0, 29, 19)),
            "c": painted("#1f77b4", (10, 0, 19, 19)),
        }
    )
    picture = Image.open(io.BytesIO(base64.b64decode(found.value.png)))
    assert picture.getchannel("A").getbbox() == (10, 0, 20, 20)
    assert set(found.value.colours.values()) == {"Dog"}
    # Ten columns of three votes of three, twenty of two.
    assert found.confidence == pytest.approx((10 * 3 + 20 * 2) / (30 * 3))
