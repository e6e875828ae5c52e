"""Workteams: Create, Describe, Update, List and Delete, and the labeling jobs of one.

See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateWorkteam.html.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from a2i_emulator.domain.names import parse_arn, workforce_arn
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations import subscribed_workteams, tags
from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.paging import listing, page_response
from a2i_emulator.operations.quotas import Quota, check_count
from a2i_emulator.operations.workforces import STAFF

_KIND = "workteams"


def create_workteam(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create a team of the account's private workforce."""
    tx.store.hold(tx.scope, STAFF)
    workforce = _workforce_of(tx, request.get("WorkforceName"))
    members = request["MemberDefinitions"]
    _check_members(workforce, members)
    check_count(tx, tx.store.workteams, Quota.WORKTEAMS)
    workteam = Workteam(
        scope=tx.scope,
        name=request["WorkteamName"],
        workforce_name=workforce.name,
        member_definitions=tuple(members),
        description=request["Description"],
        sub_domain=workforce.sub_domain,
        created_at=tx.now,
        updated_at=tx.now,
        notification_configuration=request.get("NotificationConfiguration"),
        worker_access_configuration=request.get("WorkerAccessConfiguration"),
    )
    if not tx.store.workteams.add(workteam):
        raise aws_error("workteam_exists", arn=workteam.arn)
    tx.store.set_tags(workteam.arn, tags.from_list(request.get("Tags")))
    return {"WorkteamArn": workteam.arn}


def describe_workteam(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a workteam."""
    return {"Workteam": _description(_existing(tx, request["WorkteamName"]))}


def update_workteam(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Replace those parts of a workteam that the request names."""
    workteam = _existing(tx, request["WorkteamName"])
    members = request.get("MemberDefinitions", workteam.member_definitions)
    _check_members(_workforce_of(tx, workteam.workforce_name), members)
    updated = replace(
        workteam,
        updated_at=tx.now,
        member_definitions=tuple(members),
        description=request.get("Description", workteam.description),
        notification_configuration=request.get(
            "NotificationConfiguration", workteam.notification_configuration
        ),
        worker_access_configuration=request.get(
            "WorkerAccessConfiguration", workteam.worker_access_configuration
        ),
    )
    tx.store.workteams.save(updated)
    return {"Workteam": _description(updated)}


def list_workteams(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the account's private workteams."""
    page = tx.store.workteams.page(tx.scope, listing(tx, _KIND, request, descending=False))
    return page_response(tx, _KIND, "Workteams", page, _description)


def delete_workteam(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Delete a workteam that no flow definition names."""
    tx.store.hold(tx.scope, STAFF)
    workteam = _existing(tx, request["WorkteamName"])
    for flow in tx.store.flow_definitions.all(tx.scope):
        if (flow.human_loop_config or {}).get("WorkteamArn") == workteam.arn:
            raise aws_error("workteam_in_use", name=workteam.name, flow=flow.name)
    tx.store.workteams.remove(workteam)
    tx.store.set_tags(workteam.arn, {})
    return {"Success": True}


def list_labeling_jobs_for_workteam(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the labeling jobs of a workteam: none, since A2I makes none."""
    arn = request["WorkteamArn"]
    if not workteam_exists(tx, arn):
        raise aws_error("workteam_arn_not_found", arn=arn)
    if request.get("NextToken") is not None:
        raise aws_error("invalid_next_token")
    return {"LabelingJobSummaryList": []}


def workteam_exists(tx: Transaction, arn_text: str) -> bool:
    """Tell whether a private, vendor or public workteam can be used by the caller."""
    arn = parse_arn(arn_text)
    here = (tx.scope.partition, tx.scope.region, "workteam")
    if arn is None or (arn.partition, arn.scope.region, arn.kind) != here:
        return False
    crowd, _, name = arn.name.partition("/")
    if crowd == "private-crowd":
        return arn.scope == tx.scope and tx.store.workteams.get(arn.scope, name) is not None
    if crowd == "vendor-crowd":
        return subscribed_workteams.find(tx, arn_text) is not None
    return subscribed_workteams.is_public(arn)


def _existing(tx: Transaction, name: str) -> Workteam:
    workteam = tx.store.workteams.get(tx.scope, name)
    if workteam is None:
        raise aws_error("workteam_not_found", name=name)
    return workteam


def _workforce_of(tx: Transaction, name: str | None) -> Workforce:
    """Return the named workforce; without a name, the account's only one."""
    found = [w for w in tx.store.workforces.all(tx.scope) if name in (None, w.name)]
    if not found:
        raise aws_error("workforce_not_found", name=name or "default")
    return found[0]


def _check_members(workforce: Workforce, members: Sequence[Mapping[str, Any]]) -> None:
    """Hold the members to the workforce's identity provider, all to the same user pool."""
    provider = "OidcMemberDefinition" if workforce.oidc_config else "CognitoMemberDefinition"
    if any(set(member) != {provider} for member in members):
        raise aws_error("workteam_members_of_other_provider", provider=provider)
    if workforce.oidc_config:
        return
    pools = {(member[provider]["UserPool"], member[provider]["ClientId"]) for member in members}
    if len(pools) > 1:
        raise aws_error("workteam_members_of_several_pools")


def _description(workteam: Workteam) -> dict[str, Any]:
    return {
        "WorkteamName": workteam.name,
        "MemberDefinitions": list(workteam.member_definitions),
        "WorkteamArn": workteam.arn,
        "WorkforceArn": workforce_arn(workteam.scope, workteam.workforce_name),
        "ProductListingIds": [],
        "Description": workteam.description,
        "SubDomain": workteam.sub_domain,
        "CreateDate": workteam.created_at,
        "LastUpdatedDate": workteam.updated_at,
        "NotificationConfiguration": workteam.notification_configuration,
        "WorkerAccessConfiguration": workteam.worker_access_configuration,
    }
