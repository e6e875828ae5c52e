"""Seed files, applied to a real server and looked at with boto3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from tests.support.emulator import TEMPLATE, Emulator

from a2i_emulator.commands.files import UsageError
from a2i_emulator.commands.start import open_server
from a2i_emulator.domain.names import Scope
from a2i_emulator.seed import InProcessClients, SeedError
from a2i_emulator.settings import Settings
from a2i_emulator.templates.default import SOURCES, default_template

WHOLE = """
buckets:
  - Bucket: documents
    Versioning: Enabled
    Objects:
      - {Key: notes/a.txt, Text: "héllo"}
      - {Key: b.json, Json: {answer: yes, day: 2024-01-01, number: 010}}
      - {Key: c.bin, Base64: AAEC, ContentType: application/x-thing}
      - {Key: page.html, File: page.html}
  - Bucket: results
topics: [{Name: tasks}]
queues:
  - {QueueName: events, Attributes: {VisibilityTimeout: 45}}
eventRules:
  - Name: finished
    Targets: [{Queue: events}]
  - Name: failed
    EventPattern: {source: [aws.sagemaker], detail: {humanLoopStatus: [Failed]}}
    State: DISABLED
    Targets: [{Id: topic, Topic: tasks}]
userPools:
  - PoolName: workers
    Groups: [reviewers, experts]
    Users:
      - Username: alice
        Password: Secret-Passw0rd
        Attributes: {email: alice@example.com}
        Groups: [reviewers, experts]
      - {Username: bob, Groups: [reviewers]}
workforce:
  WorkforceName: default
  CognitoConfig: {UserPool: workers}
workteams:
  - WorkteamName: reviewers
    Groups: [reviewers]
    NotificationConfiguration: {NotificationTopicArn: tasks}
  - WorkteamName: experts
    Description: They know.
    MemberDefinitions:
      - CognitoMemberDefinition: {UserPool: workers, UserGroup: experts, ClientId: a2i-portal}
vendorWorkteams:
  - WorkteamArn: arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/them
    SellerName: Them
humanTaskUis:
  - HumanTaskUiName: page
    UiTemplate: {File: page.html}
    Tags: [{Key: team, Value: docs}]
flowDefinitions:
  - FlowDefinitionName: review
    HumanLoopConfig: &config
      WorkteamArn: reviewers
      HumanTaskUiArn: page
      TaskTitle: A task
      TaskDescription: What to do
    OutputConfig: {S3OutputPath: s3://results/}
    quality: {consolidate: true}
  - FlowDefinitionName: moderation
    HumanLoopRequestSource:
      AwsManagedHumanLoopRequestSource: AWS/Rekognition/DetectModerationLabels/Image/V3
    HumanLoopActivationConfig:
      HumanLoopActivationConditionsConfig:
        HumanLoopActivationConditions:
          Conditions:
            - ConditionType: Sampling
              ConditionParameters: {RandomSamplingPercentage: 5}
    HumanLoopConfig: {<<: *config, TaskTitle: Look}
    OutputConfig: {S3OutputPath: s3://results/}
humanLoops:
  - HumanLoopName: first
    FlowDefinitionArn: review
    InputContent: {text: some text}
workers:
  - match: {humanLoopName: first}
    answerContent: {answer: yes}
    worker: alice
predictions:
  - operation: DetectModerationLabels
    match: {bucket: documents, name: a.png}
    response: {ModerationLabels: []}
faults:
  - {operation: StopHumanLoop, error: ThrottlingException, times: 1}
"""

WITHOUT_ITS_TEAM = """flowDefinitions:
- FlowDefinitionName: f
  HumanLoopConfig: {WorkteamArn: w, HumanTaskUiArn: u, TaskTitle: t, TaskDescription: d}
  OutputConfig: {S3OutputPath: s3://b/}
"""

Apply = Callable[..., None]


@pytest.fixture
def apply(emulator: Emulator, tmp_path: Path) -> Apply:
    (tmp_path / "page.html").write_text(TEMPLATE)

    def call(*texts: str) -> None:
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"seed-{number}.yaml"
            path.write_text(dedent(text))
            paths.append(path)
        emulator.server.apply_seeds(paths)

    return call


def everything(emulator: Emulator) -> Any:
    """Return the state of A2I, and of moto what a changed seed would change."""
    state = emulator.server.service.database.dump()
    s3, cognito = emulator.client("s3"), emulator.client("cognito-idp")
    pools = cognito.list_user_pools(MaxResults=60)["UserPools"]
    users = [cognito.list_users(UserPoolId=pool["Id"])["Users"] for pool in pools]
    versions = [
        s3.list_object_versions(Bucket=bucket["Name"]).get("Versions", [])
        for bucket in s3.list_buckets()["Buckets"]
    ]
    return json.loads(json.dumps([state, pools, users, versions], default=str))


def test_all_that_a_file_describes_is_there(emulator: Emulator, apply: Apply) -> None:
    apply(WHOLE)
    s3 = emulator.client("s3")
    read = {
        key: s3.get_object(Bucket="documents", Key=key)
        for key in ("notes/a.txt", "b.json", "c.bin", "page.html")
    }
    assert read["notes/a.txt"]["Body"].read().decode() == "héllo"
    assert json.load(read["b.json"]["Body"]) == {
        "answer": "yes",
        "day": "2024-01-01",
        "number": "010",
    }
    assert read["c.bin"]["Body"].read() == b"\0\1\2"
    assert [read[key]["ContentType"] for key in read] == [
        "text/plain; charset=utf-8",
        "application/json",
        "application/x-thing",
        "text/html",
    ]
    loop = emulator.wait_for_status("Completed", "first")
    output = json.loads(emulator.read_object(loop["HumanLoopOutput"]["OutputS3Uri"]))
    (answer,) = output["humanAnswers"]
    assert answer["answerContent"] == {"answer": "yes"}
    url = emulator.client("sqs").get_queue_url(QueueName="events")["QueueUrl"]
    assert emulator.receive(url)["detail"]["humanLoopName"] == "first"
    sagemaker = emulator.client("sagemaker")
    team = sagemaker.describe_workteam(WorkteamName="experts")["Workteam"]
    assert team["Description"] == "They know."
    assert sagemaker.list_subscribed_workteams()["SubscribedWorkteams"][0]["SellerName"] == "Them"
    flow = sagemaker.describe_flow_definition(FlowDefinitionName="moderation")
    assert flow["FlowDefinitionStatus"] == "Active"
    assert flow["HumanLoopConfig"]["TaskTitle"] == "Look"
    quality = emulator.control("GET", "flow-definitions/review/quality")[1]
    assert quality["settings"] == {"consolidate": True}
    assert len(emulator.control("GET", "predictions")[1]["predictions"]) == 1
    assert emulator.control("GET", "faults")[1]["faults"][0]["operation"] == "StopHumanLoop"


def test_a_user_may_sign_in_with_the_seeds_password(emulator: Emulator, apply: Apply) -> None:
    apply(WHOLE)
    cognito = emulator.client("cognito-idp")
    (pool,) = cognito.list_user_pools(MaxResults=5)["UserPools"]
    (client,) = cognito.list_user_pool_clients(UserPoolId=pool["Id"])["UserPoolClients"]
    assert cognito.admin_initiate_auth(
        UserPoolId=pool["Id"],
        ClientId=client["ClientId"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": "Secret-Passw0rd"},
    )["AuthenticationResult"]


def test_applied_twice_it_changes_nothing(emulator: Emulator, apply: Apply) -> None:
    apply(WHOLE)
    emulator.wait_for_status("Completed", "first")
    emulator.advance(0)
    before = everything(emulator)
    apply(WHOLE)
    emulator.advance(0)
    assert everything(emulator) == before


def test_what_can_be_changed_follows_a_changed_file(
    emulator: Emulator, apply: Apply, tmp_path: Path
) -> None:
    apply(WHOLE)
    emulator.wait_for_status("Completed", "first")
    (tmp_path / "page.html").write_text("<p>{{ task.input.text }}</p>")
    changes = {
        "héllo": "bye",
        "VisibilityTimeout: 45": "VisibilityTimeout: 46",
        "They know.": "They know more.",
        "State: DISABLED": "State: ENABLED",
        "alice@example.com": "a@example.com",
        "TaskTitle: Look": "TaskTitle: Look here",
        "Secret-Passw0rd": "Other-Passw0rd",
    }
    changed = WHOLE
    for old, new in changes.items():
        assert old in changed
        changed = changed.replace(old, new)
    apply(changed)
    sagemaker = emulator.client("sagemaker")
    sqs, events = emulator.client("sqs"), emulator.client("events")
    url = sqs.get_queue_url(QueueName="events")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    assert attributes["Attributes"] == {"VisibilityTimeout": "46"}
    assert events.describe_rule(Name="failed")["State"] == "ENABLED"
    assert emulator.read_object("s3://documents/notes/a.txt") == b"bye"
    team = sagemaker.describe_workteam(WorkteamName="experts")["Workteam"]
    assert team["Description"] == "They know more."
    flow = sagemaker.describe_flow_definition(FlowDefinitionName="moderation")
    assert flow["HumanLoopConfig"]["TaskTitle"] == "Look here"
    rendered = sagemaker.render_ui_template(
        HumanTaskUiArn=flow["HumanLoopConfig"]["HumanTaskUiArn"],
        Task={"Input": '{"text": "x"}'},
        RoleArn="arn:aws:iam::123456789012:role/a2i",
    )
    assert rendered["RenderedContent"] == "<p>x</p>"


def test_a_flow_definition_with_human_loops_is_not_replaced(
    emulator: Emulator, apply: Apply
) -> None:
    apply(WHOLE)
    with pytest.raises(SeedError, match=r"flow definition review has changed; delete"):
        apply(WHOLE.replace("TaskTitle: A task", "TaskTitle: Another task"))
    assert emulator.describe_loop("first")


def test_each_document_has_its_account_and_region(emulator: Emulator, apply: Apply) -> None:
    apply(
        """
        region: eu-west-1
        buckets: [{Bucket: in-europe}]
        humanTaskUis: [{HumanTaskUiName: here, UiTemplate: {Content: "<p></p>"}}]
        ---
        account: "222233334444"
        humanTaskUis: [{HumanTaskUiName: there, UiTemplate: {Content: "<p></p>"}}]
        ---
        """
    )
    europe = emulator.client("sagemaker", region="eu-west-1")
    (ui,) = europe.list_human_task_uis()["HumanTaskUiSummaries"]
    assert ui["HumanTaskUiArn"] == "arn:aws:sagemaker:eu-west-1:123456789012:human-task-ui/here"
    location = emulator.client("s3").get_bucket_location(Bucket="in-europe")
    assert location["LocationConstraint"] == "eu-west-1"
    assert emulator.client("sagemaker").list_human_task_uis()["HumanTaskUiSummaries"] == []
    stored = emulator.server.service.database.dump()["human_task_uis"]
    assert {(ui["scope"]["account"], ui["name"]) for ui in stored} == {
        ("123456789012", "here"),
        ("222233334444", "there"),
    }


@pytest.mark.parametrize("source", SOURCES)
def test_a_human_task_ui_may_have_the_default_template(
    emulator: Emulator, apply: Apply, source: str
) -> None:
    apply(f"humanTaskUis: [{{HumanTaskUiName: ui, UiTemplate: {{Default: {source}}}}}]")
    made = emulator.client("sagemaker").describe_human_task_ui(HumanTaskUiName="ui")
    digest = hashlib.sha256(default_template(source).encode()).hexdigest()
    assert made["UiTemplate"]["ContentSha256"] == digest


def test_rules_of_all_files_count_in_order(emulator: Emulator, apply: Apply) -> None:
    apply("workers: [{answerContent: {a: 1}}]", "workers: [{answerContent: {a: 2}}]")
    rules = emulator.control("GET", "workers")[1]["rules"]
    assert [rule["answerContent"] for rule in rules] == [{"a": 1}, {"a": 2}]


def test_a_file_may_be_json(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps({"buckets": [{"Bucket": "from-json"}]}, indent="\t"))
    emulator.server.apply_seeds([path])
    assert emulator.client("s3").list_buckets()["Buckets"][0]["Name"] == "from-json"


def test_a_gold_task_that_cannot_be_shown_is_told_with_its_line(apply: Apply) -> None:
    gold = "{gold: {rate: 1, tasks: [{name: a, inputContent: {}, answerContent: {answer: b}}]}}"
    with pytest.raises(SeedError) as error:
        apply(WHOLE.replace("quality: {consolidate: true}", f"quality: {gold}"))
    line = WHOLE[: WHOLE.index("quality:")].count("\n") + 1
    assert f"seed-0.yaml:{line}: flowDefinitions[0].quality.gold.tasks[0].i" in str(error.value)
    assert "workers could not be shown it: UndefinedTemplateVariable" in str(error.value)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("buckets:\n  - Bucket: a\n    Objects:\n      - {Key: b}\n", 4, "exactly one of File"),
        ("region: us-east-1\nbukets: []\n", 1, "'bukets' was unexpected"),
        ("account: 123456789012\n", 1, "account: 123456789012 is not of type 'string'"),
        ("buckets:\n  - Bucket: a\n  - Bucket\n", 3, "buckets[1]: 'Bucket' is not of type"),
        ("a: [\n", 2, "expected the node content"),
        ("a: 1\nb: 2\na: 3\n", 3, "a is there twice"),
        ("- 1\n", 1, "is not of type 'object'"),
        ("buckets:\n  - Bucket: ok-bucket\n  - Bucket: NO\n", 3, "InvalidBucketName"),
        ("buckets:\n- Bucket: ok-bucket\n  Objects:\n  - Key: k\n    File: gone.txt", 5, "No such"),
        ("workers:\n- answerContent: {}\n- template: '{%'\n", 3, "workers[1].template: Liquid"),
        ("faults:\n- operation: Nothing\n  drop: true\n", 2, "Nothing is not an operation"),
        (WITHOUT_ITS_TEAM, 2, "ValidationException"),
        (f"{WITHOUT_ITS_TEAM}  quality: {{gold: {{rate: 2, tasks: []}}}}\n", 5, "gold.rate"),
        ("humanTaskUis:\n- {HumanTaskUiName: u, UiTemplate: {Default: x}}\n", 2, "is not one of"),
        ("humanTaskUis:\n- {HumanTaskUiName: '!', UiTemplate: {Content: x}}\n", 2, "pattern"),
        ("workteams:\n- {WorkteamName: w, Groups: [g]}\n", 2, "a workforce with a user pool"),
        ("eventRules:\n- Name: r\n  Targets: [{Id: x}]\n", 2, "a target has Queue, Topic or Arn"),
    ],
)
def test_errors_name_file_and_line(
    apply: Apply, tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(SeedError) as error:
        apply(text)
    assert str(error.value).startswith(f"{tmp_path}/seed-0.yaml:{line}: ")
    assert message in str(error.value)


def test_start_applies_seeds_before_it_is_ready(tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text("buckets: [{Bucket: from-the-start}]\n")
    server = open_server(Settings(port=0, seeds=(path,)))
    server.start()
    try:
        clients = InProcessClients(server.app.wsgi_app, Settings())
        scope = Scope("123456789012", "us-east-1")
        (bucket,) = clients("s3", scope).list_buckets()["Buckets"]
        assert bucket["Name"] == "from-the-start"
        clients.close()
    finally:
        server.close()


def test_start_refuses_a_wrong_seed_file(tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text("buckets: [{}]\n")
    with pytest.raises(UsageError, match=r"seed\.yaml:1: buckets\[0\]: 'Bucket' is a required"):
        open_server(Settings(port=0, seeds=(path,)))


def test_a_file_that_is_not_there(emulator: Emulator, tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="No such file"):
        emulator.server.apply_seeds([tmp_path / "none.yaml"])
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(SeedError, match="is not UTF-8"):
        emulator.server.apply_seeds([tmp_path / "binary.yaml"])
