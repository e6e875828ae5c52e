"""The service's quotas, which are enforced when the settings ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.review import REVIEW, start

from a2i_emulator import mock_a2i
from a2i_emulator.operations import quotas
from a2i_emulator.testing import A2I


@pytest.fixture
def limited() -> Iterator[A2I]:
    with mock_a2i(seed=REVIEW, quotas=True) as a2i:
        yield a2i


def one_more(a2i: A2I, kind: str) -> Callable[[int], object]:
    """Return what makes another resource of a kind, with all that it has to have."""
    sagemaker = a2i.client("sagemaker")
    if kind == "HumanTaskUis":
        template = {"Content": "<crowd-form></crowd-form>"}
        return lambda n: sagemaker.create_human_task_ui(
            HumanTaskUiName=f"ui-{n}", UiTemplate=template
        )
    if kind == "Workteams":
        name = sagemaker.list_workteams()["Workteams"][0]["WorkteamName"]
        team = sagemaker.describe_workteam(WorkteamName=name)["Workteam"]
        return lambda n: sagemaker.create_workteam(
            WorkteamName=f"team-{n}",
            MemberDefinitions=team["MemberDefinitions"],
            Description="a team",
        )
    like = sagemaker.describe_flow_definition(FlowDefinitionName="review")
    members = ("HumanLoopConfig", "OutputConfig", "RoleArn")
    return lambda n: sagemaker.create_flow_definition(
        FlowDefinitionName=f"flow-{n}", **{member: like[member] for member in members}
    )


@pytest.mark.parametrize(
    ("kind", "quota", "limit"),
    [
        ("FlowDefinitions", "Maximum number of A2I flow definitions", 100),
        ("HumanTaskUis", "Maximum number of A2I human task UIs", 100),
        ("Workteams", "Maximum number of workteams", 25),
    ],
)
def test_resources_of_an_account(limited: A2I, kind: str, quota: str, limit: int) -> None:
    create = one_more(limited, kind)
    for number in range(1, limit):  # The seed has made the first.
        create(number)

    with pytest.raises(ClientError) as caught:
        create(limit)

    assert caught.value.response["Error"]["Code"] == "ResourceLimitExceeded"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert caught.value.response["Error"]["Message"].startswith(
        f"The account-level service limit '{quota}' is {limit} {kind}, "
        f"with current utilization of {limit} {kind} and a request delta of 1 {kind}."
    )


def test_human_loops_in_flight(limited: A2I, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MAX_IN_FLIGHT", 2)
    runtime = limited.client("sagemaker-a2i-runtime")
    start(runtime, "first")
    start(runtime, "second")

    with pytest.raises(ClientError) as caught:
        start(runtime, "third")

    assert caught.value.response["Error"]["Code"] == "ServiceQuotaExceededException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
    limited.answer("first", {"good": True})
    start(runtime, "third")


def test_the_public_workforce_has_fewer(limited: A2I, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MAX_IN_FLIGHT_PUBLIC", 1)
    runtime, sagemaker = limited.client("sagemaker-a2i-runtime"), limited.client("sagemaker")
    like = sagemaker.describe_flow_definition(FlowDefinitionName="review")
    config = {
        **like["HumanLoopConfig"],
        "WorkteamArn": "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default",
        "PublicWorkforceTaskPrice": {"AmountInUsd": {"Cents": 1, "TenthFractionsOfACent": 2}},
    }
    arn = sagemaker.create_flow_definition(
        FlowDefinitionName="public",
        HumanLoopConfig=config,
        OutputConfig=like["OutputConfig"],
        RoleArn=like["RoleArn"],
    )["FlowDefinitionArn"]
    safe: Any = {
        "ContentClassifiers": ["FreeOfAdultContent", "FreeOfPersonallyIdentifiableInformation"]
    }

    def start_public(name: str) -> None:
        runtime.start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=arn,
            HumanLoopInput={"InputContent": '{"text": "some"}'},
            DataAttributes=safe,
        )

    start_public("first")
    with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
        start_public("second")
    start(runtime, "private")


def test_without_the_setting_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MAX_IN_FLIGHT", 0)
    with mock_a2i(seed=REVIEW) as a2i:
        create = one_more(a2i, "Workteams")
        for number in range(26):
            create(number)
        start(a2i.client("sagemaker-a2i-runtime"))
