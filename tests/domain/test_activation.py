"""Activation conditions: what holds for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.conditions import (
    PAY_DATE,
    key_check,
    label,
    label_check,
    missing,
    never,
    pair,
    run,
    sampling,
)

from a2i_emulator.domain.activation import Activation, activation, draw_for
from a2i_emulator.domain.explanation import Explained, explain
from a2i_emulator.domain.inferences import Inference


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


@given(trees, predictions, st.binary(max_size=4))
def test_an_explanation_is_of_the_very_evaluation(
    conditions: list[Any], labels: list[Inference], seed: bytes
) -> None:
    draw = draw_for(seed)
    result, told = explain(json.dumps({"Conditions": conditions}), labels, draw)

    assert result == run(conditions, labels, draw)
    assert [as_result(one) for one in told] == result.results["Conditions"]


def as_result(told: Explained) -> dict[str, Any]:
    """Write an explanation as the result of its condition, after a look whether it bears it out."""
    if told.parts:
        return {told.kind: list(map(as_result, told.parts)), "EvaluationResult": told.met}
    parameters = told.parameters
    if told.drawn is not None:
        assert told.met == (told.drawn < parameters["RandomSamplingPercentage"])
    else:
        assert told.met == any(sight.accepted for sight in told.sights)
    for sight in told.sights:
        assert sight.accepted == all(one.holds for one in sight.comparisons)
        for one in sight.comparisons:
            assert one.limit == parameters[one.parameter]
    return {
        "ConditionType": told.kind,
        "ConditionParameters": parameters,
        "EvaluationResult": told.met,
    }


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
