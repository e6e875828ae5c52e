"""How right a model is, measured against its reviewers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from a2i_emulator.quality.intervals import Share, share
from a2i_emulator.quality.judging import Judgement

BINS = 10
STEPS = 100


@dataclass(frozen=True)
class LabelAccuracy:
    """How right a model is about one label.

    Attributes:
        precision: of the times that it named the label, the share in which people did.
        recall: of the times that people named it, the share in which the model did.
    """

    precision: Share
    recall: Share

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision.of + self.recall.of
        return 2 * self.precision.count / both if both else 1.0


@dataclass(frozen=True)
class CalibrationBin:
    """What became of predictions whose confidence was between ``low`` and ``high``."""

    low: float
    high: float
    mean_confidence: float
    correct: Share


@dataclass(frozen=True)
class Threshold:
    """What an activation condition ``confidence < threshold`` would have done.

    Attributes:
        sent: the share of the loops that it would have started.
        caught: of the loops with an error of the model, the share that it would have started.
    """

    threshold: float
    sent: Share
    caught: Share


@dataclass(frozen=True)
class ModelAccuracy:
    """A model against its reviewers, on one field.

    Attributes:
        judgements: how many there are, and how many are correct.
        loops: how many there are, and in how many people changed nothing.
        by_label: precision and recall by label, or by key of a form.
        confusion: how often a label was predicted where another was true: (true, predicted).
        calibration: bins of a tenth of confidence; empty where no confidences are known.
        calibration_error: the mean distance of confidence and accuracy (expected calibration
            error, ECE); None where no confidences are known.
        thresholds: the curve, at each hundredth of confidence at which it changes.
    """

    judgements: Share
    loops: Share
    by_label: dict[str, LabelAccuracy]
    confusion: dict[tuple[str | None, str | None], int]
    calibration: list[CalibrationBin]
    calibration_error: float | None
    thresholds: list[Threshold]


class Accuracy:
    """Counts judgements as they come; its memory does not grow with the number of loops."""

    def __init__(self) -> None:
        self._confusion: Counter[tuple[str | None, str | None]] = Counter()
        self._right: Counter[str | None] = Counter()
        self._correct: Counter[bool] = Counter()
        self._loops: Counter[bool] = Counter()
        self._bins = [[0, 0, 0.0] for _ in range(BINS)]
        self._sure: Counter[tuple[int, bool]] = Counter()

    def add(self, judgements: Iterable[Judgement]) -> bool:
        """Count one loop in; return whether the model was right in all of it."""
        right, least = True, None
        for one in judgements:
            right &= one.correct
            self._correct[one.correct] += 1
            self._confusion[one.true, one.predicted] += 1
            self._right[one.predicted] += one.correct
            if one.confidence is not None:
                least = one.confidence if least is None else min(least, one.confidence)
                self._count_bin(one.confidence, one.correct)
        self._loops[right] += 1
        if least is not None:
            self._sure[round(least * STEPS), right] += 1
        return right

    def result(self) -> ModelAccuracy:
        """Return what was counted."""
        filled = [(i, *counts) for i, counts in enumerate(self._bins) if counts[0]]
        total = sum(n for _, n, _, _ in filled)
        off = sum(abs(sure - right) for _, _, right, sure in filled)
        return ModelAccuracy(
            _share(self._correct),
            _share(self._loops),
            {label: self._label(label) for label in self._labels()},
            dict(self._confusion),
            [
                CalibrationBin(i / BINS, (i + 1) / BINS, sure / n, share(int(right), int(n)))
                for i, n, right, sure in filled
            ],
            off / total if total else None,
            self._thresholds(),
        )

    def _count_bin(self, confidence: float, correct: bool) -> None:
        counts = self._bins[min(int(confidence * BINS), BINS - 1)]
        counts[0] += 1
        counts[1] += correct
        counts[2] += confidence

    def _labels(self) -> list[str]:
        return sorted({label for pair in self._confusion for label in pair if label})

    def _label(self, label: str) -> LabelAccuracy:
        pairs = self._confusion.items()
        predicted = sum(n for (_, said), n in pairs if said == label)
        true = sum(n for (right, _), n in pairs if right == label)
        hits = self._right[label]
        return LabelAccuracy(share(hits, predicted), share(hits, true))

    def _thresholds(self) -> list[Threshold]:
        loops = self._sure.total()
        errors = sum(n for (_, right), n in self._sure.items() if not right)
        sent = caught = 0
        curve = []
        for step in sorted({step for step, _ in self._sure}):
            sent += self._sure[step, True] + self._sure[step, False]
            caught += self._sure[step, False]
            above = (step + 0.5) / STEPS
            curve.append(Threshold(above, share(sent, loops), share(caught, errors)))
        return curve


def _share(counts: Counter[bool]) -> Share:
    return share(counts[True], counts.total())
