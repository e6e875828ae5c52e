"""A model's prediction against what reviewers came to, taken apart into single judgements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from a2i_emulator.quality.comparing import likeness
from a2i_emulator.quality.consolidation import Consensus
from a2i_emulator.quality.predictions import Prediction
from a2i_emulator.quality.similarity import match_areas

SAME_TEXT = 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that the model said, or should have said.

    Attributes:
        predicted: the label, or the key of a form's pair, that the model named; None where it
            missed what people found.
        true: the one that people named; None where they found nothing. Of a pair whose value they
            corrected it is another than `predicted` in `correct` only.
        correct: whether people left it as it was.
        confidence: the model's, from 0 to 1; None where not known.
    """

    predicted: str | None
    true: str | None
    correct: bool
    confidence: float | None = None


def is_changed(prediction: Prediction, consensus: Consensus) -> bool:
    """Tell whether people corrected anything of a prediction."""
    return not all(judgement.correct for judgement in judge(prediction, consensus))


def judge(prediction: Prediction, consensus: Consensus) -> Iterator[Judgement]:
    """Compare a prediction with the reviewers' consensus, part by part.

    A label is one judgement. Of several labels, each that either side names is one; of areas, each
    match (IoU of `SAME_AREA` or more and the same label), and each that only one side has; of
    entities, each with its ends and label; of pairs, each key. All else is one judgement, right
    where nothing was changed.
    """
    kind, said, true = prediction.kind, prediction.value, consensus.value
    if kind == "label":
        yield Judgement(said, true, said == true, prediction.confidence)
    elif kind in ("labels", "entities"):
        yield from _sets(prediction, frozenset(said), frozenset(true))
    elif kind in ("boxes", "polygons"):
        yield from _areas(prediction, said, true)
    elif kind == "pairs":
        for key in {**said, **true}:
            yield Judgement(
                key if key in said else None,
                key if key in true else None,
                key in said and key in true and said[key] == true[key],
                prediction.parts.get(key),
            )
    else:
        same = likeness(kind, said, true) >= SAME_TEXT
        yield Judgement("", "", same, prediction.confidence)


def _sets(
    prediction: Prediction, said: frozenset[Any], true: frozenset[Any]
) -> Iterator[Judgement]:
    for one in sorted(said | true, key=str):
        label = getattr(one, "label", one)
        sure = prediction.parts.get(label, prediction.confidence) if one in said else None
        yield Judgement(
            label if one in said else None,
            label if one in true else None,
            one in said and one in true,
            sure,
        )


def _areas(prediction: Prediction, said: Any, true: Any) -> Iterator[Judgement]:
    sure = prediction.confidence
    pairs = match_areas(said, true)
    matched, found = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    for i, one in enumerate(said):
        yield Judgement(one.label, one.label if i in matched else None, i in matched, sure)
    for j, one in enumerate(true):
        if j not in found:
            yield Judgement(None, one.label, correct=False)
