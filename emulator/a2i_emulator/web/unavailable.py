"""What is answered where the state cannot be reached before it is known whose a request is."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from a2i_emulator.moto_side.errors import Fault, refusal
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.web.gates import is_call

T = TypeVar("T")

log = logging.getLogger(__name__)


def unavailable(request: WsgiRequest, error: StorageError) -> Answer:
    """Return the answer of 503 in the form that the caller reads, and tell the log why."""
    log.error("%s", error)
    if is_call(request.place):
        return refusal(request, Fault.of(503, "state_unavailable", reason=str(error)))
    told = {"code": "StateUnavailable", "message": str(error)}
    body = json.dumps({"error": told}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return Answer("503 Service Unavailable", headers, body, error=(told["code"], told["message"]))


def without_state(
    answer: Callable[[T, WsgiRequest], Answer],
) -> Callable[[T, WsgiRequest], Answer]:
    """Have a method answer so where the state is away."""

    @wraps(answer)
    def answered(self: T, request: WsgiRequest) -> Answer:
        try:
            return answer(self, request)
        except StorageError as error:
            return unavailable(request, error)

    return answered
