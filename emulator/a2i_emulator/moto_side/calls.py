"""The calls that moto answers, as the log and the request history tell of them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from a2i_emulator.moto_side.buckets import location_of
from a2i_emulator.moto_side.rest_calls import rest_operation
from a2i_emulator.operations.ids import new_id
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import DEFAULT_REGION, Request
from a2i_emulator.protocol.route import operation_name, route
from a2i_emulator.real_time import monotonic
from a2i_emulator.record.calls import LONGEST_RESOURCE, HistoryEntry

_FIRST_ERROR = 400
_XML = re.compile(rb"<Code>(.*?)</Code>(?:.*?<Message>(.*?)</Message>)?", re.DOTALL)

ErrorText = tuple[str | None, str | None]
"""An error's code and message; None where there is none."""


@dataclass(slots=True)
class Outcome:
    """What became of a call; until it is answered, that it failed."""

    status: int = 500
    error: ErrorText = (None, None)
    request_id: str = ""

    def answered(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        """Take moto's answer."""
        given = {name.lower(): value for name, value in headers}
        self.status = status
        self.request_id = given.get("x-amzn-requestid") or given.get("x-amz-request-id", "")
        self.error = _error_in(status, given.get("x-amzn-errortype", ""), body)


_LONGEST_NAME = 128
"""Characters of an operation's name that are told; no service has one of half as many."""


@contextmanager
def noted(
    request: Request,
    note: Callable[[HistoryEntry], None],
    now: Callable[[], int],
    account_of: Callable[[str | None], str],
) -> Iterator[Outcome]:
    """Note a call that moto answers within the context.

    Args:
        request: the call.
        note: takes the note.
        now: tells the emulator's time.
        account_of: tells whose an access key is, or a request without one.
    """
    name = operation_name(request)  # before somebody else has read the body
    outcome = Outcome()
    began = monotonic()
    try:
        yield outcome
    except Exception as error:
        outcome.error = type(error).__name__, str(error)
        raise
    finally:
        milliseconds = (monotonic() - began) * 1000
        signed = credential_of(request)
        code, message = outcome.error
        note(
            HistoryEntry(
                time=now(),
                request_id=outcome.request_id or new_id(),
                service=signed.service if signed else "unsigned",
                operation=(name or _operation(request))[:_LONGEST_NAME],
                account=account_of(signed.access_key if signed else None),
                region=signed.region if signed else DEFAULT_REGION,
                status=outcome.status,
                milliseconds=milliseconds,
                resource=_resource(request),
                error_code=code,
                error_message=message,
            )
        )


def _operation(request: Request) -> str:
    """Return the name of a REST call's operation; the method where no model tells it."""
    found = route(request)  # one of ours that was refused, or is left to moto
    if found and found.operation:
        return found.operation.name
    return (rest_operation(request) if _has_answered() else None) or request.method


def _resource(request: Request) -> str:
    """Return bucket and key, wherever the client has put the bucket; elsewhere the path."""
    signed = credential_of(request)
    if signed and signed.service == "s3" and _has_answered():
        found = location_of(request)
        return f"{found.bucket}/{found.key}".rstrip("/")[:LONGEST_RESOURCE]
    return unquote(request.path).lstrip("/")[:LONGEST_RESOURCE]


def _has_answered() -> bool:
    """Tell whether moto can be asked something: it is not imported for what is refused."""
    return "moto.core.responses" in sys.modules


def _error_in(status: int, kind: str, body: bytes) -> ErrorText:
    """Return the error that an answer of moto's tells of, whatever the protocol.

    Args:
        status: the HTTP status; below 400 there is no error.
        kind: the header ``x-amzn-ErrorType``; empty without.
        body: the answer's.
    """
    if status < _FIRST_ERROR:
        return None, None
    found = _XML.search(body)
    if found:
        code, message = (_text(text or b"") for text in found.groups())
        return code, message
    members = _members(body)
    code = str(kind or members.get("__type") or members.get("code") or "")
    name = code.rpartition("#")[2].partition(":")[0]
    message = str(members.get("message") or members.get("Message") or "")
    return (name, message) if name else (None, None)


def _text(xml: bytes) -> str:
    from html import unescape  # with a table of all entities, which takes its time

    return unescape(xml.decode("utf-8", "replace"))


def _members(body: bytes) -> dict[str, Any]:
    try:
        members = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return members if isinstance(members, dict) else {}
