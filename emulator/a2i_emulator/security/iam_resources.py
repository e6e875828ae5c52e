"""On which user, role, group or policy a call of IAM is.

See https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from a2i_emulator.domain.names import Scope
from a2i_emulator.security.members import Members
from a2i_emulator.security.models import members_of_operation

_KINDS: Mapping[str, str] = {
    "UserName": "user",
    "RoleName": "role",
    "GroupName": "group",
    "InstanceProfileName": "instance-profile",
}
"""Members and the resources that they name; what an operation is on has one of them."""

_OTHERS: Mapping[str, str] = {"PolicyName": "policy", "VirtualMFADeviceName": "mfa"}
_ON_GROUPS = frozenset({"AddUserToGroup", "RemoveUserFromGroup"})
_ON_WHO_CALLS = frozenset({"CreateAccessKey", "GetUser", "ListAccessKeys"})
"""Operations that are on the caller's own user if they name none."""

_MAKES_IT_ANOTHER = frozenset({"NewGroupName", "NewPath", "NewUserName"})
_NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
_PATH = re.compile(r"/(?:[\w+=,.@-]+/)*", re.ASCII)


def resource_of(
    operation: str, members: Members, scope: Scope, user_name: str | None
) -> str | None:
    """Return the ARN of what a call is on; None where that may be anything.

    Of users and others that are there already the path is not known, and left out.

    Args:
        operation: its name.
        members: what the call has.
        scope: the account and Region of who calls.
        user_name: of who calls, if that is a user.
    """
    if not _MAKES_IT_ANOTHER.isdisjoint(members):
        return None
    known = members_of_operation("iam", operation)
    begin = f"arn:{scope.partition}:iam::{scope.account}:"
    member = _member(operation, known)
    if member is None:
        arn = members.get("PolicyArn") if "PolicyArn" in known else None
        return str(arn) if arn and str(arn).startswith(f"{begin}policy/") else None
    name = str(members.get(member, ""))
    if not name and member == "UserName" and operation in _ON_WHO_CALLS:
        name = user_name or ""
    path = str(members.get("Path") or "/") if operation.startswith("Create") else "/"
    if not _NAME.fullmatch(name) or not _PATH.fullmatch(path):
        return None
    return f"{begin}{_KINDS.get(member) or _OTHERS[member]}{path}{name}"


def _member(operation: str, known: frozenset[str]) -> str | None:
    if operation in _ON_GROUPS:
        return "GroupName"
    found = [name for name in _KINDS if name in known] or [
        name for name in _OTHERS if name in known
    ]
    return found[0] if len(found) == 1 else None
