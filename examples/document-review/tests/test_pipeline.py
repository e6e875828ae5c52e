"""The pipeline from upload to dataset, with people who answer by script."""

from __future__ import annotations

import copy
import json
from typing import Any

import boto3
import pytest
from document_review.pipeline import Pipeline
from reviewers import who_corrects

from a2i_emulator import Emulator
from a2i_emulator.predictions.samples import SAMPLES_PATH, sample
from a2i_emulator.testing import A2I

INVOICE = sample("invoice.png")  # Its due date, 2024-04-14, is misread as 2O24-O4-14.
READ = json.loads((SAMPLES_PATH / "invoice.png.json").read_text())


def test_a_person_corrects_what_the_model_misread(pipeline: Pipeline, mock_a2i: A2I) -> None:
    mock_a2i.workers.add(who_corrects({"2O24-O4-14": "2024-04-14"}))
    document = pipeline.submit(INVOICE)
    assert pipeline.result(document)["status"] == "waiting"

    assert pipeline.poll() == 1
    result = pipeline.result(document)
    assert result["status"] == "reviewed"
    assert result["fields"]["Due Date:"] == {
        "value": "2024-04-14", "confidence": 41.5, "by": "person",
    }  # fmt: skip
    assert result["fields"]["Total"] == {"value": "$63.00", "confidence": 93.75, "by": "model"}
    assert dataset(document) == [
        {
            "document": f"s3://documents/documents/{document}",
            "field": "Due Date:",
            "model": "2O24-O4-14",
            "confidence": 41.5,
            "label": "2024-04-14",
        }
    ]
    assert pipeline.poll() == 0


def test_no_person_is_asked_when_the_model_is_sure(pipeline: Pipeline, mock_a2i: A2I) -> None:
    mock_a2i.predictions.add("AnalyzeDocument", sure_of_everything(READ))
    document = pipeline.submit(INVOICE)
    assert pipeline.result(document)["status"] == "accepted"
    assert mock_a2i.tasks() == []


def test_a_person_is_asked_when_the_total_is_missing(pipeline: Pipeline, mock_a2i: A2I) -> None:
    blank = {"DocumentMetadata": {"Pages": 1}, "Blocks": [], "AnalyzeDocumentModelVersion": "1.0"}
    mock_a2i.predictions.add("AnalyzeDocument", blank)
    pipeline.submit(INVOICE)
    (task,) = mock_a2i.tasks()
    assert task.title == "Check an invoice"


def test_nobody_answers_in_time(pipeline: Pipeline, mock_a2i: A2I) -> None:
    document = pipeline.submit(INVOICE)
    mock_a2i.clock.advance(24 * 3600)
    pipeline.poll()
    result = pipeline.result(document)
    assert (result["status"], result["fields"]["Due Date:"]["by"]) == ("unreviewed", "model")


def test_the_answer_is_waited_for_when_s3_fails(pipeline: Pipeline, mock_a2i: A2I) -> None:
    mock_a2i.workers.add(who_corrects({}))
    mock_a2i.faults.add("WriteOutput", "SlowDown", times=2)
    document = pipeline.submit(INVOICE)
    assert pipeline.poll() == 0
    mock_a2i.clock.advance(60)
    assert pipeline.poll() == 1
    assert pipeline.result(document)["status"] == "reviewed"


def test_the_consumer_as_a_lambda_function(pipeline: Pipeline, mock_a2i: A2I) -> None:
    """A function that fails is run again a minute later; twice done is as good as once."""
    events: list[Any] = []

    def lambda_handler(event: Any, context: Any) -> None:
        events.append(event)
        pipeline.finish(event)
        if len(events) == 1:
            raise RuntimeError(f"{context.function_name} ran out of memory")

    mock_a2i.on_event(lambda_handler, pattern={"source": ["aws.sagemaker"]})
    document = pipeline.submit(INVOICE)
    mock_a2i.workers.add(who_corrects({"2O24-O4-14": "2024-04-14"}))
    before = pipeline.result(document), dataset(document)
    mock_a2i.clock.advance(60)
    assert len(events) == 2
    assert (pipeline.result(document), dataset(document)) == before


@pytest.mark.a2i(seed="../setup.yaml")
def test_over_http(a2i: Emulator) -> None:
    """The same pipeline against a server, as another process or language would meet it."""
    pipeline = Pipeline.connect()
    document = pipeline.submit(INVOICE)
    a2i.workers.add(who_corrects({}), workers="bob")
    a2i.wait(f"invoice-{document}")
    assert pipeline.poll() == 1
    assert pipeline.result(document)["status"] == "reviewed"


def dataset(document: str) -> list[Any]:
    key = f"dataset/{document}.jsonl"
    body = boto3.client("s3").get_object(Bucket="documents", Key=key)["Body"].read()
    return [json.loads(line) for line in body.splitlines()]


def sure_of_everything(response: dict[str, Any]) -> dict[str, Any]:
    sure = copy.deepcopy(response)
    for block in sure["Blocks"]:
        block["Confidence"] = 99.0
    return sure
