"""Human loops: Start, Describe, List, Stop and Delete.

See https://docs.aws.amazon.com/augmented-ai/2019-11-07/APIReference/API_Operations.html.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.domain import flow_definition, life_cycle
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import FINAL, HumanLoop, Phase, Review
from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.life_cycle import NotOpenError
from a2i_emulator.domain.names import own_name, parse_arn
from a2i_emulator.domain.output import output_uri
from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.paging import listing, page_response
from a2i_emulator.operations.quotas import check_in_flight
from a2i_emulator.operations.subscribed_workteams import is_public
from a2i_emulator.operations.task_input import NumberError, check_json

_KIND = "human-loops"


def start_human_loop(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Start a human loop for a flow definition."""
    if tx.policy.new_customer:
        raise aws_error("start_by_new_customer", account=tx.scope.account)
    content = request["HumanLoopInput"]["InputContent"]
    try:
        check_json(content)
    except NumberError as error:
        raise aws_error("number_not_kept", member="InputContent", number=error.shown) from error
    except (ValueError, RecursionError) as error:
        raise aws_error("input_content_not_json", reason=f"InputContent: {error}") from error
    flow = _flow_to_start(tx, request["FlowDefinitionArn"])
    loop = begin(tx, flow, request["HumanLoopName"], content, request.get("DataAttributes"))
    return {"HumanLoopArn": loop.arn}


def begin(
    tx: Transaction,
    flow: FlowDefinition,
    name: str,
    input_content: str,
    data_attributes: Mapping[str, Any] | None,
) -> HumanLoop:
    """Start a human loop, for the runtime API and the built-in task types alike.

    A repeated start with the same name and input is the same loop, as long as that is not
    finished.

    Args:
        tx: the API call that starts the loop.
        flow: an Active flow definition.
        name: the loop's name.
        input_content: JSON text.
        data_attributes: HumanLoopDataAttributes in the model's member names.

    Raises:
        AwsError: ConflictException, ServiceQuotaExceededException or ValidationException.
    """
    review = _review(tx, flow, name)
    check_in_flight(tx, flow, public="/public-crowd/" in review.workteam_arn)
    loop = life_cycle.start(
        loop_id=new_id(),
        scope=tx.scope,
        name=name,
        flow_definition_arn=flow.arn,
        review=review,
        input_sha256=_input_digest(flow.arn, input_content, data_attributes),
        data_attributes=data_attributes,
        now=tx.now,
    )
    if tx.store.human_loops.add(loop, input_content):
        return loop
    existing = tx.store.human_loops.get(tx.scope, name)
    if existing is not None:
        tx.expect_done(existing)
    if existing is None or existing.input_sha256 != loop.input_sha256 or existing.status in FINAL:
        state = "is gone" if existing is None else f"is {existing.standing}"
        reason = f"The human loop {name} exists already and {state}."
        raise aws_error("human_loop_conflict", reason=reason)
    return existing


def describe_human_loop(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a human loop; where its output goes is known from the start."""
    loop = _existing(tx, request["HumanLoopName"])
    return {
        "CreationTime": loop.created_at,
        "FailureReason": loop.failure_reason,
        "FailureCode": loop.failure_code,
        "HumanLoopStatus": loop.status.value,
        "HumanLoopName": loop.name,
        "HumanLoopArn": loop.arn,
        "FlowDefinitionArn": loop.flow_definition_arn,
        "HumanLoopOutput": {"OutputS3Uri": loop.review.output_uri},
    }


def list_human_loops(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the human loops of a flow definition, newest first unless told otherwise."""
    arn_text = request["FlowDefinitionArn"]
    name = own_name(tx.scope, "flow-definition", arn_text)
    if name is None or tx.store.flow_definitions.get(tx.scope, name) is None:
        raise aws_error("runtime_resource_not_found", reason=f"There is no {arn_text}.")
    kind = f"{_KIND}/{arn_text}"
    page = tx.store.human_loops.page(tx.scope, arn_text, listing(tx, kind, request))
    tx.expect_done(*page.items)
    # Gold tasks are nothing that a program has started.
    page = replace(page, items=[loop for loop in page.items if loop.gold_task is None])
    return page_response(tx, kind, "HumanLoopSummaries", page, _summary)


def stop_human_loop(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Stop a human loop; what a worker has begun may still be finished."""
    loop = _existing(tx, request["HumanLoopName"])
    try:
        tx.store.human_loops.save(life_cycle.stop(loop, tx.now))
    except NotOpenError as error:
        raise aws_error(
            "human_loop_not_in_progress",
            reason=f"The human loop {loop.name} is {loop.standing}.",
            name=loop.name,
            status=loop.status.value,
        ) from error
    return {}


def delete_human_loop(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a finished human loop; its output in S3 stays."""
    loop = _existing(tx, request["HumanLoopName"])
    if loop.status not in FINAL:
        raise aws_error("human_loop_not_finished", name=loop.name, status=loop.status.value)
    if loop.phase is Phase.SETTLED:
        tx.store.human_loops.remove(loop)
    else:
        tx.store.human_loops.save(life_cycle.discard(loop, tx.now))
    return {}


def _existing(tx: Transaction, name: str) -> HumanLoop:
    loop = tx.store.human_loops.get(tx.scope, name)
    if loop is None or loop.gold_task is not None:
        raise aws_error("runtime_resource_not_found", reason=f"There is no human loop {name}.")
    tx.expect_done(loop)
    return loop


def _flow_to_start(tx: Transaction, arn_text: str) -> FlowDefinition:
    name = own_name(tx.scope, "flow-definition", arn_text)
    flow = name and tx.store.flow_definitions.get(tx.scope, name, shared=True)
    if not flow:
        raise aws_error("start_flow_definition_not_found", arn=arn_text)
    if flow.status != flow_definition.ACTIVE:
        raise aws_error(
            "start_flow_definition_not_active", arn=arn_text, status=flow.status_told_at(tx.now)
        )
    return flow


def _review(tx: Transaction, flow: FlowDefinition, name: str) -> Review:
    config = flow.human_loop_config
    if config is None:
        raise aws_error("start_without_human_loop_config", arn=flow.arn)
    ui_arn = parse_arn(config["HumanTaskUiArn"])
    human_task_ui = ui_arn and tx.store.human_task_uis.get(ui_arn.scope, ui_arn.name, shared=True)
    if not human_task_ui:
        raise aws_error("start_human_task_ui_deleted", arn=config["HumanTaskUiArn"])
    time_limit = config.get(
        "TaskTimeLimitInSeconds", flow_definition.DEFAULT_TASK_TIME_LIMIT_SECONDS
    )
    availability = config.get(
        "TaskAvailabilityLifetimeInSeconds", flow_definition.DEFAULT_TASK_AVAILABILITY_SECONDS
    )
    return Review(
        workteam_arn=config["WorkteamArn"],
        human_task_ui_arn=config["HumanTaskUiArn"],
        template_sha256=human_task_ui.content_sha256,
        title=config["TaskTitle"],
        description=config["TaskDescription"],
        keywords=tuple(config.get("TaskKeywords", ())),
        task_count=config["TaskCount"],
        time_limit=time_limit * SECOND,
        availability=availability * SECOND,
        output_uri=output_uri(flow.output_config["S3OutputPath"], flow.name, name, tx.now),
        output_kms_key=flow.output_config.get("KmsKeyId"),
        source=flow.source,
        quality=flow.quality,
    )


def _input_digest(
    flow_arn: str, input_content: str, data_attributes: Mapping[str, Any] | None
) -> str:
    digest = hashlib.sha256(input_content.encode())
    digest.update(json.dumps([flow_arn, data_attributes], sort_keys=True).encode())
    return digest.hexdigest()


def _summary(loop: HumanLoop) -> dict[str, Any]:
    return {
        "HumanLoopName": loop.name,
        "HumanLoopStatus": loop.status.value,
        "CreationTime": loop.created_at,
        "FailureReason": loop.failure_reason,
        "FlowDefinitionArn": loop.flow_definition_arn,
    }


def needs_public_consent(loop: HumanLoop) -> bool:
    """Tell whether a loop would show the public workforce input not declared free of PII.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-management-public.html.
    """
    arn = parse_arn(loop.review.workteam_arn)
    if arn is None or not is_public(arn):
        return False
    declared = (loop.data_attributes or {}).get("ContentClassifiers", ())
    return "FreeOfPersonallyIdentifiableInformation" not in declared
