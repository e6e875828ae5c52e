"""How a model drifts: what people change of its predictions, week by week, and what that costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from a2i_emulator.quality.comparing import week_of
from a2i_emulator.quality.intervals import Share, share
from a2i_emulator.quality.judging import Judgement


@dataclass(frozen=True)
class WeekOfReviews:
    """What reviews of one week came to.

    Attributes:
        changed: of the loops, the share in which people changed something.
        by_label: of the judgements about a label, or a key of a form, the share that were changed.
        by_field: of the loops with a prediction of a field, the share in which it was changed.
        answers: how many answers people gave.
        cost: what they cost, at the rate that was given.
    """

    changed: Share
    by_label: dict[str, Share]
    by_field: dict[str, Share]
    answers: int
    cost: float


class Drift:
    """Counts changes by the week in which a loop's last answer came."""

    def __init__(self, cost_per_answer: float = 0.0) -> None:
        """Begin.

        Args:
            cost_per_answer: what one answer of one person costs, in any currency.
        """
        self._cost = cost_per_answer
        self._loops: Counter[tuple[date, bool]] = Counter()
        self._labels: Counter[tuple[date, str, bool]] = Counter()
        self._fields: Counter[tuple[date, str, bool]] = Counter()
        self._answers: Counter[date] = Counter()

    def add(
        self, when: datetime, answers: int, judgements: Iterable[tuple[str, Judgement]]
    ) -> None:
        """Count one loop in.

        Args:
            when: the moment of its last answer.
            answers: how many people answered it.
            judgements: what the model said and people came to, each with its field's name.
        """
        week, fields = week_of(when), dict[str, bool]()
        for name, one in judgements:
            fields[name] = fields.get(name, False) or not one.correct
            label = one.true if one.true is not None else one.predicted
            if label:
                self._labels[week, label, not one.correct] += 1
        self._answers[week] += answers
        for name, changed in fields.items():
            self._fields[week, name, changed] += 1
        if fields:
            self._loops[week, any(fields.values())] += 1

    def weeks(self) -> dict[date, WeekOfReviews]:
        """Return the weeks by their Mondays, in order."""
        return {
            week: WeekOfReviews(
                share(self._loops[week, True], self._loops[week, True] + self._loops[week, False]),
                _shares(self._labels, week),
                _shares(self._fields, week),
                self._answers[week],
                self._answers[week] * self._cost,
            )
            for week in sorted(self._answers)
        }


def _shares(counts: Counter[tuple[date, str, bool]], week: date) -> dict[str, Share]:
    names = sorted({name for when, name, _ in counts if when == week})
    return {
        name: share(counts[week, name, True], counts[week, name, True] + counts[week, name, False])
        for name in names
    }
