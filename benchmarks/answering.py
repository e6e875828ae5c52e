"""From the last answer to the output and the event, beside the backend calls it needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from moto.backends import get_backend

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

_LONGEST_SECONDS = 0.002
_OUTPUT = {
    "flowDefinitionArn": calls.FLOW,
    "humanAnswers": [
        {
            "acceptanceTime": "2026-08-01T12:00:00.000Z",
            "answerContent": {"kind": "Invoice"},
            "submissionTime": "2026-08-01T12:00:01.000Z",
            "timeSpentInSeconds": 1,
            "workerId": "0123456789abcdef",
        }
    ],
    "humanLoopName": "loop",
    "inputContent": json.loads(calls.CONTENT),
}
_EVENT = {
    "version": "0",
    "id": "c1d5a5a6-6d6a-4c9e-8a44-2f4f4b0d3a11",
    "detail-type": "SageMaker A2I HumanLoop Status Change",
    "source": "aws.sagemaker",
    "account": calls.ACCOUNT,
    "time": "2026-08-01T12:00:02Z",
    "region": calls.REGION,
    "resources": [],
    "detail": {"flowDefinitionArn": calls.FLOW, "humanLoopStatus": "Completed"},
}


def measure(plan: Plan) -> Iterator[Figure]:
    """Compare an answer with what it makes moto's backends do: team, S3, the rule, SQS."""
    times = plan.pick(100, 20)
    with mock_a2i(region=calls.REGION) as a2i:
        calls.make_flow(None)
        runtime = calls.client("sagemaker-a2i-runtime", None)
        numbers = iter(range(1_000_000))

        def answers() -> float:
            calls.make_queue(None, f"queue-{next(numbers)}")
            names = [f"loop-{next(numbers)}" for _ in range(times)]
            for name in names:
                runtime.start_human_loop(
                    HumanLoopName=name,
                    FlowDefinitionArn=calls.FLOW,
                    HumanLoopInput={"InputContent": calls.CONTENT},
                )
            left = iter(names)
            return seconds_per_call(lambda: a2i.answer(next(left), {"kind": "Invoice"}), times)

        def backends() -> float:
            queue = f"queue-{next(numbers)}"
            calls.make_queue(None, queue)
            return seconds_per_call(_bare_calls(queue), times)

        taken = interleaved({"ours": answers, "bare": backends}, plan.rounds)
    ours = Spread.of(taken["ours"])
    yield Figure(
        "Last answer to output.json and the event in SQS, in process",
        "the bare calls of moto's backends",
        ratios(taken["ours"], taken["bare"]),
        Goal(2),
        f"{in_words(ours.median)} (goal: under {in_words(_LONGEST_SECONDS)}); "
        f"bare {in_words(Spread.of(taken['bare']).median)}",
        holds=ours.median < _LONGEST_SECONDS,
    )


def _bare_calls(queue: str) -> Callable[[], object]:
    account = calls.ACCOUNT
    s3 = get_backend("s3")[account]["aws"]
    sqs = get_backend("sqs")[account][calls.REGION]
    events = get_backend("events")[account][calls.REGION]
    cognito = get_backend("cognito-idp")[account][calls.REGION]
    pool = next(iter(cognito.user_pools))
    body, event = json.dumps(_OUTPUT).encode(), json.dumps(_EVENT)

    def call() -> None:
        cognito.list_users_in_group(pool, "team", limit=60)
        written = s3.put_object(calls.BUCKET, "results/output.json", body)
        written.set_metadata({"Content-Type": "application/json"})
        rules: Any = events.event_buses["default"].rules.values()
        for rule in rules:
            if rule.event_pattern.matches_event(_EVENT):
                sqs.send_message(queue, event)

    return call
