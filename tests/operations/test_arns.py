"""An ARN that differs from ours in any part is never taken for ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.emulator import ROLE, Emulator

from a2i_emulator.predictions.samples import sample

SOURCE = "AWS/Textract/AnalyzeDocument/Forms/V1"


@dataclass(frozen=True)
class Ours:
    """The ARNs of what there is, and clients."""

    flow: str
    ui: str
    team: str
    emulator: Emulator

    def call(self, service: str, operation: str, **request: Any) -> Any:
        return getattr(self.emulator.client(service), operation)(**request)

    def create_flow(self, name: str, team: str, ui: str) -> Any:
        return self.call(
            "sagemaker",
            "create_flow_definition",
            FlowDefinitionName=name,
            RoleArn=ROLE,
            OutputConfig={"S3OutputPath": "s3://bucket/"},
            HumanLoopConfig={
                "WorkteamArn": team,
                "HumanTaskUiArn": ui,
                "TaskTitle": "title",
                "TaskDescription": "description",
                "TaskCount": 1,
            },
        )


Use = tuple[str, Callable[[Ours, str], Any]]


def tagging(kind: str, method: str, more: dict[str, Any]) -> Use:
    """Return how an operation on tags uses the ARN of a kind."""
    return kind, lambda ours, arn: ours.call("sagemaker", method, ResourceArn=arn, **more)


USES: dict[str, Use] = {
    "StartHumanLoop": ("flow", lambda ours, arn: ours.call(
        "sagemaker-a2i-runtime", "start_human_loop", HumanLoopName="loop",
        FlowDefinitionArn=arn, HumanLoopInput={"InputContent": "{}"})),
    "ListHumanLoops": ("flow", lambda ours, arn: ours.call(
        "sagemaker-a2i-runtime", "list_human_loops", FlowDefinitionArn=arn)),
    "AnalyzeDocument": ("flow", lambda ours, arn: ours.call(
        "textract", "analyze_document", Document={"Bytes": sample("invoice.png")},
        FeatureTypes=["FORMS"],
        HumanLoopConfig={"HumanLoopName": "built-in", "FlowDefinitionArn": arn})),
    "CreateFlowDefinition, UI": ("ui", lambda ours, arn: ours.create_flow("by-ui", ours.team, arn)),
    "CreateFlowDefinition, team": (
        "team", lambda ours, arn: ours.create_flow("by-team", arn, ours.ui)),
    "RenderUiTemplate": ("ui", lambda ours, arn: ours.call(
        "sagemaker", "render_ui_template", HumanTaskUiArn=arn, RoleArn=ROLE,
        Task={"Input": "{}"})),
    "ListLabelingJobsForWorkteam": ("team", lambda ours, arn: ours.call(
        "sagemaker", "list_labeling_jobs_for_workteam", WorkteamArn=arn)),
    **{
        f"{operation} {kind}": tagging(kind, method, more)
        for kind in ("flow", "ui", "team")
        for operation, method, more in (
            ("ListTags", "list_tags", {}),
            ("AddTags", "add_tags", {"Tags": [{"Key": "k", "Value": "v"}]}),
            ("DeleteTags", "delete_tags", {"TagKeys": ["k"]}),
        )
    },
}  # fmt: skip


def others(arn: str) -> Iterator[str]:
    """Yield ARNs that differ in one part: partition, Region, account, kind or name."""
    parts = arn.split(":")
    kind, _, name = parts[5].partition("/")
    for index, part in (
        (1, "aws-cn"),
        (1, "aws-us-gov"),
        (3, "eu-west-1"),
        (4, "210987654321"),
        (5, f"{kind}x/{name}"),
        (5, f"human-loop/{name}"),
        (5, f"{kind}/{name}x"),
    ):
        yield ":".join([*parts[:index], part, *parts[index + 1 :]])


@pytest.fixture
def ours(emulator: Emulator) -> Ours:
    team = emulator.make_workteam()
    flow = emulator.make_flow(workteam=team)
    ui = emulator.client("sagemaker").describe_human_task_ui(HumanTaskUiName="ui")
    return Ours(flow, ui["HumanTaskUiArn"], team, emulator)


def test_it_is_refused_by_every_operation(ours: Ours) -> None:
    for operation, (kind, use) in USES.items():
        arn = getattr(ours, kind)
        if operation == "AnalyzeDocument":
            arn = make_built_in(ours)
        for other in others(arn):
            if "Tags" in operation and "x/" in other:
                continue  # Tags of other kinds of resources are moto's.
            with pytest.raises(ClientError) as caught:
                use(ours, other)
            code = caught.value.response["Error"]["Code"]
            known = {"ValidationException", "InvalidParameterException"}
            assert code in known | {"ResourceNotFound", "ResourceNotFoundException"}, (
                operation, other, code,
            )  # fmt: skip
        use(ours, arn)


def make_built_in(ours: Ours) -> str:
    arn: str = ours.call(
        "sagemaker",
        "create_flow_definition",
        FlowDefinitionName="built-in",
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": "s3://bucket/"},
        HumanLoopRequestSource={"AwsManagedHumanLoopRequestSource": SOURCE},
        HumanLoopConfig={
            "WorkteamArn": ours.team,
            "HumanTaskUiArn": ours.ui,
            "TaskTitle": "title",
            "TaskDescription": "description",
            "TaskCount": 1,
        },
    )["FlowDefinitionArn"]
    return arn


def test_an_event_target_of_another_partition_is_none_of_ours(ours: Ours) -> None:
    emulator = ours.emulator
    url = emulator.make_event_queue()
    arn = "arn:aws-cn:sqs:us-east-1:123456789012:events"
    emulator.client("events").put_targets(Rule="rule", Targets=[{"Id": "queue", "Arn": arn}])
    emulator.start_loop(ours.flow)
    emulator.answer("loop")
    (record,) = emulator.control("GET", "events")[1]["events"]
    assert [delivery["state"] for delivery in record["deliveries"]] == ["failed"]
    assert "Messages" not in emulator.client("sqs").receive_message(QueueUrl=url)


@pytest.mark.parametrize(
    "number", ["1E400", "-1e999", "1e-400", "9" * 5000, "0." + "0" * 400 + "1"]
)
def test_a_number_that_cannot_be_kept_is_refused_in_words_of_ours(ours: Ours, number: str) -> None:
    content = f'{{"text": "", "number": [{number}]}}'
    calls: dict[str, Callable[[], Any]] = {
        "InputContent": lambda: ours.call(
            "sagemaker-a2i-runtime", "start_human_loop", HumanLoopName="loop",
            FlowDefinitionArn=ours.flow, HumanLoopInput={"InputContent": content}),
        "Task.Input": lambda: ours.call(
            "sagemaker", "render_ui_template", HumanTaskUiArn=ours.ui, RoleArn=ROLE,
            Task={"Input": content}),
    }  # fmt: skip
    for member, call in calls.items():
        with pytest.raises(ClientError) as caught:
            call()
        error = caught.value.response["Error"]
        assert error["Code"] == "ValidationException"
        assert error["Message"].startswith(f"{member} has the number {number[:40]}")
        assert len(error["Message"]) < 200


@pytest.mark.parametrize(
    "number", ["1E308", "-0.5e-300", "9" * 4000, "18446744073709551617", "0e-999"]
)
def test_a_number_that_can_be_kept_is(ours: Ours, number: str) -> None:
    emulator = ours.emulator
    ours.call("sagemaker-a2i-runtime", "start_human_loop", HumanLoopName="loop",
              FlowDefinitionArn=ours.flow,
              HumanLoopInput={"InputContent": f'{{"text": "", "number": {number}}}'})  # fmt: skip
    emulator.answer("loop", {"number": int("9" * 400)})
    uri = emulator.wait_for_status("Completed")["HumanLoopOutput"]["OutputS3Uri"]
    output = json.loads(emulator.read_object(uri))
    assert output["inputContent"]["number"] == json.loads(number)
    assert output["humanAnswers"][0]["answerContent"]["number"] == int("9" * 400)
