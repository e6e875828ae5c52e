"""Flow definitions: a page of them, and one in every detail."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Store
from a2i_emulator.pages.console.listing import shown
from a2i_emulator.pages.console.loops import pretty
from a2i_emulator.service import Service


def listing(service: Service, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of flow definitions; see `shown`."""
    with service.view() as store:
        return {"page": shown(store.flow_definitions, asked, partial(row, store))}


def row(store: Store, flow: FlowDefinition) -> dict[str, Any]:
    """Return what a list tells of a flow definition."""
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


def details(service: Service, scope: Scope, name: str) -> dict[str, Any] | None:
    """Return everything that is known of a flow definition; None if there is none."""
    with service.view() as store:
        flow = store.flow_definitions.get(scope, name)
        if flow is None:
            return None
        found = row(store, flow)
        tags = store.tags(flow.arn)
        linked = _linked(store, flow)
    conditions = flow.activation_conditions
    return {
        "flow": found,
        "config": flow.human_loop_config or {},
        "output": flow.output_config.get("S3OutputPath", ""),
        "role": flow.role_arn,
        "conditions": conditions and pretty(conditions),
        "tags": tags,
        "linked": linked,
        "where": {"account": scope.account, "region": scope.region, "name": flow.name},
    }


def _linked(store: Store, flow: FlowDefinition) -> dict[str, tuple[str, str]]:
    """Return the page and the name of what a flow definition names, as far as it is there."""
    config = flow.human_loop_config or {}
    linked: dict[str, tuple[str, str]] = {}
    for member, records, page in (
        ("WorkteamArn", store.workteams, "console.workteam"),
        ("HumanTaskUiArn", store.human_task_uis, "console.worker_template"),
    ):
        arn = str(config.get(member, ""))
        found = records.get(flow.scope, arn.rpartition("/")[2])
        if found is not None and found.arn == arn:
            linked[member] = page, found.name
    return linked
