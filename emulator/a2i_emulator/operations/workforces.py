"""Workforces: Create, Describe, Update, List and Delete.

See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateWorkforce.html.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from a2i_emulator.domain.workforce import Workforce
from a2i_emulator.operations import tags
from a2i_emulator.operations.call import Transaction
from a2i_emulator.operations.errors import aws_error
from a2i_emulator.operations.paging import listing, page_response

STAFF = "staff"
"""Held by what depends on, or ends, the existence of workforces and workteams."""

_KIND = "workforces"
_SUB_DOMAIN_LENGTH = 10


def create_workforce(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Create the account's private workforce in the Region; there can be only one."""
    if ("CognitoConfig" in request) == ("OidcConfig" in request):
        raise aws_error("workforce_needs_one_identity_provider")
    tx.store.hold(tx.scope, STAFF)
    if tx.store.workforces.count(tx.scope):
        raise aws_error("workforce_already_exists", account=tx.scope.account)
    workforce = Workforce(
        scope=tx.scope,
        name=request["WorkforceName"],
        sub_domain=_sub_domain(tx),
        created_at=tx.now,
        updated_at=tx.now,
        cognito_config=request.get("CognitoConfig"),
        oidc_config=request.get("OidcConfig"),
        source_ip_config=request.get("SourceIpConfig"),
        vpc_config=request.get("WorkforceVpcConfig"),
        ip_address_type=request.get("IpAddressType"),
    )
    tx.store.workforces.add(workforce)
    tx.store.set_tags(workforce.arn, tags.from_list(request.get("Tags")))
    return {"WorkforceArn": workforce.arn}


def describe_workforce(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a workforce."""
    return {"Workforce": _description(_existing(tx, request["WorkforceName"]))}


def update_workforce(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Replace those configurations of a workforce that the request names."""
    workforce = _existing(tx, request["WorkforceName"])
    if "OidcConfig" in request and workforce.oidc_config is None:
        raise aws_error("workforce_is_not_oidc", name=workforce.name)
    updated = replace(
        workforce,
        updated_at=tx.now,
        oidc_config=request.get("OidcConfig", workforce.oidc_config),
        source_ip_config=request.get("SourceIpConfig", workforce.source_ip_config),
        vpc_config=request.get("WorkforceVpcConfig", workforce.vpc_config),
        ip_address_type=request.get("IpAddressType", workforce.ip_address_type),
    )
    tx.store.workforces.save(updated)
    return {"Workforce": _description(updated)}


def list_workforces(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """List the workforces: none or one."""
    page = tx.store.workforces.page(tx.scope, listing(tx, _KIND, request, descending=False))
    return page_response(tx, _KIND, "Workforces", page, _description)


def delete_workforce(tx: Transaction, request: Mapping[str, Any]) -> dict[str, Any]:
    """Delete the workforce, once it has no workteams."""
    tx.store.hold(tx.scope, STAFF)
    workforce = _existing(tx, request["WorkforceName"])
    if tx.store.workteams.count(tx.scope):
        raise aws_error("workforce_has_workteams", name=workforce.name)
    tx.store.workforces.remove(workforce)
    tx.store.set_tags(workforce.arn, {})
    return {}


def _existing(tx: Transaction, name: str) -> Workforce:
    workforce = tx.store.workforces.get(tx.scope, name)
    if workforce is None:
        raise aws_error("workforce_not_found", name=name)
    return workforce


def _sub_domain(tx: Transaction) -> str:
    """Return a host name of the service's form, the same for an account and Region each time."""
    seed = f"{tx.scope.account}/{tx.scope.region}".encode()
    label = base64.b32encode(hashlib.sha256(seed).digest()).decode().lower()[:_SUB_DOMAIN_LENGTH]
    return f"{label}.labeling.{tx.scope.region}.sagemaker.aws"


def _description(workforce: Workforce) -> dict[str, Any]:
    description: dict[str, Any] = {
        "WorkforceName": workforce.name,
        "WorkforceArn": workforce.arn,
        "LastUpdatedDate": workforce.updated_at,
        "SourceIpConfig": workforce.source_ip_config or {"Cidrs": []},
        "SubDomain": workforce.sub_domain,
        "CreateDate": workforce.created_at,
        "Status": workforce.status,
        "CognitoConfig": workforce.cognito_config,
        "IpAddressType": workforce.ip_address_type,
    }
    if workforce.oidc_config is not None:
        description["OidcConfig"] = {
            key: value for key, value in workforce.oidc_config.items() if key != "ClientSecret"
        }
    if workforce.vpc_config is not None:
        description["WorkforceVpcConfig"] = _vpc_description(workforce.vpc_config)
    return description


def _vpc_description(config: Mapping[str, Any]) -> dict[str, Any]:
    endpoint = hashlib.sha256(str(config.get("VpcId")).encode()).hexdigest()[:17]
    required = {"VpcId": "", "SecurityGroupIds": [], "Subnets": []}
    return {**required, **config, "VpcEndpointId": f"vpce-{endpoint}"}
