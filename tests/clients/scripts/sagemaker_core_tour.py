"""A user's program on sagemaker-core's resource classes; the emulator is in AWS_ENDPOINT_URL.

It runs in an environment of its own, with sagemaker-core and nothing of this project.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError
from pydantic import ValidationError
from sagemaker.core.resources import FlowDefinition, HumanTaskUi, Workforce, Workteam
from sagemaker.core.shapes import (
    CognitoConfig,
    CognitoMemberDefinition,
    FlowDefinitionOutputConfig,
    HumanLoopConfig,
    MemberDefinition,
    SourceIpConfig,
    UiTemplate,
)

ROLE = "arn:aws:iam::123456789012:role/a2i"
WAIT = {"poll": 0, "timeout": 20}


def make_pool() -> tuple[str, str]:
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app")
    cognito.create_group(UserPoolId=pool, GroupName="group")
    return pool, app["UserPoolClient"]["ClientId"]


def resource(kind: Any, name: str, call: Callable[..., Any], **parameters: Any) -> Any:
    """Create or get a Workforce or a Workteam.

    In the sagemaker-core of 2026 both calls are made, and answered as the service's model says;
    then its class wants the name beside the answer's one member, and is made without it.
    """
    try:
        return call(**{f"{kind.__name__.lower()}_name": name}, **parameters)
    except ValidationError as error:
        if [problem["type"] for problem in error.errors()] != ["missing"]:
            raise
        found = kind(**{f"{kind.__name__.lower()}_name": name})
        found.refresh()
        return found


def make_workforce(pool: str, app: str) -> Any:
    cognito = CognitoConfig(user_pool=pool, client_id=app)
    workforce = resource(Workforce, "default", Workforce.create, cognito_config=cognito)
    workforce.wait_for_status("Active", **WAIT)
    found = resource(Workforce, "default", Workforce.get)
    assert found.workforce.cognito_config.user_pool == pool
    assert [found.workforce_name for found in Workforce.get_all()] == ["default"]
    workforce.update(source_ip_config=SourceIpConfig(cidrs=["10.0.0.0/8"]))
    assert workforce.workforce.source_ip_config.cidrs == ["10.0.0.0/8"]
    return workforce


def make_workteam(pool: str, app: str) -> Any:
    member = CognitoMemberDefinition(user_pool=pool, user_group="group", client_id=app)
    workteam = resource(
        Workteam,
        "team",
        Workteam.create,
        workforce_name="default",
        description="a team",
        member_definitions=[MemberDefinition(cognito_member_definition=member)],
    )
    assert resource(Workteam, "team", Workteam.get).workteam.description == "a team"
    assert [found.workteam_name for found in Workteam.get_all(name_contains="ea")] == ["team"]
    workteam.update(description="a better team")
    assert workteam.workteam.description == "a better team"
    assert list(workteam.get_all_labeling_jobs(workteam_arn=workteam.workteam.workteam_arn)) == []
    return workteam


def make_human_task_ui() -> Any:
    template = UiTemplate(content="<crowd-form>{{ task.input.text }}</crowd-form>")
    ui = HumanTaskUi.create(human_task_ui_name="ui", ui_template=template)
    ui.wait_for_status("Active", **WAIT)
    assert len(HumanTaskUi.get("ui").ui_template.content_sha256) == 64
    assert [found.human_task_ui_name for found in HumanTaskUi.get_all()] == ["ui"]
    return ui


def make_flow(workteam: Any, ui: Any) -> Any:
    flow = FlowDefinition.create(
        flow_definition_name="flow",
        role_arn=ROLE,
        output_config=FlowDefinitionOutputConfig(s3_output_path="s3://bucket/results"),
        human_loop_config=HumanLoopConfig(
            workteam_arn=workteam.workteam.workteam_arn,
            human_task_ui_arn=ui.human_task_ui_arn,
            task_title="A task",
            task_description="What to do",
            task_count=1,
        ),
    )
    flow.wait_for_status("Active", **WAIT)
    found = FlowDefinition.get("flow")
    assert found.flow_definition_arn == flow.flow_definition_arn
    assert found.human_loop_config.task_title == "A task"
    assert found.creation_time.tzinfo is not None
    assert [found.flow_definition_name for found in FlowDefinition.get_all()] == ["flow"]
    return flow


def gone(kind: Any, name: str, code: str) -> None:
    """Check that a resource can no longer be got."""
    try:
        found = kind.get(name)
    except ClientError as error:
        found = error.response["Error"]["Code"]
    assert found == code, found


def main() -> None:
    """Make one resource of each class, and delete all of them again."""
    pool, app = make_pool()
    boto3.client("s3").create_bucket(Bucket="bucket")
    workforce = make_workforce(pool, app)
    workteam = make_workteam(pool, app)
    ui = make_human_task_ui()
    flow = make_flow(workteam, ui)

    flow.delete()
    flow.wait_for_delete(**WAIT)
    gone(FlowDefinition, "flow", "ResourceNotFound")
    ui.delete()
    ui.wait_for_delete(**WAIT)
    gone(HumanTaskUi, "ui", "ResourceNotFound")
    workteam.delete()
    gone(Workteam, "team", "ValidationException")
    workforce.delete()
    workforce.wait_for_delete(**WAIT)
    gone(Workforce, "default", "ValidationException")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main()
    sys.stdout.write("done")
