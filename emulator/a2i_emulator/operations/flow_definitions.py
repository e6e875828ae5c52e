"""Flow definitions: Create, Describe, List and Delete.

See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateFlowDefinition.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.domain import flow_definition
from a2i_emulator.domain.flow_definition import FlowDefinition, is_public_price
from a2i_emulator.domain.names import flow_definition_arn, own_name, parse_arn
from a2i_emulator.operations import tags
from a2i_emulator.operations.activation_conditions import check_activation_conditions
from a2i_emulator.operations.call import ApiCall, Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.paging import listing, page_response
from a2i_emulator.operations.quotas import Quota, check_count
from a2i_emulator.operations.subscribed_workteams import is_public
from a2i_emulator.operations.workforces import STAFF
from a2i_emulator.operations.workteams import workteam_exists

_KIND = "flow-definitions"


def create_flow_definition(api_call: ApiCall, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a flow definition; it is Active at once, unless a delay is wished for.

    As on AWS nobody looks whether its output can be written; the log says so where it cannot.
    """
    response = api_call.change(lambda tx: _create(tx, request))
    api_call.expect_output([(api_call.scope, request["OutputConfig"]["S3OutputPath"])])
    return response


def _create(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    delay = tx.policy.activation_delay
    flow = FlowDefinition(
        scope=tx.scope,
        name=request["FlowDefinitionName"],
        role_arn=request["RoleArn"],
        output_config=request["OutputConfig"],
        created_at=tx.now,
        human_loop_config=request.get("HumanLoopConfig"),
        human_loop_request_source=request.get("HumanLoopRequestSource"),
        human_loop_activation_config=request.get("HumanLoopActivationConfig"),
        status=flow_definition.INITIALIZING if delay else flow_definition.ACTIVE,
        due_at=tx.now + delay if delay else None,
    )
    _check_activation(flow)
    tx.store.hold(tx.scope, STAFF)
    if flow.human_loop_config is not None:
        _check_human_loop_config(tx, flow, flow.human_loop_config)
    check_count(tx, tx.store.flow_definitions, Quota.FLOW_DEFINITIONS)
    if not tx.store.flow_definitions.add(flow):
        raise aws_error("flow_definition_exists", arn=flow.arn)
    tx.store.set_tags(flow.arn, tags.from_list(request.get("Tags")))
    return {"FlowDefinitionArn": flow.arn}


def describe_flow_definition(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a flow definition: what it was given, unchanged, and its status."""
    flow = _existing(tx, request["FlowDefinitionName"])
    return {
        "FlowDefinitionArn": flow.arn,
        "FlowDefinitionName": flow.name,
        "FlowDefinitionStatus": flow.status,
        "CreationTime": flow.created_at,
        "HumanLoopRequestSource": flow.human_loop_request_source,
        "HumanLoopActivationConfig": flow.human_loop_activation_config,
        "HumanLoopConfig": flow.human_loop_config,
        "OutputConfig": flow.output_config,
        "RoleArn": flow.role_arn,
        "FailureReason": flow.failure_reason,
    }


def list_flow_definitions(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the flow definitions, newest first unless told otherwise."""
    page = tx.store.flow_definitions.page(tx.scope, listing(tx, _KIND, request))
    return page_response(tx, _KIND, "FlowDefinitionSummaries", page, _summary)


def delete_flow_definition(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Begin to delete an Active flow definition; the engine stops and deletes its loops.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-delete-flow-definition.html.
    """
    flow = _existing(tx, request["FlowDefinitionName"])
    if flow.status in (flow_definition.INITIALIZING, flow_definition.DELETING):
        raise aws_error(
            "flow_definition_not_active", arn=flow.arn, status=flow.status_told_at(tx.now)
        )
    tx.store.flow_definitions.save(replace(flow, status=flow_definition.DELETING, due_at=tx.now))
    return {}


def _existing(tx: Transaction, name: str) -> FlowDefinition:
    flow = tx.store.flow_definitions.get(tx.scope, name)
    if flow is None:
        raise aws_error("flow_definition_not_found", arn=flow_definition_arn(tx.scope, name))
    return flow


def _check_activation(flow: FlowDefinition) -> None:
    if flow.activation_conditions is None:
        return
    if flow.source is None:
        raise aws_error("activation_conditions_without_source")
    check_activation_conditions(flow.activation_conditions, flow.source)


def _check_human_loop_config(
    tx: Transaction, flow: FlowDefinition, config: Mapping[str, Any]
) -> None:
    workteam_arn, ui_arn = config["WorkteamArn"], config["HumanTaskUiArn"]
    if not workteam_exists(tx, workteam_arn):
        raise aws_error("flow_workteam_not_found", arn=workteam_arn)
    ui_name = own_name(tx.scope, "human-task-ui", ui_arn)
    if ui_name is None or tx.store.human_task_uis.get(tx.scope, ui_name) is None:
        raise aws_error("flow_human_task_ui_not_found", arn=ui_arn)
    _check_price(config.get("PublicWorkforceTaskPrice"), workteam_arn, flow.source)


def _check_price(price: Mapping[str, Any] | None, workteam_arn: str, source: str | None) -> None:
    if price is None:
        return
    workteam = parse_arn(workteam_arn)
    if workteam is None or not is_public(workteam):
        raise aws_error("price_without_public_workteam", arn=workteam_arn)
    if not is_public_price(price.get("AmountInUsd", {}), source):
        raise aws_error("price_not_offered")


def _summary(flow: FlowDefinition) -> dict[str, Any]:
    return {
        "FlowDefinitionName": flow.name,
        "FlowDefinitionArn": flow.arn,
        "FlowDefinitionStatus": flow.status,
        "CreationTime": flow.created_at,
        "FailureReason": flow.failure_reason,
    }
