"""boto3 clients that reach the emulator without a socket."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from a2i_emulator.domain.names import Scope
from a2i_emulator.protocol.exchange import DEFAULT_ACCOUNT
from a2i_emulator.protocol.wsgi import TRUSTED, Answer, ask
from a2i_emulator.sessions import new_session
from a2i_emulator.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Clients = Callable[[str, Scope], Any]
"""Returns a boto3 client of a service, for an account and Region."""

_ADDRESS = "http://localhost"
_SESSION = "a2i-emulator-seed"


class ScopedClients(ABC):
    """Makes clients, and keeps them."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, Scope], Any] = {}

    def __call__(self, service: str, scope: Scope) -> Any:
        """Return the client."""
        wanted = service, scope
        if wanted not in self._clients:
            credentials = self._credentials(scope)
            self._clients[wanted] = self._make(service, scope.region, credentials)
        return self._clients[wanted]

    def _credentials(self, scope: Scope) -> dict[str, str]:
        if scope.account == DEFAULT_ACCOUNT:
            return {"aws_access_key_id": _SESSION, "aws_secret_access_key": _SESSION}
        sts = self("sts", Scope(DEFAULT_ACCOUNT, scope.region))
        role = f"arn:{scope.partition}:iam::{scope.account}:role/{_SESSION}"
        given = sts.assume_role(RoleArn=role, RoleSessionName=_SESSION)["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    @abstractmethod
    def _make(self, service: str, region: str, credentials: Mapping[str, str]) -> Any:
        """Make a client."""


class MockClients(ScopedClients):
    """Makes clients that moto's mock, and ours in it, will answer."""

    def _make(self, service: str, region: str, credentials: Mapping[str, str]) -> Any:
        if "aws_session_token" not in credentials:
            return _lasting_client(service, region)
        return new_session(is_own=True).client(service, region_name=region, **credentials)


@cache
def _lasting_client(service: str, region: str) -> Any:
    """Return a client for all mocks of this process: they know nothing of a mock's state."""
    return _lasting_session().client(
        service, region_name=region, aws_access_key_id=_SESSION, aws_secret_access_key=_SESSION
    )


@cache
def _lasting_session() -> Any:
    return new_session(is_own=True)


class InProcessClients(ScopedClients):
    """Makes clients whose requests a WSGI application answers in the calling thread.

    Args:
        app: answers for every service.
        settings: name the real endpoints of S3, EventBridge and Cognito, if there are any.
        is_checked: let boto3 refuse what does not fit the service's model; else the service does.
    """

    def __init__(
        self, app: WSGIApplication, settings: Settings, *, is_checked: bool = True
    ) -> None:
        super().__init__()
        self._app = app
        self._is_checked = is_checked
        self._elsewhere = {
            "s3": settings.s3_endpoint,
            "events": settings.events_endpoint,
            "cognito-idp": settings.cognito_endpoint,
        }

    @cached_property
    def _session(self) -> Any:
        return new_session(is_own=True)

    def close(self) -> None:
        """Let go of the clients."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def _make(self, service: str, region: str, credentials: Mapping[str, str]) -> Any:
        endpoint = self._elsewhere.get(service)
        if endpoint is not None:
            return new_session().client(service, region_name=region, endpoint_url=endpoint)
        client = self._session.client(
            service,
            region_name=region,
            endpoint_url=_ADDRESS,
            config=import_module("botocore.config").Config(
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": 1},
                ignore_configured_endpoint_urls=True,
                parameter_validation=self._is_checked,
            ),
            **credentials,
        )
        client.meta.events.register("before-send", self._answer)
        return client

    def _answer(self, request: Any, **_: Any) -> Any:
        answer = ask(self._app, _environ(request))
        return import_module("botocore.awsrequest").AWSResponse(
            request.url, answer.code, _headers(answer), _Body(answer.body)
        )


class _Body(io.BytesIO):
    """A response's body as urllib3 has it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(65_536):
            yield chunk


def _headers(answer: Answer) -> Any:
    headers = import_module("botocore.awsrequest").HeadersDict()
    for name, value in answer.headers:
        headers[name] = value
    return headers


def _environ(request: Any) -> WSGIEnvironment:
    url = urlsplit(request.url)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    body = _body(request)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(url.path or "/", "latin-1"),
        "QUERY_STRING": url.query,
        "REQUEST_URI": target,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        TRUSTED: True,
    }
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        variable = name.upper().replace("-", "_")
        environ[variable if variable == "CONTENT_TYPE" else f"HTTP_{variable}"] = text
    return {**environ, "CONTENT_LENGTH": str(len(body))}


def _body(request: Any) -> bytes:
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)
