"""What people call beside the two reviewed operations answers the same prediction, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from a2i_emulator.predictions.samples import sample
from a2i_emulator.testing import A2I

PLACE = {"S3Object": {"Bucket": "results", "Name": "in/page.png"}}
WORD = {"BlockType": "WORD", "Id": "w", "Text": "Total", "Confidence": 99.0}
PAIR = {"BlockType": "KEY_VALUE_SET", "Id": "k", "Confidence": 80.0, "EntityTypes": ["KEY"],
        "Relationships": [{"Type": "CHILD", "Ids": ["w"]}]}  # fmt: skip
PAGE = {"BlockType": "PAGE", "Id": "p", "Relationships": [{"Type": "CHILD", "Ids": ["w", "k"]}]}
RECORDED = {"DocumentMetadata": {"Pages": 1}, "Blocks": [PAGE, WORD, PAIR],
            "AnalyzeDocumentModelVersion": "1.0"}  # fmt: skip


def refused(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**request)
    return str(caught.value.response["Error"]["Code"])


@pytest.fixture(params=["recorded", "made up"])
def told(kit: A2I, request: pytest.FixtureRequest) -> bool:
    """Whether there are recordings; there is a picture in S3."""
    kit.client("s3").put_object(
        Bucket="results", Key="in/page.png", Body=sample("invoice.png") + b"!"
    )
    if request.param == "recorded":
        kit.predictions.add("AnalyzeDocument", RECORDED, bucket="results", name="in/page.png")
    return bool(request.param == "recorded")


def test_a_document_by_every_operation(kit: A2I, told: bool) -> None:
    textract = kit.client("textract")
    features = ["FORMS", "TABLES"]
    whole = textract.analyze_document(Document=PLACE, FeatureTypes=features)
    assert any(block["BlockType"] == "KEY_VALUE_SET" for block in whole["Blocks"])
    assert not told or whole["Blocks"] == [PAGE, WORD, PAIR]

    text = textract.detect_document_text(Document=PLACE)
    words = [block["Id"] for block in whole["Blocks"] if block["BlockType"] in ("LINE", "WORD")]
    assert [block["Id"] for block in text["Blocks"] if block["BlockType"] != "PAGE"] == words != []
    assert text["DetectDocumentTextModelVersion"] == whole["AnalyzeDocumentModelVersion"]
    assert all(i in words for r in text["Blocks"][0]["Relationships"] for i in r["Ids"])

    started = {"DocumentLocation": PLACE, "FeatureTypes": features, "ClientRequestToken": "once"}
    job = textract.start_document_analysis(**started)["JobId"]
    assert textract.start_document_analysis(**started)["JobId"] == job
    other = {**started, "FeatureTypes": ["FORMS"]}
    assert refused(textract.start_document_analysis, **other) == (
        "IdempotentParameterMismatchException"
    )
    blocks: list[Any] = []
    token: dict[str, str] | None = {}
    while token is not None:
        page = textract.get_document_analysis(JobId=job, MaxResults=2, **token)
        assert (page["JobStatus"], len(page["Blocks"]) <= 2) == ("SUCCEEDED", True)
        blocks += page["Blocks"]
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else None
    assert blocks == whole["Blocks"]
    reading = textract.start_document_text_detection(DocumentLocation=PLACE)["JobId"]
    assert textract.get_document_text_detection(JobId=reading)["Blocks"] == text["Blocks"]

    wrong = {"JobId": job, "NextToken": "made-up"}
    assert refused(textract.get_document_analysis, **wrong) == "InvalidParameterException"
    for mistaken in ("0" * 64, reading):
        assert refused(textract.get_document_analysis, JobId=mistaken) == "InvalidJobIdException"
    abroad = kit.client("textract", region_name="eu-west-1")
    assert refused(abroad.get_document_analysis, JobId=job) == "InvalidJobIdException"
    nowhere = {"S3Object": {"Bucket": "results", "Name": "nothing"}}
    assert refused(textract.start_document_text_detection, DocumentLocation=nowhere) == (
        "InvalidS3ObjectException"
    )


def test_a_video(kit: A2I, told: bool) -> None:
    rekognition = kit.client("rekognition")
    if told:
        found = [{"Name": "Violence", "Confidence": 91.5}, {"Name": "Alcohol", "Confidence": 52.5}]
        kit.predictions.add("DetectModerationLabels", {"ModerationLabels": found})
    job = rekognition.start_content_moderation(Video=PLACE, JobTag="tag", MinConfidence=60)["JobId"]
    answer = rekognition.get_content_moderation(JobId=job, SortBy="NAME")
    assert (answer["JobStatus"], answer["JobTag"], answer["Video"]) == ("SUCCEEDED", "tag", PLACE)
    names = [one["ModerationLabel"]["Name"] for one in answer["ModerationLabels"]]
    assert names == sorted(names) != []
    assert not told or names == ["Violence"]
    timed = {"Timestamp": 1500, "ModerationLabel": {"Name": "Smoking", "Confidence": 88.0}}
    kit.predictions.add("GetContentModeration", {"ModerationLabels": [timed]})
    job = rekognition.start_content_moderation(Video=PLACE)["JobId"]
    (seen,) = rekognition.get_content_moderation(JobId=job)["ModerationLabels"]
    assert seen == timed
    (seen,) = rekognition.get_content_moderation(JobId=job, AggregateBy="SEGMENTS")[
        "ModerationLabels"
    ]
    assert seen["StartTimestampMillis"] == 1500
    missing = {"JobId": "0" * 64}
    assert refused(rekognition.get_content_moderation, **missing) == "ResourceNotFoundException"
    wrong = {"JobId": job, "NextToken": "made-up"}
    assert refused(rekognition.get_content_moderation, **wrong) == "InvalidPaginationTokenException"


def test_labels(kit: A2I, told: bool) -> None:
    rekognition = kit.client("rekognition")
    if told:
        found = [
            {"Name": name, "Confidence": confidence, "Categories": [{"Name": category}]}
            for name, confidence, category in
            (("Car", 99.5, "Vehicles"), ("Wheel", 80.0, "Vehicles"), ("Sky", 50.0, "Nature"))
        ]  # fmt: skip
        kit.predictions.add("DetectLabels", {"Labels": found, "LabelModelVersion": "3.0"})
    labels = rekognition.detect_labels(Image=PLACE)["Labels"]
    assert labels == rekognition.detect_labels(Image=PLACE)["Labels"] != []
    (first,) = rekognition.detect_labels(Image=PLACE, MaxLabels=1)["Labels"]
    assert first == labels[0]
    without = {"GeneralLabels": {"LabelExclusionFilters": [first["Name"]]}}
    assert rekognition.detect_labels(Image=PLACE, Settings=without)["Labels"] == labels[1:]
    if told:
        assert [label["Name"] for label in labels] == ["Car", "Wheel"]
        only = {"GeneralLabels": {"LabelCategoryInclusionFilters": ["Nature"]}}
        (sky,) = rekognition.detect_labels(Image=PLACE, Settings=only, MinConfidence=1)["Labels"]
        assert sky["Name"] == "Sky"
