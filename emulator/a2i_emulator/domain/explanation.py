"""Why activation conditions are met or not: the evaluation, with what each condition has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.activation import Activation, activation_of, parse_conditions
from a2i_emulator.domain.conditions import (
    And,
    ConfidenceCheck,
    Draw,
    MissingKeyCheck,
    Node,
    Or,
    Outcome,
    evaluate_all,
)
from a2i_emulator.domain.inferences import Comparison, Inference


@dataclass(frozen=True, slots=True)
class Sight:
    """An inference that a condition names.

    Attributes:
        index: its place among the inferences.
        name: the label's name, or the text of the key.
        accepted: it keeps all limits, or there are none.
        comparisons: its confidences beside the limits.
    """

    index: int
    name: str
    accepted: bool
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One condition, and why it is met or not.

    Attributes:
        place: where it stands, such as ``Conditions[0].Or[1]``.
        kind: its ConditionType; ``And`` or ``Or``.
        parameters: its ConditionParameters; none for And and Or.
        met: its EvaluationResult.
        sights: the inferences that it names.
        drawn: the point in [0, 100) that Sampling drew.
        parts: the conditions that it joins.
    """

    place: str
    kind: str
    parameters: Mapping[str, Any]
    met: bool
    sights: tuple[Sight, ...]
    drawn: float | None
    parts: tuple[Explained, ...]


def explain(
    conditions: str, inferences: Sequence[Inference], draw: Draw
) -> tuple[Activation, tuple[Explained, ...]]:
    """Evaluate a flow definition's conditions as `activation` does, and tell why.

    Args:
        conditions: the JSON text, which was checked.
        inferences: the predictions, in the response's order.
        draw: decides about Sampling.
    """
    nodes = parse_conditions(conditions)
    outcomes = evaluate_all(nodes, inferences, draw, "Conditions")
    told = _explained(nodes, outcomes, inferences, "Conditions")
    return activation_of(outcomes, len(inferences)), told


def _explained(
    nodes: Sequence[Node], outcomes: Sequence[Outcome], inferences: Sequence[Inference], place: str
) -> tuple[Explained, ...]:
    return tuple(
        _one(node, outcome, inferences, f"{place}[{index}]")
        for index, (node, outcome) in enumerate(zip(nodes, outcomes, strict=True))
    )


def _one(node: Node, outcome: Outcome, inferences: Sequence[Inference], place: str) -> Explained:
    if isinstance(node, And | Or):
        kind = type(node).__name__
        parts = _explained(node.children, outcome.parts, inferences, f"{place}.{kind}")
        return Explained(place, kind, {}, outcome.met, (), None, parts)
    kind, parameters = outcome.document["ConditionType"], outcome.document["ConditionParameters"]
    sights = _sights(node, outcome, inferences)
    return Explained(place, kind, parameters, outcome.met, sights, outcome.drawn, ())


def _sights(node: Node, outcome: Outcome, inferences: Sequence[Inference]) -> tuple[Sight, ...]:
    if isinstance(node, MissingKeyCheck):
        return tuple(
            Sight(index, inference.name, True, ())
            for index, inference in enumerate(inferences)
            if inference.name in node.form_key.spellings
        )
    if not isinstance(node, ConfidenceCheck):
        return ()
    return tuple(
        Sight(index, inferences[index].name, verdict, _comparisons(node, inferences[index]))
        for index, verdict in enumerate(outcome.verdicts)
        if verdict is not None
    )


def _comparisons(node: ConfidenceCheck, inference: Inference) -> tuple[Comparison, ...]:
    return (
        *node.confidence.comparisons(inference.confidences),
        *node.word_confidence.comparisons(inference.word_confidences),
    )
