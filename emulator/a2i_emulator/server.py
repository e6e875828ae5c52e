"""The emulator as a web server: one Flask application on waitress, wired here and nowhere else."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

from a2i_emulator import protection
from a2i_emulator.gateway import Gateway
from a2i_emulator.moto_app import MotoApp
from a2i_emulator.service import Service
from a2i_emulator.api_wsgi import ApiApplication, headers_of, is_for_a2i

if TYPE_CHECKING:
    from types import FrameType

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from waitress.server import BaseWSGIServer

_THREADS = 16
_MAX_CONNECTIONS = 1000


def create_app(service: Service, moto: MotoApp) -> Flask:
    """Put the pages, the control API, the AWS APIs and moto behind one WSGI application."""
    from a2i_emulator.control import control_blueprint

    app = Flask("a2i_emulator", static_folder=None)
    app.secret_key = service.database.secret
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(lambda: _protect(service))
    app.register_blueprint(control_blueprint(service))
    app.wsgi_app = Gateway(  # type: ignore[method-assign]
        _Ours(app.wsgi_app, ApiApplication(service.handle)),
        is_for_a2i,
        moto,
        on_reset=service.reset,
        refuses=lambda environ: _why_refused(service, environ) is not None,
    )
    return app


class Server:
    """A web server in threads of its own.

    Attributes:
        url: where it is reached.
    """

    def __init__(self, service: Service, moto: MotoApp) -> None:
        from waitress.server import create_server

        settings = service.settings
        self._service = service
        self._moto = moto
        self._waitress: BaseWSGIServer = create_server(
            create_app(service, moto),
            host=settings.host,
            port=settings.port,
            threads=_THREADS,
            connection_limit=_MAX_CONNECTIONS,
            ident=None,
            asyncore_use_poll=True,
        )
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.url = f"http://{host}:{self._waitress.effective_port}"
        service.base_url = self.url

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; for the main thread."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _exit)
        self._begin()
        try:
            self._waitress.run()
        except SystemExit:
            self._waitress.task_dispatcher.shutdown()
        finally:
            self.close()

    def start(self) -> None:
        """Serve in a thread, until `close`."""
        self._begin()
        self._thread = threading.Thread(target=self._waitress.run, name="a2i-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving; what was acknowledged is kept."""
        self._waitress.close()
        self._service.close()

    def _begin(self) -> None:
        self._service.engine.start()
        threading.Thread(target=self._moto.warm_up, name="a2i-moto", daemon=True).start()


class _Ours:
    """Tells the API operations from the pages and the control API."""

    def __init__(self, pages: WSGIApplication, api: ApiApplication) -> None:
        self._pages = pages
        self._api = api

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith("/_a2i"):
            return self._pages(environ, start_response)
        return self._api(environ, start_response)


def _protect(service: Service) -> tuple[Response, int] | None:
    reason = _why_refused(service, request.environ)
    if reason is None:
        return None
    return jsonify(error={"code": "Forbidden", "message": reason}), 403


def _why_refused(service: Service, environ: Any) -> str | None:
    return protection.why_refused(
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", ""),
        headers_of(environ),
        service.settings.allowed_hosts,
    )


def _exit(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
