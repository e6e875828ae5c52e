"""What the page Quality tells of a flow definition, from the newest of its output.json files.

They are read one by one with nothing open, as many as there is time for; the page says how many.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.quality_control import GoldScore
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.operations.ports import Position, S3RefusedError
from a2i_emulator.operations.quality_control import gold_scores
from a2i_emulator.pages.console.charts import Chart, line_chart
from a2i_emulator.real_time import monotonic
from a2i_emulator.service import Service

if TYPE_CHECKING:
    from a2i_emulator.quality import FieldAgreement, ModelAccuracy, QualityReport, Review

MOST_OUTPUTS = 2000
_SECONDS = 4.0
_AT_ONCE = 200
MOST_LABELS = 12
_MOST_LINES = 6


@dataclass(slots=True)
class Figures:
    """What was gathered.

    Attributes:
        report: all figures; None where there is no output.
        loops: human loop's name -> id.
        skipped: outputs that could not be read.
        has_more: whether there are outputs that were not looked at.
        declined: by workerId how many of these loops the worker has declined.
        names: workerId -> name.
        scores: by workerId the answers to gold tasks.
    """

    report: QualityReport | None = None
    loops: dict[str, str] = field(default_factory=dict)
    skipped: int = 0
    has_more: bool = False
    declined: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    scores: Mapping[str, GoldScore] = field(default_factory=dict)


def figures_of(service: Service, flow_definition_arn: str) -> Figures:
    """Read the newest outputs of a flow definition, and return all figures of them."""
    from a2i_emulator.quality.report import Assessment

    found = Figures()
    assessment = Assessment(estimates_workers=False)
    until = monotonic() + _SECONDS
    for loop in _loops(service, flow_definition_arn):
        if len(found.loops) == MOST_OUTPUTS or monotonic() > until:
            found.has_more = True
            break
        found.declined.update(loop.declined_by)
        found.names |= {task.worker.id: task.worker.name for task in loop.tasks if task.worker}
        if not loop.has_output:
            continue
        review = _review(service, loop)
        if review is None:
            found.skipped += 1
            continue
        found.loops[loop.name] = loop.id
        assessment.add(review)
    with service.view() as store:
        found.scores = gold_scores(store, flow_definition_arn)
    found.names |= {worker: score.worker for worker, score in found.scores.items()}
    found.report = assessment.result() if found.loops else None
    return found


def _loops(service: Service, flow_definition_arn: str) -> Iterator[HumanLoop]:
    after: Position | None = None
    while True:
        with service.view() as store:
            page = store.human_loops.search(
                flow_definition_arn=flow_definition_arn,
                after=after,
                limit=_AT_ONCE,
                within=_AT_ONCE,
            )
        yield from page.items
        after = page.next
        if after is None:
            return


def _review(service: Service, loop: HumanLoop) -> Review | None:
    from a2i_emulator.quality.reviews import read_review

    place = parse_s3_uri(loop.review.output_uri)
    if place is None:
        return None
    try:
        body = service.ports.read_object(loop.scope, place.bucket, place.key)
        return read_review(json.loads(body), loop.review.output_uri)
    except (S3RefusedError, ValueError, RecursionError):
        return None


def agreement_over_time(agreement: Mapping[str, FieldAgreement]) -> Chart | None:
    """Draw the agreement of each field by week; None where there is none."""
    shown = dict(list(agreement.items())[:_MOST_LINES])
    weeks = sorted({week.isoformat() for one in shown.values() for week in one.by_week})
    if not weeks:
        return None
    lines = {
        name: {week.isoformat(): share for week, share in one.by_week.items()}
        for name, one in shown.items()
    }
    return line_chart(weeks, lines)


def threshold_curve(model: ModelAccuracy, sent: str, caught: str) -> Chart | None:
    """Draw which loops a threshold would have sent to people, and which errors it would catch."""
    if not model.thresholds:
        return None
    steps = {f"{one.threshold:.3f}": one for one in model.thresholds}
    lines = {
        sent: {name: one.sent.value or 0 for name, one in steps.items()},
        caught: {name: one.caught.value or 0 for name, one in steps.items()},
    }
    places = {name: min(one.threshold, 1) for name, one in steps.items()}
    return line_chart(list(steps), lines, places)


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a label was predicted where another was true, for the most frequent labels.

    Attributes:
        labels: the labels; None stands for nothing.
        rows: for each true label how often each was predicted, with how much of the row that is,
            in tenths.
        has_more: whether labels were left out.
    """

    labels: Sequence[str | None]
    rows: Sequence[tuple[str | None, Sequence[tuple[int, int]]]]
    has_more: bool


def confusion_of(model: ModelAccuracy) -> Confusion | None:
    """Return the confusion matrix as a table; None where nothing has a label."""
    frequent: Counter[str | None] = Counter()
    for (true, predicted), count in model.confusion.items():
        frequent.update({true: count})
        frequent.update({predicted: count})
    frequent.pop("", None)
    if not frequent:
        return None
    labels = [label for label, _ in frequent.most_common(MOST_LABELS)]
    labels.sort(key=lambda label: (label is None, label or ""))
    rows = []
    for true in labels:
        counts = [model.confusion.get((true, predicted), 0) for predicted in labels]
        total = sum(counts) or 1
        rows.append((true, [(count, round(10 * count / total)) for count in counts]))
    return Confusion(labels, rows, len(frequent) > MOST_LABELS)


def workers_of(found: Figures) -> list[dict[str, Any]]:
    """Return a row for each worker, who has answered, declined or been tried by gold tasks."""
    known = found.report.workers if found.report else {}
    everybody = {*known, *found.scores, *found.declined}
    rows = [
        {
            "id": worker,
            "name": found.names.get(worker, worker),
            "figures": known.get(worker),
            "gold": found.scores.get(worker),
            "declined": found.declined[worker],
        }
        for worker in everybody
    ]
    return sorted(rows, key=lambda row: (str(row["name"]), str(row["id"])))
