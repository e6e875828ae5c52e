"""The service's quotas, enforced only when the settings ask for it.

Values: https://docs.aws.amazon.com/general/latest/gr/a2i.html.
"""

from __future__ import annotations

from a2i_emulator.domain.flow import FlowDefinition
from a2i_emulator.operations.call import Call
from a2i_emulator.operations.errors import aws_error

MAX_FLOW_DEFINITIONS = 100
MAX_HUMAN_TASK_UIS = 100
MAX_WORKTEAMS = 25
MAX_IN_FLIGHT = 5000
MAX_IN_FLIGHT_PUBLIC = 1000


def check_flow_definitions(call: Call) -> None:
    """Refuse one flow definition more than an account may have."""
    if call.settings.quotas:
        _check(
            "Maximum number of A2I flow definitions",
            "FlowDefinitions",
            MAX_FLOW_DEFINITIONS,
            call.store.flow_definitions.count(call.scope),
        )


def check_human_task_uis(call: Call) -> None:
    """Refuse one human task UI more than an account may have."""
    if call.settings.quotas:
        _check(
            "Maximum number of A2I human task UIs",
            "HumanTaskUis",
            MAX_HUMAN_TASK_UIS,
            call.store.human_task_uis.count(call.scope),
        )


def check_workteams(call: Call) -> None:
    """Refuse one workteam more than an account may have."""
    if call.settings.quotas:
        _check(
            "Maximum number of workteams",
            "Workteams",
            MAX_WORKTEAMS,
            call.store.workteams.count(call.scope),
        )


def check_in_flight(call: Call, flow: FlowDefinition, *, public: bool) -> None:
    """Refuse one human loop more than may be in flight for a flow definition."""
    limit = MAX_IN_FLIGHT_PUBLIC if public else MAX_IN_FLIGHT
    if call.settings.quotas and call.store.human_loops.count_in_flight(flow.arn) >= limit:
        raise aws_error("human_loop_quota", reason=f"{limit} loops in flight for {flow.name}")


def _check(quota: str, unit: str, limit: int, used: int) -> None:
    if used >= limit:
        raise aws_error("resource_limit_exceeded", quota=quota, limit=limit, used=used, unit=unit)
