"""Quality control beside flow definitions: its settings, gold tasks, and how workers do in them.

The few numbers that every human loop goes by are in the flow definition's record; the gold tasks,
which may be large, and the scores are documents of their own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.quality_control import GoldScore, read_quality_control
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.formats import FormatError, check_body
from a2i_emulator.operations.ports import Store

log = logging.getLogger(__name__)

_SETTINGS = "quality-control/{}"
_SCORES = "gold-scores/{}"
GOLD_TURNS = "gold-turns/{}"
"""The document that tells which gold tasks were dealt to whom, by a flow definition's ARN."""


def check_quality_control(document: Mapping[str, Any]) -> None:
    """Check settings.

    Raises:
        FormatError: they break ``QualitySettings`` of ``specs/openapi.json``, or two gold tasks
            have one name.
    """
    check_body("QualitySettings", document)
    names = set[str]()
    for i, task in enumerate(document.get("gold", {}).get("tasks", ())):
        if task["name"] in names:
            raise FormatError(("gold", "tasks", i, "name"), f"{task['name']!r} is there twice")
        names.add(task["name"])


def put_quality_control(store: Store, flow: FlowDefinition, document: Mapping[str, Any]) -> None:
    """Replace a flow definition's settings, for human loops that are started from now on.

    Args:
        store: a write transaction that has read the flow definition.
        flow: the flow definition.
        document: settings that `check_quality_control` has let pass.
    """
    store.save_document(_SETTINGS.format(flow.arn), dict(document))
    store.flow_definitions.save(replace(flow, quality=read_quality_control(document)))


def forget_quality_control(store: Store, flow: FlowDefinition) -> None:
    """Remove a flow definition's settings, its gold tasks and the scores.

    Gold tasks that are in workers' hands can be finished.
    """
    for document in (_SETTINGS, _SCORES):
        store.save_document(document.format(flow.arn), None)
    if flow.quality is not None:
        store.flow_definitions.save(replace(flow, quality=None))


def forget_all_about(store: Store, flow: FlowDefinition) -> None:
    """Remove all that is kept beside a flow definition that is deleted."""
    for document in (_SETTINGS, _SCORES, GOLD_TURNS):
        store.save_document(document.format(flow.arn), None)


def quality_control_of(store: Store, flow: FlowDefinition) -> dict[str, Any]:
    """Return a flow definition's settings, as they were given."""
    document: dict[str, Any] = store.document(_SETTINGS.format(flow.arn)) or {}
    return document


def gold_scores(store: Store, flow_definition_arn: str) -> dict[str, GoldScore]:
    """Return how workers have answered a flow definition's gold tasks, by workerId."""
    kept = store.document(_SCORES.format(flow_definition_arn)) or {}
    return {worker: GoldScore(one["worker"], one["answers"]) for worker, one in kept.items()}


def is_stopped(store: Store, loop: HumanLoop, worker: Worker) -> bool:
    """Whether a worker gets no more tasks of a loop's flow definition, for too many wrong answers.

    The rule is the one that is set now. Loops that were started without quality control are open
    to everybody.
    """
    if loop.review.quality is None and loop.gold_task is None:
        return False
    flow = flow_of(store, loop)
    rule = flow.quality.gold if flow and flow.quality else None
    if rule is None or not rule.stops_workers:
        return False
    score = gold_scores(store, loop.flow_definition_arn).get(worker.id)
    return score is not None and score.is_below(rule)


def known_answer(store: Store, loop: HumanLoop) -> Mapping[str, Any] | None:
    """Return the known answer of a gold task; None where it has been taken away meanwhile."""
    settings = store.document(_SETTINGS.format(loop.flow_definition_arn)) or {}
    for task in settings.get("gold", {}).get("tasks", ()):
        if task["name"] == loop.gold_task:
            answer: Mapping[str, Any] = task["answerContent"]
            return answer
    return None


def score_gold_task(store: Store, loop: HumanLoop, worker: Worker, *, is_right: bool) -> None:
    """Keep how a worker has answered a gold task, and say where that is not good enough."""
    store.hold(loop.scope, _SCORES.format(loop.flow_definition_arn))
    scores = gold_scores(store, loop.flow_definition_arn)
    score = scores.get(worker.id, GoldScore(worker.name))
    score = score.with_answer(str(loop.gold_task), is_right=is_right)
    kept = {
        one: {"worker": known.worker, "answers": dict(known.answers)}
        for one, known in {**scores, worker.id: score}.items()
    }
    store.save_document(_SCORES.format(loop.flow_definition_arn), kept)
    flow = flow_of(store, loop)
    rule = flow.quality.gold if flow and flow.quality else None
    if rule is not None and score.is_below(rule):
        log.warning(
            "worker %s has answered %d of %d gold tasks of %s rightly%s",
            worker.name,
            score.right,
            len(score.answers),
            loop.flow_definition_arn,
            ", and gets no more tasks of it" if rule.stops_workers else "",
        )


def flow_of(store: Store, loop: HumanLoop) -> FlowDefinition | None:
    """Return a loop's flow definition; None where it is gone."""
    arn = parse_arn(loop.flow_definition_arn)
    return store.flow_definitions.get(loop.scope, arn.name, shared=True) if arn else None
