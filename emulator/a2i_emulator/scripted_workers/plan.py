"""Who does what, and when: the rules played through on a copy of a loop.

A plan depends on nothing but the loop, the rules and the time, so that it is the same after a
restart. What is not due yet is played through as well: it keeps a task from later rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.scripted_worker import Verb
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.scripted_workers.rules import Rule, ScriptedAction


@dataclass(frozen=True, slots=True)
class AvailableWorkers:
    """Who there is to act.

    Attributes:
        named: returns the worker of a name.
        next: returns a worker who may begin a task of the loop.
    """

    named: Callable[[str], Worker]
    next: Callable[[HumanLoop], Worker]


@dataclass(frozen=True, slots=True)
class Intent:
    """An action that is due; ``index`` counts the rule's workers."""

    rule: Rule
    verb: Verb
    worker: Worker
    index: int


def next_look(loop: HumanLoop, rules: Sequence[Rule], now: Instant) -> Instant | None:
    """Return when to look at the loop again: a rule falls due, or a worker's time is up."""
    moments = [
        loop.created_at + rule.after for rule in rules if rule.action is not ScriptedAction.EXPIRE
    ]
    moments += [task.deadline for task in loop.tasks if task.deadline is not None]
    return min((moment for moment in moments if moment > now), default=None)


def play_through(
    loop: HumanLoop, rules: Sequence[Rule], available: AvailableWorkers, now: Instant
) -> tuple[tuple[Intent, ...], Instant | None]:
    """Return what is due, and when to look again.

    Args:
        loop: an open loop.
        rules: the rules that match it.
        available: who there is.
        now: the emulator's time.
    """
    stage = _Stage(loop, available, now)
    for rule in rules:
        if rule.action is ScriptedAction.EXPIRE or not stage.is_open:
            break
        stage.play(rule)
    return tuple(stage.intents), next_look(stage.loop, rules, now)


class _Stage:
    """The copy of the loop, as each action leaves it."""

    def __init__(self, loop: HumanLoop, available: AvailableWorkers, now: Instant) -> None:
        self.loop = loop
        self.intents: list[Intent] = []
        self._available = available
        self._now = now

    @property
    def is_open(self) -> bool:
        return self.loop.is_offered and self.loop.next_available() is not None

    def play(self, rule: Rule) -> None:
        due_at = self.loop.created_at + rule.after
        is_due = due_at <= self._now
        if rule.action is ScriptedAction.DECLINE:
            if is_due:
                self._decline(rule)
            return
        if (
            rule.action is ScriptedAction.ABANDON
            and due_at + self.loop.review.time_limit <= self._now
        ):
            return
        for index, worker in self._workers(rule):
            self._take(rule, worker, index, is_due=is_due)

    def _decline(self, rule: Rule) -> None:
        for index, name in enumerate(rule.workers):
            worker = self._available.named(name)
            if worker.id not in self.loop.declined_by:
                self.loop = life_cycle.decline(self.loop, worker, self._now)
                self.intents.append(Intent(rule, Verb.DECLINE, worker, index))

    def _take(self, rule: Rule, worker: Worker, index: int, *, is_due: bool) -> None:
        self.loop = life_cycle.accept(self.loop, worker, self._now)
        if not is_due:
            return
        if rule.action is ScriptedAction.ABANDON:
            self.intents.append(Intent(rule, Verb.ACCEPT, worker, index))
            return
        self.loop = life_cycle.submit(self.loop, worker, self._now)
        self.intents.append(Intent(rule, Verb.SUBMIT, worker, index))

    def _workers(self, rule: Rule) -> Iterator[tuple[int, Worker]]:
        if rule.workers:
            for index, name in enumerate(rule.workers):
                worker = self._available.named(name)
                if self.loop.may_begin(worker):
                    yield index, worker
            return
        while self.loop.is_offered and (task := self.loop.next_available()) is not None:
            yield task.index, self._available.next(self.loop)
