"""Rekognition and Textract with human review, over HTTP with boto3, from request to output."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.built_in_over_http import (
    ALCOHOL,
    DUE_DATE,
    TAX,
    WEAPONS,
    analyze,
    detect,
    evaluation,
    make_flow,
    uploaded,
)
from tests.support.emulator import Emulator

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.predictions.samples import sample


def answered(emulator: Emulator, content: dict[str, Any]) -> dict[str, Any]:
    """Answer the loop and return its output."""
    status, told = emulator.answer("loop", content)
    assert status == 200, told
    loop = emulator.wait_for_status("Completed")
    output: dict[str, Any] = json.loads(
        emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"])
    )
    return output


def test_textract_from_request_to_output(emulator: Emulator) -> None:
    flow = make_flow(emulator, TEXTRACT_SOURCE, DUE_DATE, TAX)
    document = uploaded(emulator, "invoice.png")

    response = analyze(emulator, flow, document)
    activation = response["HumanLoopActivationOutput"]
    content = {TEXTRACT_SOURCE: {"blocks": [{"blockType": "WORD", "id": "1", "text": "é"}]}}
    output = answered(emulator, content)

    assert evaluation(activation) == [True, True]
    assert activation["HumanLoopArn"].endswith(":human-loop/loop")
    assert activation["HumanLoopActivationReasons"] == ["ConditionsEvaluation"]
    assert set(output) == {
        "awsManagedHumanLoopRequestSource",
        "flowDefinitionArn",
        "humanAnswers",
        "humanLoopName",
        "inputContent",
    }
    assert output["awsManagedHumanLoopRequestSource"] == TEXTRACT_SOURCE
    assert output["humanAnswers"][0]["answerContent"] == content
    assert set(output["inputContent"]) == {
        "aiServiceRequest",
        "aiServiceResponse",
        "humanTaskActivationConditionResults",
        "selectedAiServiceResponse",
    }
    assert output["inputContent"]["aiServiceRequest"] == {
        "document": {"s3Object": {"bucket": "bucket", "name": "in/invoice.png"}},
        "featureTypes": ["FORMS"],
        "humanLoopConfig": {"flowDefinitionArn": flow, "humanLoopName": "loop"},
    }
    blocks = output["inputContent"]["selectedAiServiceResponse"]["blocks"]
    kinds = [block["blockType"] for block in blocks]
    assert kinds == ["WORD", "WORD", "WORD", "KEY_VALUE_SET", "KEY_VALUE_SET"]
    assert set(blocks[0]) == {"blockType", "id", "text"}
    assert set(blocks[3]) == {
        "blockType",
        "confidence",
        "entityTypes",
        "geometry",
        "id",
        "relationships",
    }
    assert set(blocks[3]["geometry"]) == {"polygon"}
    everything = output["inputContent"]["aiServiceResponse"]["blocks"]
    assert len(everything) == len(response["Blocks"])


def test_rekognition_from_request_to_output(emulator: Emulator) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, {"Or": [ALCOHOL, WEAPONS]})

    activation = detect(emulator, flow, uploaded(emulator, "street.png"))
    label = {"name": "Alcohol", "parentName": ""}
    output = answered(emulator, {REKOGNITION_SOURCE: {"moderationLabels": [label]}})

    assert evaluation(activation["HumanLoopActivationOutput"]) == [True]
    assert output["awsManagedHumanLoopRequestSource"] == REKOGNITION_SOURCE
    assert output["humanAnswers"][0]["answerContent"] == {
        REKOGNITION_SOURCE: {"moderationLabels": [label]}
    }
    assert output["inputContent"]["humanTaskActivationConditionResults"] == {
        "Conditions": [
            {
                "EvaluationResult": True,
                "Or": [
                    {**ALCOHOL, "EvaluationResult": True},
                    {**WEAPONS, "EvaluationResult": False},
                ],
            }
        ]
    }
    assert output["inputContent"]["selectedAiServiceResponse"] == {
        "moderationLabels": [{"confidence": 93.5, **label}],
        "moderationModelVersion": "7.0",
    }
    assert output["inputContent"]["aiServiceRequest"]["humanLoopConfig"] == {
        "dataAttributes": {"contentClassifiers": ["FreeOfAdultContent"]},
        "flowDefinitionArn": flow,
        "humanLoopName": "loop",
    }


def test_a_condition_that_is_not_met_starts_no_human_loop(emulator: Emulator) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, WEAPONS)

    response = detect(emulator, flow, uploaded(emulator, "street.png"))

    assert len(response["ModerationLabels"]) == 3
    assert "HumanLoopArn" not in response["HumanLoopActivationOutput"]
    assert response["HumanLoopActivationOutput"]["HumanLoopActivationReasons"] == []
    assert evaluation(response["HumanLoopActivationOutput"]) == [False]
    runtime = emulator.client("sagemaker-a2i-runtime")
    assert runtime.list_human_loops(FlowDefinitionArn=flow)["HumanLoopSummaries"] == []


def test_an_image_that_came_as_bytes_is_reviewed_too(emulator: Emulator) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, ALCOHOL)

    detect(emulator, flow, {"Bytes": sample("street.png")})

    content: dict[str, Any] = {REKOGNITION_SOURCE: {"moderationLabels": []}}
    assert answered(emulator, content)["humanAnswers"][0]["answerContent"] == content


def test_the_name_of_a_finished_human_loop_is_refused(emulator: Emulator) -> None:
    flow = make_flow(emulator, TEXTRACT_SOURCE, DUE_DATE)
    document = uploaded(emulator, "invoice.png")
    analyze(emulator, flow, document)
    answered(emulator, {TEXTRACT_SOURCE: {"blocks": []}})

    with pytest.raises(ClientError) as caught:
        analyze(emulator, flow, document)

    assert caught.value.response["Error"] == {
        "Code": "InvalidParameterException",
        "Message": (
            "HumanLoop 'loop' already exists and is finished. To start a new HumanLoop, you can "
            "try your request again with a different HumanLoopName."
        ),
    }


def test_the_true_reason_of_an_opaque_error_is_in_the_history(emulator: Emulator) -> None:
    flow = make_flow(emulator, REKOGNITION_SOURCE, ALCOHOL)

    with pytest.raises(ClientError) as caught:
        analyze(emulator, flow, {"Bytes": sample("invoice.png")})

    assert caught.value.response["Error"]["Message"] == "Request has invalid parameters"
    _, told = emulator.control("GET", "requests?limit=1")
    (call,) = told["requests"]
    assert "is for AWS/Rekognition/" in call["error"]["reason"]
    digest = hashlib.sha256(sample("invoice.png")).hexdigest()
    assert call["input"]["Document"]["Bytes"]["sha256"] == digest


def test_bad_activation_conditions_are_refused_with_their_place(emulator: Emulator) -> None:
    with pytest.raises(ClientError) as caught:
        make_flow(emulator, REKOGNITION_SOURCE, ALCOHOL, TAX)

    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert "at Conditions[1].ConditionType: " in error["Message"]


def recording(name: str) -> dict[str, Any]:
    response = {
        "ModerationLabels": [{"Name": name, "Confidence": 99.5, "ParentName": ""}],
        "ModerationModelVersion": "7.0",
    }
    one = {"operation": "DetectModerationLabels", "match": {}, "response": response}
    return {"predictions": [one]}


def test_predictions_are_recorded_over_the_control_api(emulator: Emulator) -> None:
    rekognition = emulator.client("rekognition")
    image = {"Bytes": sample("street.png")}

    assert emulator.control("PUT", "predictions", recording("Weapons")) == (
        200,
        recording("Weapons"),
    )
    assert emulator.control("GET", "predictions") == (200, recording("Weapons"))
    recorded = rekognition.detect_moderation_labels(Image=image)["ModerationLabels"]
    assert [label["Name"] for label in recorded] == ["Weapons"]

    assert emulator.control("DELETE", "predictions") == (200, {"predictions": []})
    known = rekognition.detect_moderation_labels(Image=image)["ModerationLabels"]
    assert [label["Name"] for label in known] == ["Alcoholic Beverages", "Alcohol", "Gambling"]


def test_a_bad_recording_is_refused_over_the_control_api(emulator: Emulator) -> None:
    bad = recording("Weapons")
    bad["predictions"][0]["response"]["ModerationLabels"][0]["Confidence"] = "high"

    status, told = emulator.control("PUT", "predictions", bad)

    assert status == 400
    assert "predictions[0].response: this is no response" in told["error"]["message"]
    assert "ModerationLabels[0].Confidence is not of type float" in told["error"]["message"]
    assert emulator.control("GET", "predictions") == (200, {"predictions": []})
