"""All figures of many reviews, gathered in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from a2i_emulator.quality.accuracy import Accuracy, ModelAccuracy
from a2i_emulator.quality.agreement import Agreement, FieldAgreement
from a2i_emulator.quality.consolidation import Consolidation, Errors
from a2i_emulator.quality.drift import Drift, WeekOfReviews
from a2i_emulator.quality.judging import Judgement, judge
from a2i_emulator.quality.predictions import PredictionPaths
from a2i_emulator.quality.reviews import Review
from a2i_emulator.quality.workers import WorkerFigures, Workers


@dataclass(frozen=True)
class QualityReport:
    """What many reviews tell of people and of the model.

    Attributes:
        loops: how many there are.
        answers: how many answers people gave to them.
        agreement: by names of flow definition and field.
        worst: agreement, flow definition and name of the loops that disagree most.
        workers: by workerId.
        model: the model against its reviewers, by names of flow definition and field.
        weeks: what people changed of its predictions, by the Monday of each week.
    """

    loops: int
    answers: int
    agreement: Mapping[tuple[str, str], FieldAgreement]
    worst: list[tuple[float, str, str]]
    workers: Mapping[str, WorkerFigures]
    model: Mapping[tuple[str, str], ModelAccuracy]
    weeks: Mapping[date, WeekOfReviews]


def assess(
    reviews: Iterable[Review],
    *,
    consolidation: Consolidation | None = None,
    predictions: PredictionPaths | None = None,
    gold: Mapping[str, Mapping[str, object]] | None = None,
    cost_per_answer: float = 0.0,
    worst: int = 10,
) -> QualityReport:
    """Go through reviews once, and return all figures.

    Args:
        reviews: human loops, of one flow definition or of several.
        consolidation: how the people's one answer is made, with which the model is compared; by
            default each vote weighs the same.
        predictions: where the input of custom task types has what the model said.
        gold: human loop name -> field name -> the value that is known to be right.
        cost_per_answer: what one answer of one person costs.
        worst: how many of the loops that disagree most are told.
    """
    consolidation, predictions = consolidation or Consolidation(), predictions or PredictionPaths()
    agreement, errors, drift = Agreement(), Errors(), Drift(cost_per_answer)
    workers, model = Workers(gold), dict[tuple[str, str], Accuracy]()
    loops = answers = 0
    for review in reviews:
        loops += 1
        answers += len(review.answers)
        agreement.add(review)
        errors.add(review)
        workers.add(review)
        judged = judgements(review, consolidation, predictions)
        for name, found in judged.items():
            model.setdefault((review.flow_name, name), Accuracy()).add(found)
        if review.submitted:
            every = [(name, one) for name, found in judged.items() for one in found]
            drift.add(review.submitted, len(review.answers), every)
    return QualityReport(
        loops,
        answers,
        agreement.fields(),
        agreement.worst(worst),
        workers.figures(agreement.by_worker(), errors.models().values()),
        {field: counted.result() for field, counted in sorted(model.items())},
        drift.weeks(),
    )


def judgements(
    review: Review, consolidation: Consolidation, predictions: PredictionPaths
) -> dict[str, list[Judgement]]:
    """Return, for each field of which the model said something, how right that was."""
    found = {}
    for name, consensus in consolidation.consolidate(review).items():
        prediction = predictions.find(review, name, consensus.kind)
        if prediction is not None:
            found[name] = list(judge(prediction, consensus))
    return found
