"""Records as tests need them: whole and plain, with what matters to the test replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from a2i_emulator.domain import life_cycle
from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_loop import HumanLoop, LoopStatus, Phase, Review
from a2i_emulator.domain.names import Scope, flow_definition_arn, private_workteam_arn
from a2i_emulator.domain.output import Answer
from a2i_emulator.domain.workforce import Identity, Worker, Workteam
from a2i_emulator.operations.ports import EventRecord

SCOPE = Scope("123456789012", "us-east-1")
ELSEWHERE = Scope("210987654321", "eu-west-1")
NOW = 1_700_000_000_000


def review(team: str = "team", scope: Scope = SCOPE) -> Review:
    return Review(
        workteam_arn=private_workteam_arn(scope, team),
        human_task_ui_arn="arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/ui",
        template_sha256="0" * 64,
        title="Title",
        description="Description",
        keywords=("one", "two"),
        task_count=2,
        time_limit=3_600_000,
        availability=864_000_000,
        output_uri="s3://bucket/flow/output.json",
    )


def human_loop(
    name: str, *, scope: Scope = SCOPE, flow: str = "flow", team: str = "team", **changes: Any
) -> HumanLoop:
    """A loop that has just been started, as ``changes`` make it."""
    begun = life_cycle.start(
        loop_id=f"{scope.account}-{scope.region}-{name}",
        scope=scope,
        name=name,
        flow_definition_arn=flow_definition_arn(scope, flow),
        review=review(team, scope),
        input_sha256="1" * 64,
        data_attributes={"ContentClassifiers": ["FreeOfAdultContent"]},
        now=NOW,
    )
    return replace(begun, **changes)


def settled(loop: HumanLoop) -> HumanLoop:
    return replace(loop, phase=Phase.SETTLED, status=LoopStatus.COMPLETED, due_at=None)


def flow_definition(name: str, *, scope: Scope = SCOPE, **changes: Any) -> FlowDefinition:
    whole = FlowDefinition(
        scope=scope,
        name=name,
        role_arn="arn:aws:iam::123456789012:role/r",
        output_config={"S3OutputPath": "s3://bucket/"},
        created_at=NOW,
        human_loop_config={"TaskCount": 1, "TaskKeywords": ["a"]},
    )
    return replace(whole, **changes)


def workteam(name: str, *, scope: Scope = SCOPE, **changes: Any) -> Workteam:
    whole = Workteam(
        scope=scope,
        name=name,
        workforce_name="workforce",
        member_definitions=({"CognitoMemberDefinition": {"UserPool": "p"}},),
        description="Team",
        sub_domain="abcdefghij.labeling.us-east-1.sagemaker.aws",
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(whole, **changes)


def answer(worker: str = "ada", **content: Any) -> Answer:
    person = Worker(id="0123456789abcdef", name=worker, identity=Identity("Cognito", "i", "s"))
    return Answer(person, content, accepted_at=NOW, submitted_at=NOW + 5, time_spent=5)


def event(name: str, **changes: Any) -> EventRecord:
    whole = EventRecord(
        id=name,
        scope=SCOPE,
        event={"version": "0", "id": name, "detail": {"failureCode": None}},
        created_at=NOW,
        due_at=NOW,
    )
    return replace(whole, **changes)
