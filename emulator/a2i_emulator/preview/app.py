"""The preview's pages."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, Response, abort, jsonify, request, send_file
from itsdangerous import Signer

from a2i_emulator.crowd import blueprint as crowd_files
from a2i_emulator.crowd import frame_policy, framed, script_address
from a2i_emulator.preview.watch import Watch
from a2i_emulator.templates.offline import Source, file_within
from a2i_emulator.web.protection import Protection

_PAGES = Path(__file__).parent / "pages"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def create_app(source: Source) -> Flask:
    """Return the preview of a template as a WSGI application."""
    app = Flask(__name__, static_folder=None)
    folder = source.objects.resolve()
    signer = Signer(secrets.token_bytes(32))

    def address(path: Path) -> str:
        name = path.relative_to(folder).as_posix()
        signature = signer.get_signature(name).decode()
        return f"/files/{quote(name)}?{urlencode({'signature': signature})}"

    watch = Watch(source, address)
    app.register_blueprint(crowd_files())
    app.before_request(_refuse_other_sites)
    _add_pages(app)
    _add_template(app, source, watch)
    _add_objects(app, folder, signer)
    return app


def _refuse_other_sites() -> None:
    headers = {name.lower(): value for name, value in request.headers}
    if request.path.startswith("/files/"):
        # The task's frame has no origin; what it gets to see and what to read, `file` tells.
        headers = {"host": request.host}
    if reason := Protection().why_refused(request.method, request.path, headers):
        abort(403, reason)


def _add_pages(app: Flask) -> None:
    @app.get("/")
    @app.get("/preview.js")
    @app.get("/preview.css")
    def page() -> Response:
        response = send_file(_PAGES / (request.path[1:] or "preview.html"))
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Cache-Control"] = "no-cache"
        return response


def _add_template(app: Flask, source: Source, watch: Watch) -> None:
    @app.get("/version")
    def version() -> Response:
        current = watch.version()
        errors = [{"code": e.code, "message": e.message, "line": e.line} for e in current.errors]
        response = jsonify(template=source.template.name, version=current.name, errors=errors)
        response.set_etag(current.name)
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        return response

    @app.get("/task")
    def task() -> Response:
        html = watch.version().html
        page = framed(html, script_url=script_address(html), origin=request.host_url.rstrip("/"))
        return Response(page, headers=frame_policy())


def _add_objects(app: Flask, folder: Path, signer: Signer) -> None:
    @app.get("/files/<path:name>")
    def file(name: str) -> Response:
        found = file_within(folder, name)
        response = send_file(found, max_age=0) if found else abort(404)
        # Opened by itself, a page from there is no page of the preview.
        response.headers["Content-Security-Policy"] = "sandbox"
        is_named = signer.verify_signature(name, request.args.get("signature", ""))
        if is_named and (response.mimetype or "").startswith("image/"):
            # Masks and magic wands read pixels. No other site knows the signature.
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response
