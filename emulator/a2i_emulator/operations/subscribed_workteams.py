"""Vendor workteams that the account subscribes to, and the public one.

No API makes a subscription (on AWS it is done in the Marketplace console), so the subscriptions
come from a seed file or an imported state, as the document ``subscribed-workteams``: a mapping
from "ACCOUNT/REGION" to a list of SubscribedWorkteam structures.
See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeSubscribedWorkteam.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.domain.names import PUBLIC_CROWD_ACCOUNT, Arn
from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.paging import listing, page_response
from a2i_emulator.operations.ports import Page

DOCUMENT = "subscribed-workteams"
_KIND = "subscribed-workteams"


def list_subscribed_workteams(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the vendor workteams that the account subscribes to, by ARN."""
    wanted = listing(tx, _KIND, request, descending=False)
    last = "" if wanted.after is None else wanted.after[1]
    contains = wanted.name_contains or ""
    behind = [
        team
        for team in sorted(_subscribed(tx), key=lambda team: str(team["WorkteamArn"]))
        if team["WorkteamArn"] > last and contains in _name(team)
    ]
    items = behind[: wanted.limit]
    more = len(behind) > len(items)
    page = Page(items, (0, items[-1]["WorkteamArn"]) if more else None)
    return page_response(tx, _KIND, "SubscribedWorkteams", page, dict)


def describe_subscribed_workteam(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a vendor workteam that the account subscribes to."""
    found = find(tx, request["WorkteamArn"])
    if found is None:
        raise aws_error("workteam_arn_not_found", arn=request["WorkteamArn"])
    return {"SubscribedWorkteam": found}


def find(tx: Transaction, arn: str) -> dict[str, Any] | None:
    """Return the subscription to a vendor workteam, if the account has it."""
    return next((team for team in _subscribed(tx) if team["WorkteamArn"] == arn), None)


def is_public(arn: Arn) -> bool:
    """Tell whether an ARN is that of the public (Mechanical Turk) workteam."""
    return arn.scope.account == PUBLIC_CROWD_ACCOUNT and arn.name == "public-crowd/default"


def _subscribed(tx: Transaction) -> list[dict[str, Any]]:
    document = tx.store.document(DOCUMENT) or {}
    teams: list[dict[str, Any]] = document.get(f"{tx.scope.account}/{tx.scope.region}", [])
    return teams


def _name(team: Mapping[str, Any]) -> str:
    return str(team["WorkteamArn"]).rpartition("/")[2]
