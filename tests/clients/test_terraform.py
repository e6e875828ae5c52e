"""The example for Terraform, from its creation to its end, by the real program and provider."""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.clients.environments import environment
from tests.support.emulator import Emulator
from tests.support.pytest_runs import ROOT
from tests.support.terraform import PROVIDER, installed_terraform

Terraform = Callable[..., str]
OURS = {
    "aws_sagemaker_flow_definition.review": "review",
    "aws_sagemaker_human_task_ui.kind": "kind",
    "aws_sagemaker_workforce.staff": "staff",
    "aws_sagemaker_workteam.reviewers": "reviewers",
}
NEVER_READ = """
resource "aws_sagemaker_human_task_ui" "kind" {
  lifecycle {
    ignore_changes = [ui_template]
  }
}
resource "aws_sagemaker_workteam" "reviewers" {
  lifecycle {
    ignore_changes = [workforce_name]
  }
}
"""
"""What Describe does not tell, on AWS neither: the provider would replace what was imported."""

PATIENCE_SECONDS = 240


@pytest.fixture
def provider(emulator: Emulator) -> Iterator[str]:
    """Start the provider, as each command would some times over; return how it is reached."""
    found = installed_terraform()
    assert found is not None
    (program,) = found[1].glob(f"{PROVIDER}/*/*/terraform-provider-aws*")
    started = subprocess.Popen(
        [program, "-debug"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(emulator.url, GOGC="400"),
    )
    assert started.stdout is not None
    with started:
        told = (re.search("TF_REATTACH_PROVIDERS='(.*)'", line) for line in started.stdout)
        yield next(line[1] for line in told if line)
        started.terminate()


@pytest.fixture
def terraform(emulator: Emulator, provider: str, tmp_path: Path) -> Terraform:
    """Run a command of Terraform's in a copy of the example; return what it says at the end."""
    found = installed_terraform()
    assert found is not None
    program, mirror = found
    shutil.copy(ROOT / "examples" / "terraform" / "main.tf", tmp_path)
    switches = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    variables = environment(emulator.url, **switches, TF_REATTACH_PROVIDERS=provider)
    variables.pop("TF_CLI_CONFIG_FILE", None)

    def run(*command: str) -> str:
        done = subprocess.run(
            [program, *command, "-no-color"],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            cwd=tmp_path,
            env=variables,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        (ending,) = re.findall(
            r"^(?:Apply|Destroy) complete!.*|^No changes\.|\Z", done.stdout, re.MULTILINE
        )[:1]
        return str(ending)

    run("init", f"-plugin-dir={mirror}", "-input=false")
    return run


def test_the_four_resources(emulator: Emulator, terraform: Terraform, tmp_path: Path) -> None:
    sagemaker = emulator.client("sagemaker")
    created = terraform("apply", "-auto-approve")
    assert created == "Apply complete! Resources: 10 added, 0 changed, 0 destroyed."
    assert terraform("plan", "-detailed-exitcode") == "No changes."

    sagemaker.delete_flow_definition(FlowDefinitionName="review")
    update = ("apply", "-auto-approve", "-var=description=Readers")
    changed = terraform(*update)
    assert changed == "Apply complete! Resources: 1 added, 2 changed, 0 destroyed."
    team = sagemaker.describe_workteam(WorkteamName="reviewers")["Workteam"]
    assert team["Description"] == "Readers"

    terraform("state", "rm", *OURS)
    blocks = "\n".join(f'import {{\n  to = {to}\n  id = "{name}"\n}}' for to, name in OURS.items())
    (tmp_path / "imports.tf").write_text(blocks)
    (tmp_path / "read_override.tf").write_text(NEVER_READ)
    imported = terraform(*update, "-refresh=false")
    assert imported == "Apply complete! Resources: 4 imported, 0 added, 0 changed, 0 destroyed."

    assert terraform("destroy", "-auto-approve", "-refresh=false").endswith(
        "Resources: 10 destroyed."
    )
    assert sagemaker.list_flow_definitions()["FlowDefinitionSummaries"] == []
    assert sagemaker.list_workforces()["Workforces"] == []


def setup(emulator: Emulator, name: str) -> str:
    with urllib.request.urlopen(f"{emulator.url}/_a2i/console/setup/{name}") as answer:
        return str(answer.read().decode())


def test_what_the_console_writes(emulator: Emulator, terraform: Terraform, tmp_path: Path) -> None:
    emulator.make_event_queue()
    content = '<crowd-form>\n{{ task.input.text }} ${x} %{if} \\n "quoted"\n</crowd-form>\u2028'
    emulator.make_flow(
        workteam=emulator.make_workteam(workers=("alice",)),
        template=content,
        TaskTitle="${title}",
        TaskKeywords=["one", "two"],
        TaskTimeLimitInSeconds=600,
    )
    before: dict[str, Any] = yaml.safe_load(setup(emulator, "seed.yaml"))
    (tmp_path / "main.tf").write_text(setup(emulator, "main.tf"), encoding="utf-8")
    assert emulator.control("POST", "reset")[0] == 200
    made = terraform("apply", "-auto-approve")
    assert made.startswith("Apply complete! Resources: 14 added")
    after = yaml.safe_load(setup(emulator, "seed.yaml"))
    for section in ("buckets", "queues", "workforce", "workteams", "humanTaskUis"):
        assert after[section] == before[section], section
    (flow,), (was,) = after["flowDefinitions"], before["flowDefinitions"]
    assert {**flow["HumanLoopConfig"], **was["HumanLoopConfig"]} == flow["HumanLoopConfig"]
    assert {**flow, **was, "HumanLoopConfig": None} == {**flow, "HumanLoopConfig": None}
    assert terraform("plan", "-detailed-exitcode") == "No changes."
