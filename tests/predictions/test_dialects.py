"""Recorded responses drop in as each SDK prints them; what does not says which member and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from a2i_emulator.formats import FormatError
from a2i_emulator.predictions.directory import load_directory
from a2i_emulator.predictions.recordings import recording, violations

BLOCK = {
    "BlockType": "WORD",
    "Id": "w",
    "Text": "Total",
    "Confidence": 99.5,
    "Geometry": {"BoundingBox": {"Width": 0.5, "Height": 0.1, "Left": 0.0, "Top": 0.0}},
    "Relationships": [{"Type": "CHILD", "Ids": ["x"]}],
}
API = {"DocumentMetadata": {"Pages": 1}, "Blocks": [BLOCK], "AnalyzeDocumentModelVersion": "1.0"}
LABELS = {"ModerationLabels": [{"Name": "Violence", "ParentName": "", "Confidence": 51.5}]}


def respelled(value: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {spell(name): respelled(item, spell) for name, item in value.items()}
    return [respelled(item, spell) for item in value] if isinstance(value, list) else value


def small(name: str) -> str:
    return name[0].lower() + name[1:]


def underscored(name: str) -> str:
    return small("".join(f"_{c.lower()}" if c.isupper() else c for c in small(name)))


JOB: dict[str, Any] = {
    "JobStatus": "SUCCEEDED",
    "StatusMessage": None,
    "Warnings": [],
    "NextToken": None,
}
PRINTED = {
    "boto3": {**API, "ResponseMetadata": {"RequestId": "r", "HTTPHeaders": {}}},
    "JavaScript": {"$metadata": {"httpStatusCode": 200, "attempts": 1}, **API},
    "PHP": {**API, "@metadata": {"statusCode": 200}},
    "Java": {**respelled(API, small), "sdkHttpMetadata": {}, "humanLoopActivationOutput": None},
    "Java, of HTTP": {**respelled(API, small), "sdkHttpResponse": {}, "responseMetadata": {}},
    "Rust": {**respelled(API, underscored), "_request_id": "r"},
    "Ruby": respelled(API, underscored),
    "Go": {**API, "HumanLoopActivationOutput": None, "ResultMetadata": {},
           "Blocks": [{**BLOCK, "ColumnIndex": None, "EntityTypes": None}]},
    ".NET": {**API, "ContentLength": 99, "HttpStatusCode": 200},
    "a job": {**API, **JOB},
    "a job by Java": respelled({**API, **JOB}, small),
}  # fmt: skip


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED.keys())
def test_a_response_drops_in(printed: dict[str, Any], tmp_path: Path) -> None:
    assert recording("AnalyzeDocument", {}, printed, violations).response == API
    (tmp_path / "bucket").mkdir()
    (tmp_path / "bucket" / "key.json").write_text(json.dumps(printed))
    (made,) = load_directory(tmp_path, violations)
    assert (made.operation, made.response) == ("AnalyzeDocument", API)


def test_a_file_tells_whose_response_it_is(tmp_path: Path) -> None:
    video = {
        "jobStatus": "SUCCEEDED",
        "videoMetadata": {"Format": "MOV"},
        "moderationLabels": [{"timestamp": 5, "moderationLabel": {"name": "Violence"}}],
    }
    files = {
        "DetectModerationLabels": LABELS,
        "DetectLabels": {"Labels": [{"Name": "Car"}], "LabelModelVersion": "3.0"},
        "DetectDocumentText": {"Blocks": [BLOCK], "DetectDocumentTextModelVersion": "1.0"},
        "GetContentModeration": video,
    }
    (tmp_path / "bucket").mkdir()
    for name, response in files.items():
        (tmp_path / "bucket" / f"{name}.json").write_text(json.dumps(response))
    made = load_directory(tmp_path, violations)
    assert {one.operation: one.match["name"] for one in made} == {name: name for name in files}
    (seen,) = next(m for m in made if m.operation == "GetContentModeration").response[
        "ModerationLabels"
    ]
    assert seen == {"Timestamp": 5, "ModerationLabel": {"Name": "Violence"}}


@pytest.mark.parametrize(
    ("response", "told"),
    [
        ({**API, "JobStatus": "IN_PROGRESS"}, "JobStatus: the job is IN_PROGRESS"),
        ({**API, "NextToken": "t"}, "NextToken: this is one page of several"),
        ({**API, "blocks": []}, "blocks: Blocks is there already, spelled otherwise"),
        ({"blocks": [{"Text": "a", "text": "b"}]}, "blocks[0].text: Text is there already"),
        ({**API, "Answer": 1}, "Answer is no member of AnalyzeDocumentResponse"),
        ({"blocks": [{"blockType": "WORD", "text": 7}]}, "Blocks[0].Text is not of type string"),
        ({"Blocks": [{"BlockTyp": "WORD"}]}, "Blocks[0].BlockTyp is no member of Block"),
    ],
)
def test_what_is_refused_says_which_member_and_why(response: Any, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        recording("AnalyzeDocument", {}, response, violations, path=("predictions", 3, "response"))
    assert told in str(caught.value)
    assert str(caught.value).startswith("predictions[3].response")
