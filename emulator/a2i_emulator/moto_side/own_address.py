"""moto is told where it lives: some of its services send requests to their own server.

Step Functions asks the services of a Task state, CloudFormation has a custom resource's function
answer, containers of Lambda and Batch call back. moto asks for the port of its own server
wherever it writes such an address, and without being told takes 5000.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from a2i_emulator.moto_side.patches import put

_OF_STEP_FUNCTIONS = "moto.stepfunctions.parser.asl.utils.boto_client"

_servers: list[tuple[int, bool]] = []
"""Port and whether TLS is spoken, of the servers of this process, which have one moto; the latest
is asked."""


@contextmanager
def serving_at(port: int, *, is_encrypted: bool = False) -> Iterator[None]:
    """Let moto send what is for itself to a port of this machine, once it is loaded."""
    server = port, is_encrypted
    _servers.append(server)
    try:
        yield
    finally:
        _servers.remove(server)


@cache
def tell_own_port() -> None:
    """Have moto ask here for its port, and for the scheme of its address.

    Who has set ``MOTO_PORT`` knows better how a container reaches this machine.
    """
    settings = import_module("moto.settings")
    port: Callable[[], str] = settings.moto_server_port
    host: Callable[[], str] = settings.moto_server_host

    def moto_server_port() -> str:
        return port() if "MOTO_PORT" in os.environ or not _servers else str(_servers[-1][0])

    def moto_server_host() -> str:
        is_told = "MOTO_PORT" in os.environ or not _servers
        return host() if is_told else _with_scheme(host())

    put("moto.settings", "moto_server_port", moto_server_port)
    put("moto.settings", "moto_server_host", moto_server_host)


def tell_own_port_to_step_functions() -> None:
    """Have Step Functions' Task states, which this imports, ask here, even in a container."""
    module = import_module(_OF_STEP_FUNCTIONS)
    original: Callable[[], str] = module.moto_server_port
    boto3 = module.boto3

    def moto_server_port() -> str:
        return str(_servers[-1][0]) if _servers else original()

    put(_OF_STEP_FUNCTIONS, "moto_server_port", moto_server_port)
    put(_OF_STEP_FUNCTIONS, "boto3", _Boto3(boto3))


class _Boto3:
    """boto3 for the clients of Task states: where TLS is spoken here, they speak it.

    The certificate is for the name that others call this machine by, which is not ``localhost``.
    So it is not looked at; what is sent does not leave the machine.
    """

    def __init__(self, boto3: Any) -> None:
        self._boto3 = boto3

    def client(self, *args: Any, endpoint_url: str | None = None, **rest: Any) -> Any:
        if endpoint_url is not None and _servers and _servers[-1][1]:
            import_module("urllib3").disable_warnings()
            endpoint_url, rest["verify"] = _with_scheme(endpoint_url), False
        return self._boto3.client(*args, endpoint_url=endpoint_url, **rest)


def _with_scheme(address: str) -> str:
    """Return an address of ours with the scheme that is spoken here."""
    return address.replace("http://", "https://", 1) if _servers[-1][1] else address
