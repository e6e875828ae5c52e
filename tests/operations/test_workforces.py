"""Create, Describe, Update, List and DeleteWorkforce."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.refusals import COGNITO, OIDC, refused

from a2i_emulator.record.calls import HIDDEN


def test_a_cognito_workforce(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    arn = sagemaker.create_workforce(
        WorkforceName="w", CognitoConfig=COGNITO, Tags=[{"Key": "a", "Value": "b"}]
    )["WorkforceArn"]
    assert arn == "arn:aws:sagemaker:us-east-1:123456789012:workforce/w"
    workforce = sagemaker.describe_workforce(WorkforceName="w")["Workforce"]
    assert workforce["CognitoConfig"] == COGNITO
    assert "OidcConfig" not in workforce
    assert workforce["SourceIpConfig"] == {"Cidrs": []}
    assert workforce["Status"] == "Active"
    assert workforce["CreateDate"] == workforce["LastUpdatedDate"]
    pattern = r"[a-z0-9]{10}\.labeling\.us-east-1\.sagemaker\.aws"
    assert re.fullmatch(pattern, workforce["SubDomain"])
    assert sagemaker.list_workforces()["Workforces"] == [workforce]


def test_an_oidc_workforce_keeps_its_secret(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    sagemaker.create_workforce(WorkforceName="w", OidcConfig=OIDC)
    workforce = sagemaker.describe_workforce(WorkforceName="w")["Workforce"]
    assert "ClientSecret" not in workforce["OidcConfig"]
    assert workforce["OidcConfig"]["Issuer"] == "https://example.com/x"
    assert "CognitoConfig" not in workforce
    changed = {**OIDC, "Issuer": "https://example.com/other"}
    updated = sagemaker.update_workforce(
        WorkforceName="w", OidcConfig=changed, SourceIpConfig={"Cidrs": ["10.0.0.0/8"]}
    )["Workforce"]
    assert updated["OidcConfig"]["Issuer"] == "https://example.com/other"
    assert updated["SourceIpConfig"] == {"Cidrs": ["10.0.0.0/8"]}
    assert updated["LastUpdatedDate"] >= updated["CreateDate"]
    asked = emulator.control("GET", "requests")[1]["requests"]
    told = [
        one["input"]["OidcConfig"]["ClientSecret"] for one in asked if "OidcConfig" in one["input"]
    ]
    assert told == [HIDDEN, HIDDEN]
    assert OIDC["ClientSecret"] not in json.dumps(asked)


def test_there_is_one_private_workforce_in_an_account_and_region(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    sagemaker.create_workforce(WorkforceName="w", CognitoConfig=COGNITO)
    assert refused(sagemaker.create_workforce, WorkforceName="x", CognitoConfig=COGNITO) == (
        "ValidationException",
        (
            "Cannot create more than one workforce for account 123456789012. If you are trying to "
            "update existing workforce, please use UpdateWorkforce API"
        ),
    )
    elsewhere = emulator.client("sagemaker", region="eu-west-1")
    elsewhere.create_workforce(WorkforceName="w", CognitoConfig=COGNITO)


@pytest.mark.parametrize("config", [{}, {"CognitoConfig": COGNITO, "OidcConfig": OIDC}])
def test_it_has_exactly_one_identity_provider(emulator: Emulator, config: dict[str, Any]) -> None:
    create = emulator.client("sagemaker").create_workforce
    assert refused(create, WorkforceName="w", **config)[0] == "ValidationException"


def test_a_missing_workforce(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    for call in (sagemaker.describe_workforce, sagemaker.delete_workforce):
        code, message = refused(call, WorkforceName="nobody")
        assert code == "ValidationException"
        assert "No workforce" in message


def test_it_is_deleted_after_its_workteams(emulator: Emulator) -> None:
    emulator.make_workteam()
    sagemaker = emulator.client("sagemaker")
    assert refused(sagemaker.delete_workforce, WorkforceName="default")[0] == "ResourceInUse"
    sagemaker.delete_workteam(WorkteamName="team")
    sagemaker.delete_workforce(WorkforceName="default")
    assert sagemaker.list_workforces()["Workforces"] == []
