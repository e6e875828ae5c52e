"""Recorded predictions over the control API."""

from __future__ import annotations

from typing import Any

from tests.support.emulator import Emulator

RECORDING: dict[str, Any] = {
    "operation": "DetectModerationLabels",
    "match": {"bucket": "images", "name": "a.png"},
    "response": {
        "ModerationLabels": [{"Confidence": 91.5, "Name": "Weapons", "ParentName": "Violence"}],
        "ModerationModelVersion": "7.0",
    },
}


def detect(emulator: Emulator) -> Any:
    return emulator.client("rekognition").detect_moderation_labels(
        Image={"S3Object": {"Bucket": "images", "Name": "a.png"}}
    )


def test_a_recorded_response_is_given_until_it_is_forgotten(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="images")
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\x02\0\0\0" + b"\0" * 64
    s3.put_object(Bucket="images", Key="a.png", Body=png)
    before = detect(emulator)["ModerationLabels"]

    status, answer = emulator.control("PUT", "predictions", {"predictions": [RECORDING]})
    assert (status, answer) == (200, {"predictions": [RECORDING]})
    assert detect(emulator)["ModerationLabels"] == RECORDING["response"]["ModerationLabels"]

    assert emulator.control("GET", "predictions")[1] == answer
    assert emulator.control("DELETE", "predictions") == (200, {"predictions": []})
    assert detect(emulator)["ModerationLabels"] == before


def test_put_adds_and_replaces_what_answers_the_same(emulator: Emulator) -> None:
    other = {**RECORDING, "match": {}}
    better = {**RECORDING, "response": {"ModerationLabels": []}}
    for recording in (RECORDING, other, better):
        emulator.control("PUT", "predictions", {"predictions": [recording]})
    assert emulator.control("GET", "predictions")[1] == {"predictions": [other, better]}


def test_a_response_that_breaks_the_model_is_refused(emulator: Emulator) -> None:
    bad = {**RECORDING, "response": {"ModerationLabels": [{"Confidence": "high"}]}}
    status, answer = emulator.control("PUT", "predictions", {"predictions": [RECORDING, bad]})
    assert (status, answer["error"]["code"]) == (400, "BadRequest")
    assert "predictions[1].response: this is no response" in answer["error"]["message"]
    assert emulator.control("GET", "predictions")[1] == {"predictions": []}
