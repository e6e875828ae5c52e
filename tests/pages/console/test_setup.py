"""An account taken away: each file makes, in an empty emulator, what was there."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from tests.support.accessibility import assert_accessible
from tests.support.built_in_over_http import ALCOHOL
from tests.support.emulator import ROLE, Emulator
from tests.support.hostile import CORPUS, EVERYTHING, assert_unharmed, watch

from a2i_emulator.domain.flow_definition import REKOGNITION_SOURCE
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.names import Scope
from a2i_emulator.pages.console.setup.account import Account
from a2i_emulator.pages.console.setup.seed_file import seed_document, seed_file
from a2i_emulator.seed.reading import read_documents

TEMPLATE = "\n".join(("<crowd-form>", "  {{ task.input.text }} ${x} %{y} \\ \"'", *CORPUS, ""))
TAGS = [{"Key": "of", "Value": EVERYTHING[:20].replace("<", "").replace(">", "").split("(")[0]}]


@pytest.fixture
def account(emulator: Emulator) -> dict[str, Any]:
    """An account with one of everything; return its seed document."""
    cognito, sagemaker = emulator.client("cognito-idp"), emulator.client("sagemaker")
    emulator.make_event_queue()
    team = emulator.make_workteam("readers", workers=("alice", "bob"))
    pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
    attributes = [{"Name": "email", "Value": "alice@example.com"}]
    cognito.admin_update_user_attributes(
        UserPoolId=pool, Username="alice", UserAttributes=attributes
    )
    cognito.create_group(UserPoolId=pool, GroupName="empty")
    for bucket in ("bucket", "0-numbers"):
        emulator.client("s3").create_bucket(Bucket=bucket)
    template = sagemaker.create_human_task_ui(
        HumanTaskUiName="page", UiTemplate={"Content": TEMPLATE}, Tags=TAGS
    )["HumanTaskUiArn"]
    sagemaker.create_flow_definition(
        FlowDefinitionName="review",
        RoleArn=ROLE,
        OutputConfig={"S3OutputPath": "s3://bucket/${results}"},
        HumanLoopRequestSource={"AwsManagedHumanLoopRequestSource": REKOGNITION_SOURCE},
        HumanLoopActivationConfig={
            "HumanLoopActivationConditionsConfig": {
                "HumanLoopActivationConditions": json.dumps({"Conditions": [ALCOHOL]})
            }
        },
        HumanLoopConfig={
            "WorkteamArn": team,
            "HumanTaskUiArn": template,
            "TaskTitle": CORPUS[0],
            "TaskDescription": "1e3",
            "TaskCount": 2,
            "TaskKeywords": ["one", "true"],
            "TaskTimeLimitInSeconds": 600,
        },
    )
    quality = {"adjudication": {"leastAgreement": 0.5, "workteamArn": team}, "consolidate": True}
    assert emulator.control("PUT", "flow-definitions/review/quality", quality)[0] == 200
    return taken(emulator)


def text_of(emulator: Emulator, name: str) -> str:
    with urllib.request.urlopen(f"{emulator.url}/_a2i/console/setup/{name}") as answer:
        return str(answer.read().decode())


def taken(emulator: Emulator) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(text_of(emulator, "seed.yaml"))
    return document


def emptied(emulator: Emulator) -> None:
    assert emulator.control("POST", "reset")[0] == 200
    assert taken(emulator).keys() == {"account", "region"}


def test_a_seed_file_makes_it_all_again(
    emulator: Emulator, account: dict[str, Any], tmp_path: Path
) -> None:
    rules = {"rules": [{"answerContent": {"said": EVERYTHING}}]}
    emulator.control("PUT", "workers", rules)
    emulator.control("PUT", "faults", {"faults": [{"operation": "*", "drop": True, "times": 1}]})
    emulator.control("DELETE", "faults")
    recorded = {"operation": "DetectModerationLabels", "match": {}, "response": {}}
    emulator.control("PUT", "predictions", {"predictions": [recorded]})
    before, file = taken(emulator), tmp_path / "seed.yaml"
    file.write_text(text_of(emulator, "seed.yaml"), encoding="utf-8")
    assert before == {**account, "workers": rules["rules"], "predictions": [recorded]}
    emptied(emulator)
    emulator.server.apply_seeds([file])
    assert taken(emulator) == before


def test_a_program_makes_it_all_again(
    emulator: Emulator, account: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = text_of(emulator, "setup.py")
    emptied(emulator)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    exec(program, {})
    for flow in account["flowDefinitions"]:
        flow.pop("quality", None)  # AWS knows none of it.
    assert taken(emulator) == account


def test_a_stack_makes_what_has_a_type(emulator: Emulator, account: dict[str, Any]) -> None:
    template = text_of(emulator, "template.json")
    emptied(emulator)
    cognito = emulator.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    cognito.create_group(UserPoolId=pool, GroupName="group")
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]
    given = {"PoolPool": pool, "ClientApp": client["ClientId"]}
    emulator.client("cloudformation").create_stack(
        StackName="review",
        TemplateBody=template,
        Parameters=[{"ParameterKey": key, "ParameterValue": one} for key, one in given.items()],
    )
    made = taken(emulator)
    for section in ("buckets", "workforce", "workteams", "humanTaskUis"):
        assert made[section] == account[section], section


def test_commands_hand_on_what_was_answered(
    emulator: Emulator, account: dict[str, Any], tmp_path: Path
) -> None:
    commands = text_of(emulator, "setup.sh")
    log = tmp_path / "log"
    aws = f"aws() {{ printf '%s\\0' \"$@\" >> '{log}'; echo \"made-by-$2\"; }}\n"
    subprocess.run(["bash", "-euc", aws + commands], check=True, capture_output=True)
    words = log.read_bytes().decode().split("\0")
    config = json.loads(words[words.index("--cognito-config") + 1])
    assert config == {"UserPool": "made-by-create-user-pool",
                      "ClientId": "made-by-create-user-pool-client"}  # fmt: skip
    review = json.loads(words[words.index("--human-loop-config") + 1])
    assert review["WorkteamArn"] == "made-by-create-workteam"
    assert review["TaskTitle"] == account["flowDefinitions"][0]["HumanLoopConfig"]["TaskTitle"]
    assert json.loads(words[words.index("--ui-template") + 1]) == {"Content": TEMPLATE}


def test_terraform_is_written_as_its_formatter_would(
    emulator: Emulator, account: dict[str, Any]
) -> None:
    assert account["flowDefinitions"]
    resources = text_of(emulator, "main.tf").partition("\nresource ")[2]
    columns = [line.partition(" = ") for line in resources.splitlines()]
    runs = groupby(columns, lambda parts: bool(parts[1]))
    widths = [{len(name) for name, _, _ in run} for is_argument, run in runs if is_argument]
    assert max(map(len, widths)) == 1
    assert len({width for (width,) in widths}) > 1


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_in_a_seed_file_is_read_as_it_was(tmp_path_factory: Any, text: str) -> None:
    scope = Scope("123456789012", "us-east-1")
    ui = HumanTaskUi(scope, "page", "", 0)
    account = Account(scope, uis=[ui], templates={"page": text}, tags={ui.arn: {"key": text}})
    file = tmp_path_factory.getbasetemp() / "text.yaml"
    file.write_text(seed_file(account), encoding="utf-8", newline="")
    (document,) = read_documents(file)
    assert document.data == seed_document(account)


def test_the_page_shows_each_file(
    emulator: Emulator, account: dict[str, Any], console: Page
) -> None:
    seen = watch(console)
    console.context.grant_permissions(["clipboard-read", "clipboard-write"])
    console.goto(f"{emulator.url}/_a2i/console/")
    console.get_by_role("link", name="Setup").click()
    for name in ("Seed file", "boto3", "AWS CLI", "Terraform", "CloudFormation"):
        expect(console.get_by_role("region", name=name).locator("pre")).to_contain_text("readers")
    seed = console.get_by_role("region", name="Seed file")
    with console.expect_download() as downloaded:
        seed.get_by_role("link", name="Download").click()
    assert yaml.safe_load(downloaded.value.path().read_text("utf-8")) == account
    seed.get_by_role("button", name="Copy").click()
    expect(seed.get_by_role("button", name="Copied")).to_be_visible()
    assert yaml.safe_load(console.evaluate("navigator.clipboard.readText()")) == account
    assert_accessible(console)
    assert_unharmed(console, seen)
