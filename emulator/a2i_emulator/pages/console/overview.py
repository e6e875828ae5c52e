"""What there is in all accounts and Regions, and the next step towards an answer."""

from __future__ import annotations

from typing import Any

from a2i_emulator.domain.workforce import Workforce
from a2i_emulator.operations.ports import Store
from a2i_emulator.pages.console.flows import row
from a2i_emulator.service import Service

_A_FEW = 10


def data(service: Service) -> dict[str, Any]:
    """Return what the page shows: counts, and some of what is most looked for."""
    with service.view() as store:
        return {
            "counts": {
                "workteams": store.workteams.total(),
                "templates": store.human_task_uis.total(),
                "flows": store.flow_definitions.total(),
                "open": sum(one.count for one in store.human_loops.backlog()),
            },
            "flows": [row(store, flow) for flow in _some(store.flow_definitions)],
            "workforces": [workforce_row(store, one) for one in _some(store.workforces)],
        }


def _some(resources: Any) -> Any:
    return resources.search(name_contains="", after=None, limit=_A_FEW)


def workforce_row(store: Store, workforce: Workforce) -> dict[str, Any]:
    """Return what a list tells of a workforce."""
    config = workforce.cognito_config or workforce.oidc_config or {}
    return {
        "name": workforce.name,
        "scope": workforce.scope,
        "sub_domain": workforce.sub_domain,
        "users": config.get("UserPool") or config.get("Issuer", ""),
        "teams": store.workteams.count(workforce.scope),
    }
