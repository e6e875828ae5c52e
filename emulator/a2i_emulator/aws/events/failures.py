"""Why an event did not reach a target, and the dead-letter queue that keeps it then.

The codes are those that EventBridge puts on messages in a dead-letter queue; see
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from a2i_emulator.aws.arn import parse_any_arn
from a2i_emulator.aws.events.transform import as_json
from a2i_emulator.aws.moto_backends import Recorder, refusal, refusals
from a2i_emulator.aws.sqs import send_message

NO_RESOURCE = "NO_RESOURCE"
INVALID_JSON = "INVALID_JSON"
INVALID_PARAMETER = "INVALID_PARAMETER"
SDK_CLIENT_ERROR = "SDK_CLIENT_ERROR"
ERROR_FROM_TARGET = "ERROR_FROM_TARGET"
CONNECTION_FAILURE = "CONNECTION_FAILURE"
TIMEOUT = "TIMEOUT"
UNKNOWN = "UNKNOWN"


class DeliveryError(Exception):
    """A target did not take the event.

    Attributes:
        code: EventBridge's error code.
        lasting: trying again cannot help.
    """

    def __init__(self, code: str, message: str, *, lasting: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.lasting = lasting


_LOG = logging.getLogger(__name__)


def send_to_dead_letter_queue(
    target: Mapping[str, Any],
    event: Mapping[str, Any],
    error: DeliveryError,
    *,
    rule_arn: str,
    retries: int,
    exhausted: str | None,
    recorder: Recorder,
) -> None:
    """Keep an event in its target's dead-letter queue, if the target has one.

    Args:
        target: the target as PutTargets was given it.
        event: the event.
        error: the last reason of failure.
        rule_arn: the rule whose target it is.
        retries: how often it was tried again.
        exhausted: the limit of the retry policy that ended the attempts, None if no
            further attempt could have helped.
        recorder: keeps the message.
    """
    queue = parse_any_arn(target.get("DeadLetterConfig", {}).get("Arn", ""))
    if queue is None:
        return
    attributes = {
        "RULE_ARN": rule_arn,
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": error.code,
        "ERROR_MESSAGE": str(error),
    }
    if exhausted is not None:
        attributes |= {"EXHAUSTED_RETRY_CONDITION": exhausted, "RETRY_ATTEMPTS": str(retries)}
    try:
        send_message(queue.scope, queue.resource, as_json(event), recorder, attributes=attributes)
    except refusals() as refused:
        _LOG.warning("A dead-letter queue takes no event: %s: %s", *refusal(refused))
