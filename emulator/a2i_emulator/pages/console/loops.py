"""Human loops: a page of them, and one in every detail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus, Phase
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.output import Answer
from a2i_emulator.domain.s3_uri import parse_s3_uri
from a2i_emulator.domain.task import TaskStatus, task_id
from a2i_emulator.operations.ports import Listing, Page, Position, S3RefusedError, Store
from a2i_emulator.service import Service

STATUSES = tuple(status.value for status in LoopStatus)
_A_PAGE = 50
_READ_AT_MOST = 2000
_EVENTS = 1000
_MAX_SHOWN = 200_000
"""Characters of one JSON document; nobody reads on."""


def listing(service: Service, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of the loops of one flow definition, newest first, or of all open ones.

    With a name: all loops of that name, of the flow definition where one is asked for.

    Args:
        service: the emulator.
        asked: ``flow`` (an ARN), ``status``, ``name`` and ``after``, each where wanted.
    """
    flow, status, name = (asked.get(key, "") for key in ("flow", "status", "name"))
    with service.view() as store:
        flows = [(found.arn, found.name) for found in store.flow_definitions.every()]
        if name:
            named = store.human_loops.named(name.strip())
            ours = [one for one in named if flow in ("", one.flow_definition_arn)]
            page = Page([one for one in ours if _is(one, status)], None)
        else:
            page = _filtered(_pages(store, flow), status, _position(asked.get("after", "")))
    return {
        "loops": [_row(loop) for loop in page.items],
        "next": page.next and f"{page.next[0]}.{page.next[1]}",
        "flows": flows,
        "statuses": STATUSES,
        "asked": {"flow": flow, "status": status, "name": name, "after": asked.get("after", "")},
    }


def details(service: Service, loop_id: str) -> dict[str, Any] | None:
    """Return everything that is known of a loop; None if there is none of that id."""
    with service.view() as store:
        loop = store.human_loops.by_id(loop_id)
        if loop is None:
            return None
        content = store.human_loops.input_content(loop_id)
        answers = store.human_loops.answers(loop_id)
        events = store.events.latest(_EVENTS)
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
        "events": [
            record.to_json() for record in events if loop.arn in record.event.get("resources", ())
        ],
    }


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
        "asked": loop.review.task_count,
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


_Pages = Callable[[Position | None], Page[HumanLoop]]


def _pages(store: Store, flow: str) -> _Pages:
    arn = parse_arn(flow)
    if arn is None:
        return lambda after: store.human_loops.open(after=after, limit=_A_PAGE)
    scope = arn.scope
    return lambda after: store.human_loops.page(scope, flow, Listing(_A_PAGE, after))


def _filtered(pages: _Pages, status: str, after: Position | None) -> Page[HumanLoop]:
    """Collect a page of loops of a status, but do not look at too many others for it."""
    found: list[HumanLoop] = []
    for _ in range(_READ_AT_MOST // _A_PAGE):
        page = pages(after)
        found += [loop for loop in page.items if _is(loop, status)]
        after = page.next
        if after is None or len(found) >= _A_PAGE:
            break
    return Page(found, after)


def _is(loop: HumanLoop, status: str) -> bool:
    return not loop.is_deleted and status in ("", loop.status.value)


def _position(text: str) -> Position | None:
    at, _, loop_id = text.partition(".")
    return (int(at), loop_id) if at.isascii() and at.isdecimal() and len(at) < 19 else None  # noqa: PLR2004 - fits 64 bits
