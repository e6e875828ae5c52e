"""Activation conditions: each example of the developer guide, and what holds for all of them.

Examples: a2i-json-humantaskactivationconditions-rekognition-example and
a2i-json-humantaskactivationconditions-textract-example in the SageMaker developer guide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.activation import Activation, activation, draw_for
from a2i_emulator.domain.conditions import Inference

MALE = "Graphic Male Nudity"
FEMALE = "Graphic Female Nudity"
PAY_DATE = {"ImportantFormKey": "Pay Date", "ImportantFormKeyAliases": ["PayDate", "pay-date"]}


def never(_place: str) -> float:
    return 99.999


def always(_place: str) -> float:
    return 0.0


def label(name: str, confidence: float) -> Inference:
    return Inference(name, (confidence,))


def pair(key: str, confidence: float, *words: float) -> Inference:
    return Inference(key, (confidence, confidence), words)


def label_check(name: str, **limits: float) -> dict[str, Any]:
    return {
        "ConditionType": "ModerationLabelConfidenceCheck",
        "ConditionParameters": {"ModerationLabelName": name, **limits},
    }


def key_check(key: Mapping[str, Any], **limits: float) -> dict[str, Any]:
    return {
        "ConditionType": "ImportantFormKeyConfidenceCheck",
        "ConditionParameters": {**key, **limits},
    }


def missing(name: str, *aliases: str) -> dict[str, Any]:
    parameters = {"ImportantFormKey": name, "ImportantFormKeyAliases": list(aliases)}
    return {"ConditionType": "MissingImportantFormKey", "ConditionParameters": parameters}


def sampling(percentage: float) -> dict[str, Any]:
    return {
        "ConditionType": "Sampling",
        "ConditionParameters": {"RandomSamplingPercentage": percentage},
    }


def run(
    conditions: Sequence[Any], inferences: Sequence[Inference], draw: Any = never
) -> Activation:
    return activation(json.dumps({"Conditions": conditions}), inferences, draw)


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


def test_results_keep_conditions_as_they_were_given() -> None:
    conditions = [{"Or": [key_check(PAY_DATE, WordBlockConfidenceLessThan=99.50), missing("X")]}]

    results = run(conditions, [pair("Pay Date", 50, 50)]).results

    assert results == {
        "Conditions": [
            {
                "EvaluationResult": True,
                "Or": [
                    {**conditions[0]["Or"][0], "EvaluationResult": True},
                    {**conditions[0]["Or"][1], "EvaluationResult": True},
                ],
            }
        ]
    }


def test_without_conditions_every_request_is_reviewed() -> None:
    outcome = activation(None, [label("Violence", 60)], never)

    assert outcome == Activation(met=True, results={"Conditions": []}, chosen=None, form_keys=())


def test_no_condition_is_never_met() -> None:
    assert run([], [label("Violence", 60)]).met is False


def test_all_met_selects_the_whole_response() -> None:
    assert run([label_check("*")], [label("A", 60), label("B", 70)]).chosen is None


def test_a_key_asked_for_twice_is_named_once_with_all_its_aliases() -> None:
    outcome = run([missing("Total", "Sum"), missing("Total", "Amount", "Sum"), missing("Date")], [])

    assert [(key.name, key.aliases) for key in outcome.form_keys] == [
        ("Total", ("Sum", "Amount")),
        ("Date", ()),
    ]


@pytest.mark.parametrize(
    ("suffix", "met"),
    [
        ("Equals", (False, True, False)),
        ("LessThan", (True, False, False)),
        ("LessThanEquals", (True, True, False)),
        ("GreaterThan", (False, False, True)),
        ("GreaterThanEquals", (False, True, True)),
    ],
)
def test_the_five_comparisons(suffix: str, met: tuple[bool, bool, bool]) -> None:
    labels = [label("A", 49.5), label("A", 50), label("A", 50.5)]

    assert (
        tuple(run([label_check("A", **{f"Confidence{suffix}": 50})], [one]).met for one in labels)
        == met
    )


def test_an_unknown_confidence_keeps_no_limit() -> None:
    assert run([label_check("A", ConfidenceLessThan=100)], [label("A", float("nan"))]).met is False
    assert run([label_check("A")], [label("A", float("nan"))]).met is True


# What holds for all trees.

NAMES = ["A", "B", "*"]
SUFFIXES = ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
percentages = st.sampled_from([0, 25, 50, 75, 100])
label_conditions = st.builds(
    lambda name, limits: label_check(name, **{f"Confidence{s}": n for s, n in limits.items()}),
    st.sampled_from(NAMES),
    st.dictionaries(st.sampled_from(SUFFIXES), percentages, max_size=2),
)
simple = st.one_of(label_conditions, st.builds(sampling, st.sampled_from([20, 50, 80])))


def compound(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(children, min_size=2, max_size=3)
    return st.one_of(children, lists.map(lambda c: {"And": c}), lists.map(lambda c: {"Or": c}))


trees = st.lists(compound(compound(simple)), max_size=3)
predictions = st.lists(st.builds(label, st.sampled_from(["A", "B", "C"]), percentages), max_size=4)


def naive(node: Any, labels: Sequence[Inference], draw: Any, place: str) -> bool:
    """The tree's result in the fewest words."""
    if "And" in node:
        results = [naive(c, labels, draw, f"{place}.And[{i}]") for i, c in enumerate(node["And"])]
        return all(results)
    if "Or" in node:
        results = [naive(c, labels, draw, f"{place}.Or[{i}]") for i, c in enumerate(node["Or"])]
        return any(results)
    parameters = node["ConditionParameters"]
    if node["ConditionType"] == "Sampling":
        return bool(draw(place) < parameters["RandomSamplingPercentage"])
    return any(accepts(parameters, one) for one in labels)


def accepts(parameters: Mapping[str, Any], inference: Inference) -> bool:
    (confidence,) = inference.confidences
    tests: Mapping[str, Callable[[float], bool]] = {
        "ConfidenceEquals": lambda limit: confidence == limit,
        "ConfidenceLessThan": lambda limit: confidence < limit,
        "ConfidenceLessThanEquals": lambda limit: confidence <= limit,
        "ConfidenceGreaterThan": lambda limit: confidence > limit,
        "ConfidenceGreaterThanEquals": lambda limit: confidence >= limit,
    }
    return parameters["ModerationLabelName"] in ("*", inference.name) and all(
        test(parameters[name]) for name, test in tests.items() if name in parameters
    )


def true_simple_conditions(node: Any) -> list[Any]:
    """The simple conditions that were met and under nothing that was not."""
    if node.get("EvaluationResult") is False:
        return []
    for operator in ("Conditions", "And", "Or"):
        if operator in node:
            return [leaf for child in node[operator] for leaf in true_simple_conditions(child)]
    return [node]


@given(trees, predictions, st.binary(max_size=4))
def test_a_tree_is_met_as_a_naive_evaluator_says(
    conditions: list[Any], labels: list[Inference], seed: bytes
) -> None:
    draw = draw_for(seed)
    outcome = run(conditions, labels, draw)

    for index, (given_node, told) in enumerate(
        zip(conditions, outcome.results["Conditions"], strict=True)
    ):
        assert told["EvaluationResult"] == naive(given_node, labels, draw, f"Conditions[{index}]")
    assert outcome.met == any(told["EvaluationResult"] for told in outcome.results["Conditions"])


@given(trees, predictions, st.binary(max_size=4))
def test_what_is_selected_satisfies_a_condition_that_was_met(
    conditions: list[Any], labels: list[Inference], seed: bytes
) -> None:
    outcome = run(conditions, labels, draw_for(seed))
    leaves = true_simple_conditions(outcome.results)
    sampled = any(leaf["ConditionType"] == "Sampling" for leaf in leaves)
    chosen = range(len(labels)) if outcome.chosen is None else outcome.chosen

    assert set(chosen) <= set(range(len(labels)))
    assert outcome.met or not outcome.chosen
    for index in chosen:
        assert sampled or any(
            accepts(leaf["ConditionParameters"], labels[index]) for leaf in leaves
        )


@given(trees, predictions, st.binary(max_size=4))
def test_an_inference_that_a_met_or_branch_accepts_is_selected(
    conditions: list[Any], labels: list[Inference], seed: bytes
) -> None:
    outcome = run(conditions, labels, draw_for(seed))
    chosen = set(range(len(labels))) if outcome.chosen is None else set(outcome.chosen)

    for node in conditions:
        if node.get("ConditionType") == "ModerationLabelConfidenceCheck":
            accepted = {i for i, x in enumerate(labels) if accepts(node["ConditionParameters"], x)}
            assert accepted <= chosen


@pytest.mark.parametrize("rate", [0.01, 5, 37.5, 100])
def test_sampling_is_stable_and_hits_its_rate(rate: float) -> None:
    requests = 20_000
    seeds = [number.to_bytes(4, "big") for number in range(requests)]

    sampled = [run([sampling(rate)], [], draw_for(seed)).met for seed in seeds]

    assert sampled == [run([sampling(rate)], [], draw_for(seed)).met for seed in seeds]
    expected = requests * rate / 100
    # Five standard deviations of a binomial distribution.
    assert abs(sum(sampled) - expected) <= 5 * (expected * (1 - rate / 100)) ** 0.5


def test_two_samplings_of_one_tree_are_drawn_apart() -> None:
    both = [{"Or": [sampling(50), sampling(50)]}]
    seeds = [number.to_bytes(4, "big") for number in range(2000)]

    met = sum(run(both, [], draw_for(seed)).met for seed in seeds)

    assert 0.7 < met / len(seeds) < 0.8
