"""What has happened: events and API calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.pages.console.loops import pretty
from a2i_emulator.record.calls import HistoryEntry
from a2i_emulator.service import Service

_MOST = 200


def events(service: Service) -> dict[str, Any]:
    """Return the latest events and what became of them."""
    with service.view() as store:
        records = store.events.latest(_MOST)
    return {"events": [{**record.to_json(), "text": pretty(record.event)} for record in records]}


def requests(service: Service, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the latest API calls, or the latest of those that failed."""
    only_errors = asked.get("errors") == "1"
    entries = [
        entry
        for entry in service.history.latest()
        if entry.error_code is not None or not only_errors
    ]
    return {"requests": [_call(entry) for entry in entries[:_MOST]], "only_errors": only_errors}


def _call(entry: HistoryEntry) -> dict[str, Any]:
    reason = entry.reason if entry.reason != entry.error_message else None
    return {
        "id": entry.request_id,
        "time": entry.time,
        "service": entry.service,
        "operation": entry.operation,
        "resource": entry.resource,
        "scope": f"{entry.account} · {entry.region}",
        "status": entry.status,
        "milliseconds": round(entry.milliseconds, 1),
        "error_code": entry.error_code,
        "error_message": entry.error_message,
        "reason": reason,
        "input": None if entry.input is None else pretty(entry.input),
        "output": None if entry.output is None else pretty(entry.output),
    }
