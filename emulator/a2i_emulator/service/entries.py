"""What history, figures and audit trail are told of an API call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.protocol.exchange import Caller, Exchange
from a2i_emulator.protocol.model import Operation
from a2i_emulator.record.calls import LONGEST_RESOURCE, HistoryEntry

_RESOURCE_MEMBERS = (
    "HumanLoopName",
    "FlowDefinitionName",
    "HumanTaskUiName",
    "WorkteamName",
    "WorkforceName",
    "FlowDefinitionArn",
    "WorkteamArn",
    "ResourceArn",
)


def entry_of(exchange: Exchange, now: Instant, milliseconds: float) -> HistoryEntry:
    """Return what is told of a call that has been answered.

    Args:
        exchange: the call and its answer.
        now: the moment.
        milliseconds: how long it took.
    """
    return HistoryEntry(
        time=now,
        request_id=exchange.request_id,
        service=exchange.service or "unknown",
        operation=exchange.operation or "unknown",
        account=exchange.account,
        region=exchange.region,
        status=exchange.response.status,
        milliseconds=milliseconds,
        resource=_resource(exchange.input or {}),
        input=exchange.input,
        output=exchange.output,
        error_code=exchange.error_code,
        error_message=exchange.error_message,
        reason=exchange.reason,
    )


def entry_to_be(
    operation: Operation, caller: Caller, request: Mapping[str, Any], now: Instant
) -> HistoryEntry:
    """Return what will be told of a call that is carried out now, if it succeeds."""
    return HistoryEntry(
        time=now,
        request_id=caller.request_id,
        service=operation.service,
        operation=operation.name,
        account=caller.account,
        region=caller.region,
        status=operation.status,
        milliseconds=0.0,
        resource=_resource(request),
        input=request,
    )


def _resource(request: Mapping[str, Any]) -> str:
    named = next((str(request[m]) for m in _RESOURCE_MEMBERS if m in request), "")
    return named[:LONGEST_RESOURCE]
