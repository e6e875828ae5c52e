"""HTTP as WSGI has it: requests and answers as values, and names that WSGI cannot say."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from a2i_emulator.protocol.exchange import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

METADATA_NAMES = "A2I_METADATA_NAMES"
"""The parser's pseudo header: names of S3 metadata headers with underscores, by commas."""

TRUSTED = "a2i_emulator.trusted"
"""The WSGI variable, out of reach of any header, of requests that this process makes to itself."""

_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


NO_BUCKET = "a2i_emulator.no_bucket"
"""Likewise, of requests to a name of this server: its dots look as if a bucket were in it."""


CHECKED = "a2i_emulator.checked"
"""Likewise, of requests that were let in for the operation that we have read off them: for whom."""

_ACCOUNT_OF_MOTO = "HTTP_X_MOTO_ACCOUNT_ID"


class WsgiRequest(Request):
    """A request that a WSGI server has received.

    Attributes:
        place: the path as applications are found by it: decoded, unlike ``path``.
    """

    __slots__ = ("_environ", "place")

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.place: str = environ.get("PATH_INFO", "")
        target = environ.get("RAW_URI") or environ.get("REQUEST_URI") or _encoded(self.place)
        super().__init__(
            method=environ["REQUEST_METHOD"],
            path=target.partition("?")[0],
            query=environ.get("QUERY_STRING", ""),
            headers=headers_of(environ),
            body=self._read,
        )
        self._environ = environ

    def environ(self) -> WSGIEnvironment:
        """Return the request for another application, to be read from its beginning."""
        if isinstance(self._body, bytes):
            return self._environ | {"wsgi.input": io.BytesIO(self._body)}
        return self._environ

    @property
    def address(self) -> str:
        """The address that the request came from; empty where it came by no network."""
        return str(self._environ.get("REMOTE_ADDR") or "")

    @property
    def is_secure(self) -> bool:
        """Whether it came by TLS."""
        return self._environ.get("wsgi.url_scheme") == "https"

    @property
    def is_trusted(self) -> bool:
        """Whether this process has made it, for who has been let in already."""
        return TRUSTED in self._environ

    @property
    def has_no_bucket_in_host(self) -> bool:
        """Whether the host is known to be a name of this server, with no bucket before it."""
        return NO_BUCKET in self._environ

    def hold_to_what_was_checked(self, arn: str | None, account: str | None) -> None:
        """Have whoever answers do what was checked, as whoever has signed, and nothing else.

        Args:
            arn: who has; None for a call that needs no signature.
            account: whose that one is; likewise.
        """
        self._environ[CHECKED] = arn or ""
        self._environ.pop(_ACCOUNT_OF_MOTO, None)
        if account is not None:
            self._environ[_ACCOUNT_OF_MOTO] = account

    def _read(self) -> bytes:
        length, stream = self._environ.get("CONTENT_LENGTH"), self._environ["wsgi.input"]
        body: bytes = stream.read(int(length)) if length else stream.read()
        return body


def _encoded(place: str) -> str:
    """Return a path as it may have come, where the server does not say how it came."""
    return quote(place or "/", safe="/:@!$&'()*+,;=~", encoding="latin-1")


def headers_of(environ: WSGIEnvironment) -> Mapping[str, str]:
    """Return a request's headers by lower-case name."""
    return _Headers(environ)


class _Headers(Mapping[str, str]):
    """The headers, read where WSGI has them: few are asked for."""

    __slots__ = ("_environ",)

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        value: str | None = self._environ.get(_variable(name))
        if value is None or (not value and name in _OWN_VARIABLES):
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Return a header, as mappings do; without an exception where there is none."""
        value = self._environ.get(_variable(name))
        return default if value is None or (not value and name in _OWN_VARIABLES) else value

    def __iter__(self) -> Iterator[str]:
        for variable in self._environ:
            if variable.startswith("HTTP_"):
                yield variable[5:].replace("_", "-").lower()
        yield from (name for name in _OWN_VARIABLES if self._environ.get(_OWN_VARIABLES[name]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


_OWN_VARIABLES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
"""Headers whose variables have no prefix, and are empty where there is no such header."""


@lru_cache
def _variable(name: str) -> str:
    return _OWN_VARIABLES.get(name) or "HTTP_" + name.upper().replace("-", "_")


def metadata_names(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the S3 metadata headers that had underscores: names as sent, by variable."""
    sent = environ.get(f"HTTP_{METADATA_NAMES}")
    names = sent.split(",") if sent else []
    return {"HTTP_" + name.upper().replace("-", "_"): name for name in names}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response.

    Attributes:
        status: the line, such as ``200 OK``.
        error: code and message of an error, where the body need not tell them.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    error: tuple[str, str] | None = None

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


def answer_of(response: Response) -> Answer:
    """Return a response as WSGI has it."""
    status = _STATUS_LINES.get(response.status, f"{response.status} Unknown")
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    return Answer(status, headers, response.body)


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
