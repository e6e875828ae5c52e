"""The way to moto: its backends, which hold the state of its services, and its errors.

Moto is imported on the first call, since that takes a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any

from a2i_emulator.domain.names import Scope

_OF_PARTITION = frozenset({"s3", "iam", "sts"})
"""Services that moto keeps once for a partition, not once for a Region."""

Recorder = Callable[[str, Scope, str, Mapping[str, Any]], AbstractContextManager[list[str]]]
"""Gives the context for a direct write into moto, and keeps what was written.

It is told boto3's name of the service, the scope, the AWS operation with the same effect and
its parameters, in the model's names. A message put into a queue adds its id to the list.
"""


@contextmanager
def record_nothing(
    service: str,  # noqa: ARG001 - a Recorder's parameters
    scope: Scope,  # noqa: ARG001
    operation: str,  # noqa: ARG001
    params: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[list[str]]:
    """Do without a record of direct writes."""
    yield []


def nothing_to_do() -> None:
    """Take moto as it is."""


def moto(module: str) -> Any:
    """Return a module of moto: ``moto("sqs.models")``."""
    return import_module(f"moto.{module}")


def backend(service: str, scope: Scope) -> Any:
    """Return moto's backend of a service, for an account in a Region.

    Args:
        service: moto's name of it: ``s3``, ``sqs``, ``events``, ``cognito-idp`` ….
        scope: the account and the Region.

    Raises:
        KeyError: moto does not know the Region.
    """
    place = scope.partition if service in _OF_PARTITION else scope.region
    return moto("backends").get_backend(service)[scope.account][place]


def refusals() -> tuple[type[Exception], ...]:
    """Return the exceptions by which moto's backends say what AWS would answer."""
    http = import_module("werkzeug.exceptions").HTTPException
    return moto("core.exceptions").ServiceException, http


def refusal(error: Exception) -> tuple[str, str]:
    """Return AWS's error code and message of one of moto's `refusals`."""
    code = getattr(error, "code", None)
    if not isinstance(code, str):
        code = getattr(error, "error_type", type(error).__name__)
    return str(code), str(getattr(error, "message", error))
