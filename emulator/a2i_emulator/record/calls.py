"""The AWS API calls received, for people who want to know what really happened."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from a2i_emulator.domain.instant import Instant, iso_milliseconds

_CAPACITY = 1000

LONGEST_RESOURCE = 1100
"""Letters of a resource that are told: those of a bucket and its longest key."""

SECRETS = frozenset({"ClientSecret", "Password"})
"""The members of inputs whose values nobody is shown a second time."""

HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One call: what was asked, what was answered, and why.

    Attributes:
        time: when it arrived, in the emulator's time.
        operation: the operation's name; for calls that moto answered, as far as it is known.
        milliseconds: how long the answer took.
        resource: the name or ARN that the request is about, for people.
        input: the parsed request; None when it could not be parsed or moto answered it.
        reason: the true reason of an error whose message does not tell it.
    """

    time: Instant
    request_id: str
    service: str
    operation: str
    account: str
    region: str
    status: int
    milliseconds: float
    resource: str = ""
    input: Mapping[str, Any] | None = None
    output: Mapping[str, Any] | None = None
    error_code: str | None = None
    error_message: str | None = None
    reason: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the entry as ``GET /_a2i/requests`` shows it."""
        entry: dict[str, Any] = {
            "time": iso_milliseconds(self.time),
            "requestId": self.request_id,
            "service": self.service,
            "operation": self.operation,
            "account": self.account,
            "region": self.region,
            "status": self.status,
            "milliseconds": round(self.milliseconds, 3),
            "resource": self.resource,
            "input": self.input,
            "output": self.output,
            "error": None,
        }
        if self.error_code is not None:
            entry["error"] = {
                "code": self.error_code,
                "message": self.error_message,
                "reason": self.reason or self.error_message,
            }
        return entry


class History:
    """The latest calls, in memory: a thousand of them, of which none is worth keeping longer.

    What is called all the time (DescribeHumanLoop, until it is Completed) does not drown the
    rest: room for a new call is made at the cost of the operation that has the most.
    """

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._by_operation: dict[str, deque[tuple[int, HistoryEntry]]] = {}
        self._capacity = capacity
        self._added = 0
        self._kept = 0
        self._lock = threading.Lock()

    def add(self, entry: HistoryEntry) -> None:
        """Note a call; of the blobs in its input, which may be large, only size and digest."""
        kept = entry
        if _is_more_than_shown(entry.input):
            kept = replace(entry, input=shown(entry.input))
        with self._lock:
            if self._kept == self._capacity:
                self._make_room()
            self._added += 1
            self._kept += 1
            self._by_operation.setdefault(entry.operation, deque()).append((self._added, kept))

    def latest(self, limit: int = _CAPACITY) -> Sequence[HistoryEntry]:
        """Return the latest calls, newest first."""
        with self._lock:
            numbered = [entry for entries in self._by_operation.values() for entry in entries]
        numbered.sort(key=itemgetter(0), reverse=True)
        return [entry for _, entry in numbered[:limit]]

    def _make_room(self) -> None:
        operation, entries = max(self._by_operation.items(), key=lambda item: len(item[1]))
        entries.popleft()
        if not entries:
            del self._by_operation[operation]
        self._kept -= 1

    def clear(self) -> None:
        """Forget every call."""
        with self._lock:
            self._by_operation.clear()
            self._kept = 0


def _is_more_than_shown(value: Any) -> bool:
    if isinstance(value, dict):
        return not SECRETS.isdisjoint(value) or any(map(_is_more_than_shown, value.values()))
    if isinstance(value, list):
        return any(map(_is_more_than_shown, value))
    return isinstance(value, bytes)


def shown(value: Any) -> Any:
    """Return what is shown of an input: no secrets, and of blobs only size and digest."""
    if isinstance(value, bytes):
        return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, dict):
        return {name: HIDDEN if name in SECRETS else shown(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    return value
