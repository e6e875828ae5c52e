"""Answering a human loop from outside the portal: by API, command line or Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.workforce import Worker, Workteam
from a2i_emulator.operations import tasks, workers
from a2i_emulator.operations.ports import AuditedAction, Store
from a2i_emulator.service import Service, count_work

MAX_TIME_SPENT = 316_224_000
"""Seconds; ten years."""


class UnknownLoopError(LookupError):
    """There is no human loop of that name."""


class AmbiguousLoopError(LookupError):
    """The name stands for loops in several accounts or Regions."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which account and Region a human loop's name is meant in; None where it does not matter."""

    account: str | None = None
    region: str | None = None


def find_loop(store: Store, name: str, where: Where) -> HumanLoop:
    """Return the human loop of a name.

    Raises:
        UnknownLoopError: there is none.
        AmbiguousLoopError: there are several.
    """
    found = [
        loop
        for loop in store.human_loops.named(name)
        if where.account in (None, loop.scope.account) and where.region in (None, loop.scope.region)
    ]
    if not found:
        raise UnknownLoopError(f"There is no human loop {name}.")
    if len(found) > 1:
        places = ", ".join(f"{loop.scope.account} in {loop.scope.region}" for loop in found)
        raise AmbiguousLoopError(f"There are human loops {name} in accounts {places}.")
    return found[0]


def locked(store: Store, loop: HumanLoop) -> HumanLoop:
    """Return the loop as it is now, locked in this write transaction.

    Raises:
        UnknownLoopError: it has been deleted meanwhile.
    """
    current = store.human_loops.by_id(loop.id)
    if current is None or current.is_deleted:
        raise UnknownLoopError(f"There is no human loop {loop.name}.")
    return current


def answer_loop(
    service: Service,
    name: str,
    content: Mapping[str, Any],
    *,
    worker: str | None = None,
    time_spent_seconds: float | None = None,
    where: Where | None = None,
) -> HumanLoop:
    """Answer a human loop as one distinct worker, and let everything happen that follows.

    Args:
        service: the emulator.
        name: the human loop's name.
        content: answerContent.
        worker: the worker's name; by default the next of the team who has not answered.
        time_spent_seconds: ``timeSpentInSeconds``; by default what the clock says.
        where: the loop's account and Region, if the name alone is not enough.

    Returns:
        The loop after the answer.

    Raises:
        UnknownLoopError: there is no such loop.
        AmbiguousLoopError: there are several.
        RefusedError: the loop takes no more answers, or none from this worker.
        ValueError: nobody can have spent such a time.
    """
    if time_spent_seconds is not None and not 0 <= time_spent_seconds <= MAX_TIME_SPENT:
        raise ValueError(f"time spent is from 0 to {MAX_TIME_SPENT} seconds")

    def read(store: Store) -> tuple[HumanLoop, Workteam | None]:
        found = find_loop(store, name, where or Where())
        return found, workers.workteam_of(store, found.review.workteam_arn)

    loop, team = service.database.query(read)
    arn = loop.review.workteam_arn
    known = workers.team_workers(team, service.ports.cognito.workers)
    service.begin_loop(loop.id)

    def work(store: Store) -> tuple[HumanLoop, Worker]:
        current = locked(store, loop)
        who = (
            workers.next_worker(store, known, current)
            if worker is None
            else workers.find_worker(store, known, arn, worker)
        )
        now = service.clock.now()
        done = tasks.answer(
            store, current, who, content, now, time_spent_seconds=time_spent_seconds
        )
        return done, who

    answered, who = service.change_and_settle(
        work, lambda done: AuditedAction("AnswerHumanLoop", done[0].arn)
    )
    count_work(service.figures, answered, who)
    return service.database.query(lambda store: store.human_loops.by_id(loop.id)) or answered
