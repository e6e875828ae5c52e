"""Gold tasks: dealt in the place of what a worker begins, and shown as if they were it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.activation import draw_for
from a2i_emulator.domain.conditions import Draw
from a2i_emulator.domain.gold_turns import GoldTurns, Place
from a2i_emulator.domain.human_loop import HumanLoop, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.quality_control import GoldScore, is_gold_turn, next_gold_task
from a2i_emulator.domain.task import split_task_id, task_id
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import (
    GOLD_TURNS,
    flow_of,
    gold_scores,
    quality_control_of,
)

_NONE = GoldTurns()


def deal_gold_task(store: Store, loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop | None:
    """Begin a gold task in the place of a human loop; None if it is not a gold task's turn.

    Each beginning of a human loop's task is a turn, whichever way the worker has come to it. The
    gold task is a human loop of the same flow definition and looks like the other one. Nobody but
    its worker, the requester's console and the control API see it: it is in no list of the API,
    has no output and no event.

    Args:
        store: a write transaction that has read the loop.
        loop: the human loop that the worker is about to begin, and may.
        worker: who begins it.
        now: the emulator's time.
    """
    flow = flow_of(store, loop) if loop.review.quality and loop.gold_task is None else None
    rule = flow.quality.gold if flow and flow.quality else None
    if flow is None or rule is None:
        return None
    store.hold(loop.scope, GOLD_TURNS.format(flow.arn))
    turns = _turns(store, loop, worker)
    tasks = {task["name"]: task for task in quality_control_of(store, flow)["gold"]["tasks"]}
    draw = _draw_of(tasks, f"{loop.id}/{worker.id}/{len(turns.places.get(loop.id, ()))}")
    if not is_gold_turn(rule, draw):
        return None
    score = gold_scores(store, flow.arn).get(worker.id, GoldScore(worker.name))
    name = next_gold_task(list(tasks), {*score.answers, *_unfinished(store, turns)}, draw)
    if name is None:
        return None
    dealt = life_cycle.accept(_gold_loop(loop, name), worker, now)
    store.human_loops.add(dealt, json.dumps(tasks[name]["inputContent"]))
    _keep(store, loop, worker, turns, dealt)
    return dealt


def _gold_loop(loop: HumanLoop, name: str) -> HumanLoop:
    """Make a gold task that looks like a human loop, down to its age and its end."""
    loop_id = new_id()
    begun = life_cycle.start(
        loop_id=loop_id,
        scope=loop.scope,
        name=f"gold-{loop_id}",
        flow_definition_arn=loop.flow_definition_arn,
        review=replace(loop.review, task_count=1, output_uri="", quality=None),
        input_sha256="",
        data_attributes=loop.data_attributes,
        now=loop.created_at,
    )
    return life_cycle.rendered(replace(begun, gold_task=name), None)


def _draw_of(tasks: Mapping[str, Any], turn: str) -> Draw:
    """Return a turn's draws, which no worker can foretell: they do not know the answers."""
    secret = json.dumps([[name, task["answerContent"]] for name, task in tasks.items()])
    digest = hashlib.sha256(secret.encode("utf-8", "backslashreplace")).digest()
    return draw_for(digest + turn.encode())


def _unfinished(store: Store, turns: GoldTurns) -> set[str]:
    """Return the gold tasks that the worker has been dealt and has yet to finish."""
    return {
        loop.gold_task
        for golds in turns.places.values()
        for loop in map(partial(_loop_of, store), golds)
        if loop and loop.gold_task and loop.phase is not Phase.SETTLED
    }


def _loop_of(store: Store, task: str) -> HumanLoop | None:
    parts = split_task_id(task)
    return store.human_loops.by_id(parts[0]) if parts else None


def _turns(store: Store, loop: HumanLoop, worker: Worker) -> GoldTurns:
    kept = store.document(GOLD_TURNS.format(loop.flow_definition_arn)) or {}
    places = kept.get(worker.id, {})
    return GoldTurns({place: tuple(golds) for place, golds in places.items()})


def _keep(
    store: Store, loop: HumanLoop, worker: Worker, turns: GoldTurns, dealt: HumanLoop
) -> None:
    """Note a gold task, and forget those that are gone."""
    task = loop.next_available()
    turns = turns.with_gold_task(loop.id, task_id(dealt.id, task.index if task else 0))
    kept = store.document(GOLD_TURNS.format(loop.flow_definition_arn)) or {}
    kept[worker.id] = {
        place: list(golds)
        for place, golds in turns.places.items()
        if any(map(partial(_loop_of, store), golds))
    }
    store.save_document(GOLD_TURNS.format(loop.flow_definition_arn), kept)


class Shown:
    """The human loops as one worker is shown them; for one transaction."""

    def __init__(self, store: Store, worker: Worker) -> None:
        self._store = store
        self._worker = worker
        self._turns: dict[str, GoldTurns] = {}

    def place(self, loop: HumanLoop) -> Place | None:
        """Return the place at which the worker meets a loop.

        None for a gold task that is somebody else's.
        """
        turns = _NONE
        if loop.gold_task is not None or loop.review.quality is not None:
            turns = self._turns_of(loop)
        place = turns.place_of(loop)
        if place is None:  # Its settings may have been taken away while it was in hand.
            return Place((loop,), {}) if loop.task_of(self._worker) else None
        tasks = dict(filter(None, map(split_task_id, turns.places.get(place, ()))))
        by_id = self._store.human_loops.by_id
        found = [loop if one == loop.id else by_id(one) for one in (place, *tasks)]
        return Place([one for one in found if one is not None and not one.is_deleted], tasks)

    def is_put_off(self, loop: HumanLoop, place: Place, now: Instant) -> bool:
        """Whether a human loop is not listed yet, after a gold task was in its place."""
        if len(place.loops) == 1:
            return False
        draw = draw_for(f"{place.loops[-1].id}/{loop.id}".encode())
        return now < place.is_back_at(loop, self._worker, draw("away") / 100)

    def _turns_of(self, loop: HumanLoop) -> GoldTurns:
        arn = loop.flow_definition_arn
        if arn not in self._turns:
            self._turns[arn] = _turns(self._store, loop, self._worker)
        return self._turns[arn]
