"""The step that is due for a human loop: what it takes outside, and what it changes.

Each step reads, acts on the outside world without a transaction, then has a pure transition
applied to the record as it then is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

from a2i_emulator.clock import Clock
from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop, Phase
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.output import Answer
from a2i_emulator.domain.scripted_worker import Plan
from a2i_emulator.engine import checking, outcomes
from a2i_emulator.engine.deliveries import FUNCTIONS
from a2i_emulator.operations.ports import (
    Database,
    Render,
    S3RefusedError,
    Store,
    WriteObject,
)
from a2i_emulator.operations.quality_control import known_answer, score_gold_task

log = logging.getLogger("a2i_emulator.engine.thread")

FAILED = "human loop %s: a step failed; it will be tried again"
_BROKEN = "human loop %s failed: %s"
_BROKEN_REASON = "The emulator could not go on with the human loop: {}: {}"

Change = Callable[[Store], None]
"""What a step has decided, to be applied to the record as it then is."""


class ScriptedWorkers(Protocol):
    """The scripted workers."""

    def plan(self, database: Database, loop: HumanLoop, now: Instant) -> Plan:
        """Decide what to do with a loop that is open; must not change the database.

        It is called without a transaction: a script may take its time, and call the emulator.
        """

    def is_idle(self, store: Store) -> bool:
        """Tell whether there is nothing that `plan` could go by."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Takes the steps of human loops.

    Attributes:
        database: where the loops are.
        clock: whose time they have.
        write_object: takes output to S3.
        render: renders templates, to see whether a loop can be shown.
        scripted_workers: the scripted workers.
    """

    database: Database
    clock: Clock
    write_object: WriteObject
    render: Render
    scripted_workers: ScriptedWorkers

    def take(self, loop: HumanLoop) -> Change:
        """Take the step that a loop is due for.

        Raises:
            Exception: what the outside world has raised, but for S3's refusals.
        """
        if loop.phase is Phase.STARTING:
            return self._begin(loop)
        if loop.phase is Phase.OPEN:
            return self._ask_scripted_workers(loop)
        if loop.phase is Phase.SETTLING:
            return self._write_output(loop)
        return _nothing

    def give_up(self, loop: HumanLoop, error: Exception) -> Change:
        """End a loop whose step fails for a reason that will not change.

        One that only the scripted workers cannot do is left to people.
        """
        if loop.phase is Phase.OPEN:
            log.error("human loop %s: no scripted worker can do it", loop.arn, exc_info=error)
            return self._change(loop, lambda now: life_cycle.scripted_workers_asked(now, None))
        reason = _BROKEN_REASON.format(type(error).__name__, error)
        log.error(_BROKEN, loop.arn, reason, exc_info=error)
        return self._change(loop, lambda current: life_cycle.broken(current, reason))

    def _begin(self, loop: HumanLoop) -> Change:
        reason = outcomes.why_not_shown(self.database, loop, self.render)
        if reason is None:
            return self._offer(loop)
        log.warning("human loop %s failed: %s", loop.arn, reason)
        return self._change(loop, lambda current: life_cycle.render_failed(current, reason))

    def _offer(self, loop: HumanLoop) -> Change:
        now = self.clock.now()

        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is None or current.phase is not Phase.STARTING:
                return
            # With the loop in hand: whoever brings rules from now on will find it open.
            attention_at = None if self.scripted_workers.is_idle(store) else now
            outcomes.keep(store, current, life_cycle.rendered(current, attention_at), now)

        return work

    def _ask_scripted_workers(self, loop: HumanLoop) -> Change:
        now = self.clock.now()
        plan = None
        if _concerns_workers(loop, now):
            plan = self.scripted_workers.plan(self.database, loop, now)

        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is None:
                return
            rules_are_the_same = current.attention_at == loop.attention_at
            followed = plan if rules_are_the_same else None
            outcomes.follow_plan(store, life_cycle.tick(current, now), followed, now)

        return work

    def _write_output(self, loop: HumanLoop) -> Change:
        with self.database.read() as store:
            content = store.human_loops.input_content(loop.id)
            answers = store.human_loops.answers(loop.id)
        if loop.gold_task is not None:
            return self._score(loop, answers)
        body = outcomes.output_body(loop, content, answers)
        if checking.is_disputed(loop, body, self.clock.now()):
            return self._ask_one_more(loop)
        try:
            self._write(loop, loop.review.output_uri, body)
            if (consolidated := checking.consolidated(loop, body)) is not None:
                self._write(loop, checking.consolidated_uri(loop), consolidated)
        except S3RefusedError as error:
            return self._put_off(loop, error)
        except Exception as error:
            log.exception(FAILED, loop.arn)
            return self._put_off(loop, S3RefusedError(type(error).__name__, str(error)))
        return self._change(loop, life_cycle.output_written)

    def _write(self, loop: HumanLoop, uri: str, body: bytes) -> None:
        self.write_object(
            loop.scope,
            uri,
            body,
            content_type="application/json",
            kms_key=loop.review.output_kms_key,
        )

    def _ask_one_more(self, loop: HumanLoop) -> Change:
        now = self.clock.now()

        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is not None and current.may_be_adjudicated(now):
                attention_at = None if self.scripted_workers.is_idle(store) else now
                store.human_loops.hand_over(life_cycle.adjudicated(current, attention_at))

        return work

    def _score(self, loop: HumanLoop, answers: Sequence[Answer]) -> Change:
        """End a gold task, and keep how it was answered."""
        with self.database.read() as store:
            known = known_answer(store, loop)
        is_right = bool(answers) and known is not None and checking.is_right(answers, known)
        now = self.clock.now()

        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is None or current.phase is not loop.phase:
                return
            if answers and known is not None:
                score_gold_task(store, current, answers[-1].worker, is_right=is_right)
            outcomes.keep(store, current, life_cycle.output_written(current), now)

        return work

    def _put_off(self, loop: HumanLoop, error: S3RefusedError) -> Change:
        retry_at = self.clock.now() + outcomes.backoff(loop.attempts)
        log.warning(
            "human loop %s: %s was not written (%s: %s); try %d follows",
            loop.arn,
            loop.review.output_uri,
            error.code,
            error,
            loop.attempts + 2,
        )
        return self._change(loop, lambda current: life_cycle.output_refused(current, retry_at))

    def _change(self, loop: HumanLoop, transition: Callable[[HumanLoop], HumanLoop]) -> Change:
        def work(store: Store) -> None:
            current = store.human_loops.by_id(loop.id)
            if current is not None and current.phase is loop.phase:
                outcomes.keep(store, current, transition(current), self.clock.now())

        return work


def lane_of(loop: HumanLoop, now: Instant) -> Hashable:
    """Return whom a loop's step waits for: a template, a bucket, the user's functions, nobody."""
    if loop.phase is Phase.STARTING:
        return "template", loop.flow_definition_arn
    if loop.phase is Phase.SETTLING and loop.gold_task is None:
        return "output", loop.scope, loop.review.output_uri.split("/")[2]
    return FUNCTIONS if _concerns_workers(loop, now) else "time"


def _concerns_workers(loop: HumanLoop, now: Instant) -> bool:
    return loop.is_offered and has_come(loop.attention_at, now)


def has_come(moment: Instant | None, now: Instant) -> bool:
    """Tell whether something is due."""
    return moment is not None and moment <= now


def _nothing(_store: Store) -> None:
    """Change nothing."""
