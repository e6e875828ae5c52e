"""Worker task templates, flow definitions and human loops."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.names import flow_definition_arn, human_task_ui_arn, private_workteam_arn
from a2i_emulator.formats import FormatError
from a2i_emulator.operations.gold_inputs import check_gold_inputs
from a2i_emulator.operations.ports import Store
from a2i_emulator.operations.quality_control import check_quality_control, put_quality_control
from a2i_emulator.seed.reading import Place
from a2i_emulator.seed.seeding import Seeding, differs, found_or_none, is_arn
from a2i_emulator.templates.default import default_template

_ROLE = "arn:{partition}:iam::{account}:role/service-role/AmazonSageMaker-ExecutionRole"
_MISSING = ("ResourceNotFound",)
_QUALITY = "quality"
"""The member of a flow definition that AWS does not know."""


def apply_human_task_uis(seeding: Seeding) -> None:
    """Make human task UIs; one whose template has changed is made anew."""
    for place, entry in seeding.entries("humanTaskUis"):
        content = _template(seeding, place, entry["UiTemplate"])
        with seeding.at(place):
            sagemaker = seeding.client("sagemaker")
            name = {"HumanTaskUiName": entry["HumanTaskUiName"]}
            have = found_or_none(sagemaker.describe_human_task_ui, _MISSING, **name)
            sha256 = hashlib.sha256(content.encode()).hexdigest()
            if have is not None:
                if have["UiTemplate"]["ContentSha256"] == sha256:
                    continue
                sagemaker.delete_human_task_ui(**name)
            sagemaker.create_human_task_ui(**{**entry, "UiTemplate": {"Content": content}})


def apply_flow_definitions(seeding: Seeding) -> None:
    """Make flow definitions; one that has changed is made anew, if it has no human loops."""
    for place, entry in seeding.entries("flowDefinitions"):
        with seeding.at(place):
            sagemaker = seeding.client("sagemaker")
            request = _flow_request(seeding, entry)
            name = {"FlowDefinitionName": entry["FlowDefinitionName"]}
            have = found_or_none(sagemaker.describe_flow_definition, _MISSING, **name)
            if have is None or _flow_differs(request, have):
                if have is not None:
                    _delete_flow(seeding, place, have)
                sagemaker.create_flow_definition(**request)
                seeding.service.settle()
        if _QUALITY in entry:
            _ask_for_quality(seeding, place, entry)


def apply_human_loops(seeding: Seeding) -> None:
    """Start human loops that are not there yet."""
    for place, entry in seeding.entries("humanLoops"):
        with seeding.at(place):
            runtime = seeding.client("sagemaker-a2i-runtime")
            name = {"HumanLoopName": entry["HumanLoopName"]}
            missing = ("ResourceNotFoundException",)
            if found_or_none(runtime.describe_human_loop, missing, **name) is not None:
                continue
            content = entry["InputContent"]
            text = content if isinstance(content, str) else json.dumps(content)
            given = {k: entry[k] for k in ("DataAttributes",) if k in entry}
            runtime.start_human_loop(
                **name,
                FlowDefinitionArn=_flow_arn(seeding, entry["FlowDefinitionArn"]),
                HumanLoopInput={"InputContent": text},
                **given,
            )


def _template(seeding: Seeding, place: Place, template: Mapping[str, str]) -> str:
    if "Content" in template:
        return template["Content"]
    if "Default" in template:
        return default_template(template["Default"])
    here = (*place, "UiTemplate", "File")
    try:
        return seeding.document.read(template["File"], here).decode()
    except UnicodeDecodeError as error:
        raise seeding.document.error(here, f"{template['File']} is not UTF-8") from error


def _flow_request(seeding: Seeding, entry: Mapping[str, Any]) -> dict[str, Any]:
    scope = seeding.scope
    role = _ROLE.format(partition=scope.partition, account=scope.account)
    request = {"RoleArn": role, **{name: entry[name] for name in entry if name != _QUALITY}}
    config = {"TaskCount": 1, **request["HumanLoopConfig"]}
    if not is_arn(config["WorkteamArn"]):
        config["WorkteamArn"] = private_workteam_arn(scope, config["WorkteamArn"])
    if not is_arn(config["HumanTaskUiArn"]):
        config["HumanTaskUiArn"] = human_task_ui_arn(scope, config["HumanTaskUiArn"])
    request["HumanLoopConfig"] = config
    activation = request.get("HumanLoopActivationConfig")
    if activation:
        request["HumanLoopActivationConfig"] = _activation(activation)
    return request


def _ask_for_quality(seeding: Seeding, place: Place, entry: Mapping[str, Any]) -> None:
    """Replace what is asked for beside a flow definition."""
    wanted: Mapping[str, Any] = entry[_QUALITY]
    service, name = seeding.service, entry["FlowDefinitionName"]
    with service.view() as store:
        made = store.flow_definitions.get(seeding.scope, name)
    try:
        check_quality_control(wanted)
        if made is not None:
            check_gold_inputs(service.view, made, wanted, service.ports.render)
    except FormatError as error:
        here = (*place, _QUALITY, *error.path)
        raise seeding.document.error(here, str(FormatError(here, error.problem))) from error

    def work(store: Store) -> None:
        flow = store.flow_definitions.get(seeding.scope, name)
        if flow is not None:
            put_quality_control(store, flow, wanted)

    service.change(work)


def _activation(config: Mapping[str, Any]) -> dict[str, Any]:
    name, inner = "HumanLoopActivationConditions", "HumanLoopActivationConditionsConfig"
    conditions = config.get(inner, {}).get(name)
    if conditions is None or isinstance(conditions, str):
        return dict(config)
    return {**config, inner: {**config[inner], name: json.dumps(conditions)}}


def _flow_differs(request: Mapping[str, Any], have: Mapping[str, Any]) -> bool:
    wanted = {name: value for name, value in request.items() if name != "Tags"}
    return differs(wanted, have)


def _delete_flow(seeding: Seeding, place: Place, have: Mapping[str, Any]) -> None:
    arn, name = have["FlowDefinitionArn"], have["FlowDefinitionName"]
    with seeding.service.view() as store:
        has_loops = bool(store.human_loops.of_flow_definition(arn, 1))
    if has_loops:
        message = f"flow definition {name} has changed; delete the one with human loops first"
        raise seeding.document.error(place, message)
    seeding.client("sagemaker").delete_flow_definition(FlowDefinitionName=name)
    seeding.service.settle()


def _flow_arn(seeding: Seeding, name: str) -> str:
    return name if is_arn(name) else flow_definition_arn(seeding.scope, name)
