"""Activation conditions: which predictions a human has to look at.

See https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-human-fallback-conditions-json-schema.html
and its pages for Amazon Rekognition and Amazon Textract.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from a2i_emulator.domain.conditions import (
    And,
    ConfidenceCheck,
    Draw,
    MissingKeyCheck,
    Node,
    Or,
    Outcome,
    Sampling,
    either,
    evaluate_all,
)
from a2i_emulator.domain.inferences import Bounds, FormKey, Inference

ANY_NAME = "*"
"""The catch-all for label names and form keys."""


@dataclass(frozen=True, slots=True)
class Activation:
    """What a flow definition's conditions came to for one response.

    Attributes:
        met: a human has to look.
        results: ``{"Conditions": […]}`` with EvaluationResult at every node, for
            humanTaskActivationConditionResults.
        chosen: the indices of the inferences to review; None for the whole response.
        form_keys: the form keys to ask the worker for, each name once.
    """

    met: bool
    results: Mapping[str, Any]
    chosen: tuple[int, ...] | None
    form_keys: tuple[FormKey, ...]


@lru_cache(maxsize=256)
def parse_conditions(text: str) -> tuple[Node, ...]:
    """Read HumanLoopActivationConditions that were checked when the flow definition was made."""
    return tuple(map(_parse, json.loads(text)["Conditions"]))


def activation(conditions: str | None, inferences: Sequence[Inference], draw: Draw) -> Activation:
    """Evaluate a flow definition's conditions.

    Args:
        conditions: the JSON text; None where every request is reviewed.
        inferences: the predictions, in the response's order.
        draw: decides about Sampling.
    """
    if conditions is None:
        return Activation(met=True, results={"Conditions": []}, chosen=None, form_keys=())
    outcomes = evaluate_all(parse_conditions(conditions), inferences, draw, "Conditions")
    return activation_of(outcomes, len(inferences))


def activation_of(outcomes: Sequence[Outcome], count: int) -> Activation:
    """Return what the outcomes of all conditions come to, for so many inferences."""
    whole = either(outcomes, {}, count)
    return Activation(
        met=whole.met,
        results={"Conditions": [outcome.document for outcome in outcomes]},
        chosen=_chosen(whole),
        form_keys=_merged(whole.form_keys),
    )


def draw_for(seed: bytes) -> Draw:
    """Return draws that depend on nothing but the seed and the place.

    Args:
        seed: a digest of all that makes requests "the same": image, parameters, flow definition.
    """

    def draw(place: str) -> float:
        digest = hashlib.sha256(seed + place.encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64 * 100

    return draw


def _parse(document: Mapping[str, Any]) -> Node:
    if "And" in document:
        return And(tuple(map(_parse, document["And"])))
    if "Or" in document:
        return Or(tuple(map(_parse, document["Or"])))
    return _SIMPLE[document["ConditionType"]](document, document["ConditionParameters"])


def _label_check(document: Mapping[str, Any], parameters: Mapping[str, Any]) -> Node:
    name = parameters["ModerationLabelName"]
    names = None if name == ANY_NAME else frozenset((name,))
    return ConfidenceCheck(document, names, Bounds.read(parameters, "Confidence"), Bounds(()))


def _form_key_check(document: Mapping[str, Any], parameters: Mapping[str, Any]) -> Node:
    key = _form_key(parameters)
    any_key = key.name == ANY_NAME
    return ConfidenceCheck(
        document,
        None if any_key else key.spellings,
        Bounds.read(parameters, "KeyValueBlockConfidence"),
        Bounds.read(parameters, "WordBlockConfidence"),
        None if any_key else key,
    )


def _missing_key_check(document: Mapping[str, Any], parameters: Mapping[str, Any]) -> Node:
    return MissingKeyCheck(document, _form_key(parameters))


def _sampling(document: Mapping[str, Any], parameters: Mapping[str, Any]) -> Node:
    return Sampling(document, parameters["RandomSamplingPercentage"])


_SIMPLE: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Node]] = {
    "ModerationLabelConfidenceCheck": _label_check,
    "ImportantFormKeyConfidenceCheck": _form_key_check,
    "MissingImportantFormKey": _missing_key_check,
    "Sampling": _sampling,
}


def _form_key(parameters: Mapping[str, Any]) -> FormKey:
    aliases = tuple(parameters.get("ImportantFormKeyAliases", ()))
    return FormKey(parameters["ImportantFormKey"], aliases)


def _chosen(whole: Outcome) -> tuple[int, ...] | None:
    chosen = tuple(index for index, verdict in enumerate(whole.verdicts) if verdict)
    if whole.everything or (chosen and len(chosen) == len(whole.verdicts)):
        return None
    return chosen


def _merged(keys: Sequence[FormKey]) -> tuple[FormKey, ...]:
    aliases: dict[str, dict[str, None]] = {}
    for key in keys:
        aliases.setdefault(key.name, {}).update(dict.fromkeys(key.aliases))
    return tuple(FormKey(name, tuple(others)) for name, others in aliases.items())
