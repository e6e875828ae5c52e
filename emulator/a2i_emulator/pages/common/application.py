"""What the pages need of the application that they run in, and how they write moments."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment

from a2i_emulator.domain.instant import SECOND, Instant, iso_milliseconds
from a2i_emulator.pages.common.files import asset_url, common_blueprint
from a2i_emulator.pages.common.missing import add_error_pages
from a2i_emulator.pages.common.responses import FRAME_SOURCES
from a2i_emulator.pages.common.words import mark, prepare_words, say


def prepare(app: Flask, template_origin: str | None = None) -> None:
    """Make an application ready for the portal and the console; it has its secret key.

    The session's cookie is sent along when a person follows a link to a task from elsewhere,
    which ``SameSite=Strict`` would keep back; everything that changes something is a POST, and
    needs the session's token besides. Browsers do not tell ports apart in cookies: with its own
    name for each emulator's they do not sign workers out of one another.

    Args:
        app: the application.
        template_origin: where frames of worker templates lead, if not here.
    """
    key = app.secret_key if isinstance(app.secret_key, bytes) else str(app.secret_key).encode()
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME=f"a2i-portal-{sha256(key).hexdigest()[:12]}",
        SESSION_COOKIE_PATH="/_a2i/portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    make = app.create_jinja_environment
    # When a page is first asked for, not before: a start has no need of templates.
    app.create_jinja_environment = lambda: _prepared(make())  # type: ignore[method-assign]
    app.config[FRAME_SOURCES] = f"'self' {template_origin or ''}".rstrip()
    app.register_blueprint(common_blueprint())
    add_error_pages(app)


class _Sessions(SecureCookieSessionInterface):
    """Keeps cookies to TLS where the browser speaks it, to us or to a proxy."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie is for TLS alone."""
        del app
        return request.is_secure


def _prepared(templates: Environment) -> Environment:
    templates.trim_blocks = True
    templates.lstrip_blocks = True
    templates.filters.update(age=age, left=left, iso=iso_milliseconds, utc=utc)
    templates.globals["asset"] = asset_url
    prepare_words(templates)
    return templates


_UNITS = ((mark("d"), 86_400), (mark("h"), 3600), (mark("min"), 60), (mark("s"), 1))


def age(instant: Instant, now: Instant) -> str:
    """Say how long ago a moment was: ``5 min ago``."""
    seconds = max(0, now - instant) // SECOND
    if seconds < 10:  # noqa: PLR2004 - nobody counts them
        return say("just now")
    for unit, size in _UNITS:
        if seconds >= size:
            time = f"{seconds // size} {say(unit)}"
            return say("%(time)s ago", time=time)
    return say("just now")


def left(instant: Instant, now: Instant) -> str:
    """Say how long it is until a moment: ``9 d 23 h``, ``2 h 5 min``, ``12 min``, ``40 s``."""
    seconds = max(0, instant - now) // SECOND
    for (unit, size), (smaller, small) in pairwise(_UNITS):
        if seconds >= size:
            rest = 0 if smaller == "s" else seconds % size // small
            return f"{seconds // size} {say(unit)}" + (f" {rest} {say(smaller)}" if rest else "")
    return " ".join((str(seconds), say("s")))


def utc(instant: Instant) -> str:
    """Write a moment for people: ``2026-08-09 12:00:00 UTC``."""
    text = iso_milliseconds(instant)
    return f"{text[:10]} {text[11:19]} UTC"
