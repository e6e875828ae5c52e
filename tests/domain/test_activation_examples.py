"""Each example of activation conditions in the developer guide, worked out.

See a2i-json-humantaskactivationconditions-rekognition-example and
a2i-json-humantaskactivationconditions-textract-example in the SageMaker developer guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.support.conditions import (
    PAY_DATE,
    always,
    key_check,
    label,
    label_check,
    missing,
    never,
    pair,
    run,
    sampling,
)

from a2i_emulator.domain.inferences import Inference

MALE = "Graphic Male Nudity"
FEMALE = "Graphic Female Nudity"


def flags(node: Any) -> Any:
    """The EvaluationResults of a tree, shaped like the tree."""
    if "Conditions" in node:
        return [flags(child) for child in node["Conditions"]]
    for operator in ("And", "Or"):
        if operator in node:
            return node["EvaluationResult"], [flags(child) for child in node[operator]]
    return node["EvaluationResult"]


REKOGNITION_1 = [
    {
        "Or": [
            {
                "And": [
                    label_check(MALE, ConfidenceLessThanEquals=99),
                    label_check(MALE, ConfidenceGreaterThanEquals=90),
                ]
            },
            {
                "And": [
                    label_check(FEMALE, ConfidenceLessThanEquals=99),
                    label_check(FEMALE, ConfidenceGreaterThanEquals=80),
                ]
            },
        ]
    }
]
REKOGNITION_5 = [
    {
        "Or": [
            label_check(MALE, ConfidenceLessThan=60),
            {"And": [sampling(5), label_check(MALE, ConfidenceGreaterThan=90)]},
        ]
    }
]
REKOGNITION_6 = [{"Or": [sampling(5), label_check(MALE, ConfidenceGreaterThan=50)]}]


@pytest.mark.parametrize(
    ("conditions", "labels", "draw", "results", "chosen"),
    [
        # 1: two ranges; every node has its result, and only what lies in a range is chosen.
        (
            REKOGNITION_1,
            [label(MALE, 95), label(FEMALE, 70), label("Violence", 95)],
            never,
            [(True, [(True, [True, True]), (False, [True, False])])],
            (0,),
        ),
        (
            REKOGNITION_1,
            [label(MALE, 99), label(FEMALE, 80), label("Violence", 95)],
            never,
            [(True, [(True, [True, True]), (True, [True, True])])],
            (0, 1),
        ),
        (
            REKOGNITION_1,
            [label(MALE, 99.5), label(FEMALE, 79.9)],
            never,
            [(False, [(False, [False, True]), (False, [True, False])])],
            (),
        ),
        (REKOGNITION_1, [], never, [(False, [(False, [False] * 2), (False, [False] * 2)])], ()),
        # 2: any label from 75 on.
        (
            [label_check("*", ConfidenceGreaterThanEquals=75)],
            [label("Violence", 75), label("Weapons", 74.9)],
            never,
            [True],
            (0,),
        ),
        (
            [label_check("*", ConfidenceGreaterThanEquals=75)],
            [label("Weapons", 74.9)],
            never,
            [False],
            (),
        ),
        # 3: Sampling alone selects the whole response.
        ([sampling(5)], [label("Weapons", 60)], always, [True], None),
        ([sampling(5)], [label("Weapons", 60)], never, [False], ()),
        # 4: a sample of the inferences of one label.
        (
            [{"And": [sampling(5), label_check(MALE, ConfidenceGreaterThan=50)]}],
            [label(MALE, 50.1), label("Weapons", 60)],
            always,
            [(True, [True, True])],
            (0,),
        ),
        (
            [{"And": [sampling(5), label_check(MALE, ConfidenceGreaterThan=50)]}],
            [label(MALE, 50), label("Weapons", 60)],
            always,
            [(False, [True, False])],
            (),
        ),
        # 5: low confidences always, high ones by sample.
        (
            REKOGNITION_5,
            [label("Weapons", 50), label(MALE, 55)],
            never,
            [(True, [True, (False, [False, False])])],
            (1,),
        ),
        (
            REKOGNITION_5,
            [label("Weapons", 50), label(MALE, 95)],
            never,
            [(False, [False, (False, [False, True])])],
            (),
        ),
        (
            REKOGNITION_5,
            [label("Weapons", 50), label(MALE, 95)],
            always,
            [(True, [False, (True, [True, True])])],
            (1,),
        ),
        # 6: one label's high confidences, and a sample of everything else.
        (
            REKOGNITION_6,
            [label("Weapons", 50), label(MALE, 51)],
            never,
            [(True, [False, True])],
            (1,),
        ),
        (
            REKOGNITION_6,
            [label("Weapons", 50), label(MALE, 51)],
            always,
            [(True, [True, True])],
            None,
        ),
        # The example of "Reviewing inappropriate content": both conditions' labels are reviewed.
        (
            [
                {
                    "And": [
                        label_check("Suggestive", ConfidenceLessThan=98),
                        label_check("Female Swimwear Or Underwear", ConfidenceGreaterThan=95),
                    ]
                }
            ],
            [
                label("Suggestive", 96.7),
                label("Weapons", 60),
                label("Female Swimwear Or Underwear", 95.1),
            ],
            never,
            [(True, [True, True])],
            (0, 2),
        ),
    ],
)
def test_rekognition_examples(
    conditions: Sequence[Any],
    labels: Sequence[Inference],
    draw: Any,
    results: Any,
    chosen: Any,
) -> None:
    outcome = run(conditions, labels, draw)

    assert flags(outcome.results) == results
    assert outcome.chosen == chosen
    assert outcome.met == any(r if isinstance(r, bool) else r[0] for r in results)
    assert outcome.form_keys == ()


EMPLOYEE = {
    "ImportantFormKey": "Employee Name",
    "ImportantFormKeyAliases": ["Name", "EmployeeName"],
}
GROSS = {"ImportantFormKey": "Gross Pay", "ImportantFormKeyAliases": ["GrossPay", "GrossAmount"]}
TEXTRACT_1 = [
    key_check(EMPLOYEE, KeyValueBlockConfidenceLessThan=60, WordBlockConfidenceLessThan=85),
    key_check(PAY_DATE, KeyValueBlockConfidenceLessThan=65, WordBlockConfidenceLessThan=85),
    key_check(GROSS, KeyValueBlockConfidenceLessThan=60, WordBlockConfidenceLessThan=85),
]
LOW_PAY_DATE = TEXTRACT_1[1]
TEXTRACT_6 = [
    {
        "Or": [
            key_check(PAY_DATE, KeyValueBlockConfidenceLessThan=60, WordBlockConfidenceLessThan=60),
            {
                "And": [
                    sampling(5),
                    key_check(
                        PAY_DATE,
                        KeyValueBlockConfidenceLessThan=90,
                        WordBlockConfidenceGreaterThan=90,
                    ),
                ]
            },
        ]
    }
]


@pytest.mark.parametrize(
    ("conditions", "pairs", "draw", "results", "chosen", "keys"),
    [
        # 1: three keys; each word of key and value must be below its limit.
        (
            TEXTRACT_1,
            [
                pair("Name", 59, 80, 84.9),
                pair("Pay Date", 64, 80, 85),
                pair("Gross Pay", 60, 10, 10),
            ],
            never,
            [True, False, False],
            (0,),
            ["Employee Name"],
        ),
        (
            TEXTRACT_1,
            [pair("Address", 10, 10), pair("pay-date", 64, 84), pair("GrossAmount", 59, 1)],
            never,
            [False, True, True],
            (1, 2),
            ["Pay Date", "Gross Pay"],
        ),
        # Keys are compared letter by letter.
        (TEXTRACT_1, [pair("name", 1, 1), pair("Pay Date:", 1, 1)], never, [False] * 3, (), []),
        # 2: any key.
        (
            [
                key_check(
                    {"ImportantFormKey": "*"},
                    KeyValueBlockConfidenceLessThan=60,
                    WordBlockConfidenceLessThan=90,
                )
            ],
            [pair("A", 59, 89, 89), pair("B", 61, 1), pair("C", 59, 89, 90)],
            never,
            [True],
            (0,),
            [],
        ),
        # 3: Sampling alone.
        ([sampling(5)], [pair("A", 99, 99)], always, [True], None, []),
        # 4: a missing key; nothing of the prediction is shown, but the key is asked for.
        (
            [missing("Mailing Address", "Mailing Address:")],
            [pair("Address", 99, 99), pair("Phone", 99, 99)],
            never,
            [True],
            (),
            ["Mailing Address"],
        ),
        (
            [missing("Mailing Address", "Mailing Address:")],
            [pair("Mailing Address:", 1, 1)],
            never,
            [False],
            (),
            [],
        ),
        # 5: a sample of low confidences.
        (
            [{"And": [sampling(5), LOW_PAY_DATE]}],
            [pair("A", 1, 1), pair("PayDate", 64, 84)],
            always,
            [(True, [True, True])],
            (1,),
            ["Pay Date"],
        ),
        (
            [{"And": [sampling(5), LOW_PAY_DATE]}],
            [pair("A", 1, 1), pair("PayDate", 64, 84)],
            never,
            [(False, [False, True])],
            (),
            [],
        ),
        # 6: low confidences always, high ones by sample.
        (
            TEXTRACT_6,
            [pair("A", 1, 1), pair("Pay Date", 59, 59, 59)],
            never,
            [(True, [True, (False, [False, False])])],
            (1,),
            ["Pay Date"],
        ),
        (
            TEXTRACT_6,
            [pair("A", 1, 1), pair("Pay Date", 80, 91, 91)],
            always,
            [(True, [False, (True, [True, True])])],
            (1,),
            ["Pay Date"],
        ),
        # 7: low confidences, and a sample of all other forms with all that is in them.
        (
            [{"Or": [sampling(5), LOW_PAY_DATE]}],
            [pair("A", 1, 1), pair("Pay Date", 64, 84)],
            never,
            [(True, [False, True])],
            (1,),
            ["Pay Date"],
        ),
        (
            [{"Or": [sampling(5), LOW_PAY_DATE]}],
            [pair("A", 1, 1), pair("Pay Date", 64, 84)],
            always,
            [(True, [True, True])],
            None,
            ["Pay Date"],
        ),
    ],
)
def test_textract_examples(
    *,
    conditions: Sequence[Any],
    pairs: Sequence[Inference],
    draw: Any,
    results: Any,
    chosen: Any,
    keys: list[str],
) -> None:
    outcome = run(conditions, pairs, draw)

    assert flags(outcome.results) == results
    assert outcome.chosen == chosen
    assert [key.name for key in outcome.form_keys] == keys
