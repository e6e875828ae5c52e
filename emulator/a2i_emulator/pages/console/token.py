"""The console's token: who changes something shows that a page of ours was open before.

The cookie goes to the console alone, and never with a request from elsewhere. A page that was
open while the emulator started anew, or whose cookie is gone, loses nothing: what was filled in
comes back, to be sent again.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from secrets import token_urlsafe

from flask import Blueprint, Response, g, render_template, request

from a2i_emulator.service import Service

_PATH = "/_a2i/console"
_MOST_FIELDS = 8 << 20
"""Bytes of a form's fields: an InputContent may have three million."""


def guard_forms(console: Blueprint, service: Service) -> None:
    """Refuse every POST that does not show the token, and give forms theirs."""
    name = f"a2i-console-{sha256(service.secret).hexdigest()[:12]}"

    @console.before_request
    def _check() -> tuple[str, int] | None:
        request.max_form_memory_size = _MOST_FIELDS
        kept = request.cookies.get(name, "")
        g.console_cookie = kept or token_urlsafe(24)
        g.is_console_cookie_new = not kept
        if request.method in ("GET", "HEAD"):
            return None
        shown = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
        if kept and hmac.compare_digest(shown.encode(), _token(service).encode()):
            return None
        fields = [(key, value) for key, value in request.form.items(multi=True)]
        return render_template("console/again.html", fields=fields), 403

    @console.context_processor
    def _tokens() -> dict[str, object]:
        # Who was turned away before has a page without a form.
        return {"csrf_token": _token(service)} if "console_cookie" in g else {}

    @console.after_request
    def _keep(response: Response) -> Response:
        if g.get("is_console_cookie_new"):
            response.set_cookie(
                name,
                g.console_cookie,
                path=_PATH,
                secure=request.is_secure,
                httponly=True,
                samesite="Strict",
            )
        return response


def _token(service: Service) -> str:
    return hmac.new(service.secret, str(g.console_cookie).encode(), sha256).hexdigest()
