"""Flow definitions and workforces, of all accounts and Regions."""

from __future__ import annotations

from typing import Any

from a2i_emulator.domain.flow import FlowDefinition
from a2i_emulator.operations.ports import Store
from a2i_emulator.service import Service


def data(service: Service) -> dict[str, Any]:
    """Return what the page shows."""
    with service.view() as store:
        return {
            "flows": [_flow(store, flow) for flow in store.flow_definitions.every()],
            "workforces": [
                {
                    "name": workforce.name,
                    "scope": workforce.scope,
                    "sub_domain": workforce.sub_domain,
                    "teams": [team.name for team in store.workteams.all(workforce.scope)],
                }
                for workforce in store.workforces.every()
            ],
        }


def _flow(store: Store, flow: FlowDefinition) -> dict[str, Any]:
    config = flow.human_loop_config or {}
    return {
        "arn": flow.arn,
        "name": flow.name,
        "scope": flow.scope,
        "status": flow.status,
        "failure_reason": flow.failure_reason,
        "created_at": flow.created_at,
        "title": config.get("TaskTitle", ""),
        "source": flow.source,
        "workteam": str(config.get("WorkteamArn", "")).rpartition("/")[2],
        "in_flight": store.human_loops.count_in_flight(flow.arn),
    }
