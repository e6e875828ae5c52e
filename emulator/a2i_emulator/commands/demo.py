"""``a2i-emulator demo``: one human loop from StartHumanLoop to ``output.json``, by plain boto3."""

from __future__ import annotations

import argparse
import json
import threading
import time
from typing import Any

from a2i_emulator.commands import client, demo_tasks
from a2i_emulator.commands.start import open_server
from a2i_emulator.predictions.samples import sample
from a2i_emulator.real_time import monotonic, sleep
from a2i_emulator.record import log
from a2i_emulator.settings import DEFAULT_PORT, Settings

_REGION = "us-east-1"
_PATIENCE_SECONDS = 30
_BUCKET = "a2i-demo"
_ROLE = "arn:aws:iam::123456789012:role/a2i-demo"


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
            demo.add_drawing()
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
        self._drawing = f"{self._loop}-drawing"
        self._events: dict[str, Any] = {}
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
        self._client("s3").create_bucket(Bucket=_BUCKET)
        self._workteam = self._make_workteam()
        flow = self._make_flow(
            "document-review",
            demo_tasks.TEMPLATE,
            "What kind of document is this?",
            "Read the text and choose the kind of document.",
        )
        self._subscribe()
        self._start_loop(self._loop, flow, demo_tasks.INPUT)

    def add_drawing(self) -> None:
        """Start a second loop, whose answer is drawn."""
        self._client("s3").put_object(
            Bucket=_BUCKET, Key=demo_tasks.IMAGE, Body=sample(demo_tasks.IMAGE)
        )
        flow = self._make_flow(
            "street-review",
            demo_tasks.DRAWING_TEMPLATE,
            "What is in the street?",
            "Draw a box around each thing that is asked for.",
        )
        self._start_loop(self._drawing, flow, {"image": f"s3://{_BUCKET}/{demo_tasks.IMAGE}"})

    def _make_flow(self, name: str, template: str, title: str, description: str) -> str:
        sagemaker = self._client("sagemaker")
        ui = sagemaker.create_human_task_ui(
            HumanTaskUiName=f"{name}-ui", UiTemplate={"Content": template}
        )["HumanTaskUiArn"]
        _say("Worker template", ui)
        flow: str = sagemaker.create_flow_definition(
            FlowDefinitionName=name,
            RoleArn=_ROLE,
            HumanLoopConfig={
                "WorkteamArn": self._workteam,
                "HumanTaskUiArn": ui,
                "TaskTitle": title,
                "TaskDescription": description,
                "TaskCount": 1,
            },
            OutputConfig={"S3OutputPath": f"s3://{_BUCKET}/results"},
        )["FlowDefinitionArn"]
        self._until(
            "the flow definition is Active",
            lambda: sagemaker.describe_flow_definition(FlowDefinitionName=name),
            lambda flow: flow["FlowDefinitionStatus"] == "Active",
        )
        _say("Flow definition", f"{flow} (Active)")
        return flow

    def _start_loop(self, name: str, flow: str, task_input: dict[str, str]) -> None:
        loop = self._client("sagemaker-a2i-runtime").start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=flow,
            HumanLoopInput={"InputContent": json.dumps(task_input)},
        )["HumanLoopArn"]
        _say("Human loop", f"{loop} ({self._describe(name)['HumanLoopStatus']})")

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
            "answerContent": demo_tasks.ANSWER,
            "worker": "alice",
        }
        client.call(self._url, "PUT", "workers", {"rules": [rule]})
        _say("Scripted worker", f"alice answers {json.dumps(demo_tasks.ANSWER)}")

    def wait_for_a_person(self) -> int:
        """Say where to answer, and show the outcome once somebody has."""
        _say("Answer them here", f"{self._url}/_a2i/portal/")
        print("Waiting for the answers; Ctrl-C ends the emulator.", flush=True)
        forever = threading.Event()
        open_loops = [self._loop, self._drawing]
        while not forever.wait(0.5):
            for loop in list(open_loops):
                if self._describe(loop)["HumanLoopStatus"] == "InProgress":
                    continue
                open_loops.remove(loop)
                self.show_outcome(loop)
                print("The emulator goes on running; Ctrl-C ends it.", flush=True)
        return 0

    def show_outcome(self, name: str | None = None) -> None:
        """Print a finished loop, the event as it came, and ``output.json``."""
        name = name or self._loop
        loop = self._until(
            "the human loop is Completed",
            lambda: self._describe(name),
            lambda loop: loop["HumanLoopStatus"] == "Completed",
        )
        _say("Human loop", f"{name} ({loop['HumanLoopStatus']})")
        event = self._event(name)
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

    def _event(self, name: str) -> Any:
        """Take what is in the queue, until the event of a loop has come."""
        sqs = self._client("sqs")

        def receive() -> Any:
            answer = sqs.receive_message(QueueUrl=self._queue, WaitTimeSeconds=1)
            for message in answer.get("Messages", ()):
                event = json.loads(message["Body"])
                self._events[event["detail"]["humanLoopName"]] = event
            return answer

        self._until("the event is in the queue", receive, lambda _: name in self._events)
        return self._events[name]

    def _describe(self, name: str) -> Any:
        return self._client("sagemaker-a2i-runtime").describe_human_loop(HumanLoopName=name)

    def _until(self, what: str, ask: Any, good: Any) -> Any:
        deadline = monotonic() + _PATIENCE_SECONDS
        while not good(answer := ask()):
            if monotonic() > deadline:
                raise DemoError(f"{what}: not after {_PATIENCE_SECONDS} s; last answer {answer}")
            sleep(0.05)
        return answer


def _say(label: str, text: str) -> None:
    print(f"{label + ':':18}{text}", flush=True)


def _show(label: str, document: Any) -> None:
    print(f"{label}:\n{json.dumps(document, indent=2)}", flush=True)
