"""What the control API shows of the emulator's records."""

from __future__ import annotations

from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import Instant, iso_milliseconds
from a2i_emulator.domain.names import parse_arn
from a2i_emulator.domain.task import Task, task_id


def task_view(loop: HumanLoop, task: Task) -> dict[str, Any]:
    """Show one worker's task."""
    flow = parse_arn(loop.flow_definition_arn)
    return {
        "taskId": task_id(loop.id, task.index),
        "humanLoopName": loop.name,
        "humanLoopArn": loop.arn,
        "humanLoopStatus": loop.status.value,
        "flowDefinitionArn": loop.flow_definition_arn,
        "flowDefinitionName": flow.name if flow else None,
        "workteamArn": loop.review.workteam_arn,
        "taskTitle": loop.review.title,
        "taskDescription": loop.review.description,
        "taskKeywords": list(loop.review.keywords),
        "status": task.status.value,
        "worker": task.worker.name if task.worker else None,
        "workerId": task.worker.id if task.worker else None,
        "creationTime": iso_milliseconds(loop.created_at),
        "expirationTime": iso_milliseconds(loop.expires_at),
        "acceptanceTime": _time(task.accepted_at),
        "deadline": _time(task.deadline),
        "submissionTime": _time(task.submitted_at),
        "account": loop.scope.account,
        "region": loop.scope.region,
    }


def loop_view(loop: HumanLoop) -> dict[str, Any]:
    """Show a human loop with its tasks."""
    return {
        "humanLoopName": loop.name,
        "humanLoopArn": loop.arn,
        "humanLoopStatus": loop.status.value,
        "flowDefinitionArn": loop.flow_definition_arn,
        "creationTime": iso_milliseconds(loop.created_at),
        "failureCode": loop.failure_code,
        "failureReason": loop.failure_reason,
        "outputS3Uri": loop.review.output_uri,
        "tasks": [task_view(loop, task) for task in loop.tasks],
    }


def _time(instant: Instant | None) -> str | None:
    return None if instant is None else iso_milliseconds(instant)
