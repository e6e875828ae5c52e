"""What goes over WSGI to moto and back: an answer as a value, and names that WSGI cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


METADATA_NAMES = "A2I_METADATA_NAMES"
"""The parser's pseudo header: names of S3 metadata headers with underscores, by commas."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response: ``status`` is the line, such as ``200 OK``."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status[:3])

    def header(self, name: str) -> str:
        """Return a header's value; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def send(self, start_response: StartResponse) -> list[bytes]:
        """Hand the answer to a WSGI server."""
        start_response(self.status, self.headers)
        return [self.body]


def ask(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Call an application and collect its answer.

    Raises:
        Exception: whatever the application raised.
    """
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        started.append((status, headers))
        return written.append

    chunks = app(environ, start_response)
    try:
        written.extend(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = started[-1]
    return Answer(status, headers, b"".join(written))


def metadata_names(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the S3 metadata headers that had underscores: names as sent, by variable."""
    sent = environ.get(f"HTTP_{METADATA_NAMES}")
    names = sent.split(",") if sent else []
    return {"HTTP_" + name.upper().replace("-", "_"): name for name in names}
