"""The seam of the one endpoint: a request is A2I's or moto's.

Ours are the paths under ``/_a2i/``, the API operations that the emulator implements, and a
browser's ``GET /``, which is sent on to the console, or under a workforce's SubDomain to the
worker portal. Everything else goes to moto.

moto serves what its users have stored, web pages among it, from the very origin of our own
pages. A browser that opens one gets it with an opaque origin, so that its scripts cannot act as
the worker or the requester who is at work in another tab.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from a2i_emulator.domain.workforce import sub_domain_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONSOLE = "/_a2i/console/"
PORTAL = "/_a2i/portal/"
_SANDBOX = "sandbox allow-scripts allow-forms allow-modals allow-downloads allow-popups"
_VIEWED_BY_PLUGIN = "application/pdf"
"""No script of such a document gets at the page's origin, and in a sandbox it is not shown."""


class Moto(Protocol):
    """moto's application."""

    def reset(self) -> None:
        """Empty it."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""


def _nothing() -> None:
    """Do nothing."""


def _never(_environ: WSGIEnvironment) -> bool:
    return False


class Gateway:
    """A WSGI application over two.

    Args:
        ours: answers what belongs to the emulator.
        is_ours: whether an AWS API request is for an operation that the emulator implements.
        moto: answers the rest.
        on_reset: called after ``POST /moto-api/reset`` has emptied moto.
        refuses: whether a request to moto's own pages under ``/moto-api`` must not be served.
            They take unsigned requests from anybody, show all state and can write files, and
            moto answers with ``Access-Control-Allow-Origin: *``: a server that listens where
            a browser can reach it passes its rule for foreign origins and hosts.
    """

    def __init__(
        self,
        ours: WSGIApplication,
        is_ours: Callable[[WSGIEnvironment], bool],
        moto: Moto,
        *,
        on_reset: Callable[[], None] = _nothing,
        refuses: Callable[[WSGIEnvironment], bool] = _never,
    ) -> None:
        self._ours = ours
        self._is_ours = is_ours
        self._moto = moto
        self._on_reset = on_reset
        self._refuses = refuses

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request by whom it belongs to."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("/_a2i/") or path == "/_a2i":
            return self._ours(environ, start_response)
        if path.startswith("/moto-api"):
            return self._moto_api(environ, start_response)
        if _is_sent_by_a_template(environ):
            return _forbidden(start_response, b"A worker template cannot call AWS APIs.")
        if _is_browser_at_root(environ):
            home = PORTAL if sub_domain_of(environ.get("HTTP_HOST", "")) else CONSOLE
            start_response("302 Found", [("Location", home), ("Content-Length", "0")])
            return [b""]
        if self._is_ours(environ):
            return self._ours(environ, start_response)
        if _opens_a_page(environ):
            start_response = _sandboxed(start_response)
        return self._moto(environ, start_response)

    def _moto_api(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._refuses(environ):
            return _forbidden(start_response, b"Cross-origin requests are not served here.")
        if environ["PATH_INFO"] == "/moto-api/reset" and environ["REQUEST_METHOD"] == "POST":
            return self._reset(start_response)
        return self._moto(environ, start_response)

    def _reset(self, start_response: StartResponse) -> Iterable[bytes]:
        self._moto.reset()
        self._on_reset()
        body = b'{"status": "ok"}'
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers)
        return [body]


def _is_sent_by_a_template(environ: WSGIEnvironment) -> bool:
    """Tell what a page without an origin does: worker templates, and stored pages, are such."""
    is_reading = environ.get("REQUEST_METHOD") in {"GET", "HEAD", "OPTIONS"}
    return environ.get("HTTP_ORIGIN") == "null" and not is_reading


def _forbidden(start_response: StartResponse, why: bytes) -> Iterable[bytes]:
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(why)))]
    start_response("403 Forbidden", headers)
    return [why]


def _opens_a_page(environ: WSGIEnvironment) -> bool:
    """Tell a browser that is to show a page, in a tab or a frame, from programs."""
    return environ.get("REQUEST_METHOD") in {"GET", "POST"} and (
        "text/html" in environ.get("HTTP_ACCEPT", "")
        or environ.get("HTTP_SEC_FETCH_DEST", "") in _PAGES
    )


_PAGES = frozenset({"document", "iframe", "frame", "embed", "object"})


def _sandboxed(start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
        types = [value for name, value in headers if name.lower() == "content-type"]
        if not any(value.startswith(_VIEWED_BY_PLUGIN) for value in types):
            headers = [*headers, ("Content-Security-Policy", _SANDBOX)]
        return start_response(status, headers, exc_info)

    return start


def _is_browser_at_root(environ: WSGIEnvironment) -> bool:
    """Tell a person's visit from S3's ListBuckets and the like, which are signed."""
    return (
        environ.get("PATH_INFO") == "/"
        and environ.get("REQUEST_METHOD") in {"GET", "HEAD"}
        and "text/html" in environ.get("HTTP_ACCEPT", "")
        and not environ.get("QUERY_STRING")
        and "HTTP_AUTHORIZATION" not in environ
        and not any(name.startswith("HTTP_X_AMZ_") for name in environ)
    )
