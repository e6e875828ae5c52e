"""``a2i-emulator demo``: one human loop from StartHumanLoop to ``output.json``, by plain boto3."""

from __future__ import annotations

import argparse
import json
import threading
import time
from typing import Any

from a2i_emulator.commands import client
from a2i_emulator.commands.start import open_server
from a2i_emulator.record import log
from a2i_emulator.settings import DEFAULT_PORT, Settings

_REGION = "us-east-1"
_PATIENCE_SECONDS = 30
_ROLE = "arn:aws:iam::123456789012:role/a2i-demo"
_TEMPLATE = """\
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier
    name="category"
    categories="['Invoice', 'Receipt', 'Neither']"
    header="What kind of document is this?"
  >
    <classification-target>{{ task.input.text }}</classification-target>
    <full-instructions header="Kinds of documents">
      <p>An <b>invoice</b> asks for payment, a <b>receipt</b> confirms one.</p>
    </full-instructions>
    <short-instructions>Choose the kind that fits best.</short-instructions>
  </crowd-classifier>
</crowd-form>
"""
_INPUT = {"text": "Invoice no. 2041 - Amount due: 129.00 EUR - Payable within 14 days"}
_ANSWER = {"category": {"label": "Invoice"}}


class DemoError(Exception):
    """A step of the demo did not have the outcome that it must have."""


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "demo", help="show a human loop from its start to output.json, with nothing set up"
    )
    parser.add_argument(
        "--interactive", action="store_true", help="keep running, for a person to answer"
    )
    parser.add_argument("--port", type=int, help="default: a free port; 4224 if interactive")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the demo; 0 only if all of it happened."""
    log.configure("warning", "text")
    port = options.port if options.port is not None else DEFAULT_PORT * options.interactive
    server = open_server(Settings(port=port))
    server.start()
    try:
        demo = _Demo(server.url)
        demo.prepare()
        if options.interactive:
            return demo.wait_for_a_person()
        demo.answer_by_script()
        demo.show_outcome()
    except DemoError as error:
        print(f"FAILED: {error}")
        return 1
    finally:
        server.close()
    return 0


class _Demo:
    """The steps of the demo, each through the public interfaces alone."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop = f"demo-{int(time.time())}"
        _say("Emulator", url)

    def _client(self, service: str) -> Any:
        import boto3  # other commands start faster without it

        return boto3.client(
            service,
            endpoint_url=self._url,
            region_name=_REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - no secret
        )

    def prepare(self) -> None:
        """Set up everything that a human loop needs, and start one."""
        self._client("s3").create_bucket(Bucket="a2i-demo")
        workteam = self._make_workteam()
        sagemaker = self._client("sagemaker")
        ui = sagemaker.create_human_task_ui(
            HumanTaskUiName="document-kind", UiTemplate={"Content": _TEMPLATE}
        )["HumanTaskUiArn"]
        _say("Worker template", ui)
        flow = sagemaker.create_flow_definition(
            FlowDefinitionName="document-review",
            RoleArn=_ROLE,
            HumanLoopConfig={
                "WorkteamArn": workteam,
                "HumanTaskUiArn": ui,
                "TaskTitle": "What kind of document is this?",
                "TaskDescription": "Read the text and choose the kind of document.",
                "TaskCount": 1,
            },
            OutputConfig={"S3OutputPath": "s3://a2i-demo/results"},
        )["FlowDefinitionArn"]
        self._until(
            "the flow definition is Active",
            lambda: sagemaker.describe_flow_definition(FlowDefinitionName="document-review"),
            lambda flow: flow["FlowDefinitionStatus"] == "Active",
        )
        _say("Flow definition", f"{flow} (Active)")
        self._subscribe()
        loop = self._client("sagemaker-a2i-runtime").start_human_loop(
            HumanLoopName=self._loop,
            FlowDefinitionArn=flow,
            HumanLoopInput={"InputContent": json.dumps(_INPUT)},
        )["HumanLoopArn"]
        _say("Human loop", f"{loop} ({self._describe()['HumanLoopStatus']})")

    def _make_workteam(self) -> str:
        cognito = self._client("cognito-idp")
        pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
        app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")
        app_id = app["UserPoolClient"]["ClientId"]
        cognito.create_group(UserPoolId=pool, GroupName="reviewers")
        cognito.admin_create_user(UserPoolId=pool, Username="alice")
        cognito.admin_add_user_to_group(UserPoolId=pool, Username="alice", GroupName="reviewers")
        sagemaker = self._client("sagemaker")
        sagemaker.create_workforce(
            WorkforceName="default", CognitoConfig={"UserPool": pool, "ClientId": app_id}
        )
        member = {"UserPool": pool, "UserGroup": "reviewers", "ClientId": app_id}
        arn: str = sagemaker.create_workteam(
            WorkteamName="reviewers",
            WorkforceName="default",
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
            Description="People who know their documents.",
        )["WorkteamArn"]
        _say("Workteam", f"{arn} (alice)")
        return arn

    def _subscribe(self) -> None:
        sqs, events = self._client("sqs"), self._client("events")
        self._queue = sqs.create_queue(QueueName="a2i-events")["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        pattern = {
            "source": ["aws.sagemaker"],
            "detail-type": ["SageMaker A2I HumanLoop Status Change"],
        }
        events.put_rule(Name="a2i", EventPattern=json.dumps(pattern))
        target = {"Id": "queue", "Arn": attributes["Attributes"]["QueueArn"]}
        events.put_targets(Rule="a2i", Targets=[target])
        _say("EventBridge rule", "a2i -> SQS queue a2i-events")

    def answer_by_script(self) -> None:
        """Let a scripted worker answer."""
        rule = {
            "match": {"flowDefinitionName": "document-review"},
            "answerContent": _ANSWER,
            "worker": "alice",
        }
        client.call(self._url, "PUT", "workers", {"rules": [rule]})
        _say("Scripted worker", f"alice answers {json.dumps(_ANSWER)}")

    def wait_for_a_person(self) -> int:
        """Say where to answer, and show the outcome once somebody has."""
        _say("Answer it here", f"{self._url}/_a2i/portal/")
        print("Waiting for the answer; Ctrl-C ends the emulator.", flush=True)
        forever = threading.Event()
        shown = False
        while not forever.wait(0.5):
            if not shown and self._describe()["HumanLoopStatus"] != "InProgress":
                self.show_outcome()
                print("The emulator goes on running; Ctrl-C ends it.", flush=True)
                shown = True
        return 0

    def show_outcome(self) -> None:
        """Print the finished loop, the event as it came, and ``output.json``."""
        loop = self._until(
            "the human loop is Completed",
            self._describe,
            lambda loop: loop["HumanLoopStatus"] == "Completed",
        )
        _say("Human loop", loop["HumanLoopStatus"])
        sqs = self._client("sqs")
        received = self._until(
            "the event is in the queue",
            lambda: sqs.receive_message(QueueUrl=self._queue, WaitTimeSeconds=1),
            lambda answer: "Messages" in answer,
        )
        event = json.loads(received["Messages"][0]["Body"])
        _show("EventBridge event, as it arrived in SQS", event)
        uri = loop["HumanLoopOutput"]["OutputS3Uri"]
        if event["detail"]["humanLoopOutput"]["outputS3Uri"] != uri:
            raise DemoError("the event names another output than DescribeHumanLoop does")
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        body = self._client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        output = json.loads(body)
        _show(uri, output)
        if not output["humanAnswers"]:
            raise DemoError("output.json holds no answer")

    def _describe(self) -> Any:
        return self._client("sagemaker-a2i-runtime").describe_human_loop(HumanLoopName=self._loop)

    def _until(self, what: str, ask: Any, good: Any) -> Any:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not good(answer := ask()):
            if time.monotonic() > deadline:
                raise DemoError(f"{what}: not after {_PATIENCE_SECONDS} s; last answer {answer}")
            time.sleep(0.05)
        return answer


def _say(label: str, text: str) -> None:
    print(f"{label + ':':18}{text}", flush=True)


def _show(label: str, document: Any) -> None:
    print(f"{label}:\n{json.dumps(document, indent=2)}", flush=True)
