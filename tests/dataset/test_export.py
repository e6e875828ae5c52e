"""Training sets, read back by those who define or use their formats."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pycocotools.coco import COCO
from tests.support.reviewers import output, painted

from a2i_emulator.dataset.exporting import FORMATS, Choices, Exported, export
from a2i_emulator.dataset.formats.manifest import attribute_name
from a2i_emulator.dataset.splits import Splits
from a2i_emulator.quality.reviews import read_review

ALL = Splits.parse("train")
SIZE = {"height": 30, "width": 40}
TEXT = "Jeff founded Amazon.com Inc. in Seattle"


def box(left: int, label: str = "Dog") -> dict[str, Any]:
    return {"height": 10, "label": label, "left": left, "top": 5, "width": 12}


def picture(name: str, answers: dict[str, Any], **content: Any) -> dict[str, Any]:
    return output(name, answers, {"taskObject": f"s3://images/set/{name}.jpg", **content})


def pictures() -> list[dict[str, Any]]:
    def drawn(*boxes: dict[str, Any]) -> dict[str, Any]:
        return {"boxes": {"boundingBoxes": list(boxes), "inputImageProperties": SIZE}}

    triangle = {"label": "Cat", "vertices": [{"x": 0, "y": 0}, {"x": 8, "y": 0}, {"x": 0, "y": 6}]}
    polygons = {"polygons": [triangle], "inputImageProperties": SIZE}
    mask = painted("#ff7f0e", (3, 4, 12, 9))
    said = {"boundingBoxes": [box(11)], "confidence": 0.75}
    return [
        picture("one", {"a": drawn(box(10)), "b": drawn(box(12))}, initialValue=said),
        picture("two", {"a": {**drawn(), "polygon": polygons, "mask": mask}}),
        picture("none", {}),
    ]


def texts() -> list[dict[str, Any]]:
    spans = [("person", 0, 4), ("org", 13, 28)]
    entities = [{"endOffset": b, "label": n, "startOffset": a} for n, a, b in spans]
    return [
        output("words", {"a": {"words": {"entities": entities}}}, {"taskObject": TEXT}),
        output("lost", {"a": {"words": {"entities": entities}}}, {"taskObject": "Jeff"}),
    ]


def labels() -> list[dict[str, Any]]:
    cat, dog = {"animal": {"label": "cat"}}, {"animal": {"label": "dog"}}
    said = {"label": "dog", "confidence": 0.6}
    return [
        picture("changed", {"a": cat, "b": cat, "c": dog}, initialValue=said),
        picture("kept", {"a": dog, "b": dog}, initialValue=said),
        picture("unknown", {"a": {**dog, "note": 'old, "grey"\nüber', "size": 4}}),
    ]


Export = Callable[..., Exported]


@pytest.fixture
def exported(tmp_path: Path) -> Export:
    def run(documents: list[dict[str, Any]], name: str, **choices: Any) -> Exported:
        reviews = map(read_review, documents)
        return export(reviews, name, tmp_path, Choices(**{"splits": ALL, **choices}))

    return run


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools
def test_coco_is_read_by_pycocotools(exported: Export, tmp_path: Path) -> None:
    result = exported(pictures(), "coco")
    assert (result.written, result.left_out) == ({"train": 2}, {"nobody has answered": 1})
    coco = COCO(tmp_path / "train.json")
    assert [c["name"] for c in coco.loadCats(coco.getCatIds())] == ["Cat", "Dog"]
    assert [i["file_name"] for i in coco.loadImgs(coco.getImgIds())] == [
        "set/one.jpg",
        "set/two.jpg",
    ]
    boxed, outlined, painted_on = coco.loadAnns(coco.getAnnIds())
    assert (boxed["bbox"], boxed["category_id"]) == ([11, 5, 12, 10], 2)
    assert outlined["area"] == 24
    assert coco.annToMask(outlined).sum() == pytest.approx(24, abs=8)
    mask = coco.annToMask(painted_on)
    assert (mask.sum(), mask[4:10, 3:13].all(), painted_on["area"]) == (60, True, 60)
    assert painted_on["bbox"] == [3, 4, 10, 6]
    predicted = coco.loadRes(str(tmp_path / "train-predictions.json"))
    assert [a["score"] for a in predicted.loadAnns(predicted.getAnnIds())] == [0.75]
    assert not list(tmp_path.glob("*.images"))


def test_yolo_has_shares_of_the_image(exported: Export, tmp_path: Path) -> None:
    exported(pictures(), "yolo")
    one = (tmp_path / "labels/train/set/one.txt").read_text().split()
    assert [float(n) for n in one] == pytest.approx(
        [1, 17 / 40, 10 / 30, 12 / 40, 10 / 30], abs=1e-6
    )
    two = (tmp_path / "labels/train/set/two.txt").read_text()
    assert two == "0 0.000000 0.000000 0.200000 0.000000 0.000000 0.200000\n"
    assert (tmp_path / "data.yaml").read_text() == (
        'path: .\ntrain: "images/train"\nnames:\n  0: "Cat"\n  1: "Dog"\n'
    )
    assert (tmp_path / "train-images.txt").read_text().splitlines()[0] == (
        "s3://images/set/one.jpg\timages/train/set/one.jpg"
    )


def test_voc_has_boxes_and_indexed_masks(exported: Export, tmp_path: Path) -> None:
    exported(pictures(), "voc")
    root = ET.parse(tmp_path / "Annotations/set__one.xml").getroot()
    assert [root.findtext(f"size/{side}") for side in ("width", "height", "depth")] == [
        "40",
        "30",
        "3",
    ]
    corners = [root.findtext(f"object/bndbox/{c}") for c in ("xmin", "ymin", "xmax", "ymax")]
    assert (root.findtext("object/name"), corners) == ("Dog", ["12", "6", "23", "15"])
    with Image.open(tmp_path / "SegmentationClass/set__two.png") as mask:
        assert (mask.mode, mask.size, mask.getcolors()) == ("P", (40, 30), [(1140, 0), (60, 2)])
        assert mask.getpalette()[6:9] == [0, 128, 0], "VOC's colour of the second class"  # type: ignore[index]
    assert (tmp_path / "ImageSets/Main/train.txt").read_text() == "set__one\nset__two\n"


def test_conll_and_spacy(exported: Export, tmp_path: Path) -> None:
    result = exported(texts(), "conll")
    assert result.left_out == {"an entity ends behind the text": 1}
    rows = (tmp_path / "train.conll").read_text().splitlines()
    assert [r.split() for r in rows[2:8]] == [
        ["Jeff", "-X-", "-X-", "B-person"],
        ["founded", "-X-", "-X-", "O"],
        ["Amazon", "-X-", "-X-", "B-org"],
        [".", "-X-", "-X-", "I-org"],
        ["com", "-X-", "-X-", "I-org"],
        ["Inc", "-X-", "-X-", "I-org"],
    ]
    exported(texts(), "spacy")
    assert lines(tmp_path / "train.jsonl") == [
        [TEXT, {"entities": [[0, 4, "person"], [13, 28, "org"]]}]
    ]


def test_the_augmented_manifest_is_as_ground_truth_documents_it(
    exported: Export, tmp_path: Path
) -> None:
    exported([*pictures(), *texts(), *labels()], "augmented-manifest", mask_prefix="s3://m/")
    found = {
        line.get("source-ref", "text").rpartition("/")[2]: line
        for line in lines(tmp_path / "train.manifest")
    }
    job = {
        "job-name": "animals",
        "human-annotated": "yes",
        "creation-date": "2026-01-05T09:00:00.000000",
    }
    assert found["one.jpg"]["boxes"] == {
        "image_size": [{"width": 40, "height": 30, "depth": 3}],
        "annotations": [{"class_id": 1, "left": 11, "top": 5, "width": 12, "height": 10}],
    }
    assert found["one.jpg"]["boxes-metadata"] == {
        "objects": [{"confidence": pytest.approx(10 / 14)}],
        "class-map": {"1": "Dog"},
        "type": "groundtruth/object-detection",
        "adjustment-status": "unadjusted",
        **job,
    }
    assert found["one.jpg"]["boxes-prediction-metadata"]["human-annotated"] == "no"
    assert found["two.jpg"]["mask-ref"] == "s3://m/masks/two-mask-ref.png"
    assert found["two.jpg"]["mask-ref-metadata"]["internal-color-map"] == {
        "0": {"class-name": "BACKGROUND", "confidence": 0, "hex-color": "#ffffff"},
        "2": {"class-name": "Dog", "confidence": 0, "hex-color": "#ff7f0e"},
    }
    with Image.open(tmp_path / "masks/two-mask-ref.png") as mask:
        assert mask.getbbox() == (3, 4, 13, 10)
    animal, metadata = found["changed.jpg"]["animal"], found["changed.jpg"]["animal-metadata"]
    assert isinstance(animal, int)
    assert metadata == {
        "class-name": "cat",
        "confidence": pytest.approx(2 / 3),
        "type": "groundtruth/image-classification",
        "adjustment-status": "adjusted",
        **job,
    }
    assert found["changed.jpg"]["animal-prediction-metadata"]["class-name"] == "dog"
    assert found["text"]["source"] == TEXT or found["text"]["source"] == "Jeff"
    assert found["text"]["words-metadata"]["type"] == "groundtruth/text-span"
    assert found["text"]["words-metadata"]["entities"] == [{"confidence": 0}, {"confidence": 0}]


def test_several_labels_have_ground_truths_maps(exported: Export, tmp_path: Path) -> None:
    answers = {w: {"x": {"labels": n}} for w, n in {"a": ["p", "q"], "b": ["q"], "c": []}.items()}
    exported([picture("l", answers)], "augmented-manifest")
    (line,) = lines(tmp_path / "train.manifest")
    assert line["x"] == [0, 1]
    assert line["x-metadata"]["class-map"] == {"0": "p", "1": "q"}
    assert line["x-metadata"]["confidence-map"] == pytest.approx({"0": 1 / 3, "1": 2 / 3})


def test_tables_have_the_prediction_beside_the_correction(exported: Export, tmp_path: Path) -> None:
    exported(labels(), "csv")
    with (tmp_path / "train.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["humanLoopName"]: row for row in csv.DictReader(stream)}
    changed, kept, unknown = (rows[name] for name in ("changed", "kept", "unknown"))
    assert (changed["animal"], changed["animal.prediction"], changed["animal.changed"]) == (
        "cat", "dog", "True",
    )  # fmt: skip
    assert (kept["animal.changed"], kept["animal.predictionConfidence"]) == ("False", "0.6")
    assert (unknown["note"], unknown["size"], unknown["animal.changed"]) == (
        'old, "grey"\nüber', "4.0", "",
    )  # fmt: skip
    exported(labels(), "jsonl")
    first = lines(tmp_path / "train.jsonl")[0]["fields"]["animal"]
    assert (first["value"], first["prediction"]) == ({"label": "cat"}, {"label": "dog"})
    exported(labels(), "parquet")
    table = pyarrow.parquet.read_table(tmp_path / "train.parquet").to_pylist()
    assert [(r["animal"], r["animal.changed"], r["size"]) for r in table] == [
        ("cat", True, None), ("dog", False, None), ("dog", None, 4.0),
    ]  # fmt: skip


def test_hugging_faces_data_sets_are_loaded_by_their_library(
    exported: Export, tmp_path: Path
) -> None:
    import datasets  # It takes seconds, which each process would spend on collecting the tests.

    exported(labels(), "huggingface", splits=Splits.parse("train=1,test=0"))
    loaded = datasets.load_from_disk(str(tmp_path))
    assert loaded["train"]["animal"][:] == ["cat", "dog", "dog"]
    assert set(loaded) == {"train"}


def test_only_what_was_changed_or_agreed_upon(exported: Export) -> None:
    assert exported(labels(), "csv", only_changed=True).written == {"train": 1}
    agreed = exported(labels(), "csv", least_agreement=1.0)
    assert (agreed.written, agreed.left_out) == ({"train": 2}, {"the workers do not agree": 1})
    assert exported(labels(), "csv", fields=frozenset({"note"})).written == {"train": 1}


def test_the_report_tells_of_the_model_and_of_what_was_left_out(
    exported: Export, tmp_path: Path
) -> None:
    exported(labels(), "coco")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["leftOut"] == {"no field that the format takes": 3}
    model = report["quality"]["model"]["animals"]["animal"]
    assert (model["loops"]["value"], model["judgements"]["of"]) == (0.5, 2)
    assert {"byLabel", "confusion", "calibration", "thresholds"} <= model.keys()


def test_kinds_that_differ_between_loops_fit_one_column(exported: Export, tmp_path: Path) -> None:
    boxes = [{"x": {"p": True, "q": False}}, {"x": {"p": True, "q": True}}, {"y": 4}, {"y": "four"}]
    exported([picture(f"l{i}", {"a": content}) for i, content in enumerate(boxes)], "parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "train.parquet").to_pylist()
    assert [json.loads(row["x"] or "null") for row in rows[:2]] == [
        {"labels": ["p"]}, {"labels": ["p", "q"]},
    ]  # fmt: skip
    assert [row["y"] for row in rows[2:]] == ["4.0", '"four"']


@given(st.lists(st.text(min_size=1, max_size=9), unique=True, max_size=9), st.randoms())
def test_a_thing_stays_in_its_split(keys: list[str], chance: Any) -> None:
    splits = Splits.parse("train=0.5,validation=0.25,test=0.25")
    wider = Splits.parse("train=0.7,validation=0.05,test=0.25")
    before = {key: splits.of(key) for key in keys}
    chance.shuffle(keys)
    assert {key: splits.of(key) for key in keys} == before
    assert all(wider.of(k) == before[k] for k in keys if before[k] in ("train", "test"))


def test_splits_have_their_shares() -> None:
    counts = [Splits.usual().of(f"key-{i}") for i in range(20_000)]
    assert counts.count("train") / 20_000 == pytest.approx(0.8, abs=0.01)
    assert counts.count("test") / 20_000 == pytest.approx(0.1, abs=0.01)
    for wrong in ("train=0.5", "train=2,test=-1", "=1", "train=x"):
        with pytest.raises(ValueError, match=r".+"):
            Splits.parse(wrong)


@given(st.text(max_size=200))
def test_every_fields_name_becomes_one_that_ground_truth_takes(name: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,133}", attribute_name(name))
    assert not attribute_name(name).endswith(("-metadata", "-ref"))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_hostile_name_does_not_leave_the_folder(name: str, tmp_path: Path) -> None:
    answer = pictures()[1]["humanAnswers"][0]["answerContent"]
    words = texts()[0]["humanAnswers"][0]["answerContent"]
    documents = [
        output("../../up", {"a": {**answer}}, {"taskObject": "s3://b/../../../up.jpg"}),
        output("../../up", {"a": {**answer, **words}}, {"taskObject": TEXT}),
    ]
    out = tmp_path / "in" / "here"
    export(map(read_review, documents), name, out, Choices(splits=ALL))
    assert [p for p in tmp_path.rglob("*") if p.is_file() and not p.is_relative_to(out)] == []
