"""SNS in process: messages straight to moto's topics."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from a2i_emulator.aws.deadline import within
from a2i_emulator.aws.moto_backends import Recorder, backend, moto
from a2i_emulator.domain.names import Scope

_LOG = logging.getLogger(__name__)

_PROMPT = frozenset({"sqs", "email", "email-json", "sms", "application"})
"""Protocols with which moto delivers in memory; the others reach out for a server or Docker."""

_PATIENCE_SECONDS = 10


def publish(scope: Scope, topic_arn: str, message: str, recorder: Recorder) -> None:
    """Publish a message to a topic and so to its subscriptions.

    A subscriber who cannot be reached is no matter of publishing, nor of the other subscribers.

    Raises:
        Exception: one of moto's refusals.
    """
    sns = backend("sns", scope)
    topic = sns.get_topic(topic_arn)
    subscriptions = [s for s in list(sns.subscriptions.values()) if s.topic is topic]
    distant = [s for s in subscriptions if s.protocol not in _PROMPT]
    with recorder("sns", scope, "Publish", {"TopicArn": topic_arn, "Message": message}):
        if not distant:
            sns.publish(message, arn=topic_arn)
            return
        message_id = _publish_in_memory(topic, subscriptions, message)
    for subscription in distant:  # Whoever else changes something would wait for it in there.
        _try_to_reach(subscription, message, message_id)


def _publish_in_memory(topic: Any, subscriptions: Sequence[Any], message: str) -> str:
    """Do what moto's publish does, but for subscribers at whom it would end, and so for all."""
    message_id = str(moto("sns.models").mock_random.uuid4())
    for subscription in subscriptions:
        if subscription.protocol in _PROMPT:
            _try_to_reach(subscription, message, message_id)
    topic.sent_notifications.append((message_id, message, None, None, None))
    return message_id


def _try_to_reach(subscription: Any, message: str, message_id: str) -> None:
    try:
        within(_PATIENCE_SECONDS, partial(subscription.publish, message, message_id))
    except Exception as error:  # noqa: BLE001 - a subscriber is anybody's server or function
        _LOG.warning("SNS cannot reach %s: %s", subscription.endpoint, error)
