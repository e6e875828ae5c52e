"""A human loop as one worker sees it: a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.gold_turns import Place
from a2i_emulator.domain.human_loop import HumanLoop, Leaving, LoopStatus, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.task import Task, TaskStatus, task_id
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.pages.common.words import mark, say
from a2i_emulator.pages.portal.errors import RefusalError

_SHOWN_AS = {TaskStatus.ACCEPTED: mark("In progress"), TaskStatus.SUSPENDED: mark("Stopped")}
"""The portal's words for a worker's own tasks; others are ``Available``."""


@dataclass(frozen=True, slots=True)
class Job:
    """A human loop and the worker who looks at it.

    Attributes:
        is_stopped: whether the worker gets no more tasks of its flow definition, for wrong answers
            to gold tasks.
        place: where the worker meets it, if gold tasks come in the places of loops.
        is_put_off: whether others are offered first.
    """

    loop: HumanLoop
    worker: Worker
    is_stopped: bool = False
    place: Place | None = None
    is_put_off: bool = False

    @property
    def task(self) -> Task | None:
        """The worker's own task, held or submitted."""
        return self.loop.task_of(self.worker)

    @property
    def is_held(self) -> bool:
        """Whether the worker has a task of it in hand."""
        return self.task is not None and self.task.is_held

    @property
    def is_listed(self) -> bool:
        """Whether the worker can do something about it."""
        if self.is_held:
            return True
        if self.is_stopped or (self.place and self.place.covers(self.loop, self.worker)):
            return False
        return self.loop.may_begin(self.worker)

    @property
    def is_stopping(self) -> bool:
        """Whether the requester has stopped it while workers are at work."""
        return self.loop.status is LoopStatus.STOPPING

    @property
    def id(self) -> str:
        """The id of the worker's task, or of the one that they would get."""
        task = self.task or self.loop.next_available()
        index = task.index if task else 0
        if self.place is not None:
            index = self.place.tasks.get(self.loop.id, index)
        return task_id(self.loop_id, index)

    @property
    def loop_id(self) -> str:
        """The loop's id, as far as the worker is told: that of its place."""
        return self.loop.id if self.place is None else self.place.id_of(self.loop)

    @property
    def flow(self) -> str:
        """The flow definition's name."""
        arn = parse_arn(self.loop.flow_definition_arn)
        return arn.name if arn else self.loop.flow_definition_arn

    @property
    def status(self) -> str:
        """What the list says of it, in English."""
        return _SHOWN_AS[self.task.status] if self.task and self.is_held else mark("Available")

    @property
    def ends_at(self) -> Instant:
        """When it is taken from the worker: the own deadline, or the human loop's end."""
        deadline = self.task.deadline if self.task else None
        return self.loop.expires_at if deadline is None else min(deadline, self.loop.expires_at)

    def row(self) -> dict[str, Any]:
        """Return what the list shows of it."""
        review = self.loop.review
        return {
            "id": self.id,
            "title": review.title,
            "description": review.description,
            "keywords": review.keywords,
            "flow": self.flow,
            "createdAt": self.loop.created_at,
            "endsAt": self.ends_at,
            "status": self.status,
            "statusText": say(self.status),
            "action": say("Resume working") if self.is_held else say("Start working"),
        }

    def why_not_in_hand(self) -> RefusalError:
        """Say why the worker, who wants to go on with a task of it, has none in hand."""
        if not self.is_listed:
            return self.why_not_yours()
        how = self.loop.left_by.get(self.worker.id)
        if how is not None:
            return RefusalError(409, say(_LEFT[how]), say(_STARTABLE), how.value)
        return RefusalError(409, say("You have not started this task"), say(_START), "not-started")

    def why_not_yours(self) -> RefusalError:
        """Say why the worker has no task of it in hand and can have none."""
        loop, task = self.loop, self.task
        if task is not None and task.status is TaskStatus.SUBMITTED:
            return RefusalError(409, say("You have submitted this task"), say(_DONE), "done")
        if loop.phase in (Phase.SETTLING, Phase.SETTLED) or self.is_stopping:
            return self._ended()
        if self.is_stopped or self.worker.id in loop.declined_by:
            return self._not_again()
        if loop.phase is Phase.STARTING:
            return RefusalError(409, say("This task is not ready yet"), say(_STARTING), "starting")
        how = loop.left_by.get(self.worker.id)
        if how is not None:
            return RefusalError(409, say(_LEFT[how]), say(_TAKEN_SINCE), "taken")
        return RefusalError(409, say("This task is taken"), say(_TAKEN), "taken")

    def _not_again(self) -> RefusalError:
        """Say why the worker is not offered it any more."""
        if self.is_stopped:
            title = say("You get no more of these tasks")
            return RefusalError(403, title, say(_NO_MORE), "no-more")
        return RefusalError(409, say("You have declined this task"), say(_DECLINED), "declined")

    def _ended(self) -> RefusalError:
        """Say which of its endings the loop has come to."""
        loop = self.loop
        if loop.outcome is LoopStatus.COMPLETED:
            return RefusalError(410, say("This job is done"), say(_COMPLETED), "done")
        if loop.outcome is LoopStatus.STOPPED:
            return RefusalError(410, say("This job was stopped"), say(_STOPPED), "stopped")
        if loop.has_expired:
            return RefusalError(410, say("This job has expired"), say(_EXPIRED), "expired")
        reason = loop.failure_reason or loop.failure_code
        return RefusalError(410, say("This job has failed"), say(_FAILED, reason=reason), "failed")


_DONE = mark("Thank you. Your answer has arrived, and there is nothing left for you to do here.")
_DECLINED = mark("You will not be offered it again; somebody else of your team can work on it.")
_STARTING = mark("It is being prepared. This page goes on by itself in a moment.")
_NO_MORE = mark("The requester looks at how they were answered. Other tasks are open to you.")
_TAKEN = mark("Every part of this job is in the hands of another worker.")
_START = mark("Start it first; what you have entered is kept.")
_LEFT = {
    Leaving.TIMED_OUT: mark("Your time for this task ran out"),
    Leaving.RELEASED: mark("You have released this task"),
}
_STARTABLE = mark("It went back to your team. You can start it again as long as nobody else does.")
_TAKEN_SINCE = mark("It went back to your team, and another worker has taken it since.")
_COMPLETED = mark("All answers that were asked for are in. There is nothing left to do here.")
_STOPPED = mark("Its requester has stopped it. No more answers are taken.")
_EXPIRED = mark("It was not completed in time, and no more answers are taken.")
_FAILED = mark("Nobody can work on it: %(reason)s")
