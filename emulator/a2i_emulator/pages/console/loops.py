"""Human loops: a page of them, and one in every detail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus, Phase
from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.output import Answer
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.domain.task import TaskStatus, task_id
from a2i_emulator.operations.ports import Position, S3RefusedError, Store
from a2i_emulator.pages.console.listing import offered
from a2i_emulator.service import Service

STATUSES = tuple(status.value for status in LoopStatus)
_A_PAGE = 50
_LOOKED_AT = 20_000
"""Loops that a search looks at for one page."""

FILTERS = ("flow", "status", "name", "seconds")
_MOST_DIGITS = 9
_EVENTS = 1000
_MAX_SHOWN = 200_000
"""Characters of one JSON document; nobody reads on."""


def listing(service: Service, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of loops in any state, newest first.

    Args:
        service: the emulator.
        asked: ``flow`` (an ARN), ``status``, ``name`` (a part of it), ``seconds`` (started no
            longer ago than that) and ``after``, each where wanted.
    """
    flow, status, name, seconds = (asked.get(key, "") for key in FILTERS)
    after = asked.get("after", "")
    wanted: dict[str, Any] = {
        # Names have small letters only.
        "name_contains": name.strip().lower(),
        "flow_definition_arn": flow or None,
        "since": _since(service, seconds),
        "within": _LOOKED_AT,
    }
    with service.view() as store:
        flows, has_more_flows = offered(store.flow_definitions, flow if parse_arn(flow) else "")
        counts = store.human_loops.count_by_status(**wanted)
        page = store.human_loops.search(
            status=LoopStatus(status) if status in STATUSES else None,
            after=_position(after),
            limit=_A_PAGE,
            **wanted,
        )
    return {
        "loops": [_row(loop) for loop in page.items],
        "next": page.next and f"{page.next[0]}.{page.next[1]}",
        "flows": flows,
        "has_more_flows": has_more_flows,
        "counts": {one.value: counts.get(one, 0) for one in LoopStatus},
        "are_all_counted": sum(counts.values()) < _LOOKED_AT,
        "asked": {"flow": flow, "status": status, "name": name, "seconds": seconds},
        "is_first": not after,
    }


def details(service: Service, loop_id: str) -> dict[str, Any] | None:
    """Return everything that is known of a loop; None if there is none of that id."""
    with service.view() as store:
        loop = store.human_loops.by_id(loop_id)
        if loop is None:
            return None
        content = store.human_loops.input_content(loop_id)
        answers = store.human_loops.answers(loop_id)
        events = events_of(store, loop)
    return {
        "loop": _row(loop),
        "arn": loop.arn,
        "scope": loop.scope,
        "review": loop.review,
        "expires_at": loop.expires_at,
        "attempts": loop.attempts,
        "output_uri": loop.review.output_uri,
        "is_written": loop.has_output,
        "is_over": loop.phase is Phase.SETTLED,
        "tasks": [
            {"id": task_id(loop.id, task.index), "task": task, "number": task.index + 1}
            for task in loop.tasks
        ],
        "declined": len(loop.declined_by),
        "content": pretty(content),
        "answers": [_answer(answer) for answer in answers],
        "events": events,
        "can_stop": loop.status is LoopStatus.IN_PROGRESS and loop.gold_task is None,
        "is_adjudicated": len(loop.tasks) > loop.review.task_count,
    }


def events_of(store: Store, loop: HumanLoop) -> list[dict[str, Any]]:
    """Return those of the latest events that are about a loop."""
    return [
        record.to_json()
        for record in store.events.latest(_EVENTS)
        if loop.arn in record.event.get("resources", ())
    ]


def output(service: Service, loop_id: str) -> bytes | None:
    """Return the bytes of a loop's ``output.json``; None if they are not in S3."""
    with service.view() as store:
        loop = store.human_loops.by_id(loop_id)
    location = parse_s3_uri(loop.review.output_uri) if loop and loop.has_output else None
    if loop is None or location is None:
        return None
    try:
        return service.ports.read_object(loop.scope, location.bucket, location.key)
    except S3RefusedError:
        return None


def pretty(document: Any) -> str:
    """Write JSON, given as a text or a value, for people."""
    value = document
    if isinstance(document, str):
        try:
            value = json.loads(document)
        except (ValueError, RecursionError):
            return document[:_MAX_SHOWN]
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}\n…"


def _row(loop: HumanLoop) -> dict[str, Any]:
    flow = parse_arn(loop.flow_definition_arn)
    return {
        "id": loop.id,
        "name": loop.name,
        "flow": flow.name if flow else loop.flow_definition_arn,
        "flow_arn": loop.flow_definition_arn,
        "status": loop.status.value,
        "created_at": loop.created_at,
        "answered": sum(task.status is TaskStatus.SUBMITTED for task in loop.tasks),
        "asked": len(loop.tasks),
        "is_gold": loop.gold_task is not None,
        "failure_code": loop.failure_code,
        "failure_reason": loop.failure_reason,
        "scope": loop.scope,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "worker": answer.worker.name,
        "worker_id": answer.worker.id,
        "submitted_at": answer.submitted_at,
        "seconds": answer.time_spent / 1000,
        "content": pretty(answer.content),
    }


def _since(service: Service, seconds: str) -> Instant | None:
    is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) <= _MOST_DIGITS
    return service.clock.now() - SECOND * int(seconds) if is_number else None


def _position(text: str) -> Position | None:
    at, _, loop_id = text.partition(".")
    return (int(at), loop_id) if at.isascii() and at.isdecimal() and len(at) < 19 else None  # noqa: PLR2004 - fits 64 bits
