"""Flow definitions of the built-in task types, with all that a human loop of them needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from tests.support.records import NOW, SCOPE, flow_definition

from a2i_emulator.domain.flow_definition import ACTIVE, FlowDefinition
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.names import private_workteam_arn
from a2i_emulator.operations.ports import Store
from a2i_emulator.templates.default import default_template


def flow_to_review(
    store: Store, source: str | None, conditions: Sequence[Any] | None = None, **changes: Any
) -> FlowDefinition:
    """Store an Active flow definition of a source; None as conditions reviews every request."""
    ui = _human_task_ui(store, source)
    config = {
        "HumanLoopActivationConditionsConfig": {
            "HumanLoopActivationConditions": json.dumps({"Conditions": conditions})
        }
    }
    parts: dict[str, Any] = {
        "status": ACTIVE,
        "human_loop_config": {
            "WorkteamArn": private_workteam_arn(SCOPE, "team"),
            "HumanTaskUiArn": ui.arn,
            "TaskTitle": "Title",
            "TaskDescription": "Description",
            "TaskCount": 1,
        },
        "human_loop_request_source": source and {"AwsManagedHumanLoopRequestSource": source},
        "human_loop_activation_config": None if conditions is None else config,
    }
    flow = flow_definition("flow", **{**parts, **changes})
    store.flow_definitions.add(flow)
    return flow


def _human_task_ui(store: Store, source: str | None) -> HumanTaskUi:
    template = "<crowd-form></crowd-form>" if source is None else default_template(source)
    digest = hashlib.sha256(template.encode()).hexdigest()
    store.keep_template(digest, template)
    ui = HumanTaskUi(SCOPE, "ui", digest, NOW)
    store.human_task_uis.add(ui)
    return ui
