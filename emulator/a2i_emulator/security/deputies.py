"""What a call has a service do in others, as whoever calls: on AWS it needs the rights for that.

CloudFormation makes whatever a template says, an administrator's access key, too, and reads
templates, parameters and secrets for it. Who may not do everything may look at stacks alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from a2i_emulator.security.members import Members
from a2i_emulator.security.policies import Permission

_EVERYTHING = (Permission("*", None),)
_LOOKING = ("Describe", "Get", "List", "Validate")
"""How operations of CloudFormation begin that make nothing."""

_OF_SECRETS = "/aws/reference/secretsmanager"
_FURTHER: Mapping[str, str] = {
    "athena:StartQueryExecution": "s3:PutObject",
    "dynamodb:ExportTableToPointInTime": "s3:PutObject",
    "dynamodb:ImportTable": "s3:GetObject",
    "firehose:CreateDeliveryStream": "s3:PutObject",
    "firehose:UpdateDestination": "s3:PutObject",
    "logs:CreateExportTask": "s3:PutObject",
}


def further_permissions(action: str, members: Members | None) -> Sequence[Permission]:
    """Return what a call needs beside its own action.

    Args:
        action: such as ``cloudformation:CreateStack``.
        members: what the call has; None where that cannot be told for certain.
    """
    service, _, operation = action.partition(":")
    if service == "cloudformation":
        is_looking = members is not None and "TemplateURL" not in members
        return () if is_looking and operation.startswith(_LOOKING) else _EVERYTHING
    if action in _FURTHER:
        return (Permission(_FURTHER[action], None),)
    if service == "ssm" and (members is None or _OF_SECRETS in json.dumps(members)):
        return (Permission("secretsmanager:GetSecretValue", None),)
    return ()
