"""What A2I writes of a human loop: ``output.json``, and its event on EventBridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import SECOND, Instant, iso_milliseconds, iso_seconds, to_datetime
from a2i_emulator.domain.workforce import Worker


@dataclass(frozen=True, slots=True)
class Answer:
    """One worker's finished task.

    Attributes:
        content: answerContent, the object that the worker task template's form submits.
        time_spent: milliseconds of work, pauses left out.
    """

    worker: Worker
    content: Mapping[str, Any]
    accepted_at: Instant
    submitted_at: Instant
    time_spent: int


def output_uri(s3_output_path: str, flow_name: str, loop_name: str, created_at: Instant) -> str:
    """Return where a loop's output goes; a slash at the path's end is not doubled."""
    stamp = f"{to_datetime(created_at):%Y/%m/%d/%H/%M/%S}"
    return f"{s3_output_path.rstrip('/')}/{flow_name}/{stamp}/{loop_name}/output.json"


def output_document(
    loop: HumanLoop, input_content: Any, answers: Sequence[Answer]
) -> dict[str, Any]:
    """Build the content of ``output.json``.

    Args:
        loop: the finished loop.
        input_content: the parsed input; for a built-in task type the object that holds
            ``aiServiceRequest`` and its neighbours, without what only the template sees.
        answers: the workers' answers in the order in which they came.
    """
    document: dict[str, Any] = {
        "flowDefinitionArn": loop.flow_definition_arn,
        "humanAnswers": [_human_answer(answer) for answer in answers],
        "humanLoopName": loop.name,
        "inputContent": input_content,
    }
    if loop.review.source is not None:
        document["awsManagedHumanLoopRequestSource"] = loop.review.source
    return document


def _human_answer(answer: Answer) -> dict[str, Any]:
    item: dict[str, Any] = {
        "acceptanceTime": iso_milliseconds(answer.accepted_at),
        "answerContent": answer.content,
        "submissionTime": iso_milliseconds(answer.submitted_at),
        "timeSpentInSeconds": answer.time_spent / SECOND,
        "workerId": answer.worker.id,
    }
    identity = answer.worker.identity
    if identity is not None:
        item["workerMetadata"] = {
            "identityData": {
                "identityProviderType": identity.provider_type,
                "issuer": identity.issuer,
                "sub": identity.subject,
            }
        }
    return item


SOURCE = "aws.sagemaker"
DETAIL_TYPE = "SageMaker A2I HumanLoop Status Change"


def status_change_event(loop: HumanLoop, event_id: str, now: Instant) -> dict[str, Any]:
    """Build the whole event, keys in the order in which EventBridge delivers them."""
    return {
        "version": "0",
        "id": event_id,
        "detail-type": DETAIL_TYPE,
        "source": SOURCE,
        "account": loop.scope.account,
        "time": iso_seconds(now),
        "region": loop.scope.region,
        "resources": [loop.arn],
        "detail": {
            "creationTime": iso_milliseconds(loop.created_at),
            "failureCode": loop.failure_code,
            "failureReason": loop.failure_reason,
            "flowDefinitionArn": loop.flow_definition_arn,
            "humanLoopArn": loop.arn,
            "humanLoopName": loop.name,
            "humanLoopOutput": {"outputS3Uri": loop.review.output_uri},
            "humanLoopStatus": loop.status.value,
        },
    }
