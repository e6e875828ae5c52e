"""The engine's steps on one human loop, within the transactions that the engine opens."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from a2i_emulator.domain import flow_definition, life_cycle
from a2i_emulator.domain.ai_request import recorded_input
from a2i_emulator.domain.human_loop import HumanLoop, Phase
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.life_cycle import RefusedError
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.output import Answer, output_document, status_change_event
from a2i_emulator.domain.scripted_worker import Plan, Step, Verb
from a2i_emulator.operations import tasks
from a2i_emulator.operations.human_loops import needs_public_consent
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import Database, EventRecord, Position, Render, Store
from a2i_emulator.operations.task_input import rendered_task
from a2i_emulator.operations.written_json import read_written, write_json

_BATCH = 200
_FIRST_RETRY = 1 * SECOND
_LAST_RETRY = 300 * SECOND
_NO_CONSENT = (
    "Content that is not declared FreeOfPersonallyIdentifiableInformation "
    "cannot be shown to the public workforce."
)
_FAILED = "Task failed to render: [ {} ]."


def why_not_shown(database: Database, loop: HumanLoop, render: Render) -> str | None:
    """Return why a loop's task cannot be shown to workers; None if it can.

    Args:
        database: where the loop is; no transaction is open.
        loop: a loop that is about to be offered.
        render: renders templates.
    """
    if needs_public_consent(loop):
        return _NO_CONSENT
    try:
        rendered = rendered_task(database.read, loop, render)
    except (ValueError, RecursionError) as error:  # a number of more digits than Python reads
        return _FAILED.format(f"InputContent: '{error}'")
    if rendered is None or not rendered.errors:
        return None
    problems = "; ".join(f"{error.code}: '{error.message}'" for error in rendered.errors)
    return _FAILED.format(problems)


def output_body(loop: HumanLoop, content: str, answers: Sequence[Answer]) -> bytes:
    """Return the bytes of ``output.json``.

    Args:
        loop: a loop that takes no more answers.
        content: its InputContent.
        answers: the answers in the order in which they came.
    """
    parsed = read_written(content)
    if loop.review.source is not None and isinstance(parsed, dict):
        parsed = recorded_input(parsed)
    # Halves of surrogate pairs, of which JSON may tell and UTF-8 may not, stay escapes.
    return write_json(output_document(loop, parsed, answers)).encode("utf-8", "backslashreplace")


def follow_plan(store: Store, loop: HumanLoop, plan: Plan | None, now: Instant) -> None:
    """Carry out what the scripted workers decided, as far as the loop still allows it."""
    if plan is not None:
        loop = life_cycle.scripted_workers_asked(loop, plan.next_at)
        for action in plan.actions:
            loop = _act(store, loop, action, now)
    store.human_loops.save(loop)


def ask_scripted_workers_again(database: Database, now: Instant) -> None:
    """Make every loop that workers may begin due for the scripted ones."""
    after: Position | None = None
    while True:
        after = database.transact(partial(_ask_again_page, after=after, now=now))
        if after is None:
            return


def _ask_again_page(store: Store, after: Position | None, now: Instant) -> Position | None:
    page = store.human_loops.open(after=after, limit=_BATCH)
    for listed in page.items:
        loop = store.human_loops.by_id(listed.id)
        # A gold task is its worker's alone, also when they have let it go.
        if loop is not None and loop.phase is Phase.OPEN and loop.gold_task is None:
            # Another moment than before tells a plan by the old rules that it is void.
            moment = now if loop.attention_at != now else now - 1
            store.human_loops.save(life_cycle.scripted_workers_asked(loop, moment))
    return page.next


def _act(store: Store, loop: HumanLoop, action: Step, now: Instant) -> HumanLoop:
    try:
        if action.verb is Verb.DECLINE:
            return life_cycle.decline(loop, action.worker, now)
        if action.verb is Verb.ACCEPT:
            tasks.check_offered(store, loop, action.worker)
            return life_cycle.accept(loop, action.worker, now)
        return tasks.answer(
            store,
            loop,
            action.worker,
            action.content or {},
            now,
            time_spent_seconds=action.time_spent_seconds,
        )
    except RefusedError:
        return loop


def keep(store: Store, before: HumanLoop, after: HumanLoop, now: Instant) -> None:
    """Store what became of a loop; a loop that is settled now is told of by an event."""
    if after.phase is Phase.SETTLED and before.phase is not Phase.SETTLED:
        after = replace(after, settled_at=now)
        if after.gold_task is None:
            event = status_change_event(after, new_id(), now)
            store.events.add(EventRecord(event["id"], after.scope, event, now, due_at=now))
        if after.delete_when_settled:
            _remove(store, after, now)
            return
    store.human_loops.save(after)


def _remove(store: Store, loop: HumanLoop, now: Instant) -> None:
    """Remove a loop; a flow definition that waited for it has another look at what is left."""
    store.human_loops.remove(loop)
    arn = parse_arn(loop.flow_definition_arn)
    flow = store.flow_definitions.get(loop.scope, arn.name) if arn else None
    if flow is not None and flow.status == flow_definition.DELETING:
        store.flow_definitions.save(replace(flow, due_at=now))


def after_delivery(record: EventRecord, now: Instant, backoff: int) -> EventRecord:
    """Plan a further try for an event with targets that could not take it yet.

    Args:
        record: the event, after a try.
        now: the moment of the try.
        backoff: milliseconds until the next one, for targets that have no time of their own.
    """
    if record.state != "pending":
        return replace(record, due_at=None)
    own = [d.get("retryAt", 0) for d in record.deliveries or () if d["state"] == "pending"]
    due_at = min((at if at > now else now + backoff for at in own), default=now + backoff)
    return replace(record, attempts=record.attempts + 1, due_at=due_at)


def backoff(attempts: int) -> int:
    """Return how long to wait before the next try: doubling, with jitter, up to five minutes."""
    longest: int = min(_LAST_RETRY, _FIRST_RETRY << min(attempts, 16))
    return round(longest * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, guards nothing
