"""A worker's task: one of the TaskCount pieces of work that a human loop asks for.

The verbs are those of the worker portal: accept, stop and resume later (suspend), release,
decline, submit. See https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-private.html.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.workforce import Worker


class TaskStatus(str, Enum):
    """Where a task stands.

    AVAILABLE tasks wait for a worker; ACCEPTED ones are being worked on, SUSPENDED ones are
    held by their worker for later; SUBMITTED ones are answered; CLOSED ones never will be.
    """

    AVAILABLE = "Available"
    ACCEPTED = "Accepted"
    SUSPENDED = "Suspended"
    SUBMITTED = "Submitted"
    CLOSED = "Closed"


@dataclass(frozen=True, slots=True)
class Task:
    """One worker's task of a human loop.

    Attributes:
        index: 0 to TaskCount - 1.
        time_limit: milliseconds a worker has from acceptance on, pauses included.
        worked: milliseconds of work before the current stretch.
        working_since: the start of the current stretch of work; None while none runs.
    """

    index: int
    time_limit: int
    status: TaskStatus = TaskStatus.AVAILABLE
    worker: Worker | None = None
    accepted_at: Instant | None = None
    submitted_at: Instant | None = None
    working_since: Instant | None = None
    worked: int = 0

    @property
    def is_held(self) -> bool:
        """Whether a worker has begun the task and has not finished it."""
        return self.status in (TaskStatus.ACCEPTED, TaskStatus.SUSPENDED)

    @property
    def deadline(self) -> Instant | None:
        """When the holding worker's time runs out; None while nobody holds the task."""
        if not self.is_held or self.accepted_at is None:
            return None
        return self.accepted_at + self.time_limit

    def time_spent(self, now: Instant) -> int:
        """Milliseconds of work on the task so far, pauses left out."""
        running = 0 if self.working_since is None else now - self.working_since
        return self.worked + running


def accepted(task: Task, worker: Worker, now: Instant) -> Task:
    """Give an available task to a worker."""
    return replace(
        task,
        status=TaskStatus.ACCEPTED,
        worker=worker,
        accepted_at=now,
        working_since=now,
        worked=0,
    )


def suspended(task: Task, now: Instant) -> Task:
    """Stop the worker's stretch of work; the task stays theirs and its limit runs on."""
    return replace(
        task, status=TaskStatus.SUSPENDED, worked=task.time_spent(now), working_since=None
    )


def resumed(task: Task, now: Instant) -> Task:
    """Begin a further stretch of work on a suspended task."""
    return replace(task, status=TaskStatus.ACCEPTED, working_since=now)


def released(task: Task) -> Task:
    """Give a held task back to the team."""
    return Task(index=task.index, time_limit=task.time_limit)


def submitted(task: Task, now: Instant, time_spent_seconds: float | None = None) -> Task:
    """Finish a held task.

    Args:
        task: a task in a worker's hands.
        now: the submission time.
        time_spent_seconds: overrules the measured time, for answers that come by script.
    """
    spent = (
        task.time_spent(now) if time_spent_seconds is None else round(time_spent_seconds * SECOND)
    )
    return replace(
        task, status=TaskStatus.SUBMITTED, submitted_at=now, worked=spent, working_since=None
    )


def closed(task: Task) -> Task:
    """End a task that will not be answered."""
    if task.status is TaskStatus.SUBMITTED:
        return task
    return replace(released(task), status=TaskStatus.CLOSED)


def task_id(loop_id: str, index: int) -> str:
    """Return the id of a loop's task."""
    return f"{loop_id}-{index}"


def split_task_id(text: str) -> tuple[str, int] | None:
    """Return the loop's id and the task's index of a task id; None if it is not one."""
    loop_id, _, index = text.rpartition("-")
    is_index = len(index) == 1 and index.isascii() and index.isdecimal()
    return (loop_id, int(index)) if loop_id and is_index else None
