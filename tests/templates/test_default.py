"""The default worker templates render with what the built-in task types give them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from a2i_emulator.domain.activation import activation, draw_for
from a2i_emulator.domain.ai_request import task_input
from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.domain.selection import Candidates, form_pairs, moderation_labels
from a2i_emulator.predictions.stand_in_form import stand_in_form
from a2i_emulator.predictions.stand_in_labels import stand_in_labels
from a2i_emulator.templates import render
from a2i_emulator.templates.default import SOURCES, default_template

HOSTILE = "a \"'&<script>.png"
IN_S3 = {"S3Object": {"Bucket": "bucket", "Name": HOSTILE}}


def rendered(source: str, image: dict[str, Any], candidates: Candidates, response: Any) -> str:
    member = "Image" if source == REKOGNITION_SOURCE else "Document"
    conditions = json.dumps({"Conditions": [missing('Tax\'s "key"')]})
    outcome = activation(conditions, candidates.inferences, draw_for(b""))
    content = task_input({member: image}, response, outcome, candidates.select(None))

    page = render(default_template(source), content, presign=lambda uri: f"https://signed/{uri}")

    assert page.errors == ()
    return page.html


def missing(key: str) -> dict[str, Any]:
    parameters = {"ImportantFormKey": key}
    return {"ConditionType": "MissingImportantFormKey", "ConditionParameters": parameters}


def attribute(page: str, name: str) -> str:
    form = page[page.index("<crowd-form>") :]
    found = re.search(rf'\b{name}="([^"]*)"', form)
    assert found is not None
    return html.unescape(found.group(1))


def test_the_textract_template_shows_document_blocks_and_keys() -> None:
    response = stand_in_form(b"x", {})

    page = rendered(TEXTRACT_SOURCE, IN_S3, form_pairs(response), response)

    assert attribute(page, "src") == f"https://signed/s3://bucket/{HOSTILE}"
    assert len(json.loads(attribute(page, "initial-value"))) == len(response["Blocks"])
    assert json.loads(attribute(page, "keys")) == [
        {"importantFormKey": 'Tax\'s "key"', "importantFormKeyAliases": []}
    ]


def test_the_rekognition_template_shows_image_and_categories() -> None:
    response = stand_in_labels(b"x")
    response["ModerationLabels"][0]["Name"] = HOSTILE

    page = rendered(REKOGNITION_SOURCE, IN_S3, moderation_labels(response), response)

    categories = attribute(page, "categories")
    assert attribute(page, "src") == f"https://signed/s3://bucket/{HOSTILE}"
    assert f"name: {json.dumps(HOSTILE)}" in categories
    assert categories.count("parentName:") == len(response["ModerationLabels"])
    assert "<script>.png" not in page


@pytest.mark.parametrize("source", SOURCES)
def test_an_image_that_came_as_bytes_is_shown_too(source: str) -> None:
    response: dict[str, Any] = {"Blocks": [], "ModerationLabels": []}
    candidates = form_pairs(response) if source == TEXTRACT_SOURCE else moderation_labels(response)

    page = rendered(source, {"Bytes": b"\x89PNG"}, candidates, response)

    assert attribute(page, "src") == "data:image/png;base64,iVBORw=="
