"""Random lives of a loop, held against a much simpler description of the rules."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop, Phase, Review
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.life_cycle import RefusedError
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.task import TaskStatus
from a2i_emulator.domain.workforce import Worker

WORKERS = [Worker(f"{n:016x}", f"worker-{n}") for n in range(4)]
LIMIT, LIFETIME = 60 * SECOND, 200 * SECOND
workers = st.sampled_from(WORKERS)


class LoopMachine(RuleBasedStateMachine):
    """The model: who holds a task since when, who has answered, who has declined."""

    @initialize(task_count=st.integers(1, 3))
    def begin(self, task_count: int) -> None:
        review = Review("team", "ui", "0", "t", "d", (), task_count, LIMIT, LIFETIME, "s3://b/o")
        self.now = 0
        self.loop = life_cycle.start(
            loop_id="id",
            scope=Scope("1", "r"),
            name="n",
            flow_definition_arn="f",
            review=review,
            input_sha256="",
            data_attributes=None,
            now=0,
        )
        self.loop = life_cycle.rendered(self.loop, None)
        self.count = task_count
        self.holding: dict[str, int] = {}
        self.answered: set[str] = set()
        self.declined: set[str] = set()
        self.status = "InProgress"
        self.outcome: str | None = None

    def attempt(self, allowed: bool, move: Callable[[HumanLoop], HumanLoop]) -> bool:
        """Try a move; whether it is refused must be what the model says."""
        try:
            self.loop = move(life_cycle.tick(self.loop, self.now))
        except RefusedError:
            assert not allowed
            return False
        assert allowed
        return True

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @rule(worker=workers)
    def accept(self, worker: Worker) -> None:
        mine = worker.id in self.holding
        free = self.count - len(self.answered) - len(self.holding)
        may = (
            self.is_open
            and self.status == "InProgress"
            and free > 0
            and worker.id not in self.answered | self.declined
        )
        if self.attempt(mine or may, lambda loop: life_cycle.accept(loop, worker, self.now)):
            self.holding.setdefault(worker.id, self.now)

    @rule(worker=workers)
    def submit(self, worker: Worker) -> None:
        held = worker.id in self.holding
        if self.attempt(held, lambda loop: life_cycle.submit(loop, worker, self.now)):
            del self.holding[worker.id]
            self.answered.add(worker.id)
            if len(self.answered) == self.count:
                self.outcome = "Stopped" if self.status == "Stopping" else "Completed"
            self.settle()

    @rule(worker=workers, how=st.sampled_from([life_cycle.suspend, life_cycle.resume]))
    def pause(self, worker: Worker, how: Callable[[HumanLoop, Worker, int], HumanLoop]) -> None:
        self.attempt(worker.id in self.holding, lambda loop: how(loop, worker, self.now))

    @rule(worker=workers)
    def release(self, worker: Worker) -> None:
        held = worker.id in self.holding
        if self.attempt(held, lambda loop: life_cycle.release(loop, worker, self.now)):
            del self.holding[worker.id]
            self.settle()

    @rule(worker=workers)
    def decline(self, worker: Worker) -> None:
        if self.attempt(self.is_open, lambda loop: life_cycle.decline(loop, worker, self.now)):
            self.holding.pop(worker.id, None)
            self.declined.add(worker.id)
            self.settle()

    @rule()
    def stop(self) -> None:
        allowed = self.attempt(
            self.status != "Stopped", lambda loop: life_cycle.stop(loop, self.now)
        )
        if allowed and self.is_open:
            self.status = "Stopping" if self.holding or self.answered else "Stopped"
            self.settle()

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        """Let time pass as the engine does: from one due moment to the next."""
        until = self.now + seconds * SECOND
        while self.loop.phase is Phase.OPEN and (self.loop.due_at or 0) <= until:
            self.now = max(self.now, self.loop.due_at or 0)
            before = self.loop
            self.loop = life_cycle.tick(self.loop, self.now)
            assert self.loop != before, "what is due must change something"
            self.let_time_out()
        self.now = until

    def let_time_out(self) -> None:
        late = [w for w, since in self.holding.items() if since + LIMIT <= self.now]
        for worker in late:
            del self.holding[worker]
        self.settle()
        if self.is_open and self.now >= LIFETIME:
            self.outcome = "Failed" if self.status == "InProgress" else "Stopped"
            self.holding.clear()

    def settle(self) -> None:
        if self.is_open and self.status != "InProgress" and not self.holding:
            self.outcome = "Stopped"

    @precondition(lambda self: self.loop.phase is Phase.SETTLING)
    @rule()
    def write_output(self) -> None:
        written = life_cycle.output_written(self.loop)
        assert written.phase is Phase.SETTLED
        assert written.due_at is None
        assert written.status.value == self.outcome
        assert (written.failure_code == "Expired") == (self.outcome == "Failed")

    @invariant()
    def agrees(self) -> None:
        tasks = self.loop.tasks
        assert {t.worker.id for t in tasks if t.is_held and t.worker} == set(self.holding)
        submitted = {t.worker.id for t in tasks if t.status is TaskStatus.SUBMITTED and t.worker}
        assert submitted == self.answered
        assert self.loop.status.value == self.status
        assert (self.loop.phase is Phase.OPEN) == self.is_open
        if self.loop.phase is Phase.OPEN:
            assert self.loop.due_at is not None
            assert self.loop.due_at > self.now or self.now == 0


TestLoopMachine = LoopMachine.TestCase
