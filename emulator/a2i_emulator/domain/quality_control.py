"""What a requester asks for beside a flow definition, so that answers can be trusted.

Amazon A2I has none of it, and none of it is in AWS's shapes: gold tasks, whose answer is known;
adjudication, one worker more where the others disagree; and one answer out of several.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from a2i_emulator.domain.conditions import Draw

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class GoldRule:
    """How tasks with a known answer are mixed in, and what comes of the answers to them.

    Attributes:
        rate: the share of the tasks which a worker begins that are gold ones, from 0 to 1.
        least_accuracy: the share of gold tasks that each worker is to answer rightly; None where
            no worker is held to one.
        after_answers: how many of them a worker must have answered for that to count.
        stops_workers: whether who stays below gets no more tasks of the flow definition; else it
            is only told.
        tells_workers: whether workers see their own gold accuracy.
    """

    rate: float
    least_accuracy: float | None = None
    after_answers: int = 5
    stops_workers: bool = False
    tells_workers: bool = False


@dataclass(frozen=True, slots=True)
class Adjudication:
    """When one worker more is asked.

    Attributes:
        least_agreement: the agreement of a loop's workers, from 0 to 1, below which that is.
        workteam_arn: the team whose worker is asked; None for the loop's own.
    """

    least_agreement: float
    workteam_arn: str | None = None


@dataclass(frozen=True, slots=True)
class QualityControl:
    """All that a requester has asked for.

    Attributes:
        consolidates: whether ``consolidated.json`` is written beside ``output.json``.
    """

    gold: GoldRule | None = None
    adjudication: Adjudication | None = None
    consolidates: bool = False


@dataclass(frozen=True, slots=True)
class GoldScore:
    """How a worker has answered the gold tasks of a flow definition.

    Attributes:
        worker: the worker's name.
        answers: by the name of the gold task whether it was answered rightly.
    """

    worker: str
    answers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def right(self) -> int:
        """How many were answered rightly."""
        return sum(self.answers.values())

    @property
    def accuracy(self) -> float | None:
        """The share that was answered rightly; None of nothing."""
        return self.right / len(self.answers) if self.answers else None

    def is_below(self, rule: GoldRule) -> bool:
        """Whether the worker has answered enough gold tasks to be known as not right enough."""
        if rule.least_accuracy is None or self.accuracy is None:
            return False
        return len(self.answers) >= rule.after_answers and self.accuracy < rule.least_accuracy

    def with_answer(self, gold_task: str, *, is_right: bool) -> GoldScore:
        """Count an answer in; of a gold task that the worker has met before, the first counts."""
        return replace(self, answers={gold_task: is_right, **self.answers})


def is_gold_turn(rule: GoldRule, draw: Draw) -> bool:
    """Whether what a worker begins is to be a gold task, by the draws of this turn."""
    return draw("gold") < rule.rate * _PERCENT


def next_gold_task(names: Sequence[str], met: Collection[str], draw: Draw) -> str | None:
    """Return the gold task that a worker gets at a gold turn; None if all are used up.

    Args:
        names: the flow definition's gold tasks.
        met: those that the worker has met already.
        draw: draws of this turn; the same ones bring the same task.
    """
    left = [name for name in names if name not in met]
    if not left:
        return None
    return left[min(int(draw("which") / _PERCENT * len(left)), len(left) - 1)]


def read_quality_control(document: Mapping[str, Any]) -> QualityControl:
    """Read settings in the form of the control API, as ``specs/openapi.json`` has it."""
    gold, adjudication = document.get("gold"), document.get("adjudication")
    return QualityControl(
        gold
        and GoldRule(
            float(gold["rate"]),
            gold.get("leastAccuracy"),
            int(gold.get("afterAnswers", GoldRule(0).after_answers)),
            stops_workers=gold.get("below") == "stop",
            tells_workers=gold.get("tellWorkers", False),
        ),
        adjudication
        and Adjudication(float(adjudication["leastAgreement"]), adjudication.get("workteamArn")),
        bool(document.get("consolidate", False)),
    )
