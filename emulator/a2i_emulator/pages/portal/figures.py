"""A worker's own figures: what the requester sees of them, seen by themselves alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.task import TaskStatus
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations.ports import Position
from a2i_emulator.operations.quality_control import gold_scores
from a2i_emulator.operations.task_input import task_input
from a2i_emulator.pages.portal import person
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.pages.portal.worker_tasks import WorkerTasks
from a2i_emulator.real_time import monotonic
from a2i_emulator.service import Service

_MOST = 2000
_AT_ONCE = 200
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """What a worker is told of themselves.

    Attributes:
        tasks: how many they have handed in, of the newest human loops of their teams.
        median_seconds: the median time of these; None without any.
        agreement: the mean likeness of their answers to those of others to the same loops; None
            where nobody else has answered.
        gold: of the gold tasks that the requester tells of, how many they answered rightly, and
            how many there were; None where that is not told.
        declined: how many they have declined.
    """

    tasks: int
    median_seconds: float | None
    agreement: float | None
    gold: tuple[int, int] | None
    declined: int


def add_routes(portal: Blueprint, service: Service, teams: Teams) -> None:
    """Add the route."""

    @portal.get("/figures")
    def figures() -> Response | str:
        me = person.current()
        if me is None:
            return redirect(url_for("portal.sign_in_page"))
        workers = teams.workers_of(me)
        flows = [arn for arn, _ in WorkerTasks(service, teams, me).flows()]
        return render_template(
            "portal/figures.html", figures=own_figures(service, workers, flows), most=_MOST
        )


def own_figures(
    service: Service, workers: Mapping[str, Worker], flow_definition_arns: Sequence[str]
) -> OwnFigures:
    """Gather a worker's figures, for a few seconds at most.

    Args:
        service: the emulator.
        workers: who they are in each of their teams, by its ARN.
        flow_definition_arns: where they work.
    """
    ids = {worker.id for worker in workers.values()}
    until = monotonic() + _SECONDS
    times: list[float] = []
    alike: list[float] = []
    declined = 0
    for loop in _loops(service, flow_definition_arns):
        if monotonic() > until:
            break
        declined += not ids.isdisjoint(loop.declined_by)
        own = [t for t in loop.tasks if t.worker and t.worker.id in ids and t.submitted_at]
        times += [task.worked / SECOND for task in own]
        if own and sum(t.status is TaskStatus.SUBMITTED for t in loop.tasks) > len(own):
            alike += _likeness(service, loop, ids)
    return OwnFigures(
        len(times),
        median(times) if times else None,
        fmean(alike) if alike else None,
        _gold(service, ids, flow_definition_arns),
        declined,
    )


def _loops(service: Service, arns: Sequence[str]) -> Iterator[HumanLoop]:
    for arn in arns:
        after: Position | None = None
        for _ in range(_MOST // _AT_ONCE):
            with service.view() as store:
                page = store.human_loops.search(
                    flow_definition_arn=arn, after=after, limit=_AT_ONCE, within=_AT_ONCE
                )
            yield from page.items
            after = page.next
            if after is None:
                break


def _likeness(service: Service, loop: HumanLoop, ids: set[str]) -> list[float]:
    from a2i_emulator.quality.comparing import SideBySide
    from a2i_emulator.quality.reviews import Answer, Review

    with service.view() as store:
        answers = store.human_loops.answers(loop.id)
        content = store.human_loops.input_content(loop.id)
    read = tuple(Answer(answer.worker.id, answer.content) for answer in answers)
    try:
        review = Review(loop.name, loop.flow_definition_arn, task_input(content), read)
        pairs = SideBySide.of(review).pairs
    except Exception:  # noqa: BLE001 - answers may be anything; these tell nothing
        return []
    return [
        alike
        for found in pairs.values()
        for one, other, alike in found
        if (one in ids) != (other in ids)
    ]


def _gold(service: Service, ids: set[str], arns: Sequence[str]) -> tuple[int, int] | None:
    right = of = 0
    is_told = False
    with service.view() as store:
        for flow in store.flow_definitions.every():
            rule = flow.quality.gold if flow.quality else None
            if flow.arn not in arns or rule is None or not rule.tells_workers:
                continue
            is_told = True
            for worker, score in gold_scores(store, flow.arn).items():
                if worker in ids:
                    right += score.right
                    of += len(score.answers)
    return (right, of) if is_told else None
