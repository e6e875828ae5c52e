"""The EventBridge event that tells of a finished human loop.

See https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-cloudwatch-events.html.
"""

from __future__ import annotations

from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import Instant, iso_milliseconds, iso_seconds

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
