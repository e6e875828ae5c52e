"""Predictions of Rekognition and Textract, reviewed in a browser: from the request to the output.

What is compared are whole documents, in the shapes that were recorded from the service.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image
from playwright.sync_api import Frame, Locator, expect
from tests.pages.portal.conftest import Portal
from tests.support.blocks import (
    numbered,
    pair_of,
    predicted,
    refers,
    related,
    texts_of,
    without_geometry,
)
from tests.support.built_in_over_http import (
    ALCOHOL,
    DUE_DATE,
    TAX,
    WEAPONS,
    analyze,
    detect,
    make_flow,
    uploaded,
)
from tests.support.emulator import REGION, Emulator

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.predictions.samples import sample

GAMBLING = {
    "ConditionType": "ModerationLabelConfidenceCheck",
    "ConditionParameters": {"ModerationLabelName": "Gambling", "ConfidenceLessThan": 80},
}
TOTAL = {
    "ConditionType": "MissingImportantFormKey",
    "ConditionParameters": {"ImportantFormKey": "Total"},
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def begin(portal: Portal, name: str = "alice") -> Frame:
    """Sign in, start the one job there is, and see the image."""
    portal.sign_in(name)
    frame = portal.start()
    expect(frame.locator("a2i-image-viewer img")).not_to_have_js_property("naturalWidth", 0)
    return frame


def finished(portal: Portal, frame: Frame) -> dict[str, Any]:
    """Submit, wait for the loop to complete, and return its output."""
    portal.submit(frame)
    loop = portal.emulator.wait_for_status("Completed")
    assert "FailureReason" not in loop
    uri = loop["HumanLoopOutput"]["OutputS3Uri"]
    stamp = f"{loop['CreationTime']:%Y/%m/%d/%H/%M/%S}"
    assert uri == f"s3://bucket/results/review/{stamp}/loop/output.json"
    output: dict[str, Any] = json.loads(portal.emulator.read_object(uri), object_pairs_hook=ordered)
    return output


def ordered(members: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Keys are in alphabetical order at every level."""
    names = [name for name, _ in members]
    assert names == sorted(names)
    return dict(members)


def human_answer(emulator: Emulator, content: Any, found: Mapping[str, Any]) -> dict[str, Any]:
    """The humanAnswers item of Cognito's ``alice``; moments and worker id as they are."""
    for moment in ("acceptanceTime", "submissionTime"):
        assert INSTANT.fullmatch(found[moment])
    assert re.fullmatch(r"[0-9a-f]{16}", found["workerId"])
    cognito = emulator.client("cognito-idp")
    (pool,) = cognito.list_user_pools(MaxResults=10)["UserPools"]
    alice = cognito.admin_get_user(UserPoolId=pool["Id"], Username="alice")
    (sub,) = (one["Value"] for one in alice["UserAttributes"] if one["Name"] == "sub")
    return {
        "acceptanceTime": found["acceptanceTime"],
        "answerContent": content,
        "submissionTime": found["submissionTime"],
        "timeSpentInSeconds": found["timeSpentInSeconds"],
        "workerId": found["workerId"],
        "workerMetadata": {
            "identityData": {
                "identityProviderType": "Cognito",
                "issuer": f"https://cognito-idp.{REGION}.amazonaws.com/{pool['Id']}",
                "sub": sub,
            }
        },
    }


def test_moderation_labels_are_reviewed(portal: Portal) -> None:
    emulator = portal.emulator
    flow = make_flow(
        emulator, REKOGNITION_SOURCE, {"Or": [ALCOHOL, GAMBLING, WEAPONS]}, workers=("alice",)
    )
    response = detect(emulator, flow, uploaded(emulator, "street.png"))
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"

    frame = begin(portal)
    expect(frame.get_by_role("checkbox")).to_have_count(2)
    frame.get_by_role("checkbox", name="Alcohol").check()
    output = finished(portal, frame)

    chosen = {REKOGNITION_SOURCE: {"moderationLabels": [{"name": "Alcohol", "parentName": ""}]}}
    (answer,) = output["humanAnswers"]
    assert output == {
        "awsManagedHumanLoopRequestSource": REKOGNITION_SOURCE,
        "flowDefinitionArn": flow,
        "humanAnswers": [human_answer(emulator, chosen, answer)],
        "humanLoopName": "loop",
        "inputContent": {
            "aiServiceRequest": {
                "humanLoopConfig": {
                    "dataAttributes": {"contentClassifiers": ["FreeOfAdultContent"]},
                    "flowDefinitionArn": flow,
                    "humanLoopName": "loop",
                },
                "image": {"s3Object": {"bucket": "bucket", "name": "in/street.png"}},
            },
            "aiServiceResponse": predicted(response),
            "humanTaskActivationConditionResults": {
                "Conditions": [
                    {
                        "EvaluationResult": True,
                        "Or": [
                            {**ALCOHOL, "EvaluationResult": True},
                            {**GAMBLING, "EvaluationResult": True},
                            {**WEAPONS, "EvaluationResult": False},
                        ],
                    }
                ]
            },
            "selectedAiServiceResponse": {
                "moderationLabels": [
                    {"confidence": 93.5, "name": "Alcohol", "parentName": ""},
                    {"confidence": 62.25, "name": "Gambling", "parentName": ""},
                ],
                "moderationModelVersion": "7.0",
            },
        },
    }


def test_an_image_that_came_as_bytes_deserves_no_label(portal: Portal) -> None:
    emulator = portal.emulator
    flow = make_flow(emulator, REKOGNITION_SOURCE, ALCOHOL, workers=("alice",))
    detect(emulator, flow, {"Bytes": sample("street.png")})

    frame = begin(portal)
    frame.get_by_role("button", name="None of these").click()
    output = finished(portal, frame)

    (answer,) = output["humanAnswers"]
    assert answer["answerContent"] == {REKOGNITION_SOURCE: {"moderationLabels": []}}


def test_key_value_pairs_are_reviewed(portal: Portal) -> None:
    emulator = portal.emulator
    flow = make_flow(emulator, TEXTRACT_SOURCE, {"Or": [DUE_DATE, TAX, TOTAL]}, workers=("alice",))
    response = analyze(emulator, flow, uploaded(emulator, "invoice.png"))
    assert emulator.describe_loop()["HumanLoopStatus"] == "InProgress"

    frame = begin(portal)
    expect(frame.get_by_role("textbox")).to_have_count(2)
    expect(value_of(frame, "Due Date:")).to_have_value("2O24-O4-14")
    value_of(frame, "Due Date:").fill("2024-04-14")
    value_of(frame, "Tax").fill("$3.00")
    emulator.advance(90)
    output = finished(portal, frame)

    (answer,) = output["humanAnswers"]
    words, key, value = pair_of(response, "Due Date:")
    former = {block["id"] for block in predicted(response)["blocks"]}
    found = answer["answerContent"][TEXTRACT_SOURCE]["blocks"]
    assert numbered(found, former) == [
        *words[:2],
        {"blockType": "WORD", "id": "new 1", "text": "2024-04-14"},
        {**without_geometry(key), "relationships": [related(words[:2]), refers("VALUE", "new 2")]},
        {
            "blockType": "KEY_VALUE_SET",
            "entityTypes": ["VALUE"],
            "id": "new 2",
            "relationships": [refers("CHILD", "new 1")],
        },
        {"blockType": "WORD", "id": "new 3", "text": "Tax"},
        {"blockType": "WORD", "id": "new 4", "text": "$3.00"},
        {
            "blockType": "KEY_VALUE_SET",
            "entityTypes": ["KEY"],
            "id": "new 5",
            "relationships": [refers("CHILD", "new 3"), refers("VALUE", "new 6")],
        },
        {
            "blockType": "KEY_VALUE_SET",
            "entityTypes": ["VALUE"],
            "id": "new 6",
            "relationships": [refers("CHILD", "new 4")],
        },
    ]
    assert 90 <= answer["timeSpentInSeconds"] < 150
    assert output == {
        "awsManagedHumanLoopRequestSource": TEXTRACT_SOURCE,
        "flowDefinitionArn": flow,
        "humanAnswers": [human_answer(emulator, {TEXTRACT_SOURCE: {"blocks": found}}, answer)],
        "humanLoopName": "loop",
        "inputContent": {
            "aiServiceRequest": {
                "document": {"s3Object": {"bucket": "bucket", "name": "in/invoice.png"}},
                "featureTypes": ["FORMS"],
                "humanLoopConfig": {"flowDefinitionArn": flow, "humanLoopName": "loop"},
            },
            "aiServiceResponse": predicted(response),
            "humanTaskActivationConditionResults": {
                "Conditions": [
                    {
                        "EvaluationResult": True,
                        "Or": [
                            {**DUE_DATE, "EvaluationResult": True},
                            {**TAX, "EvaluationResult": True},
                            {**TOTAL, "EvaluationResult": False},
                        ],
                    }
                ]
            },
            "selectedAiServiceResponse": {"blocks": [*words, key, value]},
        },
    }


def test_a_whole_form_is_reviewed_where_everything_is(portal: Portal) -> None:
    emulator = portal.emulator
    sampling = {
        "ConditionType": "Sampling",
        "ConditionParameters": {"RandomSamplingPercentage": 100},
    }
    flow = make_flow(emulator, TEXTRACT_SOURCE, sampling, workers=("alice",))
    response = analyze(emulator, flow, uploaded(emulator, "invoice.png"))

    frame = begin(portal)
    expect(cards(frame)).to_have_count(7)
    card(frame, "Phone Number:").get_by_role("radio", name="No").check()
    card(frame, "Mail Address:").get_by_role("checkbox", name="Value is blank").check()
    output = finished(portal, frame)

    (answer,) = output["humanAnswers"]
    found = answer["answerContent"][TEXTRACT_SOURCE]["blocks"]
    assert texts_of(found) == {
        "Invoice Number:": "INV-2048",
        "Invoice Date:": "2024-03-15",
        "Customer Name:": "Jane Doe",
        "Mail Address:": "",
        "Due Date:": "2O24-O4-14",
        "Total": "$63.00",
    }
    everything = predicted(response)
    predictions = [without_geometry(block) for block in everything["blocks"]]
    words, key, value = pair_of(response, "Total")
    kept = {block["id"] for block in (*words, key, value)}
    total = [block for block in found if block["id"] in kept]
    assert len(total) == len(kept)
    assert all(block in predictions for block in total)
    assert output["inputContent"]["selectedAiServiceResponse"] == {
        "blocks": everything["blocks"],
        "documentMetadata": everything["documentMetadata"],
    }


def test_a_document_that_nothing_is_recorded_of_is_reviewed_too(portal: Portal) -> None:
    emulator = portal.emulator
    flow = make_flow(emulator, TEXTRACT_SOURCE, TAX, DUE_DATE, workers=("alice",))
    page = io.BytesIO()
    Image.new("RGB", (170, 220), "white").save(page, "JPEG")
    response = analyze(emulator, flow, {"Bytes": page.getvalue()})
    assert response["Blocks"]

    frame = begin(portal)
    expect(cards(frame)).to_have_count(1)
    card(frame, "Tax").get_by_role("checkbox", name="Key not found").check()
    output = finished(portal, frame)

    assert output["inputContent"]["selectedAiServiceResponse"] == {"blocks": []}
    assert output["humanAnswers"][0]["answerContent"] == {TEXTRACT_SOURCE: {"blocks": []}}


# The element's list of pairs.


def cards(frame: Frame) -> Locator:
    return frame.get_by_role("list", name="Fields").get_by_role("listitem")


def card(frame: Frame, key: str) -> Locator:
    return cards(frame).filter(has=frame.get_by_text(key, exact=True))


def value_of(frame: Frame, key: str) -> Locator:
    return frame.get_by_role("textbox", name=f"Value of {key}")
