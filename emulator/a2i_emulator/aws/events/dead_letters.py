"""Dead-letter queues of targets: where events go that a target will not get.

See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from a2i_emulator.aws.arn import parse_any_arn
from a2i_emulator.aws.events.failures import DeliveryError
from a2i_emulator.aws.events.transform import as_json
from a2i_emulator.aws.moto_backends import Recorder, refusal, refusals
from a2i_emulator.aws.sqs import send_message

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
