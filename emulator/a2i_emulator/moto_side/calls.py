"""The calls that moto answers, as the log and the request history tell of them."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from a2i_emulator.moto_side.app import FAULT_KEY, MotoApp
from a2i_emulator.moto_side.errors import Fault
from a2i_emulator.operations.ids import new_id
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT, DEFAULT_REGION, Request
from a2i_emulator.record.calls import HistoryEntry

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_FORM = "application/x-www-form-urlencoded"
_FIRST_ERROR = 400
_XML = re.compile(rb"<Code>(.*?)</Code>(?:.*?<Message>(.*?)</Message>)?", re.DOTALL)


ErrorText = tuple[str | None, str | None]
"""An error's code and message; None where there is none."""


class NotedMoto:
    """moto's application, with a note of each call that it answers.

    Args:
        moto: answers the calls.
        note: takes the notes.
        now: tells the emulator's time.
    """

    def __init__(
        self, moto: MotoApp, note: Callable[[HistoryEntry], None], now: Callable[[], int]
    ) -> None:
        self._moto = moto
        self._note = note
        self._now = now

    def reset(self) -> None:
        """Empty moto."""
        self._moto.reset()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request by moto."""
        operation = _operation_of(environ)
        seen: list[tuple[int, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen.append((int(status[:3]), {name.lower(): value for name, value in headers}))
            return start_response(status, headers, *rest)

        began = time.perf_counter()
        answer = list(self._moto(environ, start))
        milliseconds = (time.perf_counter() - began) * 1000
        status, headers = seen[-1]
        error = error_in(status, headers.get("x-amzn-errortype", ""), b"".join(answer))
        self._note(self._entry(environ, operation, status, milliseconds, error))
        return answer

    def _entry(
        self,
        environ: WSGIEnvironment,
        operation: str,
        status: int,
        milliseconds: float,
        error: ErrorText,
    ) -> HistoryEntry:
        signed = credential_of(_head(environ))
        fault: Fault | None = environ.get(FAULT_KEY)
        code, message = (fault.code, fault.message) if fault else error
        return HistoryEntry(
            time=self._now(),
            request_id=new_id(),
            service=signed.service if signed else "unsigned",
            operation=operation,
            account=self._moto.account_of(signed.access_key) if signed else DEFAULT_ACCOUNT,
            region=signed.region if signed else DEFAULT_REGION,
            status=status,
            milliseconds=milliseconds,
            resource=environ.get("PATH_INFO", "").lstrip("/"),
            error_code=code,
            error_message=message,
        )


def _head(environ: WSGIEnvironment) -> Request:
    headers = {"authorization": environ.get("HTTP_AUTHORIZATION", "")}
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    return Request(environ["REQUEST_METHOD"], path, query, headers, b"")


def _operation_of(environ: WSGIEnvironment) -> str:
    content_type = environ.get("CONTENT_TYPE", "")
    body = b""
    if content_type.startswith(_FORM):
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    return operation_name(environ["REQUEST_METHOD"], target, content_type, body)


def error_in(status: int, kind: str, body: bytes) -> ErrorText:
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


def operation_name(method: str, target: str, content_type: str, form: bytes) -> str:
    """Return the operation's name; for REST, whose paths only moto can read, the method.

    Args:
        method: the HTTP method.
        target: ``X-Amz-Target``; empty without.
        content_type: ``Content-Type``.
        form: the body, if that says it is a form.
    """
    if target:
        return target.rpartition(".")[2]
    if content_type.startswith(_FORM):
        action = parse_qs(form.decode("latin-1")).get("Action")
        if action:
            return action[0]
    return method
