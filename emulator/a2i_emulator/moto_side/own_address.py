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

from a2i_emulator.moto_side.patches import put

_OF_STEP_FUNCTIONS = "moto.stepfunctions.parser.asl.utils.boto_client"

_ports: list[int] = []
"""Of the servers of this process, which have one moto; the latest is asked."""


@contextmanager
def serving_at(port: int) -> Iterator[None]:
    """Let moto send what is for itself to a port of this machine, once it is loaded."""
    _ports.append(port)
    try:
        yield
    finally:
        _ports.remove(port)


@cache
def tell_own_port() -> None:
    """Have moto ask here for its port.

    Who has set ``MOTO_PORT`` knows better how a container reaches this machine.
    """
    original: Callable[[], str] = import_module("moto.settings").moto_server_port

    def moto_server_port() -> str:
        return original() if "MOTO_PORT" in os.environ or not _ports else str(_ports[-1])

    put("moto.settings", "moto_server_port", moto_server_port)


def tell_own_port_to_step_functions() -> None:
    """Have Step Functions' Task states, which this imports, ask here, even in a container."""
    original: Callable[[], str] = import_module(_OF_STEP_FUNCTIONS).moto_server_port

    def moto_server_port() -> str:
        return str(_ports[-1]) if _ports else original()

    put(_OF_STEP_FUNCTIONS, "moto_server_port", moto_server_port)
