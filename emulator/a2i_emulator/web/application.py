"""One WSGI application for all: AWS APIs of A2I, moto, and the pages."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.calls import NotedMoto
from a2i_emulator.service import Service
from a2i_emulator.web import protection
from a2i_emulator.web.api_wsgi import ApiApplication, headers_of, is_for_a2i
from a2i_emulator.web.gateway import Gateway

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask


class Application:
    """Everything that the server serves.

    Flask, the pages and the control API are half of what there is to import, and no API
    request needs them: they are there when the first of them is asked for.
    """

    def __init__(self, service: Service, moto: MotoApp) -> None:
        self._service = service
        self._moto = moto
        self._api = ApiApplication(service.handle)
        self._lock = threading.Lock()
        self._flask: Flask | None = None
        self._gateway = Gateway(
            self._ours,
            is_for_a2i,
            NotedMoto(moto, service.note, service.clock.now),
            on_reset=service.reset,
            refuses=self._refuses,
        )

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request by whom it belongs to."""
        return self._gateway(environ, start_response)

    @property
    def flask(self) -> Flask:
        """The Flask application, whose ``wsgi_app`` is this one."""
        with self._lock:
            if self._flask is None:
                from a2i_emulator.web.flask_app import create_pages  # costs 200 ms

                flask = create_pages(self._service, self._moto)
                self._pages: WSGIApplication = flask.wsgi_app
                flask.wsgi_app = self._gateway  # type: ignore[method-assign]
                self._flask = flask
            return self._flask

    def _ours(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Tell the API operations from the pages and the control API."""
        if not environ.get("PATH_INFO", "").startswith("/_a2i"):
            return self._api(environ, start_response)
        if self._flask is None:
            _ = self.flask
        return self._pages(environ, start_response)

    def _refuses(self, environ: WSGIEnvironment) -> bool:
        reason = protection.why_refused(
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", ""),
            headers_of(environ),
            self._service.settings.allowed_hosts,
        )
        return reason is not None


def create_app(service: Service, moto: MotoApp) -> Flask:
    """Put the pages, the control API, the AWS APIs and moto behind one Flask application."""
    return Application(service, moto).flask
