"""Which IAM actions a call needs, on which resources, and what conditions can ask about it.

As the service authorization reference has them for SageMaker, Rekognition and Textract:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html.
Of other services the action is known, and of some the resources; `s3_actions` has those of S3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from a2i_emulator.domain.names import (
    Scope,
    flow_definition_arn,
    human_loop_arn,
    human_task_ui_arn,
    private_workteam_arn,
    workforce_arn,
)
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.route import operation_name
from a2i_emulator.security.deputies import further_permissions
from a2i_emulator.security.members import elsewhere, members_of
from a2i_emulator.security.policies import Permission
from a2i_emulator.security.resources import permissions_on
from a2i_emulator.security.trust import ACTION, parameters_of

_PREFIXES = {
    "sagemaker-a2i-runtime": "sagemaker",
    "monitoring": "cloudwatch",
    "email": "ses",
    "iotdata": "iot",
    "tagging": "tag",
}
"""IAM's names of services that are signed for under another one."""

_ACTIONS: Mapping[str, Sequence[str]] = {
    "dynamodb:ExecuteStatement": (
        *("dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert"),
        *("dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"),
    ),
    "dynamodb:TransactGetItems": ("dynamodb:GetItem",),
    "dynamodb:TransactWriteItems": (
        *("dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"),
        *("dynamodb:PutItem", "dynamodb:UpdateItem"),
    ),
    "kms:ReEncrypt": ("kms:ReEncryptFrom", "kms:ReEncryptTo"),
    "sns:PublishBatch": ("sns:Publish",),
    "sqs:ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
    "sqs:DeleteMessageBatch": ("sqs:DeleteMessage",),
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
}
"""The actions of operations that have none of their own name, all that one may come to."""

_KINDS: Sequence[tuple[str, Callable[[Scope, str], str]]] = (
    ("FlowDefinitionName", flow_definition_arn),
    ("HumanTaskUiName", human_task_ui_arn),
    ("WorkteamName", private_workteam_arn),
    ("WorkforceName", workforce_arn),
    ("HumanLoopName", human_loop_arn),
)
_OF_FLOW_DEFINITION = "StartHumanLoop"
_CROWDS = ("private-crowd", "public-crowd", "vendor-crowd")


def permissions_of(
    operation: Operation, scope: Scope, call: Mapping[str, Any]
) -> Sequence[Permission]:
    """Return what a call of an operation of ours needs."""
    prefix = _PREFIXES.get(operation.service, operation.service)
    needed = [Permission(f"{prefix}:{operation.name}", _resource(operation, scope, call))]
    if operation.name == "CreateFlowDefinition":
        needed.append(Permission("iam:PassRole", str(call.get("RoleArn"))))
    loop = call.get("HumanLoopConfig")
    if prefix in {"rekognition", "textract"} and isinstance(loop, Mapping):
        flow = str(loop.get("FlowDefinitionArn"))
        needed.append(Permission(f"sagemaker:{_OF_FLOW_DEFINITION}", flow))
    return needed


def keys_of(call: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return the condition keys of a call of ours, in lower case."""
    keys: dict[str, Sequence[str]] = {}
    tags = call.get("Tags")
    if tags:
        keys |= {f"aws:requesttag/{tag['Key']}".lower(): [tag["Value"]] for tag in tags}
        keys["aws:tagkeys"] = [tag["Key"] for tag in tags]
    elif call.get("TagKeys"):
        keys["aws:tagkeys"] = call["TagKeys"]
    workteam = (call.get("HumanLoopConfig") or {}).get("WorkteamArn")
    if workteam:
        keys["sagemaker:workteamarn"] = [workteam]
        keys["sagemaker:workteamtype"] = [kind for kind in _CROWDS if f"/{kind}/" in workteam]
    if call.get("RoleArn"):
        keys["iam:passedtoservice"] = ["sagemaker.amazonaws.com"]
    return keys


def permissions_elsewhere(
    request: Request, service: str, scope: Scope, user_name: str | None
) -> Sequence[Permission]:
    """Return what a call of another service's operation needs.

    Args:
        request: the call.
        service: the one that it is signed for, which is not S3.
        scope: the account and the Region that it is made in.
        user_name: of who calls, if that is a user.
    """
    prefix, name = _PREFIXES.get(service, service), _name(request, service)
    if (prefix, name) == ("sts", "GetCallerIdentity"):
        return ()
    if (prefix, name) == ("sts", "AssumeRole"):
        return (Permission(ACTION, _role(request)),)
    # Who may do everything of a service may call what no name is known of.
    action, members = f"{prefix}:{name or '*'}", members_of(request)
    other = elsewhere(request, members, scope.account)
    if other is not None:
        return (Permission(action, other, is_theirs=False),)
    needed = [
        replace(each, action=name)
        for each in permissions_on(action, members, scope, user_name)
        for name in _ACTIONS.get(each.action, (each.action,))
    ]
    return [*needed, *further_permissions(action, members)]


def _name(request: Request, service: str) -> str | None:
    """Return the operation that a call names; none where its path may name another one."""
    is_rpc = request.path in {"", "/"} or "/operation/" in request.path
    return operation_name(request) if is_rpc or service == "sqs" else None


def _role(request: Request) -> str | None:
    return next(iter(parameters_of(request).get("RoleArn", ())), None)


def _resource(operation: Operation, scope: Scope, call: Mapping[str, Any]) -> str:
    if operation.name == _OF_FLOW_DEFINITION:
        return str(call.get("FlowDefinitionArn"))
    if "ResourceArn" in call:
        return str(call["ResourceArn"])
    if operation.name.startswith("List"):
        return "*"
    for member, arn in _KINDS:
        if member in call:
            return arn(scope, call[member])
    return str(call.get("WorkteamArn", "*"))
