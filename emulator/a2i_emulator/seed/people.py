"""User pools and their users, the workforce and its workteams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.operations import subscribed_workteams
from a2i_emulator.operations.ports import Store
from a2i_emulator.seed.reading import Place
from a2i_emulator.seed.seeding import Seeding, differs, found_or_none
from a2i_emulator.seed.topics import topic_arn

_FLOWS = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
_DEFAULT_CLIENT = "a2i-portal"


def apply_user_pools(seeding: Seeding) -> None:
    """Make user pools, their clients, groups and users."""
    for place, entry in seeding.entries("userPools"):
        with seeding.at(place):
            cognito = seeding.client("cognito-idp")
            pool = _pool_id(cognito, entry["PoolName"])
            if pool is None:
                pool = cognito.create_user_pool(PoolName=entry["PoolName"])["UserPool"]["Id"]
            client_id = _make_clients(cognito, pool, entry.get("Clients", [_DEFAULT_CLIENT]))
            _make_groups(cognito, pool, entry.get("Groups", ()))
        for index, user in enumerate(entry.get("Users", ())):
            with seeding.at((*place, "Users", index)):
                _make_user(cognito, pool, client_id, user)


def apply_workforce(seeding: Seeding) -> None:
    """Make the account's workforce, or bring it up to date."""
    entry = seeding.document.data.get("workforce")
    if entry is None:
        return
    place: Place = ("workforce",)
    request = dict(entry)
    if "CognitoConfig" in entry:
        request["CognitoConfig"] = _with_ids(seeding, place, entry["CognitoConfig"])
    with seeding.at(place):
        sagemaker = seeding.client("sagemaker")
        there = sagemaker.list_workforces(NameContains=entry["WorkforceName"])["Workforces"]
        have = next((w for w in there if w["WorkforceName"] == entry["WorkforceName"]), None)
        if have is None:
            sagemaker.create_workforce(**request)
            return
        cognito = request.pop("CognitoConfig", None)
        if cognito is not None and differs(cognito, have.get("CognitoConfig")):
            raise seeding.document.error(place, "the user pool of a workforce cannot be changed")
        if _has_changed(request, have):
            request.pop("Tags", None)
            sagemaker.update_workforce(**request)


def apply_workteams(seeding: Seeding) -> None:
    """Make workteams, or bring them up to date."""
    for place, entry in seeding.entries("workteams"):
        with seeding.at(place):
            sagemaker = seeding.client("sagemaker")
            request = _workteam_request(seeding, place, entry)
            have = found_or_none(
                sagemaker.describe_workteam,
                ("ValidationException",),
                WorkteamName=entry["WorkteamName"],
            )
            if have is None:
                sagemaker.create_workteam(**request)
            elif differs(_changeable(request), have["Workteam"]):
                sagemaker.update_workteam(
                    WorkteamName=entry["WorkteamName"], **_changeable(request)
                )


def apply_vendor_workteams(seeding: Seeding) -> None:
    """Subscribe the account to vendor workteams."""
    teams = [dict(entry) for _, entry in seeding.entries("vendorWorkteams")]
    if not teams:
        return
    arns = {team["WorkteamArn"] for team in teams}
    scope = f"{seeding.scope.account}/{seeding.scope.region}"

    def subscribe(store: Store) -> None:
        document = store.document(subscribed_workteams.DOCUMENT) or {}
        kept = [team for team in document.get(scope, ()) if team["WorkteamArn"] not in arns]
        document[scope] = [*kept, *teams]
        store.save_document(subscribed_workteams.DOCUMENT, document)

    seeding.service.change(subscribe)


def _pool_id(cognito: Any, name: str) -> str | None:
    pages = cognito.get_paginator("list_user_pools").paginate(MaxResults=60)
    pools = (pool for page in pages for pool in page["UserPools"])
    return next((str(pool["Id"]) for pool in pools if name in (pool["Name"], pool["Id"])), None)


def _client_id(cognito: Any, pool: str, name: str) -> str | None:
    pages = cognito.get_paginator("list_user_pool_clients").paginate(UserPoolId=pool)
    clients = (client for page in pages for client in page["UserPoolClients"])
    found = (c for c in clients if name in (c["ClientName"], c["ClientId"]))
    return next((str(client["ClientId"]) for client in found), None)


def _make_clients(cognito: Any, pool: str, names: list[str]) -> str:
    """Make the clients and return the first one's id."""
    ids = []
    for name in names:
        client_id = _client_id(cognito, pool, name)
        if client_id is None:
            made = cognito.create_user_pool_client(
                UserPoolId=pool, ClientName=name, ExplicitAuthFlows=_FLOWS
            )
            client_id = str(made["UserPoolClient"]["ClientId"])
        ids.append(client_id)
    return ids[0]


def _make_groups(cognito: Any, pool: str, names: list[str]) -> None:
    pages = cognito.get_paginator("list_groups").paginate(UserPoolId=pool)
    there = {group["GroupName"] for page in pages for group in page["Groups"]}
    for name in names:
        if name not in there:
            cognito.create_group(UserPoolId=pool, GroupName=name)


def _make_user(cognito: Any, pool: str, client_id: str, user: Mapping[str, Any]) -> None:
    who = {"UserPoolId": pool, "Username": user["Username"]}
    wanted = {name: str(value) for name, value in user.get("Attributes", {}).items()}
    attributes = [{"Name": name, "Value": value} for name, value in wanted.items()]
    have = found_or_none(cognito.admin_get_user, ("UserNotFoundException",), **who)
    if have is None:
        cognito.admin_create_user(**who, UserAttributes=attributes, MessageAction="SUPPRESS")
    else:
        there = {item["Name"]: item["Value"] for item in have["UserAttributes"]}
        if differs(wanted, there):
            cognito.admin_update_user_attributes(**who, UserAttributes=attributes)
    password = user.get("Password")
    if password and not _can_sign_in(cognito, pool, client_id, user["Username"], password):
        cognito.admin_set_user_password(**who, Password=password, Permanent=True)
    groups = cognito.admin_list_groups_for_user(**who)["Groups"]
    for name in set(user.get("Groups", ())) - {group["GroupName"] for group in groups}:
        cognito.admin_add_user_to_group(**who, GroupName=name)


def _can_sign_in(cognito: Any, pool: str, client_id: str, username: str, password: str) -> bool:
    answer = found_or_none(
        cognito.admin_initiate_auth,
        ("NotAuthorizedException", "UserNotConfirmedException"),
        UserPoolId=pool,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return answer is not None and "AuthenticationResult" in answer


def _with_ids(seeding: Seeding, place: Place, config: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the names of a user pool and its client by their ids."""
    with seeding.at(place):
        cognito = seeding.client("cognito-idp")
        pool = _pool_id(cognito, config["UserPool"])
        if pool is None:
            raise seeding.document.error(place, f"there is no user pool {config['UserPool']}")
        name = config.get("ClientId", _DEFAULT_CLIENT)
        client_id = _client_id(cognito, pool, name)
        if client_id is None:
            raise seeding.document.error(place, f"the user pool has no client {name}")
        return {**config, "UserPool": pool, "ClientId": client_id}


def _workteam_request(seeding: Seeding, place: Place, entry: Mapping[str, Any]) -> dict[str, Any]:
    request = {"Description": entry["WorkteamName"], **entry}
    groups = request.pop("Groups", None)
    if groups is not None:
        config = _workforce_config(seeding, place)
        request["MemberDefinitions"] = [
            {"CognitoMemberDefinition": {**config, "UserGroup": group}} for group in groups
        ]
    else:
        request["MemberDefinitions"] = [
            _member(seeding, place, member) for member in entry["MemberDefinitions"]
        ]
    notification = request.get("NotificationConfiguration")
    if notification:
        arn = topic_arn(seeding, notification["NotificationTopicArn"])
        request["NotificationConfiguration"] = {"NotificationTopicArn": arn}
    return request


def _workforce_config(seeding: Seeding, place: Place) -> dict[str, Any]:
    workforces = seeding.client("sagemaker").list_workforces()["Workforces"]
    config = workforces[0].get("CognitoConfig") if workforces else None
    if config is None:
        raise seeding.document.error(place, "Groups are of a workforce with a user pool")
    return {"UserPool": config["UserPool"], "ClientId": config["ClientId"]}


def _member(seeding: Seeding, place: Place, member: Mapping[str, Any]) -> dict[str, Any]:
    if "CognitoMemberDefinition" not in member:
        return dict(member)
    config = _with_ids(seeding, place, member["CognitoMemberDefinition"])
    return {"CognitoMemberDefinition": config}


def _changeable(request: Mapping[str, Any]) -> dict[str, Any]:
    fixed = ("WorkteamName", "WorkforceName", "Tags")
    return {name: value for name, value in request.items() if name not in fixed}


def _has_changed(request: Mapping[str, Any], have: Mapping[str, Any]) -> bool:
    """Tell whether a workforce is to be updated; its OIDC secret is never shown."""
    wanted = {name: value for name, value in request.items() if name != "Tags"}
    if "OidcConfig" in wanted:
        shown = {k: v for k, v in wanted["OidcConfig"].items() if k != "ClientSecret"}
        wanted["OidcConfig"] = shown
    return differs(wanted, have)
