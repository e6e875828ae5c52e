"""What a signed-in worker sees and does: jobs, and the moves on their tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.life_cycle import RefusedError
from a2i_emulator.domain.task import split_task_id
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations import tasks
from a2i_emulator.operations.ports import Deed, Page, Position, Store
from a2i_emulator.operations.quality_control import begin_gold_task, is_stopped
from a2i_emulator.operations.tasks import Move
from a2i_emulator.pages.common.words import mark, say
from a2i_emulator.pages.portal.asked import Asked
from a2i_emulator.pages.portal.errors import RefusalError
from a2i_emulator.pages.portal.job import Job
from a2i_emulator.pages.portal.person import Person
from a2i_emulator.pages.portal.teams import Teams
from a2i_emulator.service import Service, count_work

JOBS_A_PAGE = 50
_READ_AT_ONCE = 500
_READ_AT_MOST = 10_000
_Workers = Mapping[str, Worker]


class WorkerTasks:
    """The tasks of one worker, for the length of one request."""

    def __init__(self, service: Service, teams: Teams, person: Person) -> None:
        self._service = service
        self._person = person
        self._workers: _Workers = teams.workers_of(person)
        self._stopped: dict[tuple[str, str], bool] = {}

    @property
    def is_staffed(self) -> bool:
        """Whether the worker is in any team."""
        return bool(self._workers)

    def flows(self) -> Sequence[tuple[str, str]]:
        """Return ARN and name of the flow definitions that send jobs to the worker's teams."""
        with self._service.view() as store:
            flows = store.flow_definitions.all(self._person.scope)
        return [
            (flow.arn, flow.name)
            for flow in flows
            if (flow.human_loop_config or {}).get("WorkteamArn") in self._workers
        ]

    def jobs(
        self, asked: Asked, after: Position | None, limit: int = JOBS_A_PAGE
    ) -> tuple[Sequence[Job], Position | None]:
        """Return a page of the jobs that the worker can do something about.

        Also where the next page begins. After a look at many jobs that are other workers', or
        not what was asked for, a page may be short of some.
        """
        found: list[Job] = []
        read = 0
        size = limit + 1
        with self._service.view() as store:
            while read < _READ_AT_MOST:
                page = self._open(store, after, size, asked)
                for job in filter(None, [self._job(store, loop) for loop in page.items]):
                    if job.is_listed and asked.matches(job):
                        if len(found) == limit:
                            return found, (found[-1].loop.created_at, found[-1].loop.id)
                        found.append(job)
                after = page.next
                if after is None:
                    break
                read += size
                size = _READ_AT_ONCE
        return found, after

    def job(self, task: str) -> Job:
        """Return the job that a task id leads to.

        Raises:
            RefusalError: there is none, or it is not for this worker's teams.
        """
        loop_id = _loop_id(task)
        with self._service.view() as store:
            return self._find(store, loop_id)

    def move(self, task: str, how: Move) -> Job:
        """Accept, suspend, resume, release or decline.

        Raises:
            RefusalError: the job's state does not allow it.
        """
        loop_id = _loop_id(task)

        def work(store: Store) -> Job:
            job = self._find(store, loop_id)
            try:
                moved = tasks.move(store, job.loop, job.worker, self._service.clock.now(), how)
            except RefusedError as error:
                raise job.why_not_in_hand() from error
            return Job(moved, job.worker)

        return self._service.change(work, _deed(f"{how.__name__.title()}Task"))

    def submit(self, task: str, content: Mapping[str, Any]) -> Job:
        """Hand in the answer to the task in the worker's hands.

        Raises:
            RefusalError: the task is not theirs, or their time has run out.
        """
        loop_id = _loop_id(task)

        def work(store: Store) -> Job:
            job = self._find(store, loop_id)
            now = self._service.clock.now()
            try:
                return Job(tasks.submit(store, job.loop, job.worker, content, now), job.worker)
            except RefusedError as error:
                raise job.why_not_in_hand() from error

        done = self._service.change(work, _deed("SubmitTask"))
        count_work(self._service.figures, done.loop, done.worker)
        return done

    def begin_next(self, done: Job) -> Job | None:
        """Accept the next task of the same flow definition, or a gold one, if there is one."""
        gold = self._begin_gold_task(done)
        if gold is not None:
            return gold
        for loop in self._candidates(done.loop):
            try:
                return self.move(f"{loop.id}-0", life_cycle.accept)
            except RefusalError:  # noqa: PERF203 - somebody else was quicker
                continue
        return None

    def _begin_gold_task(self, done: Job) -> Job | None:
        if done.loop.gold_task is not None:
            self._service.settle()  # What the answer comes to may stop the worker here.
        if done.loop.review.quality is None:
            return None
        now = self._service.clock.now()
        begun = self._service.change(
            lambda store: begin_gold_task(store, done.loop, done.worker, now),
            lambda loop: Deed("AcceptTask", loop.arn) if loop else None,
        )
        return Job(begun, done.worker) if begun else None

    def _candidates(self, done: HumanLoop) -> Iterator[HumanLoop]:
        after: Position | None = None
        same_flow = Asked(flow=done.flow_definition_arn)
        for _ in range(_READ_AT_MOST // _READ_AT_ONCE):
            with self._service.view() as store:
                page = self._open(store, after, _READ_AT_ONCE, same_flow)
                jobs = [self._job(store, loop) for loop in page.items]
            yield from (job.loop for job in jobs if job and job.is_listed and not job.is_held)
            after = page.next
            if after is None:
                return

    def _open(
        self, store: Store, after: Position | None, limit: int, asked: Asked
    ) -> Page[HumanLoop]:
        return store.human_loops.open(
            scope=self._person.scope,
            workteam_arns=list(self._workers),
            flow_definition_arn=asked.flow or None,
            descending=asked.is_newest_first,
            after=after,
            limit=limit,
        )

    def _find(self, store: Store, loop_id: str) -> Job:
        loop = store.human_loops.by_id(loop_id)
        if loop is None or loop.is_deleted:
            raise gone()
        job = self._job(store, life_cycle.tick(loop, self._service.clock.now()))
        if job is None:
            raise RefusalError(403, say("This task is not for you"), say(_NOT_FOR_YOU), "foreign")
        return job

    def _job(self, store: Store, loop: HumanLoop) -> Job | None:
        worker = self._workers.get(loop.review.workteam_arn)
        if worker is None or loop.scope != self._person.scope:
            return None
        if loop.review.quality is None:
            return Job(loop, worker)
        key = loop.flow_definition_arn, worker.id
        if key not in self._stopped:
            self._stopped[key] = is_stopped(store, loop, worker)
        return Job(loop, worker, self._stopped[key])


def _deed(action: str) -> Callable[[Job], Deed]:
    return lambda job: Deed(action, job.loop.arn)


def gone() -> RefusalError:
    """Make the refusal of a task that is not there."""
    return RefusalError(
        404, say("There is no such task"), say("It may have been deleted with its job."), "gone"
    )


_NOT_FOR_YOU = mark("It is for a workteam that you are not a member of.")


def _loop_id(task: str) -> str:
    parts = split_task_id(task)
    if parts is None:
        raise gone()
    return parts[0]
