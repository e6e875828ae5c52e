"""SNS in process: messages straight to moto's topics."""

from __future__ import annotations

import logging

from a2i_emulator.aws.deadline import within
from a2i_emulator.aws.moto_backends import Recorder, backend
from a2i_emulator.domain.names import Scope

_LOG = logging.getLogger(__name__)

_PROMPT = frozenset({"sqs", "email", "email-json", "sms", "application"})
"""Protocols with which moto delivers in memory; the others reach out for a server or Docker."""

_PATIENCE_SECONDS = 10


def publish(scope: Scope, topic_arn: str, message: str, recorder: Recorder) -> None:
    """Publish a message to a topic and so to its subscriptions.

    A subscriber who does not answer is not waited for: to SNS that is no matter of publishing.

    Raises:
        Exception: one of moto's refusals.
    """
    sns = backend("sns", scope)
    topic = sns.get_topic(topic_arn)
    subscriptions = list(sns.subscriptions.values())
    protocols = {s.protocol for s in subscriptions if s.topic is topic}
    if protocols <= _PROMPT:
        sns.publish(message, arn=topic_arn)
    else:
        try:
            within(_PATIENCE_SECONDS, lambda: sns.publish(message, arn=topic_arn))
        except TimeoutError:
            _LOG.warning("A subscriber of %s does not answer", topic_arn)
    recorder("sns", scope, "Publish", {"TopicArn": topic_arn, "Message": message})
