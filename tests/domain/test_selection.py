"""``selectedAiServiceResponse`` and the task's input, in the shapes recorded from the service."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.activation import Activation
from a2i_emulator.domain.ai_request import camel_case, recorded_input, task_input
from a2i_emulator.domain.inferences import FormKey
from a2i_emulator.domain.selection import form_pairs, moderation_labels

BOX = {"Width": 0.5, "Height": 0.25, "Left": 0.125, "Top": 0.0625}
POLYGON = [{"X": 0.125, "Y": 0.0625}, {"X": 0.625, "Y": 0.0625}]
GEOMETRY = {"BoundingBox": BOX, "Polygon": POLYGON}
CAMEL_POLYGON = [{"x": 0.125, "y": 0.0625}, {"x": 0.625, "y": 0.0625}]


def word(block_id: str, text: str, confidence: float = 90.0) -> dict[str, Any]:
    return {
        "BlockType": "WORD",
        "Confidence": confidence,
        "Text": text,
        "TextType": "PRINTED",
        "Geometry": GEOMETRY,
        "Id": block_id,
    }


def key_value_set(block_id: str, kind: str, **related: list[str]) -> dict[str, Any]:
    return {
        "BlockType": "KEY_VALUE_SET",
        "Confidence": 80.5,
        "Geometry": GEOMETRY,
        "Id": block_id,
        "Relationships": [{"Type": name, "Ids": ids} for name, ids in related.items()],
        "EntityTypes": [kind],
    }


FORM = {
    "DocumentMetadata": {"Pages": 1},
    "Blocks": [
        {"BlockType": "PAGE", "Geometry": GEOMETRY, "Id": "page"},
        word("w1", "Pay"),
        word("w2", "Date"),
        word("w3", "2020-04-01", 70.0),
        word("w4", "Name"),
        word("w5", "Ana"),
        key_value_set("k1", "KEY", VALUE=["v1"], CHILD=["w1", "w2"]),
        key_value_set("v1", "VALUE", CHILD=["w3"]),
        key_value_set("k2", "KEY", VALUE=["v2"], CHILD=["w4"]),
        key_value_set("v2", "VALUE", CHILD=["w5", "tick"]),
        {"BlockType": "SELECTION_ELEMENT", "SelectionStatus": "SELECTED", "Id": "tick"},
    ],
    "AnalyzeDocumentModelVersion": "1.0",
}
LABELS = {
    "ModerationLabels": [
        {
            "Confidence": 96.7122802734375,
            "Name": "Suggestive",
            "ParentName": "",
            "TaxonomyLevel": 1,
        },
        {"Confidence": 60.0, "Name": "Violence", "ParentName": ""},
    ],
    "ModerationModelVersion": "3.0",
}


def test_selected_pairs_have_the_recorded_shape() -> None:
    assert form_pairs(FORM).select((0,)) == {
        "blocks": [
            {"blockType": "WORD", "id": "w1", "text": "Pay"},
            {"blockType": "WORD", "id": "w2", "text": "Date"},
            {"blockType": "WORD", "id": "w3", "text": "2020-04-01"},
            {
                "blockType": "KEY_VALUE_SET",
                "confidence": 80.5,
                "entityTypes": ["KEY"],
                "geometry": {"polygon": CAMEL_POLYGON},
                "id": "k1",
                "relationships": [
                    {"type": "VALUE", "ids": ["v1"]},
                    {"type": "CHILD", "ids": ["w1", "w2"]},
                ],
            },
            {
                "blockType": "KEY_VALUE_SET",
                "confidence": 80.5,
                "entityTypes": ["VALUE"],
                "geometry": {"polygon": CAMEL_POLYGON},
                "id": "v1",
                "relationships": [{"type": "CHILD", "ids": ["w3"]}],
            },
        ]
    }


def test_a_selected_tick_box_tells_its_state() -> None:
    blocks = form_pairs(FORM).select((1,))["blocks"]

    assert {
        "blockType": "SELECTION_ELEMENT",
        "id": "tick",
        "selectionStatus": "SELECTED",
    } in blocks


def test_a_missing_key_adds_nothing() -> None:
    assert form_pairs(FORM).select(()) == {"blocks": []}


def test_everything_of_a_form_is_all_of_its_blocks() -> None:
    assert form_pairs(FORM).select(None) == {
        "blocks": camel_case(FORM["Blocks"]),
        "documentMetadata": {"pages": 1},
    }


def test_pairs_are_seen_with_the_confidences_of_all_their_blocks() -> None:
    first, second = form_pairs(FORM).inferences

    assert (first.name, first.confidences, first.word_confidences) == (
        "Pay Date",
        (80.5, 80.5),
        (90.0, 90.0, 70.0),
    )
    assert (second.name, second.word_confidences) == ("Name", (90.0, 90.0))


def test_selected_labels_have_the_recorded_shape() -> None:
    assert moderation_labels(LABELS).select((0,)) == {
        "moderationLabels": [
            {"confidence": 96.7122802734375, "name": "Suggestive", "parentName": ""}
        ],
        "moderationModelVersion": "3.0",
    }


def test_everything_of_an_image_is_all_of_its_labels() -> None:
    labels = moderation_labels(LABELS).select(None)["moderationLabels"]

    assert [label["name"] for label in labels] == ["Suggestive", "Violence"]


def test_the_input_of_a_task_is_camel_case_but_for_the_conditions() -> None:
    results = {"Conditions": [{"ConditionType": "Sampling", "EvaluationResult": True}]}
    keys = (FormKey("Total", ("Sum",)), FormKey("Date", ()))
    content = task_input(
        request={
            "Document": {"S3Object": {"Bucket": "b", "Name": "n.png"}},
            "FeatureTypes": ["FORMS"],
            "HumanLoopConfig": {
                "FlowDefinitionArn": "arn",
                "HumanLoopName": "loop",
                "DataAttributes": {"ContentClassifiers": ["FreeOfAdultContent"]},
            },
        },
        response=FORM,
        activation=Activation(met=True, results=results, chosen=(), form_keys=keys),
        selected={"blocks": []},
    )

    assert content == {
        "aiServiceRequest": {
            "document": {"s3Object": {"bucket": "b", "name": "n.png"}},
            "featureTypes": ["FORMS"],
            "humanLoopConfig": {
                "flowDefinitionArn": "arn",
                "humanLoopName": "loop",
                "dataAttributes": {"contentClassifiers": ["FreeOfAdultContent"]},
            },
        },
        "aiServiceResponse": {
            "documentMetadata": {"pages": 1},
            "blocks": camel_case(FORM["Blocks"]),
            "analyzeDocumentModelVersion": "1.0",
        },
        "humanTaskActivationConditionResults": results,
        "selectedAiServiceResponse": {"blocks": []},
        "humanLoopContext": {
            "importantFormKeys": [
                {"importantFormKey": "Total", "importantFormKeyAliases": ["Sum"]},
                {"importantFormKey": "Date", "importantFormKeyAliases": []},
            ]
        },
    }
    assert set(recorded_input(content)) == set(content) - {"humanLoopContext"}


def test_bytes_are_shown_as_base64() -> None:
    assert camel_case({"Image": {"Bytes": b"\x00\xff"}}) == {"image": {"bytes": "AP8="}}


@given(st.data())
def test_a_selection_is_part_of_the_response(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 6))
    words = [word(f"w{i}", data.draw(st.sampled_from(["a", "b"]))) for i in range(count)]
    ids = st.lists(st.sampled_from([f"w{i}" for i in range(count)] + ["gone"]), max_size=3)
    sets = [
        block
        for i in range(data.draw(st.integers(0, 4)))
        for block in (
            key_value_set(f"k{i}", "KEY", VALUE=[f"v{i}"], CHILD=data.draw(ids)),
            key_value_set(f"v{i}", "VALUE", CHILD=data.draw(ids)),
        )
    ]
    candidates = form_pairs({"Blocks": words + sets})
    pairs = range(len(candidates.inferences))
    chosen = tuple(index for index in pairs if data.draw(st.booleans()))

    selected = candidates.select(chosen)["blocks"]

    given_ids = {block["Id"]: block for block in words + sets}
    assert len({block["id"] for block in selected}) == len(selected)
    for block in selected:
        original = camel_case(given_ids[block["id"]])
        assert block["blockType"] == original["blockType"]
        assert block.get("text") == original.get("text")
    assert sum("KEY" in block.get("entityTypes", ()) for block in selected) == len(chosen)
