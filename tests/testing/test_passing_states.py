"""No state is seen on its way by the server that is not seen under the mock.

Each test runs over sockets and under a mock, several times: what is a matter of luck would show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.support.review import FLOW, REVIEW, start, status_of

from a2i_emulator import Emulator, mock_a2i
from a2i_emulator.testing import A2I

RUNTIME = "sagemaker-a2i-runtime"

pytestmark = pytest.mark.parametrize("turn", range(2))


@pytest.fixture(params=["server", "mock"])
def slow_kit(request: pytest.FixtureRequest) -> Iterator[A2I]:
    """An emulator of either kind in which flow definitions are Initializing for a minute."""
    kind = mock_a2i if request.param == "mock" else Emulator
    with kind(activation_delay=60) as slow:
        slow.seed(REVIEW)
        yield slow


def refusal(call: Any, **request: Any) -> str:
    """Return the code and the words that a call is refused with."""
    with pytest.raises(ClientError) as caught:
        call(**request)
    error = caught.value.response["Error"]
    return f"{error['Code']}: {error['Message']}"


def make_again(sagemaker: Any, name: str = "review") -> str:
    """Make a flow definition like the one of the seed file; return its ARN."""
    ui = sagemaker.describe_human_task_ui(HumanTaskUiName="page")["HumanTaskUiArn"]
    team = sagemaker.describe_workteam(WorkteamName="reviewers")["Workteam"]["WorkteamArn"]
    arn: str = sagemaker.create_flow_definition(
        FlowDefinitionName=name,
        RoleArn="arn:aws:iam::123456789012:role/a2i",
        OutputConfig={"S3OutputPath": "s3://results/"},
        HumanLoopConfig={
            "WorkteamArn": team,
            "HumanTaskUiArn": ui,
            "TaskTitle": "A task",
            "TaskDescription": "What to do",
            "TaskCount": 1,
        },
    )["FlowDefinitionArn"]
    return arn


def test_a_flow_definition_is_active_once_it_is_created(kit: A2I, turn: int) -> None:
    sagemaker, runtime = kit.client("sagemaker"), kit.client(RUNTIME)
    arn = make_again(sagemaker, "other")
    runtime.start_human_loop(
        HumanLoopName=f"loop-{turn}",
        FlowDefinitionArn=arn,
        HumanLoopInput={"InputContent": '{"text": ""}'},
    )
    found = sagemaker.describe_flow_definition(FlowDefinitionName="other")
    assert found["FlowDefinitionStatus"] == "Active"
    make_again(sagemaker, "third")
    sagemaker.delete_flow_definition(FlowDefinitionName="third")


def test_a_deleted_flow_definition_is_gone(kit: A2I, turn: int) -> None:
    sagemaker, runtime = kit.client("sagemaker"), kit.client(RUNTIME)
    for number in range(turn):
        start(runtime, f"loop-{number}")
    sagemaker.delete_flow_definition(FlowDefinitionName="review")
    assert refusal(runtime.list_human_loops, FlowDefinitionArn=FLOW).startswith("ResourceNotFoundE")
    assert sagemaker.list_flow_definitions()["FlowDefinitionSummaries"] == []
    missing = refusal(sagemaker.describe_flow_definition, FlowDefinitionName="review")
    assert missing.startswith("ResourceNotFound: ")
    assert refusal(sagemaker.delete_flow_definition, FlowDefinitionName="review") == missing
    assert make_again(sagemaker) == FLOW
    assert runtime.list_human_loops(FlowDefinitionArn=FLOW)["HumanLoopSummaries"] == []
    sagemaker.delete_flow_definition(FlowDefinitionName="review")
    sagemaker.delete_workteam(WorkteamName="reviewers")
    sagemaker.delete_human_task_ui(HumanTaskUiName="page")
    sagemaker.delete_workforce(WorkforceName="default")


def test_a_loop_that_cannot_be_shown_has_failed(kit: A2I, turn: int) -> None:
    runtime = kit.client(RUNTIME)
    wrong = {"HumanLoopInput": {"InputContent": "{}"}, "FlowDefinitionArn": FLOW}

    def listed(name: str) -> str:
        rows = runtime.list_human_loops(FlowDefinitionArn=FLOW)["HumanLoopSummaries"]
        (status,) = (row["HumanLoopStatus"] for row in rows if row["HumanLoopName"] == name)
        return str(status)

    ways: dict[str, Callable[[str], str]] = {
        "described": lambda name: status_of(runtime, name),
        "listed": listed,
        "stopped": lambda name: refusal(runtime.stop_human_loop, HumanLoopName=name),
        "started": lambda name: refusal(runtime.start_human_loop, HumanLoopName=name, **wrong),
        "deleted": lambda name: "Gone" if runtime.delete_human_loop(HumanLoopName=name) else "",
    }
    answers = {}
    for name, ask in ways.items():
        runtime.start_human_loop(HumanLoopName=name, **wrong)
        answers[name] = ask(name).partition(":")[0]
    assert answers == {
        "described": "Failed",
        "listed": "Failed",
        "stopped": "ValidationException",
        "started": "ConflictException",
        "deleted": "Gone",
    }


def test_a_loop_is_answered_that_a_rule_answers_at_once(kit: A2I, turn: int) -> None:
    runtime = kit.client(RUNTIME)
    kit.workers.add({"good": True})
    start(runtime)
    if turn % 2:
        (row,) = runtime.list_human_loops(FlowDefinitionArn=FLOW)["HumanLoopSummaries"]
        assert row["HumanLoopStatus"] == "Completed"
    else:
        assert status_of(runtime) == "Completed"
    uri = runtime.describe_human_loop(HumanLoopName="loop")["HumanLoopOutput"]["OutputS3Uri"]
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    body = kit.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    assert json.loads(body)["humanAnswers"][0]["answerContent"] == {"good": True}


def test_so_is_one_that_a_function_answers(kit: A2I, turn: int) -> None:
    runtime = kit.client(RUNTIME)
    kit.workers.add(lambda _: {"turn": turn})
    start(runtime)
    assert status_of(runtime) == "Completed"


def test_a_stopped_loop_is_gone_once_it_is_deleted(kit: A2I, turn: int) -> None:
    runtime = kit.client(RUNTIME)
    for _ in range(turn + 1):
        start(runtime)
        runtime.stop_human_loop(HumanLoopName="loop")
        assert status_of(runtime) == "Stopped"
        runtime.delete_human_loop(HumanLoopName="loop")
        assert refusal(runtime.describe_human_loop, HumanLoopName="loop").startswith("ResourceNot")
    assert runtime.list_human_loops(FlowDefinitionArn=FLOW)["HumanLoopSummaries"] == []


def test_a_delay_is_told_while_it_lasts(slow_kit: A2I, turn: int) -> None:
    sagemaker, runtime = slow_kit.client("sagemaker"), slow_kit.client(RUNTIME)
    slow_kit.clock.advance(50 - turn)  # Real time passes, too.
    lasts = ("its status is Initializing, which lasts ", " more seconds.")
    for told in (
        refusal(
            runtime.start_human_loop,
            HumanLoopName="loop",
            FlowDefinitionArn=FLOW,
            HumanLoopInput={"InputContent": "{}"},
        ),
        refusal(sagemaker.delete_flow_definition, FlowDefinitionName="review"),
    ):
        assert all(words in told for words in lasts)
        seconds = told.partition(lasts[0])[2].partition(lasts[1])[0]
        assert turn < float(seconds) <= turn + 10
    slow_kit.clock.advance(turn + 10)
    start(runtime)
    assert status_of(runtime) == "InProgress"
