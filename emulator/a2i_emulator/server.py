"""The emulator as a web server: one Flask application on waitress, wired here and nowhere else."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

from a2i_emulator import crowd, look, protection
from a2i_emulator.api_wsgi import ApiApplication, headers_of, is_for_a2i
from a2i_emulator.assembly import Parts, assemble
from a2i_emulator.console import console_blueprint
from a2i_emulator.control import control_blueprint
from a2i_emulator.gateway import Gateway
from a2i_emulator.http_server import create_server, end_loop
from a2i_emulator.moto_app import MotoApp
from a2i_emulator.moto_calls import NotedMoto
from a2i_emulator.portal import portal_blueprint
from a2i_emulator.service import Service
from a2i_emulator.settings import Settings

if TYPE_CHECKING:
    from types import FrameType

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_THREADS = 16
_MAX_CONNECTIONS = 1000
_PATIENCE_SECONDS = 3


def create_app(service: Service, moto: MotoApp) -> Flask:
    """Put the pages, the control API, the AWS APIs and moto behind one WSGI application."""
    app = Flask("a2i_emulator", static_folder=None)
    app.secret_key = service.database.secret
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(lambda: _protect(service))
    app.register_blueprint(control_blueprint(service, moto))
    app.register_blueprint(crowd.blueprint())
    look.prepare(app)
    app.register_blueprint(portal_blueprint(service))
    app.register_blueprint(console_blueprint(service))
    app.wsgi_app = Gateway(  # type: ignore[method-assign]
        _Ours(app.wsgi_app, ApiApplication(service.handle)),
        is_for_a2i,
        NotedMoto(moto, service.note, service.clock.now),
        on_reset=service.reset,
        refuses=lambda environ: _why_refused(service, environ) is not None,
    )
    return app


def build_server(settings: Settings) -> Server:
    """Build an emulator and take its port.

    Raises:
        StorageError: the state cannot be opened.
        BadRecordingError: a recorded prediction cannot be used.
        OSError: the port cannot be had.
        SeedError: a seed file cannot be applied.
    """
    parts = assemble(settings)
    try:
        server = Server(parts)
    except BaseException:
        parts.service.close()
        raise
    try:
        server.apply_seeds(settings.seeds)
    except BaseException:
        server.close()
        raise
    parts.service.history.clear()
    return server


class Server:
    """A web server over an emulator.

    Attributes:
        parts: the emulator.
        service: the one of its parts that answers the APIs of A2I.
        app: the web application over it.
        url: where it is reached.
    """

    def __init__(self, parts: Parts) -> None:
        service, moto = parts.service, parts.moto
        settings = service.settings
        self.parts = parts
        self.service = service
        self._moto = moto
        self._thread: threading.Thread | None = None
        self.app = create_app(service, moto)
        self._waitress: Any = create_server(
            self.app,
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

    def apply_seeds(self, paths: Sequence[Path]) -> None:
        """Make what seed files describe; served or not.

        Raises:
            SeedError: a file cannot be read or applied.
        """
        if not paths:
            return
        from a2i_emulator.seed import InProcessClients, apply_seeds  # noqa: PLC0415 - for seeds

        clients = InProcessClients(self.app.wsgi_app, self.service.settings)
        try:
            apply_seeds(paths, self.service, clients)
        finally:
            clients.close()

    def run(self, on_ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; for the main thread.

        Args:
            on_ready: called when a request would be answered.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _exit)
        _suit_the_interpreter()
        try:
            self._begin()
            on_ready()
            self._waitress.run()
        except SystemExit:
            pass
        finally:
            self.close()

    def start(self) -> None:
        """Serve in a thread, until `close`."""
        self._begin()
        self._thread = threading.Thread(target=self._waitress.run, name="a2i-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving; what was acknowledged is kept."""
        self._waitress.task_dispatcher.shutdown(timeout=_PATIENCE_SECONDS)
        if self._thread is None:
            self._waitress.close()
        else:
            end_loop(self._waitress)
            self._thread.join()
        self.service.close()
        self._moto.close()

    def _begin(self) -> None:
        self._moto.warm_up()
        self.service.engine.start()


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


def _suit_the_interpreter() -> None:
    """Make the process, which serves nothing else, fit for many short requests.

    The modules loaded stay: to look for garbage among them over and over took a fifth of a
    request's time. And a thread that computes lets requests go first after 1 ms, not 5.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    sys.setswitchinterval(0.001)


def _exit(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
