"""The AWS command line interface, from PyPI: each command a process, as in a shell script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from subprocess import PIPE, Popen
from typing import Any

import pytest
from tests.clients.environments import SCRIPTS, environment, python_client
from tests.support.emulator import ROLE, TEMPLATE, Emulator, until

INPUT = {"InputContent": '{"text": "some text"}'}
FOUND = "HumanLoopSummaries[].HumanLoopName"


class Cli:
    """The command ``aws``."""

    def __init__(self, running: Popen[str]) -> None:
        self._running = running

    def __call__(self, *arguments: str) -> Any:
        """Run a command that must succeed; its parsed output, None if it prints nothing."""
        status, out, error = self._run(*arguments)
        assert (status, error) == (0, "")
        return json.loads(out) if out else None

    def refused(self, *arguments: str) -> str:
        """Run a command that the service must refuse; what it says."""
        status, out, error = self._run(*arguments)
        assert (status, out) == (255, "")
        return error.strip()

    def _run(self, *arguments: str) -> tuple[int, str, str]:
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        print(json.dumps(arguments), file=self._running.stdin, flush=True)
        status, out, error = json.loads(self._running.stdout.readline())
        return status, out, error


@pytest.fixture(scope="module")
def running(_emulator: Emulator) -> Iterator[Popen[str]]:
    """The CLI, ready to run commands: to read what it needs takes most of the time of one."""
    command = [python_client("awscli"), SCRIPTS / "aws_commands.py"]
    variables = environment(_emulator.url, AWS_PAGER="", AWS_DEFAULT_OUTPUT="json")
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=variables) as process:
        yield process


@pytest.fixture
def aws(emulator: Emulator, running: Popen[str]) -> Cli:
    return Cli(running)


def test_flow_definitions_are_made_listed_and_deleted(aws: Cli, emulator: Emulator) -> None:
    workteam = emulator.make_workteam()
    template = json.dumps({"Content": TEMPLATE})
    ui = aws(
        "sagemaker", "create-human-task-ui", "--human-task-ui-name", "ui", "--ui-template", template
    )["HumanTaskUiArn"]
    flow = aws(
        *("sagemaker", "create-flow-definition", "--flow-definition-name", "flow"),
        *("--role-arn", ROLE, "--output-config", "S3OutputPath=s3://bucket/results"),
        *("--tags", "Key=a,Value=b", "--human-loop-config"),
        f"WorkteamArn={workteam},HumanTaskUiArn={ui},TaskTitle=Title,TaskDescription=What,"
        "TaskCount=1,TaskKeywords=one,two",
    )["FlowDefinitionArn"]

    described = until(
        lambda: aws("sagemaker", "describe-flow-definition", "--flow-definition-name", "flow"),
        lambda answer: answer["FlowDefinitionStatus"] == "Active",
    )
    assert described["FlowDefinitionArn"] == flow
    assert described["HumanLoopConfig"]["TaskKeywords"] == ["one", "two"]
    # The CLI of version 1 prints a timestamp as the service sent it.
    assert isinstance(described["CreationTime"], float)
    assert aws("sagemaker", "list-tags", "--resource-arn", flow) == {
        "Tags": [{"Key": "a", "Value": "b"}]
    }
    listed = aws("sagemaker", "list-flow-definitions", "--max-items", "5")
    assert [row["FlowDefinitionName"] for row in listed["FlowDefinitionSummaries"]] == ["flow"]
    assert aws("sagemaker", "delete-flow-definition", "--flow-definition-name", "flow") is None
    gone = aws.refused("sagemaker", "delete-flow-definition", "--flow-definition-name", "flow")
    assert gone.startswith(
        "An error occurred (ResourceNotFound) when calling the DeleteFlowDefinition operation: "
    )
    assert aws("sagemaker", "delete-human-task-ui", "--human-task-ui-name", "ui") is None


def test_human_loops_are_started_listed_stopped_and_deleted(aws: Cli, emulator: Emulator) -> None:
    flow = emulator.make_flow()
    for name in ("one", "two", "three"):
        arn = aws(
            *("sagemaker-a2i-runtime", "start-human-loop", "--human-loop-name", name),
            *(
                "--flow-definition-arn",
                flow,
                "--human-loop-input",
                '{"InputContent": "{\\"text\\": 1}"}',
            ),
            *("--data-attributes", "ContentClassifiers=FreeOfAdultContent"),
        )["HumanLoopArn"]
        assert arn.endswith(f":human-loop/{name}")

    of_flow = ("sagemaker-a2i-runtime", "list-human-loops", "--flow-definition-arn", flow)
    first = aws(*of_flow, "--page-size", "1", "--max-items", "2", "--sort-order", "Ascending")
    assert [row["HumanLoopName"] for row in first["HumanLoopSummaries"]] == ["one", "two"]
    rest = aws(*of_flow, "--starting-token", first["NextToken"], "--sort-order", "Ascending")
    assert [row["HumanLoopName"] for row in rest["HumanLoopSummaries"]] == ["three"]
    since = aws(*of_flow, "--creation-time-after", "2020-02-24", "--query", FOUND)
    assert since == ["three", "two", "one"]
    assert aws(*of_flow, "--creation-time-before", "2020-02-24", "--query", FOUND) == []

    named = ("--human-loop-name", "one")
    assert aws("sagemaker-a2i-runtime", "stop-human-loop", *named) is None
    stopped = aws("sagemaker-a2i-runtime", "describe-human-loop", *named)
    assert stopped["HumanLoopStatus"] == "Stopped"
    assert aws("sagemaker-a2i-runtime", "delete-human-loop", *named) is None
    assert aws.refused("sagemaker-a2i-runtime", "describe-human-loop", *named).startswith(
        "An error occurred (ResourceNotFoundException) when calling the DescribeHumanLoop "
        "operation: We couldn't find the requested resource."
    )


def test_a_broken_constraint_is_printed_in_the_services_words(aws: Cli) -> None:
    refused = aws.refused("sagemaker", "describe-workteam", "--workteam-name", "-")

    assert refused == (
        "An error occurred (ValidationException) when calling the DescribeWorkteam operation: "
        "1 validation error detected: Value '-' at 'workteamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    )


def test_workforces_and_workteams(aws: Cli, emulator: Emulator) -> None:
    emulator.make_workteam(workers=("alice",))

    workforce = aws("sagemaker", "describe-workforce", "--workforce-name", "default")["Workforce"]
    assert workforce["Status"] == "Active"
    changed = aws(
        *("sagemaker", "update-workteam", "--workteam-name", "team", "--description", "better")
    )["Workteam"]
    assert (changed["Description"], changed["SubDomain"]) == ("better", workforce["SubDomain"])
    assert aws("sagemaker", "delete-workteam", "--workteam-name", "team") == {"Success": True}
    refused = aws.refused("sagemaker", "describe-workteam", "--workteam-name", "team")
    assert "(ValidationException)" in refused
    assert "The work team" in refused
    assert aws("sagemaker", "delete-workforce", "--workforce-name", "default") is None
