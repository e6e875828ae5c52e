"""The door to moto's own API, which shows all state, writes files and forgets everything.

moto serves it to anybody, under more spellings than can be listed: double and trailing slashes,
percent-encoding, a credential that names it as the service. So it is not the path that is
looked at: where moto has dispatched a request to its own API, only one that was let in goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from a2i_emulator.protocol.wsgi import Answer, WsgiRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

NAMES = frozenset({"moto_api", "moto_api._internal"})
"""moto's names of it, by path and by host."""

_RESET = b'{"status": "ok"}'

RESET = Answer(
    "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(_RESET)))], _RESET
)
"""moto's answer when all is forgotten."""

_HARMFUL = ("recorder", "reset")

_LET_IN = "a2i_emulator.let_in"
"""A variable of WSGI that no header can set."""


class NotLetInError(Exception):
    """A request for moto's own API that nobody let in."""

    def __init__(self) -> None:
        super().__init__("moto's own API is reached under /moto-api/ only.")


def is_reset(request: WsgiRequest) -> bool:
    """Tell whether a request for moto's own API has it forget everything."""
    return (request.method, request.place.rstrip("/")) == ("POST", "/moto-api/reset")


def let_in(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return a request that may go to moto's own API."""
    return environ | {_LET_IN: True}


def let_in_again(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return a recorded request; one that set moto's own API may do so again.

    A record may come from elsewhere: nothing in it may write files or forget anything.
    """
    path = environ["PATH_INFO"]
    is_harmless = path.startswith("/moto-api/") and not any(verb in path for verb in _HARMFUL)
    return let_in(environ) if is_harmless else environ


def guarded(app: WSGIApplication) -> WSGIApplication:
    """Return moto's own API, for those who were let in.

    Raises (when called):
        NotLetInError: the request was not.
    """

    def guard(environ: WSGIEnvironment, start_response: Any) -> Any:
        if _LET_IN not in environ:
            raise NotLetInError
        return app(environ, start_response)

    return guard
