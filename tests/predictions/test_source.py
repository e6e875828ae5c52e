"""Which prediction wins, and what of it a request gets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.calls import one_transaction

from a2i_emulator.formats import FormatError
from a2i_emulator.operations.ports import Store
from a2i_emulator.predictions.directory import BadRecordingError
from a2i_emulator.predictions.recordings import violations
from a2i_emulator.predictions.samples import SAMPLES_PATH, sample
from a2i_emulator.predictions.source import Predictions
from a2i_emulator.storage import open_database

IMAGE = sample("street.png") + b"changed"
SHA256 = hashlib.sha256(IMAGE).hexdigest()
IN_S3 = {"Image": {"S3Object": {"Bucket": "bucket", "Name": "a/b.png"}}}
IN_BYTES = {"Image": {"Bytes": IMAGE}}


@pytest.fixture
def store() -> Iterator[Store]:
    database = open_database()
    with database.write() as opened:
        yield opened
    database.close()


def labels(name: str, confidence: float = 90) -> dict[str, Any]:
    return {
        "ModerationLabels": [{"Name": name, "Confidence": confidence, "ParentName": ""}],
        "ModerationModelVersion": "7.0",
    }


REGION = "us-east-1"


def recorded(match: dict[str, str], response: dict[str, Any], **more: Any) -> dict[str, Any]:
    one = {"operation": "DetectModerationLabels", "match": match, "response": response, **more}
    return {"predictions": [one]}


def detected(predictions: Predictions, store: Store, **request: Any) -> list[str]:
    database = one_transaction(store)
    response = predictions.predict(database, REGION, "DetectModerationLabels", request, IMAGE)
    return [label["Name"] for label in response["ModerationLabels"]]


def test_the_closest_recording_wins(store: Store) -> None:
    predictions = Predictions(violations)
    predictions.putting(recorded({}, labels("any")))(store)
    assert detected(predictions, store, **IN_S3) == ["any"]

    predictions.putting(recorded({"sha256": SHA256}, labels("content")))(store)
    assert detected(predictions, store, **IN_S3) == ["content"]

    predictions.putting(recorded({"bucket": "bucket", "name": "a/b.png"}, labels("place")))(store)
    assert detected(predictions, store, **IN_S3) == ["place"]
    assert detected(predictions, store, **IN_BYTES) == ["content"]


def test_a_recording_of_other_requests_is_not_used(store: Store) -> None:
    predictions = Predictions(violations)
    other = {"operation": "AnalyzeDocument", "match": {}, "response": {"Blocks": []}}
    predictions.putting({"predictions": [other]})(store)
    predictions.putting(recorded({"bucket": "bucket", "name": "c.png"}, labels("place")))(store)
    predictions.putting(recorded({"sha256": "0" * 64}, labels("content")))(store)
    predictions.putting(recorded({}, labels("adapted"), parameters={"MinConfidence": 80.0}))(store)

    made_up = Predictions(violations).predict(
        one_transaction(store),
        REGION,
        "DetectModerationLabels",
        {**IN_S3, "MinConfidence": 80.0},
        IMAGE,
    )

    assert [label["Name"] for label in made_up["ModerationLabels"]] == ["adapted"]
    assert not {"place", "content", "adapted"} & set(detected(predictions, store, **IN_S3))


def test_put_replaces_what_answers_the_same_requests(store: Store) -> None:
    predictions = Predictions(violations)
    predictions.putting(recorded({}, labels("old")))(store)
    predictions.putting(recorded({}, labels("new")))(store)

    assert predictions.list(store) == recorded({}, labels("new"))
    assert detected(predictions, store, **IN_S3) == ["new"]

    predictions.clear(store)
    assert predictions.list(store) == {"predictions": []}


def test_what_belongs_to_one_call_is_not_recorded(store: Store) -> None:
    predictions = Predictions(violations)
    saved = {
        **labels("any"),
        "ResponseMetadata": {"HTTPStatusCode": 200},
        "HumanLoopActivationOutput": {"HumanLoopActivationReasons": []},
    }

    predictions.putting(recorded({}, saved))(store)

    assert predictions.list(store) == recorded({}, labels("any"))


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({}, "'predictions' is a required property"),
        ({"predictions": [{}]}, "predictions[0]: 'operation' is a required property"),
        (recorded({"bucket": "b"}, labels("x")), "'name' is a dependency of 'bucket'"),
        (
            recorded({"sha256": "ABC"}, labels("x")),
            "predictions[0].match.sha256: Lower-case hexadecimal",
        ),
        (
            recorded({}, {"ModerationLabel": []}),
            "predictions[0].response: this is no response of DetectModerationLabels",
        ),
        (recorded({}, {"ModerationLabels": {}}), "ModerationLabels is not of type list"),
        (
            recorded({}, {"ModerationLabels": [{"Confidence": "9"}]}),
            "ModerationLabels[0].Confidence is not of type float",
        ),
        (
            recorded({}, {"ModerationLabels": [{"Confidence": True}]}),
            "ModerationLabels[0].Confidence is not of type float",
        ),
        (
            recorded({}, {"ModerationLabels": [{"Confidence": 101}]}),
            "failed to satisfy constraint: Member must have value less than or equal to 100",
        ),
        (recorded({}, {"ModerationLabels": [{"Nam": i} for i in range(7)]}), "(and 2 more)"),
    ],
)
def test_a_bad_recording_is_refused_with_what_is_wrong(
    store: Store, document: Any, problem: str
) -> None:
    predictions = Predictions(violations)

    with pytest.raises(FormatError) as caught:
        predictions.putting(document)(store)

    assert problem in str(caught.value)
    assert predictions.list(store) == {"predictions": []}


def test_labels_below_the_least_confidence_are_left_out(store: Store) -> None:
    predictions = Predictions(violations)
    response = labels("sure", 50)
    response["ModerationLabels"] += labels("unsure", 49.9)["ModerationLabels"]
    predictions.putting(recorded({}, response))(store)

    assert detected(predictions, store, **IN_S3) == ["sure"]
    assert detected(predictions, store, **IN_S3, MinConfidence=0.0) == ["sure", "unsure"]
    assert detected(predictions, store, **IN_S3, MinConfidence=50.1) == []


@pytest.mark.parametrize(
    "place", ["beside.png.json", f"{SHA256}.json", "bucket/a/b.png.json", "anything.json"]
)
def test_a_directory_of_recordings_is_matched_by_its_files_names(
    store: Store, tmp_path: Path, place: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "beside.png").write_bytes(IMAGE)
    document = recorded({"sha256": SHA256}, labels("x")) if "anything" in place else labels("x")
    path.write_text(json.dumps(document))

    assert detected(Predictions(violations, directory=tmp_path), store, **IN_S3) == ["x"]


def test_what_was_put_comes_before_the_directory(store: Store, tmp_path: Path) -> None:
    (tmp_path / f"{SHA256}.json").write_text(json.dumps(labels("directory")))
    predictions = Predictions(violations, directory=tmp_path)

    predictions.putting(recorded({"sha256": SHA256}, labels("put")))(store)

    assert detected(predictions, store, **IN_S3) == ["put"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("stray.json", json.dumps(labels("x")), "its name is neither a SHA-256 nor"),
        ("stray.json", "{", "Expecting property name"),
        ("stray.json", "[]", "it holds no JSON object"),
        ("stray.json", "{}", "it has none of Blocks, ModerationLabels, Labels and predictions"),
        ("bucket/k.json", '{"Blocks": [{"Id": ""}]}', "this is no response of AnalyzeDocument"),
    ],
)
def test_a_bad_file_is_refused_by_name(
    tmp_path: Path, name: str, content: str, problem: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)

    with pytest.raises(BadRecordingError) as caught:
        Predictions(violations, directory=tmp_path)

    assert str(path) in str(caught.value)
    assert problem in str(caught.value)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecordingError, match="is not a directory"):
        Predictions(violations, directory=tmp_path / "gone")


def analyzed(store: Store, image: bytes, *features: str, **request: Any) -> list[dict[str, Any]]:
    whole = {"Document": {"Bytes": image}, "FeatureTypes": list(features), **request}
    blocks: list[dict[str, Any]] = Predictions(violations).predict(
        one_transaction(store), REGION, "AnalyzeDocument", whole, image
    )["Blocks"]
    return blocks


def test_a_sample_image_is_known(store: Store) -> None:
    texts = {b.get("Text") for b in analyzed(store, sample("invoice.png"), "FORMS")}

    assert {"Example Corp. Invoice", "INV-2048"} <= texts


def test_the_samples_predictions_are_what_the_services_could_say() -> None:
    for path in SAMPLES_PATH.glob("*.json"):
        operation = "AnalyzeDocument" if "invoice" in path.name else "DetectModerationLabels"
        assert violations(operation, json.loads(path.read_text())) == []
        assert path.with_suffix("").is_file()


@pytest.mark.parametrize(
    ("features", "kinds"),
    [
        (("FORMS",), {"KEY_VALUE_SET"}),
        (("TABLES",), {"TABLE", "CELL"}),
        (("SIGNATURES",), {"SIGNATURE"}),
        (("LAYOUT",), {"LAYOUT_TITLE", "LAYOUT_KEY_VALUE", "LAYOUT_TABLE"}),
        (("FORMS", "SIGNATURES"), {"KEY_VALUE_SET", "SIGNATURE"}),
    ],
)
@pytest.mark.parametrize("image", [sample("invoice.png"), b"made up"], ids=["sample", "made up"])
def test_only_the_features_asked_for_are_in_the_blocks(
    store: Store, image: bytes, features: tuple[str, ...], kinds: set[str]
) -> None:
    blocks = analyzed(store, image, *features)

    ids = {block["Id"] for block in blocks}
    assert {block["BlockType"] for block in blocks} == {"PAGE", "LINE", "WORD"} | kinds
    for block in blocks:
        for relationship in block.get("Relationships", ()):
            assert relationship["Ids"]
            assert set(relationship["Ids"]) <= ids
