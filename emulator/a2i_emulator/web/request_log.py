"""The log's lines of requests that are no API calls, and the ids by which these are found there.

A line has each request for a page or the control API that would change something, and whatever
was refused or failed; those that only look have none. `record.log` writes it like a call's.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from a2i_emulator.operations.ids import new_id
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.real_time import monotonic
from a2i_emulator.record.calls import LONGEST_RESOURCE, HistoryEntry
from a2i_emulator.record.log import log_call, of_request
from a2i_emulator.security.audit import Told, error_code_of, told_of
from a2i_emulator.service import Service

if TYPE_CHECKING:
    from flask import Flask, Response

REQUEST_ID = "X-Request-Id"
_FIRST_ERROR = 400


def log_requests(app: Flask, service: Service) -> None:
    """Have requests for pages and the control API logged, and their answers bear an id.

    Before anything else asks for something of a request: what refuses it is told of, too.
    """
    from flask import g, request

    @app.before_request
    def _begin() -> None:
        g.began, g.request_id = monotonic(), _id_of_request(service)
        g.of_request = of_request.set(g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.request_id
        told = told_of(request.method, request.url_rule.rule if request.url_rule else request.path)
        if not told.is_read or response.status_code >= _FIRST_ERROR:
            code, message = _error_in(response)
            error = (g.get("refused_as") or code, message)
            entry = _entry_of(service, told, response.status_code, error)
            resource = "/".join(map(str, (request.view_args or {}).values()))[:LONGEST_RESOURCE]
            milliseconds = (monotonic() - g.began) * 1000
            log_call(
                replace(
                    entry,
                    request_id=g.request_id,
                    resource=resource,
                    milliseconds=milliseconds,
                )
            )
        return response

    @app.teardown_request
    def _leave(_error: BaseException | None) -> None:
        if "of_request" in g:
            of_request.reset(g.pop("of_request"))


def log_refusal(service: Service, request: WsgiRequest, answer: Answer) -> Answer:
    """Log a request that is turned away before anybody looks what it is; return its answer."""
    told = told_of(request.method, request.place)
    error = answer.error or (error_code_of(answer.code), answer.body.decode())
    log_call(_entry_of(service, told, answer.code, error))
    return answer


def _entry_of(
    service: Service, told: Told, status: int, error: tuple[str | None, str | None]
) -> HistoryEntry:
    """Return what is told of a request, in the form in which API calls are told of."""
    code, message = error
    return HistoryEntry(
        time=service.clock.now(),
        request_id=_id_of_request(service),
        service=told.kind,
        operation=told.action[:LONGEST_RESOURCE],
        account="",
        region="",
        status=status,
        milliseconds=0.0,
        error_code=code,
        error_message=message,
    )


def _id_of_request(service: Service) -> str:
    """Return the id by which the audit trail tells of the request, too."""
    act = service.trail.act if service.trail is not None else None
    return new_id() if act is None else act.request_id


def _error_in(response: Response) -> tuple[str | None, str | None]:
    """Return code and message of the error that an answer tells of, if it does."""
    if response.status_code < _FIRST_ERROR:
        return None, None
    with suppress(LookupError, TypeError):
        document: Any = response.get_json(silent=True)
        error = document["error"]
        return str(error["code"]), str(error["message"])
    return error_code_of(response.status_code), ""
