"""Made-up predictions: always the same for the same bytes, and such as the services could give."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.forms import key_value_pairs
from a2i_emulator.predictions.recordings import violations
from a2i_emulator.predictions.stand_in_form import stand_in_form
from a2i_emulator.predictions.stand_in_labels import stand_in_labels

QUERIES = {
    "QueriesConfig": {
        "Queries": [{"Text": "What is the phone number?", "Alias": "PHONE"}, {"Text": "1 + 1 ?"}]
    }
}


def form(image: bytes, request: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = stand_in_form(image, request or {})["Blocks"]
    return blocks


@given(st.binary())
def test_a_form_is_well_formed(image: bytes) -> None:
    response = stand_in_form(image, QUERIES)
    blocks = {block["Id"]: block for block in response["Blocks"]}

    assert violations("AnalyzeDocument", response) == []
    assert len(blocks) == len(response["Blocks"])
    for block in blocks.values():
        for relationship in block.get("Relationships", ()):
            assert relationship["Ids"]
            assert set(relationship["Ids"]) <= set(blocks)
    for block in blocks.values():
        if "Geometry" in block:
            box = block["Geometry"]["BoundingBox"]
            assert 0 <= box["Left"] <= box["Left"] + box["Width"] <= 1.000001
            assert 0 <= box["Top"] <= box["Top"] + box["Height"] <= 1.000001


@given(st.binary())
def test_a_line_reads_as_its_words(image: bytes) -> None:
    blocks = {block["Id"]: block for block in form(image)}

    lines = [block for block in blocks.values() if block["BlockType"] == "LINE"]
    words = [block for block in blocks.values() if block["BlockType"] == "WORD"]
    children = [i for line in lines for i in line["Relationships"][0]["Ids"]]

    assert sorted(children) == sorted(word["Id"] for word in words)
    for line in lines:
        texts = [blocks[i]["Text"] for i in line["Relationships"][0]["Ids"]]
        assert line["Text"] == " ".join(texts)


@given(st.binary())
def test_a_form_has_six_fields_with_values(image: bytes) -> None:
    pairs = key_value_pairs(form(image))

    assert [pair.inference.name for pair in pairs] == [
        "Full Name:",
        "Phone Number:",
        "Mail Address:",
        "City:",
        "Date:",
        "Total:",
    ]
    assert all(pair.value_parts for pair in pairs)


def test_a_query_is_answered_from_the_fields() -> None:
    blocks = {block["Id"]: block for block in form(b"x", QUERIES)}
    phone, unknown = (block for block in blocks.values() if block["BlockType"] == "QUERY")

    answer = blocks[phone["Relationships"][0]["Ids"][0]]
    assert phone["Query"] == {"Text": "What is the phone number?", "Alias": "PHONE"}
    assert (answer["BlockType"], answer["Text"][:4]) == ("QUERY_RESULT", "555-")
    assert "Relationships" not in unknown


@given(st.binary())
def test_labels_are_of_the_taxonomy_with_all_above_them(image: bytes) -> None:
    response = stand_in_labels(image)
    labels = response["ModerationLabels"]

    assert violations("DetectModerationLabels", response) == []
    assert response["ModerationModelVersion"] == "7.0"
    assert labels
    named = {label["Name"]: label for label in labels}
    assert len(named) == len(labels)
    for label in labels:
        if label["TaxonomyLevel"] == 1:
            assert label["ParentName"] == ""
        else:
            parent = named[label["ParentName"]]
            assert parent["TaxonomyLevel"] == label["TaxonomyLevel"] - 1
            assert parent["Confidence"] == label["Confidence"]


@given(st.binary())
def test_the_same_bytes_get_the_same_prediction(image: bytes) -> None:
    assert json.dumps(stand_in_form(image, QUERIES)) == json.dumps(stand_in_form(image, QUERIES))
    assert stand_in_labels(image) == stand_in_labels(image)


def test_other_bytes_get_other_predictions() -> None:
    images = [str(number).encode() for number in range(50)]

    assert len({json.dumps(form(image)) for image in images}) == 50
    assert len({json.dumps(stand_in_labels(image)) for image in images}) == 50
