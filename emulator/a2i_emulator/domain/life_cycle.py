"""The life of a human loop, as pure functions from a loop and a moment to the next loop.

::

    start -> STARTING --render_failed--------------------------------> SETTLED (Failed)
                |
             rendered
                v
              OPEN ----all answers in---> SETTLING (InProgress) --output_written--> SETTLED
                |----expire-------------> SETTLING (InProgress) --output_written--> SETTLED
                |<---disputed, once------ SETTLING (InProgress)
                |----stop, none begun---> SETTLING (Stopped) -----output_written--> SETTLED
                `----stop, some begun---> OPEN (Stopping) --last one ends--> SETTLING (Stopping)

The phase says what the engine owes the loop: to render its template, nothing until ``due_at``,
to write ``output.json``, or nothing at all. The event of a finished loop is due at the very
change to SETTLED. So a stored loop is its own outbox. Whoever sees a final status finds the
output where Describe says it is. There are two exceptions: a loop whose template does not render
has none, and one that is stopped before anybody began it is Stopped at once, as the service has
it. A loop with which the engine cannot go on is `broken`, from any phase. The rules are those of
https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-delete-human-loop.html and its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.domain import task as task_moves
from a2i_emulator.domain.human_loop import (
    EXPIRED,
    FINAL,
    HumanLoop,
    Leaving,
    LoopStatus,
    Phase,
    Review,
)
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.task import Task, TaskStatus
from a2i_emulator.domain.workforce import Worker

MAX_FAILURE_REASON = 1024
"""The model's limit on FailureReason."""


class RefusedError(Exception):
    """A worker's or a requester's wish that the loop's state does not allow; says why."""


class NotOpenError(RefusedError):
    """The loop takes no more of this kind of action."""


class NotYoursError(RefusedError):
    """The task is not (or not any more) in this worker's hands."""


def start(
    *,
    loop_id: str,
    scope: Scope,
    name: str,
    flow_definition_arn: str,
    review: Review,
    input_sha256: str,
    data_attributes: Mapping[str, Any] | None,
    now: Instant,
) -> HumanLoop:
    """Begin a loop: its tasks wait until the template has been rendered."""
    return HumanLoop(
        id=loop_id,
        scope=scope,
        name=name,
        flow_definition_arn=flow_definition_arn,
        created_at=now,
        review=review,
        input_sha256=input_sha256,
        tasks=tuple(Task(index, review.time_limit) for index in range(review.task_count)),
        data_attributes=data_attributes,
        due_at=now,
    )


def rendered(loop: HumanLoop, attention_at: Instant | None) -> HumanLoop:
    """Offer the tasks to workers, and note when the scripted ones want to look at the loop."""
    if loop.phase is not Phase.STARTING:
        return loop
    return _scheduled(replace(loop, phase=Phase.OPEN, attention_at=attention_at))


def render_failed(loop: HumanLoop, reason: str) -> HumanLoop:
    """End a loop whose template cannot be shown, as the service does: ``ValidationError``."""
    return _scheduled(
        replace(
            loop,
            status=LoopStatus.FAILED,
            phase=Phase.SETTLED,
            tasks=tuple(map(task_moves.closed, loop.tasks)),
            failure_code="ValidationError",
            failure_reason=reason[:MAX_FAILURE_REASON],
        )
    )


def broken(loop: HumanLoop, reason: str) -> HumanLoop:
    """End a loop with which the engine cannot go on, whatever time brings: ``InternalError``.

    One that a requester has stopped already stays Stopped.
    """
    stopped = loop.status is not LoopStatus.IN_PROGRESS
    return _scheduled(
        replace(
            loop,
            status=loop.outcome if stopped else LoopStatus.FAILED,
            phase=Phase.SETTLED,
            tasks=tuple(map(task_moves.closed, loop.tasks)),
            failure_code="InternalError",
            failure_reason=reason[:MAX_FAILURE_REASON],
            retry_at=None,
        )
    )


def accept(loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop:
    """Give the worker a task of the loop; one that they hold already is simply theirs.

    Raises:
        NotOpenError: there is no task for this worker.
    """
    mine = loop.task_of(worker)
    if mine is not None and mine.is_held:
        return loop
    task = loop.next_available()
    if task is None or not loop.may_begin(worker):
        raise NotOpenError(_why_closed(loop, worker))
    left_by = {left: how for left, how in loop.left_by.items() if left != worker.id}
    loop = replace(loop, left_by=left_by)
    return _with_task(loop, task_moves.accepted(task, worker, now), now)


def suspend(loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop:
    """Let the worker stop and resume later.

    Raises:
        NotYoursError: the worker holds no task of the loop.
    """
    task = _held_by(loop, worker)
    return _with_task(loop, task_moves.suspended(task, now), now)


def resume(loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop:
    """Let the worker go on with a suspended task.

    Raises:
        NotYoursError: the worker holds no task of the loop.
    """
    task = _held_by(loop, worker)
    if task.status is TaskStatus.ACCEPTED:
        return loop
    return _with_task(loop, task_moves.resumed(task, now), now)


def release(loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop:
    """Take the task out of the worker's hands, for anybody of the team to take.

    Raises:
        NotYoursError: the worker holds no task of the loop.
    """
    return _freed(loop, _held_by(loop, worker), Leaving.RELEASED, now)


def decline(loop: HumanLoop, worker: Worker, now: Instant) -> HumanLoop:
    """Give the task back for good: this worker is not offered the loop again.

    A worker who has not accepted may decline too.

    Raises:
        NotOpenError: the loop takes no more work.
    """
    if loop.phase is not Phase.OPEN:
        raise NotOpenError(_why_closed(loop, worker))
    task = loop.task_of(worker)
    if task is not None and task.is_held:
        loop = _with_task(loop, task_moves.released(task), now)
    if worker.id in loop.declined_by:
        return loop
    return replace(loop, declined_by=(*loop.declined_by, worker.id))


def submit(
    loop: HumanLoop, worker: Worker, now: Instant, time_spent_seconds: float | None = None
) -> HumanLoop:
    """Take the worker's finished task.

    Raises:
        NotYoursError: the worker holds no task of the loop, or their time had run out.
    """
    task = _held_by(loop, worker)
    if task.deadline is not None and task.deadline <= now:
        raise NotYoursError("The time for this task has run out.")
    return _with_task(loop, task_moves.submitted(task, now, time_spent_seconds), now)


def stop(loop: HumanLoop, now: Instant) -> HumanLoop:
    """Stop the loop: at once where no worker is at work, else when they have ended.

    Raises:
        NotOpenError: the loop is in a final state.
    """
    if loop.status in FINAL:
        raise NotOpenError(f"The human loop is {loop.status.value}.")
    if loop.status is LoopStatus.STOPPING or loop.phase is Phase.SETTLING:
        return loop
    begun = any(task.worker is not None for task in loop.tasks)
    status = LoopStatus.STOPPING if begun else LoopStatus.STOPPED
    return _advanced(replace(loop, status=status), now)


def discard(loop: HumanLoop, now: Instant) -> HumanLoop:
    """Stop the loop and mark it for deletion, as its flow definition's deletion does."""
    marked = replace(loop, delete_when_settled=True)
    return marked if loop.status in FINAL else stop(marked, now)


def tick(loop: HumanLoop, now: Instant) -> HumanLoop:
    """Let happen what time alone brings: freed tasks and the loop's expiry."""
    if loop.phase is not Phase.OPEN:
        return loop
    for task in loop.tasks:
        if task.deadline is not None and task.deadline <= now:
            loop = _freed(loop, task, Leaving.TIMED_OUT, now)
    if loop.phase is not Phase.OPEN or loop.expires_at > now:
        return loop
    return _settling(loop, now)


def adjudicated(loop: HumanLoop, attention_at: Instant | None) -> HumanLoop:
    """Ask one more worker, of the team that is named for it, as those who answered disagree.

    Args:
        loop: a loop that is about to complete; any other one stays as it is.
        attention_at: when the scripted workers want to look at it.
    """
    rule = loop.review.quality.adjudication if loop.review.quality else None
    if rule is None or loop.phase is not Phase.SETTLING or len(loop.tasks) > loop.review.task_count:
        return loop
    workteam_arn = rule.workteam_arn or loop.review.workteam_arn
    return _scheduled(
        replace(
            loop,
            phase=Phase.OPEN,
            tasks=(*loop.tasks, Task(len(loop.tasks), loop.review.time_limit)),
            review=replace(loop.review, workteam_arn=workteam_arn),
            attention_at=attention_at,
            retry_at=None,
        )
    )


EXPIRED_REASON = "The human loop expired before all of its worker tasks were completed."
"""Our words: the service's are not known."""


def output_written(loop: HumanLoop) -> HumanLoop:
    """Finish a loop whose ``output.json`` is in S3."""
    loop = _with_reason(loop)
    return _scheduled(replace(loop, status=loop.outcome, phase=Phase.SETTLED, retry_at=None))


def _with_reason(loop: HumanLoop) -> HumanLoop:
    if loop.outcome is not LoopStatus.FAILED or loop.failure_code is not None:
        return loop
    return replace(loop, failure_code=EXPIRED, failure_reason=EXPIRED_REASON)


def output_refused(loop: HumanLoop, retry_at: Instant) -> HumanLoop:
    """Plan another try after a refused output write."""
    return _scheduled(replace(loop, retry_at=retry_at, attempts=loop.attempts + 1))


def scripted_workers_asked(loop: HumanLoop, next_at: Instant | None) -> HumanLoop:
    """Note when the scripted workers want to look at the loop again."""
    return _scheduled(replace(loop, attention_at=next_at))


def _with_task(loop: HumanLoop, task: Task, now: Instant) -> HumanLoop:
    tasks = (*loop.tasks[: task.index], task, *loop.tasks[task.index + 1 :])
    return _advanced(replace(loop, tasks=tasks), now)


def _freed(loop: HumanLoop, task: Task, how: Leaving, now: Instant) -> HumanLoop:
    """Take a held task out of its worker's hands, and note how."""
    left_by = {**loop.left_by, task.worker.id: how} if task.worker else loop.left_by
    return _with_task(replace(loop, left_by=left_by), task_moves.released(task), now)


def _advanced(loop: HumanLoop, now: Instant) -> HumanLoop:
    """Settle the loop if its tasks and its status leave nothing to wait for."""
    if loop.phase not in (Phase.OPEN, Phase.STARTING):
        return _scheduled(loop)
    stopped = loop.status is not LoopStatus.IN_PROGRESS and not _anyone_at_work(loop)
    if stopped or all(task.status is TaskStatus.SUBMITTED for task in loop.tasks):
        return _settling(loop, now)
    return _scheduled(loop)


def _settling(loop: HumanLoop, now: Instant) -> HumanLoop:
    return _scheduled(
        replace(
            loop,
            phase=Phase.SETTLING,
            tasks=tuple(map(task_moves.closed, loop.tasks)),
            retry_at=now,
        )
    )


def _scheduled(loop: HumanLoop) -> HumanLoop:
    return replace(loop, due_at=_DUE[loop.phase](loop))


def _due_while_open(loop: HumanLoop) -> Instant:
    moments = [task.deadline for task in loop.tasks if task.deadline is not None]
    if loop.attention_at is not None and loop.is_offered:
        moments.append(loop.attention_at)
    return min((loop.expires_at, *moments))


_DUE: Mapping[Phase, Callable[[HumanLoop], Instant | None]] = {
    Phase.STARTING: lambda loop: loop.created_at,
    Phase.OPEN: _due_while_open,
    Phase.SETTLING: lambda loop: loop.retry_at,
    Phase.SETTLED: lambda _: None,
}


def _anyone_at_work(loop: HumanLoop) -> bool:
    return any(task.is_held for task in loop.tasks)


def _held_by(loop: HumanLoop, worker: Worker) -> Task:
    task = loop.task_of(worker)
    if task is None or not task.is_held:
        raise NotYoursError("This task is not in your hands.")
    return task


def _why_closed(loop: HumanLoop, worker: Worker) -> str:
    if loop.phase is not Phase.OPEN or loop.status is not LoopStatus.IN_PROGRESS:
        if loop.phase is Phase.SETTLING:
            loop = replace(_with_reason(loop), status=loop.outcome)
        return f"The human loop {loop.name} takes no more answers: it is {loop.standing}."
    if worker.id in loop.declined_by:
        return f"{worker.name} has declined the human loop {loop.name}."
    if loop.task_of(worker) is not None:
        return f"{worker.name} has already answered the human loop {loop.name}."
    return f"All tasks of the human loop {loop.name} are in other workers' hands."
