"""Scopes and Amazon Resource Names of the things A2I knows.

The resource types are those of the SageMaker API-permissions reference; see
https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html.
"""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC_CROWD_ACCOUNT = "394669845002"
"""The AWS account that owns the public workteam and AWS's own worker task templates."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """An account in one Region: the space in which names are unique."""

    account: str
    region: str

    @property
    def partition(self) -> str:
        """The AWS partition of the Region: ``aws``, ``aws-cn``, ``aws-us-gov`` …."""
        return partition_of(self.region)


@dataclass(frozen=True, slots=True)
class Arn:
    """A SageMaker ARN taken apart: ``arn:PARTITION:sagemaker:REGION:ACCOUNT:KIND/NAME``."""

    partition: str
    scope: Scope
    kind: str
    name: str

    def __str__(self) -> str:
        return (
            f"arn:{self.partition}:sagemaker:{self.scope.region}:{self.scope.account}"
            f":{self.kind}/{self.name}"
        )


def partition_of(region: str) -> str:
    """Return the partition a Region belongs to, by the Region's prefix."""
    for prefix, partition in (
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ):
        if region.startswith(prefix):
            return partition
    return "aws"


def parse_arn(text: str) -> Arn | None:
    """Take a SageMaker ARN apart; None when the text is not one."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or parts[2] != "sagemaker":  # noqa: PLR2004
        return None
    kind, slash, name = parts[5].partition("/")
    if not slash or not name:
        return None
    return Arn(parts[1], Scope(parts[4], parts[3]), kind, name)


def arn(scope: Scope, kind: str, name: str) -> str:
    """Build the ARN of a resource: ``arn("flow-definition", "f")`` of a scope."""
    return str(Arn(scope.partition, scope, kind, name))


def own_name(scope: Scope, kind: str, text: str) -> str | None:
    """Return the name of a scope's own resource by its ARN.

    None for every other text: one of another partition, service, Region, account or kind, too.
    """
    beginning = arn(scope, kind, "")
    return text[len(beginning) :] or None if text.startswith(beginning) else None


def human_loop_arn(scope: Scope, name: str) -> str:
    """Return the ARN of a human loop."""
    return arn(scope, "human-loop", name)


def flow_definition_arn(scope: Scope, name: str) -> str:
    """Return the ARN of a flow definition."""
    return arn(scope, "flow-definition", name)


def human_task_ui_arn(scope: Scope, name: str) -> str:
    """Return the ARN of a human task UI."""
    return arn(scope, "human-task-ui", name)


def workforce_arn(scope: Scope, name: str) -> str:
    """Return the ARN of a workforce."""
    return arn(scope, "workforce", name)


def private_workteam_arn(scope: Scope, name: str) -> str:
    """Return the ARN of a workteam of the account's private workforce."""
    return arn(scope, "workteam", f"private-crowd/{name}")
