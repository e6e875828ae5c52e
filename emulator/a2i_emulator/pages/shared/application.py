"""What the pages need of the application that they run in."""

from __future__ import annotations

from hashlib import sha256

from flask import Flask

from a2i_emulator.domain.instant import iso_milliseconds
from a2i_emulator.pages.shared.files import asset_url, shared_blueprint
from a2i_emulator.pages.shared.words import age, left, utc


def prepare(app: Flask) -> None:
    """Make an application ready for the portal and the console; it has its secret key.

    The session's cookie is sent along when a person follows a link to a task from elsewhere,
    which ``SameSite=Strict`` would keep back; everything that changes something is a POST, and
    needs the session's token besides. Browsers do not tell ports apart in cookies: with its own
    name for each emulator's they do not sign workers out of one another.
    """
    key = app.secret_key if isinstance(app.secret_key, bytes) else str(app.secret_key).encode()
    app.config.update(
        SESSION_COOKIE_NAME=f"a2i-portal-{sha256(key).hexdigest()[:12]}",
        SESSION_COOKIE_PATH="/_a2i/portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(age=age, left=left, iso=iso_milliseconds, utc=utc)
    app.jinja_env.globals["asset"] = asset_url
    app.register_blueprint(shared_blueprint())
