"""A real server with boto3 clients, emptied before each test."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config

from a2i_emulator.answering import Where, find_loop, locked
from a2i_emulator.domain import life_cycle
from a2i_emulator.operations import tasks, workers
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/a2i"
TEMPLATE = "<crowd-form>{{ task.input.text }}</crowd-form>"
PATIENCE_SECONDS = 40
LONGEST_PAUSE_SECONDS = 0.05


@dataclass
class Emulator:
    """A server, seen from outside; what knows its ``url`` will do for most."""

    server: Any
    clients: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return str(self.server.url)

    def client(self, service: str, region: str = REGION, key: str = "test") -> Any:
        wanted = (service, region, key)
        if wanted not in self.clients:
            self.clients[wanted] = boto3.client(
                service,
                endpoint_url=self.url,
                region_name=region,
                aws_access_key_id=key,
                aws_secret_access_key="secret",
                config=Config(retries={"total_max_attempts": 1}),
            )
        return self.clients[wanted]

    def control(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Call the control API; return status and parsed body."""
        request = urllib.request.Request(
            f"{self.url}/_a2i/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers=headers or {},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def answer(self, loop: str, content: Any = None, **members: Any) -> tuple[int, Any]:
        body = {"answerContent": {"answer": "yes"} if content is None else content, **members}
        return self.control("POST", f"human-loops/{loop}/answers", body)

    def accept(self, loop: str, worker: str) -> None:
        """Let a worker accept a task, as the portal does."""
        service = self.server.service
        with service.database.read() as store:
            found = find_loop(store, loop, Where())
        service.begin_loop(found.id)
        with service.database.write() as store:
            found = locked(store, found)
            who = workers.stand_in(store, found.review.workteam_arn, worker)
            tasks.move(store, found, who, service.clock.now(), life_cycle.accept)

    def advance(self, seconds: float) -> None:
        status, answer = self.control("POST", "clock", {"advanceSeconds": seconds})
        assert status == 200, answer

    # What most tests need before they can begin.

    def make_workteam(self, name: str = "team", *, workers: tuple[str, ...] = ()) -> str:
        cognito, sagemaker = self.client("cognito-idp"), self.client("sagemaker")
        pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
        app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app")
        client_id = app["UserPoolClient"]["ClientId"]
        cognito.create_group(UserPoolId=pool, GroupName="group")
        for worker in workers:
            cognito.admin_create_user(UserPoolId=pool, Username=worker)
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=worker, GroupName="group")
        if not sagemaker.list_workforces()["Workforces"]:
            sagemaker.create_workforce(
                WorkforceName="default", CognitoConfig={"UserPool": pool, "ClientId": client_id}
            )
        member = {"UserPool": pool, "UserGroup": "group", "ClientId": client_id}
        arn: str = sagemaker.create_workteam(
            WorkteamName=name,
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
            Description="a team",
        )["WorkteamArn"]
        return arn

    def make_human_task_ui(self, name: str = "ui", template: str = TEMPLATE) -> str:
        arn: str = self.client("sagemaker").create_human_task_ui(
            HumanTaskUiName=name, UiTemplate={"Content": template}
        )["HumanTaskUiArn"]
        return arn

    def make_flow(
        self,
        name: str = "flow",
        *,
        workteam: str | None = None,
        template: str = TEMPLATE,
        output: str = "s3://bucket/results",
        has_s3: bool = True,
        **config: Any,
    ) -> str:
        """Make a flow definition with all that it needs, and wait until it is Active.

        The bucket, too, unless S3 is elsewhere.
        """
        sagemaker = self.client("sagemaker")
        if has_s3:
            bucket = output.removeprefix("s3://").partition("/")[0]
            self.client("s3").create_bucket(Bucket=bucket)
        arn: str = sagemaker.create_flow_definition(
            FlowDefinitionName=name,
            RoleArn=ROLE,
            OutputConfig={"S3OutputPath": output},
            HumanLoopConfig={
                "WorkteamArn": workteam or self.make_workteam(),
                "HumanTaskUiArn": self.make_human_task_ui(template=template),
                "TaskTitle": "A task",
                "TaskDescription": "What to do",
                "TaskCount": 1,
                **config,
            },
        )["FlowDefinitionArn"]
        until(
            lambda: sagemaker.describe_flow_definition(FlowDefinitionName=name),
            lambda flow: flow["FlowDefinitionStatus"] == "Active",
        )
        return arn

    def start_loop(self, flow: str, name: str = "loop", content: Any = None) -> str:
        arn: str = self.client("sagemaker-a2i-runtime").start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=flow,
            HumanLoopInput={"InputContent": json.dumps(content or {"text": "some text"})},
        )["HumanLoopArn"]
        return arn

    def describe_loop(self, name: str = "loop") -> dict[str, Any]:
        loop: dict[str, Any] = self.client("sagemaker-a2i-runtime").describe_human_loop(
            HumanLoopName=name
        )
        return loop

    def wait_for_status(self, status: str, name: str = "loop") -> dict[str, Any]:
        loop: dict[str, Any] = until(
            lambda: self.describe_loop(name), lambda loop: loop["HumanLoopStatus"] == status
        )
        return loop

    def read_object(self, uri: str) -> bytes:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        body: bytes = self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def make_event_queue(self, name: str = "events", rule: str = "rule") -> str:
        sqs, events = self.client("sqs"), self.client("events")
        url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        pattern = {"source": ["aws.sagemaker"]}
        events.put_rule(Name=rule, EventPattern=json.dumps(pattern))
        arn = attributes["Attributes"]["QueueArn"]
        events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": arn}])
        return url

    def receive(self, queue: str) -> dict[str, Any]:
        """Return the next message's JSON body, waiting for it."""
        sqs = self.client("sqs")
        answer = until(
            lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1),
            lambda answer: "Messages" in answer,
        )
        message = answer["Messages"][0]
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        body: dict[str, Any] = json.loads(message["Body"])
        return body


def until(ask: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    """Ask until the answer is good; what takes longer than milliseconds is asked for less often."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    pause = 0.002
    while not good(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
    return answer


@pytest.fixture(scope="session")
def _emulator() -> Iterator[Emulator]:
    server = build_server(Settings(port=0))
    server.service.strict_output = True
    server.start()
    emulator = Emulator(server)
    yield emulator
    for client in emulator.clients.values():
        client.close()
    server.close()


@pytest.fixture
def emulator(_emulator: Emulator) -> Emulator:
    """An empty emulator."""
    reset = urllib.request.Request(f"{_emulator.url}/moto-api/reset", method="POST")
    with urllib.request.urlopen(reset, timeout=PATIENCE_SECONDS):
        return _emulator
