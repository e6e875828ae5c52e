"""Under which ids one worker meets human loops, where gold tasks come in their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.workforce import Worker

_LONGEST_AWAY = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class GoldTurns:
    """The gold tasks that a worker was dealt, each in the place of a human loop.

    Whoever begins a task has chosen it by the id that they saw. A gold task in its place goes by
    that very id, and the human loop goes on by the one that the gold task has: so no id leads to
    two tasks, and each looks like any other.

    Attributes:
        places: by the id of a human loop the task ids of the gold tasks, in the order in which
            they came.
    """

    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_gold_task(self, loop_id: str, task_id: str) -> GoldTurns:
        """Add a gold task that comes in the place of a human loop."""
        place = (*self.places.get(loop_id, ()), task_id)
        return replace(self, places={**self.places, loop_id: place})

    def place_of(self, loop: HumanLoop) -> str | None:
        """Return the id of the human loop in whose place a loop is met; None if it is not."""
        if loop.gold_task is None:
            return loop.id
        prefix = f"{loop.id}-"
        for loop_id, golds in self.places.items():
            if any(gold.startswith(prefix) for gold in golds):
                return loop_id
        return None


@dataclass(frozen=True, slots=True)
class Place:
    """A human loop and the gold tasks that came in its place, of one worker.

    Attributes:
        loops: the human loop, if it still is there, and behind it the gold tasks.
        tasks: by the id of a gold task the index by which its worker knows its task.
    """

    loops: Sequence[HumanLoop]
    tasks: Mapping[str, int]

    def behind(self, loop: HumanLoop) -> HumanLoop:
        """Return what the id of one of these leads the worker to."""
        return self._beside(loop, 1)

    def id_of(self, loop: HumanLoop) -> str:
        """Return the id by which the worker knows one of these."""
        return self._beside(loop, -1).id

    def covers(self, loop: HumanLoop, worker: Worker) -> bool:
        """Whether a gold task is in the place of the human loop at the moment."""
        last = self.loops[-1]
        if last.id == loop.id or loop.gold_task is not None:
            return False
        task = last.task_of(worker)
        return last.may_begin(worker) or (task is not None and task.is_held)

    def is_back_at(self, loop: HumanLoop, worker: Worker, share: float) -> Instant:
        """Return when the human loop is listed again after a gold task was in its place.

        As if a colleague had taken the task and let it go: within the time that one has for it.

        Args:
            loop: the human loop.
            worker: whose place this is.
            share: how much of the longest time away that is to be, from 0 to 1.
        """
        done = self.loops[-1].task_of(worker)
        is_begun = loop.gold_task is not None or loop.task_of(worker) is not None
        if done is None or done.submitted_at is None or is_begun:
            return loop.created_at
        left = max(loop.expires_at - done.submitted_at, 0)
        longest = min(loop.review.time_limit, _LONGEST_AWAY, left // 2)
        return done.submitted_at + round(longest * share)

    def _beside(self, loop: HumanLoop, steps: int) -> HumanLoop:
        ids = [one.id for one in self.loops]
        return self.loops[(ids.index(loop.id) + steps) % len(ids)]
