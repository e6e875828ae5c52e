"""Who did what: a page of the audit trail, where one is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant
from a2i_emulator.operations.ports import AuditEntry, AuditPosition, AuditQuery
from a2i_emulator.service import Service

_A_PAGE = 50
_ASKED = ("who", "action", "seconds")
_POSITION = re.compile(r"([0-9]{1,15})-([0-9]{1,18})")
_SECONDS = re.compile(r"[0-9]{1,9}")


def listing(service: Service, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of entries, newest first.

    Args:
        service: the emulator.
        asked: ``who``, ``action``, ``seconds`` (no older than that) and ``after`` (a place in the
            trail), each where wanted.
    """
    given = {key: asked.get(key, "").strip() for key in _ASKED}
    after = _position(asked.get("after", ""))
    query = AuditQuery(
        _A_PAGE,
        who=given["who"],
        action=given["action"],
        since=_since(given["seconds"], service.clock.now()),
        after=after,
    )
    with service.view() as store:
        entries, following = store.audit.page(query)
    return {
        "entries": [_row(entry) for entry in entries],
        "next": None if following is None else f"{following[0]}-{following[1]}",
        "is_first": after is None,
        "asked": given,
        "is_filtered": any(given.values()),
    }


def _row(entry: AuditEntry) -> dict[str, Any]:
    by = entry.who
    return {
        "time": entry.time,
        "kind": entry.kind,
        "who": by.known_as,
        "type": by.type,
        "details": " · ".join(filter(None, (by.id if by.name else "", by.arn, by.account))),
        "action": entry.action,
        "service": entry.service,
        "resource": entry.resource,
        "address": entry.address,
        "agent": entry.agent,
        "error_code": entry.error_code,
        "request_id": entry.request_id,
        "parameters": "\n".join(
            name if value is None else f"{name}: {value}"
            for name, value in entry.parameters.items()
        ),
    }


def _since(seconds: str, now: Instant) -> Instant | None:
    return now - SECOND * int(seconds) if _SECONDS.fullmatch(seconds) else None


def _position(text: str) -> AuditPosition | None:
    found = _POSITION.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))
