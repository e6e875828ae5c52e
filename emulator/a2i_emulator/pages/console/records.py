"""What has happened: events and API calls."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.pages.console.loops import pretty
from a2i_emulator.record.calls import HistoryEntry
from a2i_emulator.service import Service

_MOST = 200
_A_PAGE = 50


def events(service: Service) -> dict[str, Any]:
    """Return the latest events and what became of them."""
    with service.view() as store:
        records = store.events.latest(_MOST)
    return {"events": [{**record.to_json(), "text": pretty(record.event)} for record in records]}


def requests(service: Service, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of the latest API calls, newest first.

    Args:
        service: the emulator.
        asked: ``operation``, ``loop`` (a part of a human loop's or another resource's name),
            ``status`` (a key of ``STATUSES``), ``seconds`` (no older than that), ``each`` (do not
            take repeated reads together) and ``after`` (a request id), each where wanted.
    """
    entries = service.history.latest()
    operations = sorted({entry.operation for entry in entries})
    oldest = service.clock.now() - SECOND * _number(asked.get("seconds", ""))
    wanted = [entry for entry in entries if _is_wanted(entry, asked, oldest)]
    rows = [[entry] for entry in wanted] if asked.get("each") else _taken_together(wanted)
    ids = [row[0].request_id for row in rows]
    after = asked.get("after", "")
    first = ids.index(after) + 1 if after in ids else 0
    shown = rows[first : first + _A_PAGE]
    return {
        "requests": [call_row(row[0], len(row), row[-1].time) for row in shown],
        "next": shown[-1][0].request_id if len(rows) > first + _A_PAGE else None,
        "is_first": first == 0,
        "operations": operations,
        "statuses": list(STATUSES),
        "asked": {key: asked.get(key, "") for key in _ASKED},
        "is_filtered": any(asked.get(key) for key in ("operation", "loop", "status", "seconds")),
    }


_ASKED = ("operation", "loop", "status", "seconds", "each")
STATUSES: Mapping[str, Callable[[HistoryEntry], bool]] = {
    "ok": lambda entry: entry.error_code is None and entry.status < HTTPStatus.BAD_REQUEST,
    "errors": lambda entry: entry.error_code is not None or entry.status >= HTTPStatus.BAD_REQUEST,
    "4xx": lambda entry: entry.status // 100 == 4,  # noqa: PLR2004
    "5xx": lambda entry: entry.status // 100 == 5,  # noqa: PLR2004
}
_MOST_DIGITS = 9


def _number(text: str) -> float:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else math.inf


def _is_wanted(entry: HistoryEntry, asked: Mapping[str, str], oldest: float) -> bool:
    loop = str((entry.input or {}).get("HumanLoopName", ""))
    is_of_status = STATUSES.get(asked.get("status", ""))
    return (
        asked.get("operation", "") in ("", entry.operation)
        and asked.get("loop", "").strip() in f"{entry.resource}\n{loop}"
        and (is_of_status is None or is_of_status(entry))
        and entry.time >= oldest
    )


_READS = ("Describe", "List", "Get", "Head")


def _taken_together(entries: Sequence[HistoryEntry]) -> list[list[HistoryEntry]]:
    """Make one row of the reads that were repeated with the same outcome, between two changes."""
    rows: list[list[HistoryEntry]] = []
    repeated: dict[tuple[object, ...], list[HistoryEntry]] = {}
    for entry in entries:
        if not entry.operation.startswith(_READS):
            repeated.clear()
            rows.append([entry])
            continue
        key = (entry.operation, entry.resource, entry.account, entry.region, entry.error_code)
        if key in repeated:
            repeated[key].append(entry)
        else:
            repeated[key] = [entry]
            rows.append(repeated[key])
    return rows


def taken_together(entries: Sequence[HistoryEntry], most: int) -> list[dict[str, Any]]:
    """Return rows of calls, newest first, in which repeated reads are one."""
    rows = _taken_together(entries)[:most]
    return [call_row(row[0], len(row), row[-1].time) for row in rows]


def call_row(entry: HistoryEntry, times: int, since: Instant) -> dict[str, Any]:
    """Return what a row shows of a call, which was repeated so many times since a moment."""
    reason = entry.reason if entry.reason != entry.error_message else None
    return {
        "id": entry.request_id,
        "time": entry.time,
        "times": times,
        "since": since,
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
