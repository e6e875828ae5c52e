"""The front door of an emulator that keeps an audit trail, and what is told of its pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from a2i_emulator.operations.ports import StorageError, Who
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.wsgi import WsgiRequest, headers_of
from a2i_emulator.record.trail import Act, Trail
from a2i_emulator.security.audit import (
    SIGN_IN,
    SIGN_OUT_EVERYWHERE,
    claimed,
    error_code_of,
    is_motos_own,
    is_told,
    told_of,
)
from a2i_emulator.security.operators import Operators
from a2i_emulator.service import Service
from a2i_emulator.web.gates import PROBES
from a2i_emulator.web.unavailable import unavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

_ANONYMOUS = Who("anonymous")


class Audited:
    """A WSGI application none of whose answers is sent before the trail tells of the request.

    Args:
        app: the front door.
        trail: where that is told.
        operators: know who calls moto's own API.
    """

    def __init__(
        self, app: WSGIApplication, trail: Trail, operators: Operators | None = None
    ) -> None:
        self._app = app
        self._trail = trail
        self._operators = operators

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request = WsgiRequest(environ)
        agent = request.headers.get("user-agent", "")
        act = Act(_signer(request), request.address, agent)
        if is_motos_own(request.place):
            told = told_of(request.method, request.place[:200])
            act.kind, act.action, act.is_read = told.kind, told.action, told.is_read
            try:  # Now, since a reset takes all keys away.
                act.who, act.is_whole = _operator(self._operators, request.headers), True
            except StorageError as error:
                return unavailable(request, error).send(start_response)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            act.status = int(status[:3])
            return start_response(status, headers, exc_info)

        with self._trail.request(act):
            body = self._app(environ, start)
            try:
                self._finish(act, request)
            except StorageError as error:
                again, exc_info = unavailable(request, error), sys.exc_info()
                start_response(again.status, again.headers, exc_info)
                return [again.body]
        return body

    def _finish(self, act: Act, request: WsgiRequest) -> None:
        if not act.action and not act.waiting and not act.kept:
            self._tell_of_refusal(act, request)
        if act.kind and not is_told(request.method, request.place, act.status):
            act.action = ""
        act.error_code = act.error_code or error_code_of(act.status)
        self._trail.finish(act)

    @staticmethod
    def _tell_of_refusal(act: Act, request: WsgiRequest) -> None:
        """Tell of what was neither a call nor for a page: it was turned away."""
        told = told_of(request.method, request.place[:200])
        if is_told(request.method, request.place, act.status) and act.status:
            act.kind, act.action, act.is_read = told.kind, told.action, told.is_read


def watch(app: Flask, service: Service, operators: Operators | None) -> None:
    """Have the trail know what requests for pages and the control API are about, and whose.

    Before anything else asks for something of a request: what refuses it is told of, too.
    """
    from flask import Response, g, request

    trail = service.trail
    if trail is None:
        return

    @app.before_request
    def _begin() -> None:
        act = trail.act
        if act is None or request.path in PROBES:  # These are answered without a database, too.
            return
        rule = request.url_rule.rule if request.url_rule else request.path[:200]
        told = told_of(request.method, rule)
        act.kind, act.action, act.is_read = told.kind, told.action, told.is_read
        act.resource = "/".join(str(value) for value in (request.view_args or {}).values())
        act.who = _sender(service, operators)

    @app.after_request
    def _end(response: Response) -> Response:
        act = trail.act
        if act is None or act.kind != "sign-in":
            return response
        if act.action == SIGN_IN:
            tried = g.get("tried")
            who = g.get("signing_in") or _sender(service, operators)
            act.who = Who("claimed", tried) if tried else who
            act.error_code = g.get("refused_as", "")
        elif g.get("is_everywhere"):
            act.action = SIGN_OUT_EVERYWHERE
        return response


def _sender(service: Service, operators: Operators | None) -> Who:
    """Return who sends a request for a page or the control API."""
    from flask import request

    from a2i_emulator.pages.portal import person

    if not request.path.startswith("/_a2i/portal"):
        return _operator(operators, headers_of(request.environ))
    who = person.current()
    if who is None:
        return _ANONYMOUS
    is_over = person.of_session(service, person.kept()) is None
    kind = "claimed" if is_over else "worker"  # It may be anybody who has a copy of the cookie.
    return Who(kind, who.name, who.worker_id or "", account=who.scope.account)


def _operator(operators: Operators | None, headers: Mapping[str, str]) -> Who:
    if operators is None:
        return _ANONYMOUS
    return operators.who(headers)


def _signer(request: WsgiRequest) -> Who:
    if request.place.startswith("/_a2i"):
        return _ANONYMOUS
    signed = credential_of(request)
    return _ANONYMOUS if signed is None else claimed(signed.access_key)
