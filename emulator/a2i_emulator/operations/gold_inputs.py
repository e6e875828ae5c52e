"""Whether gold tasks can be shown to workers, asked before they are taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.formats import FormatError
from a2i_emulator.operations.ports import Render, Store
from a2i_emulator.operations.task_input import View, task_input


def check_gold_inputs(
    view: View, flow: FlowDefinition, document: Mapping[str, Any], render: Render
) -> None:
    """Render the gold tasks of settings with the template that their workers will see.

    Nothing is asked of a flow definition whose template has been deleted: it starts no loops.

    Args:
        view: opens a view of the state; none is open while a template is rendered.
        flow: the flow definition.
        document: settings that `check_quality_control` has let pass.
        render: renders templates.

    Raises:
        FormatError: one cannot be rendered; tells which, and why.
    """
    tasks = document.get("gold", {}).get("tasks", ())
    if not tasks:
        return
    with view() as store:
        template = _template_of(store, flow)
    if template is None:
        return
    for i, task in enumerate(tasks):
        problem = _problem(template, task["inputContent"], flow, render)
        if problem is not None:
            path = ("gold", "tasks", i, "inputContent")
            raise FormatError(path, f"workers could not be shown it: {problem}")


def _template_of(store: Store, flow: FlowDefinition) -> str | None:
    arn = parse_arn((flow.human_loop_config or {}).get("HumanTaskUiArn", ""))
    human_task_ui = store.human_task_uis.get(arn.scope, arn.name) if arn else None
    return store.template(human_task_ui.content_sha256) if human_task_ui else None


def _problem(template: str, content: Any, flow: FlowDefinition, render: Render) -> str | None:
    try:
        rendered = render(template, task_input(json.dumps(content)), flow.scope)
    except (ValueError, RecursionError) as error:
        return str(error)
    problems = dict.fromkeys(f"{error.code}: {error.message}" for error in rendered.errors)
    return "; ".join(problems) or None
