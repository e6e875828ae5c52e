"""Human loops: the records that are stored, and what they tell of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope, human_loop_arn
from a2i_emulator.domain.quality_control import QualityControl
from a2i_emulator.domain.task import Task, TaskStatus
from a2i_emulator.domain.workforce import Worker


class LoopStatus(str, Enum):
    """HumanLoopStatus of the API."""

    IN_PROGRESS = "InProgress"
    FAILED = "Failed"
    COMPLETED = "Completed"
    STOPPED = "Stopped"
    STOPPING = "Stopping"


FINAL = frozenset({LoopStatus.FAILED, LoopStatus.COMPLETED, LoopStatus.STOPPED})
"""The states from which a loop may be deleted and of which an event tells."""


class Phase(str, Enum):
    """What the engine owes a loop."""

    STARTING = "starting"
    OPEN = "open"
    SETTLING = "settling"
    SETTLED = "settled"


class Leaving(str, Enum):
    """How a task left a worker's hands unfinished."""

    TIMED_OUT = "timed-out"
    RELEASED = "released"


EXPIRED = "Expired"
"""The failure code of a loop that was not completed in time."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the flow definition asked for when the loop began; later changes do not touch it.

    Attributes:
        source: the built-in task type, None for a custom one.
        time_limit: TaskTimeLimitInSeconds, in milliseconds.
        availability: TaskAvailabilityLifetimeInSeconds, in milliseconds.
        output_uri: where ``output.json`` goes, ``s3://BUCKET/KEY``.
        output_kms_key: the KMS key for it, if one was named.
        quality: what the requester asked for beside the flow definition; None if nothing.
    """

    workteam_arn: str
    human_task_ui_arn: str
    template_sha256: str
    title: str
    description: str
    keywords: tuple[str, ...]
    task_count: int
    time_limit: int
    availability: int
    output_uri: str
    output_kms_key: str | None = None
    source: str | None = None
    quality: QualityControl | None = None


@dataclass(frozen=True, slots=True)
class HumanLoop:
    """A human loop and its tasks: one consistent whole, stored and changed as one.

    Attributes:
        id: unique for ever, where a name may be used again after deletion.
        input_sha256: digest of flow definition and input, to tell a repeated start from a clash.
        declined_by: ids of the workers who do not want this loop's tasks.
        left_by: by worker id how a task of the loop left their hands, until they take it again.
        attention_at: when the scripted workers want to look at the loop next.
        retry_at: when to try a refused output write again.
        attempts: refused output writes so far.
        delete_when_settled: the flow definition is being deleted and takes the loop along.
        due_at: when the engine must next act; None if never.
        settled_at: since when it owes the loop nothing; None before, and of loops of an older
            release.
        gold_task: the gold task that this is, by its name; None for what a program has started.
    """

    id: str
    scope: Scope
    name: str
    flow_definition_arn: str
    created_at: Instant
    review: Review
    input_sha256: str
    tasks: tuple[Task, ...]
    status: LoopStatus = LoopStatus.IN_PROGRESS
    phase: Phase = Phase.STARTING
    data_attributes: Mapping[str, Any] | None = None
    declined_by: tuple[str, ...] = ()
    left_by: Mapping[str, Leaving] = field(default_factory=dict)
    failure_code: str | None = None
    failure_reason: str | None = None
    attention_at: Instant | None = None
    retry_at: Instant | None = None
    attempts: int = 0
    delete_when_settled: bool = False
    due_at: Instant | None = None
    settled_at: Instant | None = None
    gold_task: str | None = None

    @property
    def arn(self) -> str:
        """The human loop's ARN."""
        return human_loop_arn(self.scope, self.name)

    @property
    def expires_at(self) -> Instant:
        """When unfinished work ends the loop as Failed, ``Expired``."""
        return self.created_at + self.review.availability

    @property
    def is_offered(self) -> bool:
        """Whether workers may begin tasks of the loop."""
        return self.phase is Phase.OPEN and self.status is LoopStatus.IN_PROGRESS

    @property
    def outcome(self) -> LoopStatus:
        """The final status of the loop, once it takes no more answers."""
        if self.status is LoopStatus.STOPPING:
            return LoopStatus.STOPPED
        if self.status is not LoopStatus.IN_PROGRESS:
            return self.status
        # Nobody fails a loop whose workers were done by not adjudicating it.
        answers = sum(task.status is TaskStatus.SUBMITTED for task in self.tasks)
        return LoopStatus.COMPLETED if answers >= self.review.task_count else LoopStatus.FAILED

    @property
    def has_expired(self) -> bool:
        """Whether the loop ends, or has ended, because its time was over."""
        return self.outcome is LoopStatus.FAILED and self.failure_code in (None, EXPIRED)

    @property
    def has_output(self) -> bool:
        """Whether ``output.json`` has been written; one that broke on its way never has any.

        Gold tasks have none either.
        """
        is_whole = self.failure_code in (None, EXPIRED) and self.gold_task is None
        return self.phase is Phase.SETTLED and is_whole

    @property
    def standing(self) -> str:
        """The status and, of a failed loop, why: ``Failed (Expired: The human loop …)``."""
        if self.failure_code is None:
            return self.status.value
        return f"{self.status.value} ({self.failure_code}: {self.failure_reason})"

    @property
    def is_deleted(self) -> bool:
        """Whether the loop is gone for everybody but the engine, which has yet to settle it."""
        return self.delete_when_settled and self.status in FINAL

    def task_of(self, worker: Worker) -> Task | None:
        """Return the task that the worker holds or has submitted, if any."""
        return next((t for t in self.tasks if t.worker and t.worker.id == worker.id), None)

    def next_available(self) -> Task | None:
        """Return the first task that no worker has begun, if any."""
        return next((t for t in self.tasks if t.status is TaskStatus.AVAILABLE), None)

    def may_be_adjudicated(self, now: Instant) -> bool:
        """Whether one more worker may be asked: of a loop that is about to complete, and once."""
        return (
            self.phase is Phase.SETTLING
            and self.status is LoopStatus.IN_PROGRESS
            and self.outcome is LoopStatus.COMPLETED
            and len(self.tasks) == self.review.task_count
            and now < self.expires_at
        )

    def may_begin(self, worker: Worker) -> bool:
        """Whether the worker may accept a task: one each, and none after declining."""
        return (
            self.is_offered
            and worker.id not in self.declined_by
            and self.task_of(worker) is None
            and self.next_available() is not None
        )
