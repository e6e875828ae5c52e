"""What is for people and their tools: portal, console and control API, one Flask application."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from a2i_emulator import crowd
from a2i_emulator.control import control_blueprint
from a2i_emulator.domain.names import Scope
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.pages import common
from a2i_emulator.pages.console import Clients, console_blueprint
from a2i_emulator.pages.portal import portal_blueprint
from a2i_emulator.protocol.wsgi import headers_of
from a2i_emulator.security.operators import CHALLENGE, Operators
from a2i_emulator.service import Service
from a2i_emulator.web.auditing import watch
from a2i_emulator.web.protection import Protection, has_public_name
from a2i_emulator.web.request_log import log_requests

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def create_pages(
    service: Service, moto: MotoApp, protection: Protection, operators: Operators | None
) -> Flask:
    """Make the application that serves everything under ``/_a2i``."""
    app = Flask("a2i_emulator", static_folder=None)
    app.secret_key = service.secret
    app.json.sort_keys = False  # type: ignore[attr-defined]
    log_requests(app, service)
    if service.trail is not None:
        watch(app, service, operators)
    app.before_request(lambda: _protect(protection, operators))
    app.after_request(_by_tls_alone)
    app.register_blueprint(control_blueprint(service, moto))
    app.register_blueprint(crowd.blueprint())
    common.prepare(app, service.settings.template_origin)
    frames = common.Frames(service)
    app.register_blueprint(portal_blueprint(service, frames))
    app.register_blueprint(console_blueprint(service, _clients(app, service), frames, operators))
    app.register_blueprint(frames.blueprint)
    return app


def _clients(app: Flask, service: Service) -> Clients:
    """Return what makes boto3 clients that reach the endpoint in the calling thread."""
    made: list[Any] = []
    lock = threading.Lock()

    def reach(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        return app.wsgi_app(environ, start_response)  # which the front door puts itself before

    def clients(name: str, scope: Scope) -> Any:
        from a2i_emulator.seed import InProcessClients  # boto3 costs more than all else here

        with lock:
            # Other accounts' credentials do not outlive a reset of moto; nobody's are kept.
            if not made or scope.account != service.ports.account_of(None):
                made[:] = [InProcessClients(reach, service.settings, is_checked=False)]
            return made[0](name, scope)

    return clients


def _protect(protection: Protection, operators: Operators | None) -> AnyResponse | None:
    headers = headers_of(request.environ)
    reason = protection.why_refused(request.method, request.path, headers)
    if reason is not None:
        return _refusal(403, reason)
    refused = operators and operators.refusal(request.method, request.path, headers)
    if not operators or not refused:
        return None
    if refused.status == HTTPStatus.UNAUTHORIZED and operators.provider and _is_visit(headers):
        return redirect(url_for("console.sign_in_page", next=request.full_path.rstrip("?")))
    return _refusal(
        refused.status,
        refused.reason,
        is_asking=not (operators.provider and "sec-fetch-mode" in headers),
        is_for_people=_opens_console(headers),
    )


def _is_visit(headers: Mapping[str, str]) -> bool:
    """Whether a person opens a page of the console."""
    return request.method == "GET" and _opens_console(headers)


def _opens_console(headers: Mapping[str, str]) -> bool:
    """Whether a person is to see the answer as a page of the console."""
    is_asked = "text/html" in headers.get("accept", "")
    return is_asked and request.path.startswith("/_a2i/console")


def _by_tls_alone(response: Response) -> Response:
    """Have browsers that have come by TLS come by nothing else for a year."""
    if request.is_secure and has_public_name(request.host):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _refusal(
    status: int, reason: str, *, is_asking: bool = True, is_for_people: bool = False
) -> Response:
    code = "Unauthorized" if status == HTTPStatus.UNAUTHORIZED else "Forbidden"
    if is_for_people:
        answer = common.page_of_refusal(status)
    else:
        answer = jsonify(error={"code": code, "message": reason})
        answer.status_code = status
    if status == HTTPStatus.UNAUTHORIZED and is_asking:
        answer.headers["WWW-Authenticate"] = CHALLENGE
    return answer
