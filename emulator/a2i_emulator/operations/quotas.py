"""The service's quotas, enforced only when the settings ask for it.

Values: https://docs.aws.amazon.com/general/latest/gr/a2i.html.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from a2i_emulator.domain.flow import FlowDefinition
from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.ports import Resources

MAX_IN_FLIGHT = 5000
MAX_IN_FLIGHT_PUBLIC = 1000


class Quota(Enum):
    """A quota on what an account may have in a Region: its AWS name, its unit, and how many."""

    FLOW_DEFINITIONS = ("Maximum number of A2I flow definitions", "FlowDefinitions", 100)
    HUMAN_TASK_UIS = ("Maximum number of A2I human task UIs", "HumanTaskUis", 100)
    WORKTEAMS = ("Maximum number of workteams", "Workteams", 25)


def check_count(tx: Transaction, resources: Resources[Any], quota: Quota) -> None:
    """Refuse one resource more than an account may have.

    Raises:
        AwsError: ResourceLimitExceeded.
    """
    if not tx.policy.quotas:
        return
    name, unit, limit = quota.value
    used = resources.count(tx.scope)
    if used >= limit:
        raise aws_error("resource_limit_exceeded", quota=name, limit=limit, used=used, unit=unit)


def check_in_flight(tx: Transaction, flow: FlowDefinition, *, public: bool) -> None:
    """Refuse one human loop more than may be in flight for a flow definition.

    Raises:
        AwsError: ServiceQuotaExceededException.
    """
    limit = MAX_IN_FLIGHT_PUBLIC if public else MAX_IN_FLIGHT
    if tx.policy.quotas and tx.store.human_loops.count_in_flight(flow.arn) >= limit:
        raise aws_error("human_loop_quota", reason=f"{limit} loops in flight for {flow.name}")
