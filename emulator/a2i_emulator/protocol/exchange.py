"""What goes in and what comes out: requests, responses, and the record of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DEFAULT_ACCOUNT = "123456789012"
"""The account of requests without a signature, and of credentials that moto did not hand out."""

DEFAULT_REGION = "us-east-1"
"""The Region of a request that names none."""

SENT_BY_US = "X-A2i-Emulator-Sent"
"""The header of requests that the emulator sends to addresses which users of AWS APIs choose."""


class Request:
    """An HTTP request.

    Args:
        method: the HTTP method.
        path: percent-encoded, as it came.
        query: without the question mark, as it came.
        headers: by lower-case name.
        body: or what reads it, which happens once, and only if somebody asks for it.
    """

    __slots__ = ("_body", "headers", "method", "path", "query")

    def __init__(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        body: bytes | Callable[[], bytes],
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self._body = body

    @property
    def origin(self) -> str:
        """How its sender reaches us, ``https://a2i:4224``; empty where it does not say."""
        host = self.headers.get("host", "")
        return host and f"{'https' if self.is_secure else 'http'}://{host}"

    @property
    def is_secure(self) -> bool:
        """Whether it came by TLS, as far as is known."""
        return False

    @property
    def body(self) -> bytes:
        """The whole body."""
        if not isinstance(self._body, bytes):
            self._body = self._body()
        return self._body


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response; ``Content-Length`` and ``Date`` are the server's to add."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the credential scope of the request's signature says.

    Attributes:
        account: the one that the access key belongs to.
        service: the signing name, ``sagemaker`` also for the A2I runtime.
        request_id: a UUID made for this request.
        origin: how the caller reaches the service, ``https://a2i:4224``; empty if it does not say.
    """

    account: str
    region: str
    service: str
    request_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request answered, with all that the log and the request history tell of it.

    Attributes:
        service: such as ``sagemaker-a2i-runtime``; None if the request belongs to none.
        operation: its name; None if there is no such operation.
        input: the request as parsed, None where parsing failed.
        output: the operation's answer, None for an error.
        reason: the true reason, where the error's message does not tell it.
        exception: what went wrong in the emulator itself, for its log.
    """

    response: Response
    service: str | None
    operation: str | None
    account: str
    region: str
    request_id: str
    input: Mapping[str, Any] | None = None
    output: Mapping[str, Any] | None = None
    error_code: str | None = None
    error_message: str | None = None
    reason: str | None = None
    exception: Exception | None = None
