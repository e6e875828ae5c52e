"""Replacing a worker template: made anew, and the flow definitions that use it with it.

AWS can change neither a human task UI nor a flow definition. So there is a new one of each, and
of the flow definitions only their name stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template
from werkzeug.wrappers import Response

from a2i_emulator.domain.flow_definition import ACTIVE, FlowDefinition
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.task import TaskStatus
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import put_quality_control, quality_control_of
from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.acting import ConsoleActions, code_of
from a2i_emulator.pages.console.api import Api, Call, RefusedCallError
from a2i_emulator.pages.console.forms import Form
from a2i_emulator.pages.console.staff import SAGEMAKER

REPLACES = "replaces"
STEPS = ("confirmed", "edit", "replace")
"""The buttons of a replacement, each with its name as its value."""

_MOST_NAMED = 20
_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a replacement would do.

    Attributes:
        moving: the flow definitions that get the new template.
        staying: those that keep the old one, as they cannot be deleted now.
        open_loops: how many human loops of the moving ones are open.
    """

    moving: tuple[FlowDefinition, ...]
    staying: tuple[FlowDefinition, ...]
    open_loops: int


def where_of(scope: Scope) -> dict[str, str]:
    """Return the parts of an address that tell the account and Region."""
    return {"account": scope.account, "region": scope.region}


def users_of(store: Store, ui: HumanTaskUi) -> list[FlowDefinition]:
    """Return the flow definitions that use a template."""
    flows = store.flow_definitions.all(ui.scope)
    return [one for one in flows if (one.human_loop_config or {}).get("HumanTaskUiArn") == ui.arn]


def replaced(
    acting: ConsoleActions, api: Api, form: Form, members: Mapping[str, Any], *, is_confirmed: bool
) -> Response | str | tuple[str, int]:
    """Ask whether a template is to be replaced, or do it.

    Args:
        acting: where to act.
        api: the operations.
        form: the editor's, which names the old template.
        members: the input of CreateHumanTaskUi.
        is_confirmed: it was asked before.
    """
    with acting.service.view() as store:
        old = store.human_task_uis.get(api.scope, form.values.get(REPLACES, "")) or abort(404)
        plan = _plan(store, old)
        tags = {flow.arn: store.tags(flow.arn) for flow in plan.moving}
        quality = {flow.name: quality_control_of(store, flow) for flow in plan.moving}
    if not is_confirmed:
        new = str(members.get("HumanTaskUiName", ""))
        return render_template(
            "console/replace.html", name=old.name, goes=_goes(plan, new), fields=form.values.items()
        )
    try:
        new_arn = api.call(SAGEMAKER, "CreateHumanTaskUi", **members)["HumanTaskUiArn"]
    except RefusedCallError as refused:
        return render_template(
            "console/replace.html",
            name=old.name,
            goes=_goes(plan, str(members.get("HumanTaskUiName", ""))),
            fields=form.values.items(),
            error=refused,
        ), 400
    left = [call for flow in plan.moving for call in _moving(flow, str(new_arn), tags[flow.arn])]
    while left:
        call = left[0]
        try:
            api.call(call.service, call.operation, **call.input)
        except RefusedCallError as refused:
            return _stopped(api, refused, left), 400
        if call.operation == "CreateFlowDefinition":
            _keep_quality(acting, api.scope, call.input["FlowDefinitionName"], quality)
        # The name is free when its human loops are gone.
        acting.service.settle()
        del left[0]
    name = members["HumanTaskUiName"]
    return acting.finish(api, "console.worker_template", name=name, **where_of(api.scope))


def _keep_quality(
    acting: ConsoleActions, scope: Scope, name: str, quality: Mapping[str, Mapping[str, Any]]
) -> None:
    """Ask the new flow definition for the quality that the old one was asked for."""
    if not quality[name]:
        return

    def put(store: Store) -> None:
        flow = store.flow_definitions.get(scope, name)
        if flow is not None:
            put_quality_control(store, flow, quality[name])

    acting.service.change(put)


def _plan(store: Store, old: HumanTaskUi) -> Plan:
    moving, staying = list[FlowDefinition](), list[FlowDefinition]()
    for flow in users_of(store, old):
        is_free = flow.status == ACTIVE and not _has_worker(store, flow)
        (moving if is_free else staying).append(flow)
    open_loops = sum(store.human_loops.count_in_flight(flow.arn) for flow in moving)
    return Plan(tuple(moving), tuple(staying), open_loops)


def _has_worker(store: Store, flow: FlowDefinition) -> bool:
    """Whether somebody is at work for a flow definition, as far as its oldest loops tell."""
    page = store.human_loops.open(flow_definition_arn=flow.arn, limit=_LOOKED_AT)
    at_work = (TaskStatus.ACCEPTED, TaskStatus.SUSPENDED)
    return any(task.status in at_work for loop in page.items for task in loop.tasks)


def _goes(plan: Plan, new: str) -> list[str]:
    goes = [
        say(
            "AWS cannot change a human task UI: %(name)s is created, and the old one stays, "
            "unused; delete it when nobody needs it.",
            name=new,
        )
    ]
    if plan.moving:
        goes.append(
            say(
                "AWS cannot change a flow definition either: these are deleted and created again "
                "with the new template: %(flows)s.",
                flows=_names(plan.moving),
            )
        )
        goes.append(
            say(
                "With each of them go its human loops, %(number)s open ones among them: open ones "
                "are stopped, all are deleted. What is in S3 stays.",
                number=plan.open_loops,
            )
        )
    elif not plan.staying:
        goes.append(say("No flow definition uses it."))
    if plan.staying:
        goes.append(
            say(
                "These keep the old template, as a worker is at one of their tasks or they are "
                "not Active: %(flows)s.",
                flows=_names(plan.staying),
            )
        )
    return goes


def _names(flows: Sequence[FlowDefinition]) -> str:
    more = ", …" if len(flows) > _MOST_NAMED else ""
    return ", ".join(flow.name for flow in flows[:_MOST_NAMED]) + more


def _moving(flow: FlowDefinition, ui_arn: str, tags: Mapping[str, str]) -> tuple[Call, Call]:
    """Return the calls that give a flow definition another template."""
    given = {
        "FlowDefinitionName": flow.name,
        "HumanLoopRequestSource": flow.human_loop_request_source,
        "HumanLoopActivationConfig": flow.human_loop_activation_config,
        "HumanLoopConfig": {**(flow.human_loop_config or {}), "HumanTaskUiArn": ui_arn},
        "OutputConfig": flow.output_config,
        "RoleArn": flow.role_arn,
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    return (
        Call(SAGEMAKER, "DeleteFlowDefinition", {"FlowDefinitionName": flow.name}),
        Call(SAGEMAKER, "CreateFlowDefinition", {key: one for key, one in given.items() if one}),
    )


def _stopped(api: Api, refused: RefusedCallError, left: Sequence[Call]) -> str:
    return render_template(
        "console/stopped.html",
        error=refused,
        made=code_of(api.calls, api.scope),
        left=code_of(left, api.scope),
    )
