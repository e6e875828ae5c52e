"""Agreement of workers whose accuracy is known, and of each kind of answer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pycocotools import mask as coco
from tests.support.reviewers import START, labelled, output, painted

from a2i_emulator.predictions import samples
from a2i_emulator.quality.agreement import Agreement, FieldAgreement
from a2i_emulator.quality.reviews import NotAnOutputError, read_review


def agreement(*documents: dict[str, Any]) -> dict[str, FieldAgreement]:
    table = Agreement()
    for document in documents:
        table.add(read_review(document))
    return {name: found for (_, name), found in table.fields().items()}


def test_it_recovers_what_the_workers_were_made_with() -> None:
    """Two of accuracy p and q agree in pq and, of three labels, half of (1 - p)(1 - q)."""
    accuracy = {"ann": 0.9, "bob": 0.8, "eve": 0.5}
    found = agreement(*(document for _, document in labelled(3000, accuracy)))["animal"]

    def together(p: float, q: float) -> float:
        return p * q + (1 - p) * (1 - q) / 2

    pairs = {
        "ann": together(0.9, 0.8) + together(0.9, 0.5),
        "bob": together(0.9, 0.8) + together(0.8, 0.5),
        "eve": together(0.9, 0.5) + together(0.8, 0.5),
    }
    assert found.loops == 3000
    assert found.by_worker == pytest.approx({w: both / 2 for w, both in pairs.items()}, abs=0.02)
    expected = sum(pairs.values()) / 6
    assert found.agreement == pytest.approx(expected, abs=0.02)
    # Labels are equally frequent, so chance agrees in a third.
    by_chance = pytest.approx((expected - 1 / 3) / (2 / 3), abs=0.02)
    assert [found.fleiss, found.alpha, found.cohen] == [by_chance] * 3
    assert found.by_label == pytest.approx(dict.fromkeys(("cat", "dog", "owl"), expected), abs=0.03)
    assert len(found.by_week) == 18
    assert min(found.by_week) == date(2026, 1, 5)


def test_the_loops_that_disagree_most_come_first() -> None:
    table = Agreement()
    for name, other in (("same", "cat"), ("apart", "dog")):
        answers = {"a": {"x": {"label": "cat"}}, "b": {"x": {"label": other}}}
        table.add(read_review(output(name, answers)))
    assert table.add(read_review(output("alone", {"a": {"x": {"label": "cat"}}}))) is None
    assert table.worst(5) == [(0.0, "animals", "apart")], "nobody disagrees about the other"


def test_every_kind_of_answer_has_its_agreement() -> None:
    def box(left: int, label: str = "Dog") -> dict[str, Any]:
        sides = {"height": 10, "label": label, "left": left, "top": 0, "width": 10}
        return {"boundingBoxes": [sides], "inputImageProperties": {"height": 50, "width": 80}}

    def polygon(*points: tuple[int, int]) -> dict[str, Any]:
        vertices = [{"x": x, "y": y} for x, y in points]
        return {"polygons": [{"label": "Dog", "vertices": vertices}]}

    def form(value: str) -> dict[str, Any]:
        key: dict[str, Any] = {
            "blockType": "KEY_VALUE_SET",
            "entityTypes": ["KEY"],
            "id": "k",
            "text": "Name",
        }
        key["relationships"] = [{"type": "VALUE", "ids": ["v"]}]
        words = [{"type": "CHILD", "ids": ["w"]}]
        found = {"blockType": "KEY_VALUE_SET", "entityTypes": ["VALUE"], "relationships": words}
        return {
            "blocks": [key, {"id": "v", **found}, {"blockType": "WORD", "id": "w", "text": value}]
        }

    def entities(*spans: tuple[int, int]) -> dict[str, Any]:
        return {"entities": [{"label": "org", "startOffset": a, "endOffset": b} for a, b in spans]}

    first: dict[str, Any] = {
        "AWS/Rekognition/DetectModerationLabels/Image/V3": {
            "moderationLabels": [{"name": "Gore", "parentName": "Violence"}]
        },
        "AWS/Textract/AnalyzeDocument/Forms/V1": form("Eve"),
        "box": box(0),
        "mask": painted("#ff7f0e", (0, 0, 9, 9)),
        "note": "kitten",
        "ok": {"no": False, "yes": True},
        "points": {"keypoints": []},
        "polygon": polygon((0, 0), (8, 0), (0, 8)),
        "size": 4,
        "words": entities((0, 6)),
    }
    second = first | {
        "AWS/Rekognition/DetectModerationLabels/Image/V3": {"ModerationLabels": ["Gore", "Nudity"]},
        "AWS/Textract/AnalyzeDocument/Forms/V1": form("Eva"),
        "box": box(2),
        "mask": painted("#2ca02c", (5, 0, 14, 9)),
        "note": "sitting",
        "ok": {"no": True, "yes": True},
        "polygon": polygon((0, 0), (8, 0), (8, 8), (0, 8)),
        "words": entities((0, 6), (7, 12)),
    }
    table = agreement(output("x", {"a": first, "b": second}, {"taskObject": "Amazon Seattle"}))
    painted_boxes = [[0, 0, 10, 10], [5, 0, 10, 10]]
    assert {name: (f.kind, round(f.agreement, 4)) for name, f in table.items()} == {
        "AWS/Rekognition/DetectModerationLabels/Image/V3": ("labels", 0.5),
        "AWS/Textract/AnalyzeDocument/Forms/V1": ("pairs", 0),
        "box": ("boxes", 1),
        "mask": ("mask", round(coco.iou(painted_boxes[:1], painted_boxes[1:], [0])[0, 0], 4)),
        "note": ("text", round(1 - 3 / 7, 4)),
        "ok": ("labels", 0.5),
        "points": ("value", 1),
        "polygon": ("polygons", 1),
        "size": ("number", 1),
        "words": ("entities", round(2 / 3, 4)),
    }
    assert table["words"].by_label == {"org": pytest.approx(2 / 3)}


def test_the_output_of_2020_is_read() -> None:
    """No times, no identities, and what a built-in task type has at the top of the document."""
    prediction = Path(str(samples.__path__[0]), "street.png.json")
    document = {
        "aiServiceResponse": json.loads(prediction.read_text("utf-8")),
        "flowDefinitionArn": "arn:aws:sagemaker:us-east-1:123456789012:flow-definition/f",
        "humanAnswers": [
            {
                "answerContent": {"x": {"label": "a"}},
                "submissionTime": "2020-04-27T19:23:38.092Z",
                "workerId": "f54bd85f33a11d4a",
            }
        ],
        "humanLoopName": "h",
    }
    review = read_review(document)
    assert (review.flow_name, set(review.input)) == ("f", {"aiServiceResponse"})
    assert review.submitted is not None
    assert review.submitted - START < timedelta()
    assert review.answers[0].seconds is None


@pytest.mark.parametrize("document", [[], {"humanAnswers": [{}]}, {"humanLoopName": "x"}])
def test_what_is_no_output_is_refused(document: Any) -> None:
    with pytest.raises(NotAnOutputError):
        read_review(document)
