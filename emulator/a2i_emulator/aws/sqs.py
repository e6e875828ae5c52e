"""SQS in process: messages straight into moto's queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.aws.moto_backends import Recorder, backend, moto
from a2i_emulator.domain.names import Scope


def send_message(
    scope: Scope,
    queue: str,
    body: str,
    recorder: Recorder,
    *,
    group_id: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Put a message into a queue.

    Args:
        scope: the queue's account and Region.
        queue: its name.
        body: the message's body.
        recorder: keeps the message.
        group_id: the MessageGroupId, for a FIFO queue.
        attributes: message attributes, all of type String.

    Raises:
        Exception: one of moto's refusals.
    """
    sqs = backend("sqs", scope)
    found = sqs.get_queue(queue)
    typed = {
        name: {"StringValue": value, "DataType": "String"}
        for name, value in (attributes or {}).items()
    }
    params = {"QueueUrl": found.physical_resource_id, "MessageBody": body}
    optional = {"MessageGroupId": group_id, "MessageAttributes": typed}
    given = params | {name: value for name, value in optional.items() if value}
    with recorder("sqs", scope, "SendMessage", given) as message_ids:
        if found.fifo_queue:
            sent = sqs.send_message(queue, body, message_attributes=typed, group_id=group_id)
        else:
            sent = _enqueue(found, body, typed)
        message_ids.append(sent.id)


def _enqueue(queue: Any, body: str, attributes: Mapping[str, Any]) -> Any:
    """Add a message to a standard queue.

    moto's own send_message asks for all attributes of the queue, and so counts its messages
    several times over: 10 ms where 600 are waiting. Deduplication, the reason to ask, is
    for FIFO queues only.
    """
    models = moto("sqs.models")
    if len(body.encode()) > queue.maximum_message_size:
        raise moto("sqs.exceptions").InvalidParameterValue(
            "One or more parameters are invalid. Reason: Message must be shorter than "
            f"{queue.maximum_message_size} bytes."
        )
    message = models.Message(str(models.random.uuid4()), body, None)
    message.message_attributes = dict(attributes)
    message.mark_sent(delay_seconds=queue.delay_seconds)
    queue.add_message(message)
    return message
