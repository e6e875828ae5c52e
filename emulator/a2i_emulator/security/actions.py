"""Which IAM actions a call needs, on which resources, and what conditions can ask about it.

As the service authorization reference has them for SageMaker, Rekognition and Textract:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemakerai.html.
Of other services the action is known, but S3's alone are checked with their resources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from a2i_emulator.domain.names import (
    Scope,
    flow_definition_arn,
    human_loop_arn,
    human_task_ui_arn,
    private_workteam_arn,
    workforce_arn,
)
from a2i_emulator.domain.s3_uri import S3Location
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import Operation
from a2i_emulator.protocol.route import operation_name, query_of
from a2i_emulator.security.trust import ACTION, parameters_of

_PREFIXES = {
    "sagemaker-a2i-runtime": "sagemaker",
    "monitoring": "cloudwatch",
    "email": "ses",
}
"""IAM's names of services that are signed for under another one."""

_KINDS: Sequence[tuple[str, Callable[[Scope, str], str]]] = (
    ("FlowDefinitionName", flow_definition_arn),
    ("HumanTaskUiName", human_task_ui_arn),
    ("WorkforceName", workforce_arn),
    ("WorkteamName", private_workteam_arn),
    ("HumanLoopName", human_loop_arn),
)
_OF_FLOW_DEFINITION = "StartHumanLoop"
_CROWDS = ("private-crowd", "public-crowd", "vendor-crowd")


@dataclass(frozen=True, slots=True)
class Permission:
    """What a call needs.

    Attributes:
        action: such as ``sagemaker:StartHumanLoop``.
        resource: an ARN; ``*`` for none; None where it is not known.
    """

    action: str
    resource: str | None = "*"


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
    request: Request, service: str, location: S3Location | None
) -> Sequence[Permission]:
    """Return what a call of another service's operation needs.

    Args:
        request: the call.
        service: the one that it is signed for.
        location: the bucket and the object that a call of S3 is about; None of other services.
    """
    if location is not None:
        return _of_s3(request, location)
    prefix, name = _PREFIXES.get(service, service), _name(request, service)
    if (prefix, name) == ("sts", "GetCallerIdentity"):
        return ()
    if (prefix, name) == ("sts", "AssumeRole"):
        return (Permission(ACTION, _role(request)),)
    # Who may do everything of a service may call what no name is known of.
    return (Permission(f"{prefix}:{name or '*'}", None),)


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


_BUCKET_PARTS = {
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "logging": "BucketLogging",
    "notification": "BucketNotification",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
_LISTINGS = {
    "versions": "ListBucketVersions",
    "uploads": "ListBucketMultipartUploads",
    "location": "GetBucketLocation",
}
_OF_BUCKET = {"GET": "ListBucket", "HEAD": "ListBucket", "PUT": "CreateBucket"}
_OF_OBJECT = {"GET": "GetObject", "HEAD": "GetObject", "DELETE": "DeleteObject"}


def _of_s3(request: Request, location: S3Location) -> Sequence[Permission]:
    bucket, key, query = location.bucket, location.key, query_of(request.query)
    if not bucket:
        return (Permission("s3:ListAllMyBuckets"),)
    if not key:
        action = _bucket_action(request.method, query)
        resource = f"arn:aws:s3:::{bucket}" + ("/*" if action == "DeleteObject" else "")
        return (Permission(f"s3:{action}", resource),)
    needed = [
        Permission(f"s3:{_object_action(request.method, query)}", f"arn:aws:s3:::{bucket}/{key}")
    ]
    copied = request.headers.get("x-amz-copy-source")
    if copied:
        source = unquote(copied).partition("?")[0].removeprefix("/")
        needed.append(Permission("s3:GetObject", f"arn:aws:s3:::{source}"))
    return needed


def _bucket_action(method: str, query: Mapping[str, Any]) -> str:
    part = next((_BUCKET_PARTS[name] for name in query if name in _BUCKET_PARTS), None)
    if part is not None:
        if method == "DELETE" and part in {"BucketPolicy", "BucketWebsite"}:
            return f"Delete{part}"
        return f"{'Get' if method in {'GET', 'HEAD'} else 'Put'}{part}"
    if method == "POST":
        return "DeleteObject" if "delete" in query else "PutObject"
    listing = next((_LISTINGS[name] for name in query if name in _LISTINGS), None)
    return listing or _OF_BUCKET.get(method, "DeleteBucket")


def _object_action(method: str, query: Mapping[str, Any]) -> str:
    verb = {"GET": "Get", "HEAD": "Get", "DELETE": "Delete"}.get(method, "Put")
    for name, part in (("acl", "ObjectAcl"), ("tagging", "ObjectTagging")):
        if name in query:
            return verb + part
    if "uploadId" in query and method == "DELETE":
        return "AbortMultipartUpload"
    if "uploadId" in query and method == "GET":
        return "ListMultipartUploadParts"
    if "versionId" in query and method in _OF_OBJECT:
        return f"{_OF_OBJECT[method]}Version"
    return _OF_OBJECT.get(method, "PutObject")
