"""A2I under `mock_a2i`, beside boto3 with canned responses and beside moto's own mock."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from moto import mock_aws

from a2i_emulator import mock_a2i
from benchmarks import calls
from benchmarks.measure import (
    Figure,
    Goal,
    Plan,
    Spread,
    in_words,
    interleaved,
    ratios,
    seconds_per_call,
)

Setting = Callable[[], AbstractContextManager[Callable[[], object]]]
"""Prepares a call to be made again and again."""

_ARN = f"arn:aws:sagemaker:{calls.REGION}:{calls.ACCOUNT}:human-loop/loop"
_URI = f"s3://{calls.BUCKET}/results/output.json"
_CANNED: Mapping[str, Any] = {
    "CreateFlowDefinition": {"FlowDefinitionArn": calls.FLOW},
    "StartHumanLoop": {"HumanLoopArn": _ARN},
    "DescribeHumanLoop": {
        "CreationTime": "2026-08-01T12:00:00.000Z",
        "HumanLoopStatus": "Completed",
        "HumanLoopName": "loop",
        "HumanLoopArn": _ARN,
        "FlowDefinitionArn": calls.FLOW,
        "HumanLoopOutput": {"OutputS3Uri": _URI},
    },
    "ReceiveMessage": {"Messages": [{"MessageId": "1", "ReceiptHandle": "r", "Body": "{}"}]},
    "DeleteMessage": {},
    "GetObject": {"humanAnswers": []},
}


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare single calls, then a whole review."""
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "test")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")
    times = plan.pick(250, 60)
    for name, goal, ours, canned, moto in (
        ("DescribeHumanLoop", 1.25, _describing, _canned_describing, _describing_model),
        ("StartHumanLoop", 1.8, _starting, _canned_starting, _creating_model),
    ):
        taken = interleaved(
            {
                "mock_a2i": partial(_timed, ours, times),
                "canned": partial(_timed, canned, times),
                "mock_aws": partial(_timed, moto, times),
            },
            plan.rounds,
        )
        yield _figure(f"{name} under mock_a2i", "boto3, canned response", taken, "canned", goal)
        yield _figure(
            f"{name} under mock_a2i", "the same-shaped call, mock_aws", taken, "mock_aws", 0.35
        )
    taken = interleaved(
        {
            "mock_a2i": partial(_timed, _reviewing, times // 4),
            "canned": partial(_timed, _canned_reviewing, times // 4),
        },
        plan.rounds,
    )
    yield _figure(
        "A whole review under mock_a2i", "the same boto3 calls, canned", taken, "canned", 2.5
    )


def _figure(
    subject: str, against: str, taken: Mapping[str, list[float]], reference: str, limit: float
) -> Figure:
    shown = (taken["mock_a2i"], taken[reference])
    return Figure(
        subject,
        against,
        ratios(*shown),
        Goal(limit),
        "; ".join(in_words(Spread.of(values).median) for values in shown),
    )


def _timed(setting: Setting, times: int) -> float:
    with setting() as call:
        for _ in range(5):
            call()
        return seconds_per_call(call, times)


def _client(service: str) -> Any:
    return boto3.client(service, region_name=calls.REGION)


@contextmanager
def _describing() -> Iterator[Callable[[], object]]:
    with mock_a2i(region=calls.REGION):
        calls.make_flow(None)
        calls.make_loops(None, 0)
        runtime = _client("sagemaker-a2i-runtime")
        yield partial(runtime.describe_human_loop, HumanLoopName=calls.LOOP)


@contextmanager
def _starting() -> Iterator[Callable[[], object]]:
    with mock_a2i(region=calls.REGION):
        calls.make_flow(None)
        yield _starts(_client("sagemaker-a2i-runtime"))


def _starts(runtime: Any) -> Callable[[], object]:
    numbers = iter(range(1_000_000))
    return lambda: runtime.start_human_loop(
        HumanLoopName=f"loop-{next(numbers)}",
        FlowDefinitionArn=calls.FLOW,
        HumanLoopInput={"InputContent": calls.CONTENT},
    )


@contextmanager
def _describing_model() -> Iterator[Callable[[], object]]:
    with mock_aws():
        sagemaker = _client("sagemaker")
        sagemaker.create_model(**calls.model("bench-model"))
        yield partial(sagemaker.describe_model, ModelName="bench-model")


@contextmanager
def _creating_model() -> Iterator[Callable[[], object]]:
    with mock_aws():
        sagemaker = _client("sagemaker")
        numbers = iter(range(1_000_000))
        yield lambda: sagemaker.create_model(**calls.model(f"model-{next(numbers)}"))


@contextmanager
def _canned_describing() -> Iterator[Callable[[], object]]:
    runtime = _canned("sagemaker-a2i-runtime")
    yield partial(runtime.describe_human_loop, HumanLoopName=calls.LOOP)


@contextmanager
def _canned_starting() -> Iterator[Callable[[], object]]:
    yield _starts(_canned("sagemaker-a2i-runtime"))


@contextmanager
def _reviewing() -> Iterator[Callable[[], object]]:
    with mock_a2i(region=calls.REGION) as a2i:
        calls.make_flow(None)
        queue = calls.make_queue(None)
        yield _reviews(_client, queue, lambda name: a2i.answer(name, {"kind": "Invoice"}))


@contextmanager
def _canned_reviewing() -> Iterator[Callable[[], object]]:
    queue = f"https://sqs.{calls.REGION}.amazonaws.com/{calls.ACCOUNT}/events"
    yield _reviews(_canned, queue, lambda _: None)


def _reviews(
    connect: Callable[[str], Any], queue: str, answer: Callable[[str], object]
) -> Callable[[], object]:
    runtime, s3, sqs = connect("sagemaker-a2i-runtime"), connect("s3"), connect("sqs")
    numbers = iter(range(1_000_000))

    def review() -> None:
        name = f"loop-{next(numbers)}"
        runtime.start_human_loop(
            HumanLoopName=name,
            FlowDefinitionArn=calls.FLOW,
            HumanLoopInput={"InputContent": calls.CONTENT},
        )
        answer(name)
        loop = runtime.describe_human_loop(HumanLoopName=name)
        if loop["HumanLoopStatus"] != "Completed":
            raise RuntimeError(f"the review ended as {loop['HumanLoopStatus']}")
        bucket, _, key = loop["HumanLoopOutput"]["OutputS3Uri"][5:].partition("/")
        json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
        (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
        json.loads(message["Body"])
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    return review


def _canned(service: str) -> Any:
    """Return a client that finds every response ready: the floor of what boto3 costs."""
    client = _client(service)
    kind = {"sqs": "application/x-amz-json-1.0"}.get(service, "application/json")

    def respond(request: Any, operation_name: str = "", **_: Any) -> AWSResponse:
        body = json.dumps(_CANNED[operation_name]).encode()
        headers = {"content-type": kind, "content-length": str(len(body))}
        return AWSResponse(request.url, 200, headers, _Body(body))

    for operation in _CANNED:
        client.meta.events.register(
            f"before-send.{client.meta.service_model.service_id.hyphenize()}.{operation}",
            partial(respond, operation_name=operation),
        )
    return client


class _Body(io.BytesIO):
    """A body as botocore reads it from a connection."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """Yield what there is."""
        yield self.read()
