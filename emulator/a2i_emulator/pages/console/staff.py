"""What makes up a team in AWS: a user pool with its client, a group and its users, a workforce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.workforce import Workforce
from a2i_emulator.pages.console.api import Api, RefusedCallError

COGNITO = "cognito-idp"
SAGEMAKER = "sagemaker"
_POOL = "a2i-workers"
_CLIENT = "a2i-portal"
_WORKFORCE = "default"
_FLOWS = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Member:
    """A user of a team's group, as Cognito tells of them."""

    name: str
    email: str
    is_enabled: bool
    status: str


def pool_of(api: Api, workforce: Workforce | None) -> Mapping[str, Any]:
    """Return the CognitoConfig of a workforce; a workforce and its user pool are made if need be.

    Raises:
        RefusedCallError: one of the operations answered with an error.
    """
    if workforce is not None and workforce.cognito_config is not None:
        return workforce.cognito_config
    pool = api.call(COGNITO, "CreateUserPool", PoolName=_POOL)["UserPool"]["Id"]
    client = api.call(
        COGNITO,
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName=_CLIENT,
        ExplicitAuthFlows=_FLOWS,
    )
    config = {"UserPool": pool, "ClientId": client["UserPoolClient"]["ClientId"]}
    api.call(SAGEMAKER, "CreateWorkforce", WorkforceName=_WORKFORCE, CognitoConfig=config)
    return config


def take_group_back(api: Api, pool: str, group: str) -> None:
    """Delete a group that was made for an action that came to nothing; its users stay."""
    if any(call.operation == "CreateGroup" for call in api.calls):
        # The action's own refusal is what there is to tell.
        with suppress(RefusedCallError):
            api.call(COGNITO, "DeleteGroup", UserPoolId=pool, GroupName=group)


def make_group(api: Api, pool: str, group: str, users: Sequence[str]) -> None:
    """Make a group with users; what is there already stays as it is.

    Raises:
        RefusedCallError: one of the operations answered with another error than that.
    """
    _unless_there(api, "CreateGroup", "GroupExistsException", UserPoolId=pool, GroupName=group)
    for user in users:
        invite(api, pool, group, user)


def invite(
    api: Api, pool: str, group: str, user: str, *, email: str = "", password: str = ""
) -> None:
    """Let a person into a group, who becomes a user of the pool if they are none yet.

    Raises:
        RefusedCallError: one of the operations answered with an error.
    """
    who = {"UserPoolId": pool, "Username": user}
    more = {"UserAttributes": [{"Name": "email", "Value": email}]} if email else {}
    _unless_there(
        api,
        "AdminCreateUser",
        "UsernameExistsException",
        **who,
        **more,
        MessageAction="SUPPRESS",
    )
    if password:
        api.call(COGNITO, "AdminSetUserPassword", **who, Password=password, Permanent=True)
    api.call(COGNITO, "AdminAddUserToGroup", **who, GroupName=group)


def members(api: Api, pool: str, group: str) -> list[Member]:
    """Return the users of a group, sixty at most.

    Raises:
        RefusedCallError: the pool or the group is not there any more.
    """
    found = api.call(
        COGNITO, "ListUsersInGroup", UserPoolId=pool, GroupName=group, Limit=_MOST_SHOWN
    )
    return [
        Member(
            name=user["Username"],
            email=next((a["Value"] for a in user["Attributes"] if a["Name"] == "email"), ""),
            is_enabled=user["Enabled"],
            status=user["UserStatus"],
        )
        for user in found["Users"]
    ]


def _unless_there(api: Api, operation: str, there: str, **members: Any) -> None:
    try:
        api.call(COGNITO, operation, **members)
    except RefusedCallError as refused:
        if refused.code != there:
            raise
