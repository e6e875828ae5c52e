"""The scripted workers as the engine knows them: an `engine.steps.ScriptedWorkers`."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import Instant, iso_milliseconds
from a2i_emulator.domain.scripted_worker import Plan, Step, Verb
from a2i_emulator.domain.workforce import Worker
from a2i_emulator.operations import workers
from a2i_emulator.operations.ports import Database, Store
from a2i_emulator.operations.task_input import task_input
from a2i_emulator.scripted_workers.answers import NoAnswerError, content_of
from a2i_emulator.scripted_workers.plan import AvailableWorkers, Intent, next_look, play_through
from a2i_emulator.scripted_workers.rules import Rule, compile_rules, read_rules
from a2i_emulator.scripted_workers.task import ScriptedTask, scripted_task

log = logging.getLogger("a2i_emulator.scripted_workers")

_DOCUMENT = "workers"
"""The store's document that holds the rules."""

_MAX_PROBLEMS = 100
_MAX_PERFORMED = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that could not be given; ``rule`` is the rule's label."""

    time: Instant
    rule: str
    human_loop_name: str
    message: str

    @property
    def document(self) -> dict[str, Any]:
        """The problem as ``GET /_a2i/workers`` shows it."""
        return {
            "time": iso_milliseconds(self.time),
            "rule": self.rule,
            "humanLoopName": self.human_loop_name,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class PerformedAction:
    """What a scripted worker decided to do with a task; ``rule`` is the rule's label."""

    time: Instant
    rule: str
    human_loop_name: str
    worker: str
    verb: Verb


class ScriptedWorkers:
    """Decides what scripted workers do, by the rules in the store and those of Python.

    Rules of Python live in this object alone and come before those in the store. After any
    change of the rules, `Engine.ask_scripted_workers_again` has them look at the loops that are
    open already.

    Args:
        users: knows the workers of private teams.
    """

    def __init__(self, users: workers.Users) -> None:
        self._users = users
        self._own: list[Rule] = []
        self._problems: deque[Problem] = deque(maxlen=_MAX_PROBLEMS)
        self._performed: deque[PerformedAction] = deque(maxlen=_MAX_PERFORMED)
        self._lock = threading.Lock()

    def add(self, rule: Rule) -> None:
        """Add a rule behind those of Python that are there."""
        with self._lock:
            self._own.append(rule)

    def reset(self) -> None:
        """Forget Python's rules, problems and what was done; rules in the store are the store's."""
        with self._lock:
            self._own.clear()
            self._problems.clear()
            self._performed.clear()

    def putting(self, document: Any) -> Callable[[Store], None]:
        """Check rules, and return what replaces those in a store by them.

        Raises:
            BadRuleError: a rule cannot be used.
        """
        read_rules(document)
        return lambda store: store.save_document(_DOCUMENT, {"rules": document["rules"]})

    def list(self, store: Store) -> dict[str, Any]:
        """Return the rules in the store, in the format of `putting`, and the latest problems."""
        document = store.document(_DOCUMENT) or {"rules": []}
        return {**document, "problems": [problem.document for problem in self.problems()]}

    def problems(self) -> Sequence[Problem]:
        """Return the latest answers that could not be given, oldest first."""
        with self._lock:
            return tuple(self._problems)

    def performed(self) -> Sequence[PerformedAction]:
        """Return what was decided lately, oldest first."""
        with self._lock:
            return tuple(self._performed)

    def clear(self, store: Store) -> None:
        """Forget the rules in the store."""
        store.save_document(_DOCUMENT, None)

    def is_idle(self, store: Store) -> bool:
        """Tell whether there are no rules; see `engine.steps.ScriptedWorkers.is_idle`."""
        with self._lock:
            return not self._own and store.document(_DOCUMENT) is None

    def plan(self, database: Database, loop: HumanLoop, now: Instant) -> Plan:
        """Decide what to do with an open loop; see `engine.steps.ScriptedWorkers.plan`."""
        with database.read() as store:
            rules = self._rules(store)
            if not rules:
                return Plan()
            content = store.human_loops.input_content(loop.id)
            team = workers.workteam_of(store, loop.review.workteam_arn)
        task = scripted_task(loop, task_input(content))
        loop = life_cycle.tick(loop, now)
        matching = [rule for rule in rules if self._matches(rule, task, now)]
        if not any(loop.created_at + rule.after <= now for rule in matching):
            return Plan((), next_look(loop, matching, now))
        known = workers.team_workers(team, self._users)
        with database.read() as store:
            available = _available(store, loop, known)
            intents, next_at = play_through(loop, matching, available, now)
        return Plan(tuple(self._actions(intents, task, now)), next_at)

    def _rules(self, store: Store) -> tuple[Rule, ...]:
        document = store.document(_DOCUMENT)
        stored = compile_rules(document["rules"]) if document else ()
        with self._lock:
            return (*self._own, *stored)

    def _matches(self, rule: Rule, task: ScriptedTask, now: Instant) -> bool:
        try:
            return bool(rule.matches(task))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - anything may come out of a user's function
            self._note(rule, task, f"{type(error).__name__}: {error}", now)
            return False

    def _actions(
        self, intents: Sequence[Intent], task: ScriptedTask, now: Instant
    ) -> Iterator[Step]:
        for intent in intents:
            rule, worker = intent.rule, intent.worker
            action = PerformedAction(
                now, rule.label, task.human_loop_name, worker.name, intent.verb
            )
            if intent.verb is not Verb.SUBMIT or rule.answer is None:
                self._done(action)
                yield Step(intent.verb, worker)
                continue
            mine = replace(task, worker=worker.name, index=intent.index)
            try:
                content = content_of(rule.answer, mine)
            except NoAnswerError as error:
                self._note(rule, task, str(error), now)
                continue
            self._done(action)
            yield Step(Verb.SUBMIT, worker, content, rule.time_spent_seconds)

    def _done(self, action: PerformedAction) -> None:
        with self._lock:
            self._performed.append(action)

    def _note(self, rule: Rule, task: ScriptedTask, message: str, now: Instant) -> None:
        log.warning(
            "human loop %s: rule %s of the scripted workers: %s",
            task.human_loop_arn,
            rule.label,
            message,
        )
        with self._lock:
            self._problems.append(Problem(now, rule.label, task.human_loop_name, message))


def _available(store: Store, loop: HumanLoop, known: Sequence[Worker]) -> AvailableWorkers:
    return AvailableWorkers(
        named=partial(workers.find_worker, store, known, loop.review.workteam_arn),
        next=partial(workers.next_worker, store, known),
    )
