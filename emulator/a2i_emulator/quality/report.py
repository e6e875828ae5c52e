"""All figures of many reviews, gathered in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from a2i_emulator.quality.accuracy import Accuracy, ModelAccuracy
from a2i_emulator.quality.agreement import Agreement, FieldAgreement
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.comparing import SideBySide
from a2i_emulator.quality.consolidation import Consensus, Consolidation, Errors
from a2i_emulator.quality.drift import Drift, WeekOfReviews
from a2i_emulator.quality.judging import Judgement, judge
from a2i_emulator.quality.predictions import Prediction, PredictionPaths
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


@dataclass(frozen=True)
class Outcome:
    """What one field of a loop came to.

    Attributes:
        consensus: the people's one answer.
        prediction: what the model had said; None where that is not known.
        judgements: what was right of it.
    """

    consensus: Consensus
    prediction: Prediction | None
    judgements: tuple[Judgement, ...]

    @property
    def is_changed(self) -> bool | None:
        """Whether people corrected the model; None where it said nothing that is known."""
        return None if self.prediction is None else not all(one.correct for one in self.judgements)


class Assessment:
    """Gathers all figures from reviews as they come."""

    def __init__(
        self,
        consolidation: Consolidation | None = None,
        predictions: PredictionPaths | None = None,
        gold: Mapping[str, Mapping[str, object]] | None = None,
        cost_per_answer: float = 0.0,
        *,
        estimates_workers: bool = True,
    ) -> None:
        """Begin.

        Args:
            consolidation: how people's one answer is made, with which the model is compared; by
                default each vote weighs the same.
            predictions: where the input of custom task types has what the model said.
            gold: human loop name -> field name -> the value that is known to be right.
            cost_per_answer: what one answer of one person costs.
            estimates_workers: whether Dawid and Skene's model is made of the workers, which takes
                seconds where they are many.
        """
        self._consolidation = consolidation or Consolidation()
        self._predictions = predictions or PredictionPaths()
        self._loops = self._answers = 0
        self._agreement, self._workers = Agreement(), Workers(gold)
        self._errors = Errors() if estimates_workers else None
        self._model: dict[tuple[str, str], Accuracy] = {}
        self._drift = Drift(cost_per_answer)

    def add(self, review: Review) -> dict[str, Outcome]:
        """Take a review in; return what each of its fields came to."""
        side = SideBySide.of(review)
        self._loops += 1
        self._answers += len(review.answers)
        self._agreement.add(side)
        self._workers.add(side)
        if self._errors is not None:
            self._errors.add(side)
        found = self._consolidation.consolidate(side)
        kinds = Counter(_family(consensus.kind) for consensus in found.values())
        outcomes = {
            name: self._outcome(review, name, consensus, kinds[_family(consensus.kind)] == 1)
            for name, consensus in found.items()
        }
        known = {name: one for name, one in outcomes.items() if one.prediction is not None}
        for name, outcome in known.items():
            counted = self._model.setdefault((review.flow_name, name), Accuracy())
            counted.add(outcome.judgements)
        if review.submitted:
            judged = [(name, one) for name, out in known.items() for one in out.judgements]
            self._drift.add(review.submitted, len(review.answers), judged)
        return outcomes

    def result(self, worst: int = 10) -> QualityReport:
        """Return the figures.

        Args:
            worst: how many of the loops that disagree most are told.
        """
        models = () if self._errors is None else self._errors.models().values()
        return QualityReport(
            self._loops,
            self._answers,
            self._agreement.fields(),
            self._agreement.worst(worst),
            self._workers.figures(self._agreement.by_worker(), models),
            {field: counted.result() for field, counted in sorted(self._model.items())},
            self._drift.weeks(),
        )

    def _outcome(self, review: Review, name: str, consensus: Consensus, alone: bool) -> Outcome:
        prediction = self._predictions.find(review, name, consensus.kind, alone=alone)
        return Outcome(
            consensus, prediction, tuple(judge(prediction, consensus)) if prediction else ()
        )


def _family(kind: Kind) -> Kind:
    """Return one kind for those that a prediction may be mistaken between."""
    return "labels" if kind == "label" else kind


def assess(
    reviews: Iterable[Review],
    *,
    consolidation: Consolidation | None = None,
    predictions: PredictionPaths | None = None,
    gold: Mapping[str, Mapping[str, object]] | None = None,
    cost_per_answer: float = 0.0,
    worst: int = 10,
) -> QualityReport:
    """Go through reviews once, and return all figures; the arguments are those of `Assessment`."""
    assessment = Assessment(consolidation, predictions, gold, cost_per_answer)
    for review in reviews:
        assessment.add(review)
    return assessment.result(worst)
