"""Create, Describe, Update, List and DeleteWorkteam, and its neighbours."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.emulator import Emulator
from tests.support.refusals import COGNITO, OIDC, refused

MEMBER = {"CognitoMemberDefinition": {**COGNITO, "UserGroup": "group"}}
OIDC_MEMBER = {"OidcMemberDefinition": {"Groups": ["people"]}}


@pytest.fixture
def sagemaker(emulator: Emulator) -> Any:
    client = emulator.client("sagemaker")
    client.create_workforce(WorkforceName="w", CognitoConfig=COGNITO)
    return client


def test_a_workteam(sagemaker: Any) -> None:
    topic = {"NotificationTopicArn": "arn:aws:sns:us-east-1:123456789012:topic"}
    access = {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}
    arn = sagemaker.create_workteam(
        WorkteamName="t",
        WorkforceName="w",
        MemberDefinitions=[MEMBER],
        Description="a team",
        NotificationConfiguration=topic,
        WorkerAccessConfiguration=access,
    )["WorkteamArn"]
    assert arn == "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/t"
    team = sagemaker.describe_workteam(WorkteamName="t")["Workteam"]
    workforce = sagemaker.describe_workforce(WorkforceName="w")["Workforce"]
    assert team["MemberDefinitions"] == [MEMBER]
    assert team["WorkforceArn"] == workforce["WorkforceArn"]
    assert team["SubDomain"] == workforce["SubDomain"]
    assert team["NotificationConfiguration"] == topic
    assert team["WorkerAccessConfiguration"] == access
    updated = sagemaker.update_workteam(WorkteamName="t", Description="other")["Workteam"]
    assert (updated["Description"], updated["MemberDefinitions"]) == ("other", [MEMBER])
    assert sagemaker.delete_workteam(WorkteamName="t")["Success"] is True
    assert sagemaker.list_workteams()["Workteams"] == []


def test_lists_are_sorted_and_filtered(sagemaker: Any) -> None:
    for name in ("blue", "amber", "azure"):
        sagemaker.create_workteam(
            WorkteamName=name, MemberDefinitions=[MEMBER], Description="a team"
        )

    def names(**request: Any) -> list[str]:
        return [t["WorkteamName"] for t in sagemaker.list_workteams(**request)["Workteams"]]

    assert names() == ["blue", "amber", "azure"]
    assert names(SortBy="Name") == ["amber", "azure", "blue"]
    assert names(SortBy="Name", SortOrder="Descending") == ["blue", "azure", "amber"]
    assert names(NameContains="a", SortBy="Name") == ["amber", "azure"]


def test_a_missing_workteam(sagemaker: Any) -> None:
    for call in (sagemaker.describe_workteam, sagemaker.delete_workteam):
        code, message = refused(call, WorkteamName="nobody")
        assert code == "ValidationException"
        assert "The work team" in message


def test_a_duplicate_name(sagemaker: Any) -> None:
    request = {"WorkteamName": "t", "MemberDefinitions": [MEMBER], "Description": "d"}
    sagemaker.create_workteam(**request)
    code, message = refused(sagemaker.create_workteam, **request)
    assert code == "ResourceInUse"
    assert "already exists" in message


@pytest.mark.parametrize(
    "members",
    [
        [OIDC_MEMBER],
        [MEMBER, OIDC_MEMBER],
        [MEMBER, {"CognitoMemberDefinition": {**COGNITO, "ClientId": "b", "UserGroup": "g"}}],
        [{}],
    ],
)
def test_members_must_fit_the_workforce(sagemaker: Any, members: list[Any]) -> None:
    code, _ = refused(
        sagemaker.create_workteam, WorkteamName="t", MemberDefinitions=members, Description="d"
    )
    assert code == "ValidationException"


def test_an_oidc_team(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    sagemaker.create_workforce(WorkforceName="w", OidcConfig=OIDC)
    sagemaker.create_workteam(WorkteamName="t", MemberDefinitions=[OIDC_MEMBER], Description="d")
    team = sagemaker.describe_workteam(WorkteamName="t")["Workteam"]
    assert team["MemberDefinitions"] == [OIDC_MEMBER]


def test_a_team_needs_a_workforce(emulator: Emulator) -> None:
    create = emulator.client("sagemaker").create_workteam
    code, message = refused(create, WorkteamName="t", MemberDefinitions=[MEMBER], Description="d")
    assert code == "ValidationException"
    assert "No workforce" in message


def test_a_team_in_use_is_not_deleted(emulator: Emulator) -> None:
    emulator.make_flow()
    sagemaker = emulator.client("sagemaker")
    code, message = refused(sagemaker.delete_workteam, WorkteamName="team")
    assert code == "ValidationException"
    assert "flow" in message


def test_labeling_jobs_there_are_none(emulator: Emulator) -> None:
    arn = emulator.make_workteam()
    sagemaker = emulator.client("sagemaker")
    jobs = sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=arn)
    assert jobs["LabelingJobSummaryList"] == []
    code, _ = refused(sagemaker.list_labeling_jobs_for_workteam, WorkteamArn=arn + "x")
    assert code == "ValidationException"


def test_no_vendor_is_subscribed_to(emulator: Emulator) -> None:
    sagemaker = emulator.client("sagemaker")
    assert sagemaker.list_subscribed_workteams()["SubscribedWorkteams"] == []
    arn = "arn:aws:sagemaker:us-east-1:123456789012:workteam/vendor-crowd/acme"
    code, _ = refused(sagemaker.describe_subscribed_workteam, WorkteamArn=arn)
    assert code == "ValidationException"
