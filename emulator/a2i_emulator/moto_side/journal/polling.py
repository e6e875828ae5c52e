"""SQS' ReceiveMessage, which may wait twenty seconds: as questions that do not wait."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from a2i_emulator.moto_side.journal.state import queue_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from a2i_emulator.moto_side.wire import Answer

_WAIT = "WaitTimeSeconds"
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Poll:
    """One ReceiveMessage.

    Attributes:
        seconds: how long to wait for a message.
        body: the same request, but not waiting.
        redrives: the queue hands messages on that were received too often, which happens
            while receiving and shows in no answer.
    """

    seconds: int
    body: bytes
    redrives: bool

    @staticmethod
    def found(answer: Answer) -> bool:
        """Tell whether there are messages in an answer."""
        return b"ReceiptHandle" in answer.body

    def matters(self, answer: Answer) -> bool:
        """Tell whether the question changed the queue."""
        return self.redrives or self.found(answer)


def poll_of(environ: WSGIEnvironment, operation: str | None, body: bytes) -> Poll | None:
    """Take a request for ReceiveMessage apart; None if it is none that moto would take."""
    if operation != "ReceiveMessage":
        return None
    is_json = "HTTP_X_AMZ_TARGET" in environ
    members = _members(is_json, body)
    if members is None:
        return None
    queue = queue_of(environ, str(members.get("QueueUrl", "")))
    if queue is None:
        return None
    wait = members.get(_WAIT, queue.receive_message_wait_time_seconds)
    if not str(wait).isdigit() or int(wait) > _LONGEST:
        return None
    members[_WAIT] = 0
    asked = json.dumps(members) if is_json else urlencode(members)
    return Poll(int(wait), asked.encode(), queue.redrive_policy is not None)


def _members(is_json: bool, body: bytes) -> dict[str, Any] | None:
    if not is_json:
        return {name: values[-1] for name, values in parse_qs(body.decode("latin-1")).items()}
    try:
        members = json.loads(body)
    except ValueError:
        return None
    return members if isinstance(members, dict) else None
