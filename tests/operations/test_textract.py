"""AnalyzeDocument: the prediction, its review, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.built_in import flow_to_review
from tests.support.calls import make_api_call
from tests.support.records import SCOPE, flow_definition

from a2i_emulator.domain.flow import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.textract import analyze_document
from a2i_emulator.predictions.samples import sample

DOCUMENT = sample("invoice.png")
DUE_DATE = {
    "ConditionType": "ImportantFormKeyConfidenceCheck",
    "ConditionParameters": {
        "ImportantFormKey": "Due Date",
        "ImportantFormKeyAliases": ["Due Date:"],
        "KeyValueBlockConfidenceLessThan": 60,
        "WordBlockConfidenceLessThan": 85,
    },
}
TAX = {
    "ConditionType": "MissingImportantFormKey",
    "ConditionParameters": {"ImportantFormKey": "Tax", "ImportantFormKeyAliases": ["VAT"]},
}
TOTAL = {
    "ConditionType": "MissingImportantFormKey",
    "ConditionParameters": {"ImportantFormKey": "Total"},
}


def request(**changes: Any) -> dict[str, Any]:
    return {"Document": {"Bytes": DOCUMENT}, "FeatureTypes": ["FORMS"], **changes}


def reviewed(name: str = "loop") -> dict[str, Any]:
    return request(
        HumanLoopConfig={
            "HumanLoopName": name,
            "FlowDefinitionArn": flow_definition("flow").arn,
        }
    )


def refused(store: Store, asked: dict[str, Any]) -> AwsError:
    with pytest.raises(AwsError) as caught:
        analyze_document(make_api_call(store), asked)
    return caught.value


def started(store: Store) -> dict[str, Any]:
    loop = store.human_loops.get(SCOPE, "loop")
    assert loop is not None
    content: dict[str, Any] = json.loads(store.human_loops.input_content(loop.id))
    return content


def test_without_human_loop_config_there_is_only_the_prediction(store: Store) -> None:
    response = analyze_document(make_api_call(store), request())

    assert set(response) == {"DocumentMetadata", "Blocks", "AnalyzeDocumentModelVersion"}


def test_a_met_condition_starts_a_human_loop_with_the_matched_pair(store: Store) -> None:
    flow_to_review(store, TEXTRACT_SOURCE, [{"Or": [DUE_DATE, TAX, TOTAL]}])

    response = analyze_document(make_api_call(store), reviewed())

    output = response["HumanLoopActivationOutput"]
    assert output["HumanLoopArn"].endswith(":human-loop/loop")
    results = json.loads(output["HumanLoopActivationConditionsEvaluationResults"])
    (either,) = results["Conditions"]
    assert either["EvaluationResult"] is True
    assert [node["EvaluationResult"] for node in either["Or"]] == [True, True, False]
    content = started(store)
    selected = content["selectedAiServiceResponse"]["blocks"]
    assert [block.get("text") for block in selected] == ["Due", "Date:", "2O24-O4-14", None, None]
    assert [block.get("entityTypes") for block in selected[3:]] == [["KEY"], ["VALUE"]]
    assert content["humanLoopContext"] == {
        "importantFormKeys": [
            {"importantFormKey": "Due Date", "importantFormKeyAliases": ["Due Date:"]},
            {"importantFormKey": "Tax", "importantFormKeyAliases": ["VAT"]},
        ]
    }
    assert content["aiServiceRequest"]["humanLoopConfig"]["humanLoopName"] == "loop"
    assert set(content) == {
        "aiServiceRequest",
        "aiServiceResponse",
        "humanLoopContext",
        "humanTaskActivationConditionResults",
        "selectedAiServiceResponse",
    }


def test_a_missing_key_alone_selects_nothing(store: Store) -> None:
    flow_to_review(store, TEXTRACT_SOURCE, [TAX])

    analyze_document(make_api_call(store), reviewed())

    assert started(store)["selectedAiServiceResponse"] == {"blocks": []}


def test_a_name_used_already_is_refused_in_the_services_words(store: Store) -> None:
    flow_to_review(store, TEXTRACT_SOURCE)
    analyze_document(make_api_call(store), reviewed())

    error = refused(store, {**reviewed(), "FeatureTypes": ["FORMS", "TABLES"]})

    assert error.code == "InvalidParameterException"
    assert error.message.startswith("HumanLoop 'loop' already exists")


def test_a_flow_definition_of_the_other_source_is_refused(store: Store) -> None:
    flow_to_review(store, REKOGNITION_SOURCE)

    assert refused(store, reviewed()).message == "Request has invalid parameters"


def test_queries_are_answered(store: Store) -> None:
    asked = request(
        Document={"Bytes": DOCUMENT + b"x"},
        FeatureTypes=["QUERIES"],
        QueriesConfig={"Queries": [{"Text": "What is the total?", "Alias": "TOTAL"}]},
        AdaptersConfig={"Adapters": [{"AdapterId": "a" * 12, "Version": "1"}]},
    )

    blocks = analyze_document(make_api_call(store), asked)["Blocks"]

    kinds = [block["BlockType"] for block in blocks]
    assert (kinds.count("QUERY"), kinds.count("QUERY_RESULT")) == (1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"FeatureTypes": []},
        {"FeatureTypes": ["QUERIES"]},
        {"QueriesConfig": {"Queries": [{"Text": "?"}]}},
        {"Document": {}},
    ],
)
def test_invalid_parameters(store: Store, changes: dict[str, Any]) -> None:
    error = refused(store, request(**changes))

    assert (error.code, error.message) == (
        "InvalidParameterException",
        "Request has invalid parameters",
    )
    assert error.reason


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        (b"hello", "UnsupportedDocumentException", "Request has unsupported document format"),
        (DOCUMENT[:20], "BadDocumentException", "Request has bad document"),
        (b"\xff\xd8\xff\xd9", "BadDocumentException", "Request has bad document"),
        (b"%PDF-", "BadDocumentException", "Request has bad document"),
        (
            b"%PDF-1.4 /Type /Pages /Type /Page /Type/Page",
            "UnsupportedDocumentException",
            "Request has unsupported document format",
        ),
    ],
)
def test_documents_that_cannot_be_read(
    store: Store, document: bytes, code: str, message: str
) -> None:
    error = refused(store, request(Document={"Bytes": document}))

    assert (error.code, error.message) == (code, message)


@pytest.mark.parametrize(
    "document",
    [
        b"%PDF-1.4 /Type /Pages /Type /Page ",
        b"II*\x00\x08\x00\x00\x00\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xd0\xff\xc0\x00\x0b\x08\x00\x10\x00\x10",
    ],
)
def test_pdf_tiff_and_jpeg_are_read(store: Store, document: bytes) -> None:
    assert analyze_document(make_api_call(store), request(Document={"Bytes": document}))["Blocks"]


def test_a_document_that_is_not_there(store: Store, s3: Any) -> None:
    error = refused(store, request(Document={"S3Object": {"Bucket": "bucket", "Name": "gone"}}))

    assert error.code == "InvalidS3ObjectException"


def test_a_large_document_in_s3_is_refused(store: Store, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="big.png", Body=DOCUMENT + bytes(10 * 1024 * 1024))

    error = refused(store, request(Document={"S3Object": {"Bucket": "bucket", "Name": "big.png"}}))

    assert error.code == "DocumentTooLargeException"
