"""Every member of every input is used: what the model has and we do not is named here, or fails."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.support.emulator import ACCOUNT, REGION, ROLE, Emulator

import a2i_emulator
from a2i_emulator.operations.registry import OPERATIONS
from a2i_emulator.protocol import load
from a2i_emulator.protocol.model import SERVICES
from a2i_emulator.protocol.shape import Shape

PACKAGE = Path(a2i_emulator.__file__).parent
ROOMS = ("a2i_emulator.operations", "a2i_emulator.domain")
PREDICTIONS = ("a2i_emulator.predictions.fitting", "a2i_emulator.predictions.source")
UNUSED = {
    ("ListLabelingJobsForWorkteam", "JobReferenceCodeContains"): "there are no labeling jobs",
    ("RenderUiTemplate", "RoleArn"): "no role is assumed",
    ("AnalyzeDocument", "AdaptersConfig"): "an adapter cannot change a recorded analysis",
    ("StartDocumentAnalysis", "AdaptersConfig"): "an adapter cannot change a recorded analysis",
    **{
        (operation, member): why
        for operation in ("StartDocumentAnalysis", "StartDocumentTextDetection")
        for member, why in (
            ("JobTag", "only notifications have it"),
            ("NotificationChannel", "a job is done before anybody could wait for a notification"),
            ("OutputConfig", "the answer is not written to S3"),
            ("KMSKeyId", "the answer is not written to S3"),
        )
    },
    ("StartContentModeration", "NotificationChannel"): "as of Textract's jobs",
}
"""Members of inputs that no operation looks at, with the reason."""


def file_of(module: str) -> Path:
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def read(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the strings in a file, and what it imports from our inner rooms."""
    strings, imported = set[str](), set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.add(node.value)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ROOMS):
            imported.add(str(node.module))
            imported.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(strings), frozenset(imported)


def strings_of(module: str, seen: set[str]) -> set[str]:
    """Collect the strings in a module and in what it imports from our inner rooms."""
    path = file_of(module)
    if module in seen or not path.exists():
        return set()
    seen.add(module)
    strings, imported = read(path)
    return set(strings).union(*(strings_of(name, seen) for name in imported))


def used_by(service: str, operation: str) -> set[str]:
    modules = [OPERATIONS[operation].function.__module__]
    if service in {"rekognition", "textract"}:
        modules.extend(PREDICTIONS)
    seen: set[str] = set()
    return set().union(*(strings_of(module, seen) for module in modules))


@pytest.mark.parametrize(
    ("service", "operation"),
    [(service, operation) for service in SERVICES for operation in load(service).operations],
)
def test_each_member_of_an_input_is_used(service: str, operation: str) -> None:
    members = load(service).operations[operation].input.members.keys()
    unused = {name for name in members if (operation, name) in UNUSED}

    assert members - used_by(service, operation) == unused


def test_what_is_said_to_be_unused_exists() -> None:
    inputs = {
        name: operation.input
        for service in SERVICES
        for name, operation in load(service).operations.items()
    }

    for operation, member in UNUSED:
        assert member in inputs[operation].members


COGNITO = {"UserPool": "us-east-1_abcdefghi", "ClientId": "client"}
OIDC = {
    "ClientId": "client",
    "ClientSecret": "secret",
    "Issuer": "https://example.com",
    "AuthorizationEndpoint": "https://example.com/authorize",
    "TokenEndpoint": "https://example.com/token",
    "UserInfoEndpoint": "https://example.com/user",
    "LogoutEndpoint": "https://example.com/logout",
    "JwksUri": "https://example.com/keys",
    "Scope": "openid",
    "AuthenticationRequestExtraParams": {"prompt": "login"},
}
VPC = {"VpcId": "vpc-1", "SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
TAGS = [{"Key": "key", "Value": "value"}]
IP_CONFIG = {"SourceIpConfig": {"Cidrs": ["10.0.0.0/8"]}, "IpAddressType": "dualstack"}
PUBLIC_TEAM = f"arn:aws:sagemaker:{REGION}:394669845002:workteam/public-crowd/default"
PRIVATE_TEAM = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:workteam/private-crowd/t"
PRICE = {"AmountInUsd": {"Dollars": 0, "Cents": 1, "TenthFractionsOfACent": 2}}
TASK = {
    "HumanTaskUiArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:human-task-ui/ui",
    "TaskTitle": "Title",
    "TaskDescription": "Description",
    "TaskCount": 2,
    "TaskAvailabilityLifetimeInSeconds": 60,
    "TaskTimeLimitInSeconds": 30,
    "TaskKeywords": ["one", "two words"],
}
FLOW = {
    "RoleArn": ROLE,
    "OutputConfig": {"S3OutputPath": "s3://bucket/path/", "KmsKeyId": "alias/key"},
    "Tags": TAGS,
}
SAMPLING = {"ConditionType": "Sampling", "ConditionParameters": {"RandomSamplingPercentage": 5}}
CONDITIONS = json.dumps({"Conditions": [SAMPLING]})
BUILT_IN = {
    "HumanLoopRequestSource": {
        "AwsManagedHumanLoopRequestSource": "AWS/Textract/AnalyzeDocument/Forms/V1"
    },
    "HumanLoopActivationConfig": {
        "HumanLoopActivationConditionsConfig": {"HumanLoopActivationConditions": CONDITIONS}
    },
}
PRESIGN = {"IamPolicyConstraints": {"SourceIp": "Enabled", "VpcSourceIp": "Disabled"}}
TEAM = {
    "Description": "a team",
    "NotificationConfiguration": {"NotificationTopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:topic"},
    "WorkerAccessConfiguration": {"S3Presign": PRESIGN},
}
REQUESTS: dict[str, tuple[dict[str, Any], ...]] = {
    "CreateWorkforce": (
        {"WorkforceName": "w", "CognitoConfig": COGNITO, "Tags": TAGS, **IP_CONFIG},
        {"WorkforceName": "w", "OidcConfig": OIDC, "WorkforceVpcConfig": VPC},
    ),
    "UpdateWorkforce": (
        {"WorkforceName": "w", "OidcConfig": OIDC, "WorkforceVpcConfig": VPC, **IP_CONFIG},
    ),
    "CreateWorkteam": (
        {
            "WorkteamName": "t",
            "WorkforceName": "w",
            "MemberDefinitions": [{"CognitoMemberDefinition": {**COGNITO, "UserGroup": "group"}}],
            "Tags": TAGS,
            **TEAM,
        },
        {
            "WorkteamName": "t",
            "MemberDefinitions": [{"OidcMemberDefinition": {"Groups": ["people"]}}],
            "Description": "a team",
        },
    ),
    "UpdateWorkteam": (
        {
            "WorkteamName": "t",
            "MemberDefinitions": [{"CognitoMemberDefinition": {**COGNITO, "UserGroup": "other"}}],
            **TEAM,
        },
        {"WorkteamName": "t", "MemberDefinitions": [{"OidcMemberDefinition": {"Groups": ["b"]}}]},
    ),
    "CreateFlowDefinition": (
        {
            "FlowDefinitionName": "f",
            "HumanLoopConfig": {"WorkteamArn": PRIVATE_TEAM, **TASK},
            **FLOW,
            **BUILT_IN,
        },
        {
            "FlowDefinitionName": "f",
            "HumanLoopConfig": {
                "WorkteamArn": PUBLIC_TEAM,
                "PublicWorkforceTaskPrice": PRICE,
                **TASK,
            },
            **FLOW,
        },
    ),
}
"""Requests that between them have every member, at every depth."""
NOT_DESCRIBED = {"Tags", "WorkforceName", "ClientSecret"}
"""Tags are listed by ListTags, a workteam has its workforce's ARN, a secret stays one."""


def paths(shape: Shape) -> Iterator[str]:
    """Name every member of a shape, with those within it."""
    while shape.kind in {"list", "map"}:
        shape = shape.parts[-1]
    for member in shape.members.values():
        yield member.name
        yield from (f"{member.name}.{path}" for path in paths(member.shape))


def given(value: Any) -> Iterator[str]:
    """Name every member of a request likewise."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            for name, part in item.items():
                yield name
                yield from (f"{name}.{path}" for path in given(part))


@pytest.mark.parametrize("operation", REQUESTS)
def test_the_requests_have_every_member(operation: str) -> None:
    free_map = "OidcConfig.AuthenticationRequestExtraParams.prompt"
    named = {path for request in REQUESTS[operation] for path in given(request)}

    assert named - {free_map} == set(paths(load("sagemaker").operations[operation].input))


def prepare(emulator: Emulator, operation: str, request: Mapping[str, Any]) -> None:
    """Make what a request presupposes."""
    sagemaker = emulator.client("sagemaker")
    oidc = "OidcConfig" in request or "OidcMemberDefinition" in str(request)
    provider = {"OidcConfig": OIDC} if oidc else {"CognitoConfig": COGNITO}
    if operation != "CreateWorkforce":
        sagemaker.create_workforce(WorkforceName="w", **provider)
    if operation in {"UpdateWorkteam", "CreateFlowDefinition"}:
        member = REQUESTS["CreateWorkteam"][int(oidc)]["MemberDefinitions"]
        sagemaker.create_workteam(WorkteamName="t", MemberDefinitions=member, Description="old")
    if operation == "CreateFlowDefinition":
        emulator.make_human_task_ui("ui")
        emulator.client("s3").create_bucket(Bucket="bucket")


def echoed(value: Any) -> Any:
    """Return what a description is to have of a request."""
    if isinstance(value, Mapping):
        return {key: echoed(item) for key, item in value.items() if key not in NOT_DESCRIBED}
    return value


@pytest.mark.parametrize(
    ("operation", "request_"),
    [(operation, request) for operation, requests in REQUESTS.items() for request in requests],
)
def test_what_is_requested_is_described(
    emulator: Emulator, operation: str, request_: dict[str, Any]
) -> None:
    sagemaker = emulator.client("sagemaker")
    kind = operation.removeprefix("Create").removeprefix("Update")
    method = {"FlowDefinition": "flow_definition"}.get(kind, kind.lower())
    prepare(emulator, operation, request_)

    getattr(sagemaker, f"{operation[:6].lower()}_{method}")(**request_)

    name = {f"{kind}Name": request_[f"{kind}Name"]}
    described = getattr(sagemaker, f"describe_{method}")(**name)
    described = described.get(kind, described)
    described.get("WorkforceVpcConfig", {}).pop("VpcEndpointId", None)
    expected = echoed({key: item for key, item in request_.items() if key not in NOT_DESCRIBED})
    assert {key: described[key] for key in expected} == expected
