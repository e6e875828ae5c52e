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
from a2i_emulator.operations.gold_tasks import Shown
from a2i_emulator.operations.ports import AuditedAction, Page, Position, Store
from a2i_emulator.operations.quality_control import is_stopped
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
        put_off: list[Job] = []
        at, read, size = after, 0, limit + 1
        with self._service.view() as store:
            job_of = self._jobs_of(store)
            while read < _READ_AT_MOST:
                page = self._open(store, at, size, asked)
                for job in filter(None, map(job_of, page.items)):
                    if not (job.is_listed and asked.matches(job)):
                        continue
                    if job.is_put_off:
                        put_off.append(job)
                    elif len(found) == limit:
                        return found, (found[-1].loop.created_at, found[-1].loop_id)
                    else:
                        found.append(job)
                at = page.next
                if at is None:
                    break
                read += size
                size = _READ_AT_ONCE
        if at is None and after is None:
            found = _with_last(found, put_off, asked)
        return found, at

    def job(self, task: str) -> Job:
        """Return the job that a task id leads to.

        Raises:
            RefusalError: there is none, or it is not for this worker's teams.
        """
        loop_id = _loop_id(task)
        with self._service.view() as store:
            return self._find(store, loop_id)

    def move(self, task: str, how: Move) -> Job:
        """Suspend, resume, release or decline.

        Raises:
            RefusalError: the job's state does not allow it.
        """

        def act(store: Store, job: Job) -> HumanLoop:
            return tasks.move(store, job.loop, job.worker, self._service.clock.now(), how)

        return self._act(task, act, f"{how.__name__.title()}Task")

    def begin(self, task: str, action: str = "BeginTask") -> Job:
        """Have a task in hand: begin one, or go on with it. A gold task may come in its place.

        Raises:
            RefusalError: the job's state does not allow it.
        """

        def act(store: Store, job: Job) -> HumanLoop:
            return tasks.begin(store, job.loop, job.worker, self._service.clock.now())

        return self._act(task, act, action)

    def submit(self, task: str, content: Mapping[str, Any]) -> Job:
        """Hand in the answer to the task in the worker's hands.

        Raises:
            RefusalError: the task is not theirs, or their time has run out.
        """

        def act(store: Store, job: Job) -> HumanLoop:
            now = self._service.clock.now()
            return tasks.submit(store, job.loop, job.worker, content, now)

        done = self._act(task, act, "SubmitTask")
        count_work(self._service.figures, done.loop, done.worker)
        return done

    def begin_next(self, done: Job) -> Job | None:
        """Begin the next task of the same flow definition, if there is one."""
        if done.loop.gold_task is not None:
            self._service.settle()  # What the answer comes to may stop the worker here.
        for task in self._candidates(done.loop):
            try:
                return self.begin(task, "AcceptTask")
            except RefusalError:  # noqa: PERF203 - somebody else was quicker
                continue
        return None

    def _act(self, task: str, act: Callable[[Store, Job], HumanLoop], action: str) -> Job:
        loop_id = _loop_id(task)

        def work(store: Store) -> Job:
            job = self._find(store, loop_id)
            try:
                changed = act(store, job)
            except RefusedError as error:
                raise job.why_not_in_hand() from error
            return self._jobs_of(store)(changed) or Job(changed, job.worker)

        return self._service.change(work, lambda job: AuditedAction(action, job.loop.arn))

    def _candidates(self, done: HumanLoop) -> Iterator[str]:
        after: Position | None = None
        same_flow = Asked(flow=done.flow_definition_arn)
        put_off: list[str] = []
        for _ in range(_READ_AT_MOST // _READ_AT_ONCE):
            with self._service.view() as store:
                page = self._open(store, after, _READ_AT_ONCE, same_flow)
                jobs = list(filter(None, map(self._jobs_of(store), page.items)))
            for job in jobs:
                if job.is_listed and not job.is_held:
                    if job.is_put_off:
                        put_off.append(job.id)
                    else:
                        yield job.id
            after = page.next
            if after is None:
                break
        yield from put_off

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
        job_of = self._jobs_of(store)
        met = job_of(loop)
        if met is None:
            raise RefusalError(403, say("This task is not for you"), say(_NOT_FOR_YOU), "foreign")
        behind = met.place.behind(loop) if met.place else loop
        return job_of(life_cycle.tick(behind, self._service.clock.now())) or met

    def _jobs_of(self, store: Store) -> Callable[[HumanLoop], Job | None]:
        """Return what makes the worker's jobs of human loops, within one transaction."""
        shown: dict[str, Shown] = {}
        stopped: dict[tuple[str, str], bool] = {}
        now = self._service.clock.now()

        def job_of(loop: HumanLoop) -> Job | None:
            worker = self._workers.get(loop.review.workteam_arn)
            if worker is None or loop.scope != self._person.scope:
                return None
            if loop.review.quality is None and loop.gold_task is None:
                return Job(loop, worker)
            mine = shown.setdefault(worker.id, Shown(store, worker))
            place = mine.place(loop)
            if place is None:
                return None
            key = loop.flow_definition_arn, worker.id
            if key not in stopped:
                stopped[key] = is_stopped(store, loop, worker)
            return Job(loop, worker, stopped[key], place, mine.is_put_off(loop, place, now))

        return job_of


def _with_last(found: Sequence[Job], put_off: Sequence[Job], asked: Asked) -> list[Job]:
    """Add jobs that were put off, where nothing else of their flow definition is left."""
    others = {job.loop.flow_definition_arn for job in found if not job.is_held}
    due = [job for job in put_off if job.loop.flow_definition_arn not in others]
    return sorted(
        [*found, *due],
        key=lambda job: (job.loop.created_at, job.loop.id),
        reverse=asked.is_newest_first,
    )


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
