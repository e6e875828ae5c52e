"""The front door of the one endpoint: whose a request is, decided from top to bottom."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from a2i_emulator.moto_side.app import IMPORTS, MotoApp
from a2i_emulator.moto_side.own_api import RESET, is_reset
from a2i_emulator.protocol.route import concerns_a2i, route
from a2i_emulator.protocol.wsgi import NO_BUCKET, Answer, WsgiRequest
from a2i_emulator.service import Service
from a2i_emulator.web.browsers import home_of_browser, opens_a_page, sandboxed
from a2i_emulator.web.calls import Calls
from a2i_emulator.web.entrance import operators_of
from a2i_emulator.web.gates import gates_of, is_page
from a2i_emulator.web.other_sites import answer_to_other_site
from a2i_emulator.web.protection import Protection, forbidden, is_from_elsewhere
from a2i_emulator.web.request_log import log_refusal
from a2i_emulator.web.unavailable import without_state

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask


class Front:
    """The WSGI application that the server serves.

    Flask, the pages and the control API are half of what there is to import, and no API
    request needs them: they are there when the first of them is asked for.
    """

    def __init__(self, service: Service, moto: MotoApp) -> None:
        self._service = service
        self._moto = moto
        self._calls = Calls(service, moto)
        self._protection = Protection.of(service.settings)
        self._gates = gates_of(service.settings, self._protection)
        self.operators = operators_of(service)
        self._lock = threading.Lock()
        self._flask: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request by whom it belongs to."""
        request = WsgiRequest(environ)
        for gate in self._gates:
            if refused := gate.refusal(request):
                return log_refusal(self._service, request, refused).send(start_response)
        if is_page(request.place):
            _ = self._flask or self.flask
            return self._pages(environ, start_response)
        if self._protection.has_no_bucket(request.headers.get("host", "")):
            environ[NO_BUCKET] = True
        return self._answer(request).send(start_response)

    def _answer(self, request: WsgiRequest) -> Answer:
        if request.place.startswith("/moto-api"):
            return self._by_motos_own_api(request)
        if (home := home_of_browser(request)) is not None:
            return Answer("302 Found", [("Location", home), ("Content-Length", "0")], b"")
        if is_from_elsewhere(request.headers):
            answer = answer_to_other_site(request, self._moto, self._calls.by_moto)
        else:
            found = route(request)
            if found is not None and concerns_a2i(found, request):
                return self._calls.by_us(request, found)
            answer = self._calls.by_moto(request)
        return sandboxed(answer) if opens_a_page(request) else answer

    @without_state
    def _by_motos_own_api(self, request: WsgiRequest) -> Answer:
        if why := self._protection.why_refused(request.method, request.place, request.headers):
            return log_refusal(self._service, request, forbidden(why))
        operators = self.operators
        refused = operators and operators.refusal(request.method, "/moto-api", request.headers)
        if refused:
            return log_refusal(self._service, request, forbidden(refused.reason, refused.status))
        if not is_reset(request):
            return self._calls.by_motos_own_api(request)
        self._moto.reset()
        self._service.reset()
        return RESET

    @property
    def flask(self) -> Flask:
        """The Flask application, whose ``wsgi_app`` is this one."""
        with self._lock:
            if self._flask is None:
                with IMPORTS:
                    from a2i_emulator.web.flask_app import create_pages  # costs 200 ms

                made = create_pages(self._service, self._moto, self._protection, self.operators)
                self._pages: WSGIApplication = made.wsgi_app
                made.wsgi_app = self  # type: ignore[method-assign]
                self._flask = made  # last: others look for it without the lock
            return self._flask
