"""Activation conditions and what they look at, in few words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.domain.activation import Activation, activation
from a2i_emulator.domain.inferences import Inference

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
