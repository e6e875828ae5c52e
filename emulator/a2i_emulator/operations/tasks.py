"""What workers do with tasks, in one write transaction each.

The portal, the control API and the scripted workers all come through here, so that the rules
are the same whoever answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.life_cycle import NotOpenError, NotYoursError
from a2i_emulator.domain.output import Answer
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.gold_tasks import deal_gold_task
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import is_stopped

Move = Callable[[HumanLoop, Worker, Instant], HumanLoop]


def move(store: Store, loop: HumanLoop, worker: Worker, now: Instant, how: Move) -> HumanLoop:
    """Let a worker suspend, resume, release or decline, and store the outcome.

    Args:
        store: a write transaction that has read the loop.
        loop: the loop as it is.
        worker: who acts.
        now: the emulator's time.
        how: one of ``domain.life_cycle``'s suspend, resume, release and decline.

    Raises:
        RefusedError: the loop's state does not allow it.
    """
    changed = how(life_cycle.tick(loop, now), worker, now)
    store.human_loops.save(changed)
    return changed


def begin(store: Store, loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop:
    """Let a worker have a task in hand, and store it: begin one, or go on with theirs.

    Returns:
        The loop, or the gold task that has come in its place.

    Raises:
        RefusedError: there is none for this worker.
    """
    current = life_cycle.tick(loop, now)
    changed = life_cycle.resume(life_cycle.accept(current, worker, now), worker, now)
    if current.task_of(worker) is None:
        check_offered(store, loop, worker)
        dealt = deal_gold_task(store, current, worker, now)
        if dealt is not None:
            return dealt
    store.human_loops.save(changed)
    return changed


def submit(
    store: Store,
    loop: HumanLoop,
    worker: Worker,
    content: Mapping[str, Any],
    now: Instant,
    *,
    time_spent_seconds: float | None = None,
) -> HumanLoop:
    """Take a worker's answer to the task in their hands, and keep it.

    Raises:
        RefusedError: the task is not theirs, or its time has run out; nothing is stored.
    """
    changed = life_cycle.submit(life_cycle.tick(loop, now), worker, now, time_spent_seconds)
    task = changed.task_of(worker)
    if task is None or task.accepted_at is None:
        raise NotYoursError("This task is not in your hands.")
    answer = Answer(worker, content, task.accepted_at, now, task.worked)
    store.human_loops.add_answer(loop.id, answer)
    store.human_loops.save(changed)
    return changed


def answer(
    store: Store,
    loop: HumanLoop,
    worker: Worker,
    content: Mapping[str, Any],
    now: Instant,
    *,
    time_spent_seconds: float | None = None,
) -> HumanLoop:
    """Accept a task for a worker, if need be, and submit it at once.

    With ``time_spent_seconds`` the task counts as accepted that long ago, but not before the
    loop began.

    Raises:
        RefusedError: there is no task for this worker; nothing is stored.
    """
    if loop.task_of(worker) is None:
        check_offered(store, loop, worker)
    began = now - round((time_spent_seconds or 0) * SECOND)
    accepted = life_cycle.accept(life_cycle.tick(loop, now), worker, max(began, loop.created_at))
    return submit(store, accepted, worker, content, now, time_spent_seconds=time_spent_seconds)


def check_offered(store: Store, loop: HumanLoop, worker: Worker) -> None:
    """Refuse a worker who gets no more tasks of a loop's flow definition.

    Raises:
        NotOpenError: too many gold tasks were answered wrongly.
    """
    if is_stopped(store, loop, worker):
        raise NotOpenError(
            f"{worker.name} gets no more tasks of the human loop {loop.name}'s flow definition: "
            "too many gold tasks were answered wrongly."
        )
