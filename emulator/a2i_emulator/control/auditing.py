"""The route about who did what."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from flask import Blueprint, Response, jsonify, request

from a2i_emulator.control.reading import bad_request, limit, not_found
from a2i_emulator.domain.instant import Instant, from_datetime
from a2i_emulator.operations.ports import AuditPosition, AuditQuery
from a2i_emulator.service import Service

_POSITION = re.compile(r"(-?[0-9]{1,15})-([0-9]{1,18})")
_ORDERS = ("newest", "oldest")


def add_routes(control: Blueprint, service: Service) -> None:
    """Add the route."""

    @control.get("/audit")
    def _audit() -> Response:
        if service.trail is None:
            raise not_found("No audit trail is kept; see --audit.")
        asked = request.args
        first = asked.get("order", "newest")
        if first not in _ORDERS:
            raise bad_request(f"order must be one of {', '.join(_ORDERS)}.")
        query = AuditQuery(
            limit(),
            who=asked.get("who", ""),
            action=asked.get("action", ""),
            since=_moment("since"),
            until=_moment("until"),
            after=_position(),
            is_oldest_first=first == "oldest",
        )
        with service.view() as store:
            entries, following = store.audit.page(query)
        after = None if following is None else f"{following[0]}-{following[1]}"
        return jsonify(entries=[entry.to_json() for entry in entries], next=after)


def _moment(name: str) -> Instant | None:
    text = request.args.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return from_datetime(zoned)
    except (ValueError, OverflowError) as error:
        raise bad_request(f"{name} must be a time such as 2026-01-31T09:30:00Z.") from error


def _position() -> AuditPosition | None:
    text = request.args.get("after")
    if text is None:
        return None
    found = _POSITION.fullmatch(text)
    if found is None:
        raise bad_request("after must be what next was in an earlier answer.")
    return int(found[1]), int(found[2])
