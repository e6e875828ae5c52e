"""Receiving messages from SQS: a question that may wait becomes questions that do not wait.

ReceiveMessage may wait twenty seconds for a message. moto would do so in its own way, with the
journal's turn in hand.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from math import inf
from typing import Any
from urllib.parse import parse_qs, urlencode

from a2i_emulator.moto_side.journal.changes import scope_of
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.real_time import monotonic
from a2i_emulator.waits import Waits

_WAIT = "WaitTimeSeconds"
_LONGEST = 20
_BAD = 400
_LOOKING_AGAIN_SECONDS = 1.0
"""What moto does in threads of its own nobody tells of."""

_A_MOMENT_SECONDS = 0.002
"""moto counts whole milliseconds, and shows a message when its moment is over."""

_DELETIONS = frozenset({"DeleteMessage", "DeleteMessageBatch"})
"""After which a FIFO queue hands out the next message of the group."""

_ON_WHOLE_QUEUES = frozenset(
    {
        "ChangeMessageVisibility",
        "ChangeMessageVisibilityBatch",
        "DeleteQueue",
        "PurgeQueue",
        "SetQueueAttributes",
    }
)


@dataclass(eq=False, slots=True)
class Poll:
    """One ReceiveMessage.

    Attributes:
        seconds: how long to wait for a message.
        variables: of WSGI, with which the same request does not wait.
        body: likewise.
        queue: moto's.
        news: is set when it is worth while to ask again.
    """

    seconds: int
    variables: dict[str, Any]
    body: bytes
    queue: Any
    news: threading.Event = field(default_factory=threading.Event)

    @staticmethod
    def found(answer: Answer) -> bool:
        """Tell whether there are messages in an answer."""
        return b"ReceiptHandle" in answer.body

    def matters(self, answer: Answer) -> bool:
        """Tell whether the question changed the queue.

        A queue hands on what was received too often while it is asked, which shows in no answer.
        """
        return self.queue.redrive_policy is not None or self.found(answer)

    def heed(self, operation: str | None, request: WsgiRequest) -> None:
        """Look whether a request may have made a message receivable that was there before."""
        is_deletion = operation in _DELETIONS and self.queue.fifo_queue
        if not is_deletion and operation not in _ON_WHOLE_QUEUES:
            return
        name = str(self.queue.name)
        if name.encode() in request.body or name in request.path:
            self.news.set()

    def next_visible(self, since: float) -> float:
        """Return when a message becomes visible; both in seconds of the epoch.

        Args:
            since: those that were visible before do not count.
        """
        messages = list(self.queue._messages)  # noqa: SLF001 - those that are not visible yet
        moments = (max(each.visible_at, each.delayed_until) / 1000 for each in messages)
        return min((moment for moment in moments if moment >= since), default=inf)


class Polls:
    """Those who wait for messages.

    A question costs a millisecond of moto's time. So that many who wait cost nobody else his,
    only those ask again whose queue has something new, and of those no more than there are
    messages that came.

    Args:
        waits: where they wait.
    """

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        self._lock = threading.Lock()
        self._waiting: list[Poll] = []
        self._known: dict[int, int] = {}

    def ask(self, poll: Poll, ask_once: Callable[[], Answer]) -> Answer:
        """Ask until there are messages or an error, the time is over, or all waits are."""
        ends = monotonic() + poll.seconds
        with self._lock:
            self._waiting.append(poll)
            self._known.setdefault(id(poll.queue), _length(poll.queue))
        try:
            while True:
                poll.news.clear()
                asked_at = time.time()
                answer = ask_once()
                if (
                    answer.code >= _BAD
                    or poll.found(answer)
                    or not self._wait(poll, ends, asked_at)
                ):
                    return answer
        finally:
            with self._lock:
                self._waiting.remove(poll)
                if poll.news.is_set():  # what came after its last question is another's
                    self._wake(poll.queue, 1)
                if all(other.queue is not poll.queue for other in self._waiting):
                    del self._known[id(poll.queue)]

    def tell(self, operation: str | None, request: WsgiRequest | None) -> None:
        """Tell of a change of moto's state, after it.

        Args:
            operation: of the request that made it.
            request: None if it was none, and no message that was there before is concerned.
        """
        if not self._waiting:
            return
        with self._lock:
            for queue in {id(poll.queue): poll.queue for poll in self._waiting}.values():
                self._wake_for_new(queue)
            if request is not None:
                for poll in self._waiting:
                    poll.heed(operation, request)

    def tell_all(self) -> None:
        """Have everybody ask again: all is different."""
        with self._lock:
            for poll in self._waiting:
                poll.news.set()

    def _wake_for_new(self, queue: Any) -> None:
        """Wake as many as messages have come to a queue since the last look, whoever looked then.

        Each who waits looking for himself would take for his what is enough for several.
        """
        known, self._known[id(queue)] = self._known[id(queue)], _length(queue)
        self._wake(queue, self._known[id(queue)] - known)

    def _wake(self, queue: Any, count: int) -> None:
        for poll in self._waiting:
            if count <= 0:
                return
            if poll.queue is queue and not poll.news.is_set():
                poll.news.set()
                count -= 1

    def _wait(self, poll: Poll, ends: float, asked_at: float) -> bool:
        """Wait for something to ask for; tell whether there is any use in that."""
        visible_at = poll.next_visible(asked_at) + _A_MOMENT_SECONDS
        while not poll.news.is_set():
            left = ends - monotonic()
            soon = visible_at - time.time()
            if left <= 0 or soon <= 0:
                return left > 0
            if not self._waits.wait(poll.news, min(left, soon, _LOOKING_AGAIN_SECONDS)):
                return False
            with self._lock:
                self._wake_for_new(poll.queue)
        return True


def _length(queue: Any) -> int:
    """Return the number of messages in a queue of moto's, received ones and later ones too."""
    return len(queue._messages)  # noqa: SLF001 - all of them


def poll_of(request: WsgiRequest, operation: str | None) -> Poll | None:
    """Take a request for ReceiveMessage apart; None if it is none that moto would take."""
    if operation != "ReceiveMessage":
        return None
    is_json = "x-amz-target" in request.headers
    # Where there are any in the address, moto looks there alone.
    is_in_query = not is_json and "Action=" in request.query
    members = _members(is_json, request.query.encode() if is_in_query else request.body)
    if members is None:
        return None
    queue = _queue_of(request, str(members.get("QueueUrl") or request.place))
    if queue is None:
        return None
    wait = members.get(_WAIT, queue.receive_message_wait_time_seconds)
    if not str(wait).isdigit() or int(wait) > _LONGEST:
        return None
    members[_WAIT] = 0
    asked = json.dumps(members) if is_json else urlencode(members)
    if is_in_query:
        address = {"QUERY_STRING": asked, "RAW_URI": f"{request.path}?{asked}"}
        return Poll(int(wait), address, request.body, queue)
    return Poll(int(wait), {"CONTENT_LENGTH": str(len(asked.encode()))}, asked.encode(), queue)


def _members(is_json: bool, body: bytes) -> dict[str, Any] | None:
    if not is_json:
        return {name: values[-1] for name, values in parse_qs(body.decode("latin-1")).items()}
    try:
        members = json.loads(body)
    except ValueError:
        return None
    return members if isinstance(members, dict) else None


def _queue_of(request: WsgiRequest, queue_url: str) -> Any:
    """Return moto's queue that a request names; None if there is none."""
    scope = scope_of(request)
    queues = import_module("moto.backends").get_backend("sqs")[scope.account][scope.region].queues
    return queues.get(queue_url.rstrip("/").rpartition("/")[2])
