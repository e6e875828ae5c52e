"""The calls that moto answers, as the log and the request history tell of them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from a2i_emulator.history import HistoryEntry
from a2i_emulator.moto_app import FAULT_KEY, MotoApp
from a2i_emulator.moto_faults import Fault
from a2i_emulator.operations.ids import new_id
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT, DEFAULT_REGION, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_FORM = "application/x-www-form-urlencoded"


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
        seen: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen.append(status)
            return start_response(status, headers, *rest)

        began = time.perf_counter()
        answer = self._moto(environ, start)
        milliseconds = (time.perf_counter() - began) * 1000
        self._note(self._entry(environ, operation, int(seen[-1][:3]), milliseconds))
        return answer

    def _entry(
        self, environ: WSGIEnvironment, operation: str, status: int, milliseconds: float
    ) -> HistoryEntry:
        signed = credential_of(_head(environ))
        fault: Fault | None = environ.get(FAULT_KEY)
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
            error_code=fault.code if fault else None,
            error_message=fault.message if fault else None,
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
