"""What the operations of services of moto's have, as botocore's models say."""

from __future__ import annotations

from functools import cache
from typing import Any

_NAMES = {"states": "stepfunctions"}
"""botocore's names of services that are signed for by others."""


def members_of_operation(service: str, operation: str) -> frozenset[str]:
    """Return the members of an operation's input; none of an operation that there is not."""
    return frozenset(_input(service, operation).get("members", ()))


def required_members(service: str, operation: str) -> frozenset[str]:
    """Return those of them without which there is no call."""
    return frozenset(_input(service, operation).get("required", ()))


@cache
def unsigned_operations(service: str) -> frozenset[str]:
    """Return the operations of a service that SDKs call without a signature."""
    return frozenset(
        name
        for name, operation in _model(service)["operations"].items()
        if operation.get("authtype") == "none" or operation.get("auth") == ["smithy.api#noAuth"]
    )


def _input(service: str, operation: str) -> Any:
    model = _model(service)
    said = model["operations"].get(operation, {}).get("input")
    return model["shapes"][said["shape"]] if said else {}


@cache
def _model(service: str) -> Any:
    from botocore.loaders import Loader

    return Loader().load_service_model(_NAMES.get(service, service), "service-2")
