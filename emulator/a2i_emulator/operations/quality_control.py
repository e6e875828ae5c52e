"""Quality control beside flow definitions: its settings, gold tasks, and how workers do in them.

The few numbers that every human loop goes by are in the flow definition's record; the gold tasks,
which may be large, and the scores are documents of their own.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.activation import draw_for
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.quality_control import GoldScore, next_gold_task, read_quality_control
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.formats import FormatError, check_body
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import Store

log = logging.getLogger(__name__)

_SETTINGS = "quality-control/{}"
_SCORES = "gold-scores/{}"


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
    """Remove a flow definition's settings, its gold tasks and the scores."""
    store.save_document(_SETTINGS.format(flow.arn), None)
    store.save_document(_SCORES.format(flow.arn), None)
    if flow.quality is not None:
        store.flow_definitions.save(replace(flow, quality=None))


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
    if loop.review.quality is None:
        return False
    flow = _flow_of(store, loop)
    rule = flow.quality.gold if flow and flow.quality else None
    if rule is None or not rule.stops_workers:
        return False
    score = gold_scores(store, loop.flow_definition_arn).get(worker.id)
    return score is not None and score.is_below(rule)


def begin_gold_task(
    store: Store, done: HumanLoop, worker: Worker, now: Instant
) -> HumanLoop | None:
    """Begin a gold task for a worker whose turn for one has come; None if it has not.

    It is a human loop of the same flow definition, which nobody but its worker, the requester's
    console and the control API see: it is in no list of the API, has no output and no event.

    Args:
        store: a write transaction.
        done: the human loop that the worker has just answered.
        worker: who asks for the next one.
        now: the emulator's time.
    """
    flow = _flow_of(store, done) if done.review.quality else None
    rule = flow.quality.gold if flow and flow.quality else None
    if flow is None or rule is None:
        return None
    tasks = {task["name"]: task for task in quality_control_of(store, flow)["gold"]["tasks"]}
    score = gold_scores(store, flow.arn).get(worker.id, GoldScore(worker.name))
    name = next_gold_task(
        list(tasks), score.answers, rule, draw_for(f"{done.id}/{worker.id}".encode())
    )
    if name is None:
        return None
    loop_id = new_id()
    begun = life_cycle.start(
        loop_id=loop_id,
        scope=done.scope,
        name=f"gold-{loop_id}",
        flow_definition_arn=done.flow_definition_arn,
        review=replace(done.review, task_count=1, output_uri="", quality=None),
        input_sha256="",
        data_attributes=done.data_attributes,
        now=now,
    )
    offered = life_cycle.rendered(replace(begun, gold_task=name), None)
    loop = life_cycle.accept(offered, worker, now)
    store.human_loops.add(loop, json.dumps(tasks[name]["inputContent"]))
    return loop


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
    flow = _flow_of(store, loop)
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


def _flow_of(store: Store, loop: HumanLoop) -> FlowDefinition | None:
    arn = parse_arn(loop.flow_definition_arn)
    return store.flow_definitions.get(loop.scope, arn.name, shared=True) if arn else None
