"""What happened in an emulator, for the report of a failed test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from a2i_emulator.domain.instant import iso_milliseconds
from a2i_emulator.record.calls import History, HistoryEntry
from a2i_emulator.testing.a2i import A2I
from a2i_emulator.testing.results import Event

_MOST = 50
Section = tuple[str, str]


def sections(a2i: A2I) -> Iterator[Section]:
    """Tell what an emulator was asked, and what went wrong in it."""
    yield from call_section(a2i.history)
    troubled = [event for event in a2i.events_so_far() if event.error is not None]
    if troubled:
        yield "A2I events that were not delivered", "\n".join(map(_event_text, troubled))
    problems = a2i.workers.problems_so_far()
    if problems:
        lines = [f"rule {p.rule}, human loop {p.human_loop_name}: {p.message}" for p in problems]
        yield "A2I scripted workers", "\n".join(lines)


def call_section(history: History) -> Iterator[Section]:
    """Tell what an emulator was asked, if it was asked anything."""
    calls = list(reversed(history.latest()))
    if calls:
        yield "A2I API calls received", "\n".join(_call_lines(calls))


def _call_lines(calls: Sequence[HistoryEntry]) -> Iterator[str]:
    if len(calls) > _MOST:
        yield f"… and {len(calls) - _MOST} before"
    for call in calls[-_MOST:]:
        time = iso_milliseconds(call.time)[11:-1]
        yield f"{time} {call.status} {call.service} {call.operation} {call.resource}".rstrip()
        if call.error_code is not None:
            yield f"    {call.error_code}: {call.error_message}"
        if call.reason is not None and call.reason != call.error_message:
            yield f"    because: {call.reason}"


def _event_text(event: Event) -> str:
    detail = event.detail
    name = f"{detail.get('humanLoopName')} {detail.get('humanLoopStatus')}" if detail else event.bus
    lines = [f"{name}: {event.state}"]
    for delivery in event.deliveries:
        if delivery.error is not None:
            tried = f"{delivery.state} after {delivery.attempts} attempts"
            lines.append(f"    {delivery.target}: {tried}: {delivery.error}")
    return "\n".join(lines)
