"""What CreateFlowDefinition accepts as activation conditions, and how it names what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE, TEXTRACT_SOURCE
from a2i_emulator.operations.activation_conditions import check_activation_conditions
from a2i_emulator.operations.errors import AwsError

SAMPLING = {"ConditionType": "Sampling", "ConditionParameters": {"RandomSamplingPercentage": 5}}


def label_check(**parameters: Any) -> dict[str, Any]:
    return {"ConditionType": "ModerationLabelConfidenceCheck", "ConditionParameters": parameters}


def key_check(**parameters: Any) -> dict[str, Any]:
    return {"ConditionType": "ImportantFormKeyConfidenceCheck", "ConditionParameters": parameters}


def missing(**parameters: Any) -> dict[str, Any]:
    return {"ConditionType": "MissingImportantFormKey", "ConditionParameters": parameters}


def refusal(text: str, source: str) -> str:
    with pytest.raises(AwsError) as caught:
        check_activation_conditions(text, source)
    assert caught.value.code == "ValidationException"
    return caught.value.message


@pytest.mark.parametrize(
    ("source", "conditions"),
    [
        (REKOGNITION_SOURCE, []),
        (REKOGNITION_SOURCE, [SAMPLING]),
        (REKOGNITION_SOURCE, [label_check(ModerationLabelName="*")]),
        (
            REKOGNITION_SOURCE,
            [
                label_check(
                    ModerationLabelName="Violence",
                    ConfidenceEquals=1,
                    ConfidenceLessThan=2.5,
                    ConfidenceLessThanEquals=100,
                    ConfidenceGreaterThan=0,
                    ConfidenceGreaterThanEquals=99.99,
                )
            ],
        ),
        (REKOGNITION_SOURCE, [{"And": [SAMPLING, {"Or": [SAMPLING, SAMPLING]}]}]),
        (TEXTRACT_SOURCE, [SAMPLING, missing(ImportantFormKey="Name")]),
        (
            TEXTRACT_SOURCE,
            [
                key_check(
                    ImportantFormKey="*",
                    ImportantFormKeyAliases=["*"],
                    KeyValueBlockConfidenceLessThan=100,
                    WordBlockConfidenceGreaterThanEquals=0,
                )
            ],
        ),
    ],
)
def test_good_conditions_pass(source: str, conditions: list[Any]) -> None:
    check_activation_conditions(json.dumps({"Conditions": conditions}), source)


@pytest.mark.parametrize(
    ("source", "document", "place", "problem"),
    [
        # As the developer guide prints its fourth Textract example: without Conditions around it.
        (
            TEXTRACT_SOURCE,
            missing(ImportantFormKey="Name"),
            "the document",
            "'Conditions' is a required",
        ),
        (REKOGNITION_SOURCE, {}, "the document", "'Conditions' is a required property"),
        (REKOGNITION_SOURCE, [], "the document", "is not of type 'object'"),
        (REKOGNITION_SOURCE, {"Conditions": {}}, "Conditions", "is not of type 'array'"),
        (REKOGNITION_SOURCE, {"Conditions": [7]}, "Conditions[0]", "is not of type 'object'"),
        (
            REKOGNITION_SOURCE,
            {"Conditions": [SAMPLING, {"ConditionType": "Sampling"}]},
            "Conditions[1]",
            "'ConditionParameters' is a required property",
        ),
        (
            REKOGNITION_SOURCE,
            {"Conditions": [missing(ImportantFormKey="Name")]},
            "Conditions[0].ConditionType",
            "'MissingImportantFormKey' is not one of",
        ),
        (
            TEXTRACT_SOURCE,
            {"Conditions": [label_check(ModerationLabelName="*")]},
            "Conditions[0].ConditionType",
            "'ModerationLabelConfidenceCheck' is not one of",
        ),
        (
            REKOGNITION_SOURCE,
            {"Conditions": [label_check(ConfidenceLessThan=5)]},
            "Conditions[0].ConditionParameters",
            "'ModerationLabelName' is a required property",
        ),
        (
            REKOGNITION_SOURCE,
            {"Conditions": [label_check(ModerationLabelName="*", ConfidenceLessThen=5)]},
            "Conditions[0].ConditionParameters",
            "'ConfidenceLessThen' was unexpected",
        ),
        (
            REKOGNITION_SOURCE,
            {"Conditions": [label_check(ModerationLabelName="*", ConfidenceLessThan="5")]},
            "Conditions[0].ConditionParameters.ConfidenceLessThan",
            "'5' is not of type 'number'",
        ),
        (
            REKOGNITION_SOURCE,
            {"Conditions": [label_check(ModerationLabelName="*", ConfidenceLessThan=True)]},
            "Conditions[0].ConditionParameters.ConfidenceLessThan",
            "True is not of type 'number'",
        ),
        (
            TEXTRACT_SOURCE,
            {"Conditions": [missing(ImportantFormKeyAliases=["A"])]},
            "Conditions[0].ConditionParameters",
            "'ImportantFormKey' is a required property",
        ),
        (
            TEXTRACT_SOURCE,
            {"Conditions": [key_check(ImportantFormKey="A", WordBlockConfidenceLessThan=101)]},
            "Conditions[0].ConditionParameters.WordBlockConfidenceLessThan",
            "101 is greater than the maximum of 100",
        ),
        (
            TEXTRACT_SOURCE,
            {"Conditions": [{"Or": [SAMPLING, {"And": [SAMPLING, {"Or": [SAMPLING] * 2}]}]}]},
            "Conditions[0].Or[1].And[1]",
            "nested to two levels only",
        ),
        (
            TEXTRACT_SOURCE,
            {"Conditions": [{"Or": [SAMPLING]}]},
            "Conditions[0].Or",
            "is too short",
        ),
        (
            TEXTRACT_SOURCE,
            {"Conditions": [{"Or": [SAMPLING] * 2, "And": [SAMPLING] * 2}]},
            "Conditions[0]",
            "'Or' was unexpected",
        ),
    ],
)
def test_a_bad_condition_is_refused_with_its_place(
    source: str, document: Any, place: str, problem: str
) -> None:
    message = refusal(json.dumps(document), source)

    assert f"at {place}: " in message
    assert problem in message


@pytest.mark.parametrize("percentage", [0, 0.009, 100.01, -1])
def test_sampling_percentages_outside_of_the_documented_range_are_refused(
    percentage: float,
) -> None:
    condition = {
        "ConditionType": "Sampling",
        "ConditionParameters": {"RandomSamplingPercentage": percentage},
    }

    message = refusal(json.dumps({"Conditions": [condition]}), TEXTRACT_SOURCE)

    assert "Conditions[0].ConditionParameters.RandomSamplingPercentage" in message


def test_a_syntax_error_is_refused_with_its_line_and_column() -> None:
    # As the developer guide prints its second Textract example: a comma is missing.
    text = '{"Conditions": [{"ConditionType": "Sampling"\n  "ConditionParameters": {}}]}'

    assert "(line 2, column 3)" in refusal(text, TEXTRACT_SOURCE)


@pytest.mark.parametrize(
    "text", ["", "[" * 10_240, '{"Conditions": [NaN]}', "1" * 10_240, '{"Conditions": [1e999]}']
)
def test_hostile_text_is_refused(text: str) -> None:
    assert "HumanLoopActivationConditions is not valid" in refusal(text, REKOGNITION_SOURCE)


def test_a_long_refusal_is_cut() -> None:
    condition = label_check(ModerationLabelName="x" * 9_000, Wrong=1, ConfidenceLessThan="y" * 500)

    assert len(refusal(json.dumps({"Conditions": [condition]}), REKOGNITION_SOURCE)) < 1024
