"""API requests over WSGI: from the environment to a protocol request and back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from a2i_emulator.protocol.exchange import Request, Response
from a2i_emulator.protocol.route import Route, concerns_a2i, route

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ROUTE = "a2i.route"
"""Where a request's environ keeps the route that the gateway found."""

_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class ApiApplication:
    """A WSGI application that gives each request to a handler of API requests."""

    def __init__(self, answer: Callable[[Request, Route | None], Response]) -> None:
        self._answer = answer

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        response = self._answer(_request(environ, read_body(environ)), environ.get(_ROUTE))
        start_response(
            _STATUS_LINES.get(response.status, f"{response.status} Unknown"),
            [*response.headers, ("Content-Length", str(len(response.body)))],
        )
        return [response.body]


def is_for_a2i(environ: WSGIEnvironment) -> bool:
    """Tell whether a request is for an operation, and a resource, that the emulator serves.

    So is one that is meant for the A2I runtime but calls no operation of it.
    """
    found = route(_request(environ, b""))
    if found is None:
        return False
    environ[_ROUTE] = found
    operation = found.operation
    if operation is None or operation.name not in _SHARED_OPERATIONS:
        return True
    body = read_body(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    return concerns_a2i(operation, body)


_SHARED_OPERATIONS = frozenset({"AddTags", "ListTags", "DeleteTags"})
"""Operations whose resource decides between moto and us; it is named in the body."""


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


def read_body(environ: WSGIEnvironment) -> bytes:
    """Read a request's whole body."""
    length = environ.get("CONTENT_LENGTH")
    stream = environ["wsgi.input"]
    body: bytes = stream.read(int(length)) if length else stream.read()
    return body


def _request(environ: WSGIEnvironment, body: bytes) -> Request:
    target = environ.get("REQUEST_URI") or environ.get("PATH_INFO", "/")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=target.partition("?")[0],
        query=environ.get("QUERY_STRING", ""),
        headers=headers_of(environ),
        body=body,
    )
