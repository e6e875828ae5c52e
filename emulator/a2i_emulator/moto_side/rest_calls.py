"""The operations that REST calls are of, read off the services' models.

A call's method and path may fit several operations: it is of the one that requires most of what
it has besides. Of S3 the model is our own cut of it; those of other services are botocore's, which
moto reads for them in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from a2i_emulator.moto_side.buckets import location_of
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import document_of
from a2i_emulator.protocol.route import match_uri, operation_name, query_of

_S3 = "s3"


@dataclass(frozen=True, slots=True)
class _RestCall:
    """How an operation is called.

    Attributes:
        path: the model's request URI, without its query string.
        query: the parameters that it requires, with the value that one must have, if any.
        headers: the headers that it requires.
    """

    name: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Sequence[str]

    def is_at(self, method: str, path: str) -> bool:
        """Tell whether the operation is called by a method and a percent-encoded path."""
        return self.method == method and match_uri(self.path, path, "") is not None

    def has_all(self, request: Request, query: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a request has what the operation requires besides."""
        return all(name in request.headers for name in self.headers) and all(
            name in query and (not value or value in query[name])
            for name, value in self.query.items()
        )


def rest_operation(request: Request) -> str | None:
    """Return the name of the operation that a signed REST call is of; None if it is not known."""
    signed = credential_of(request)
    if signed is None:
        return None
    path = request.path
    if signed.service == _S3:
        found = location_of(request)
        path = f"/{found.bucket}/{found.key}" if found.key else f"/{found.bucket}"
    query = query_of(request.query)
    calls = _rest_calls(signed.service)
    found_calls = (call for call in calls if call.is_at(request.method, path))
    return next((call.name for call in found_calls if call.has_all(request, query)), None)


def has_operation(service: str, request: Request) -> bool:
    """Tell whether a service has the operation that a request calls, well or badly.

    Args:
        service: moto's name of it. One that botocore does not know may have any.
        request: the request.
    """
    model = _model(service)
    if model is None:
        return True
    name = operation_name(request)
    if name is not None:
        return name in model["operations"]
    return any(call.is_at(request.method, request.path) for call in _rest_calls(service))


@lru_cache
def _model(service: str) -> Any:
    """Return a service's model by moto's name of it, or the one that calls are signed for.

    Returns:
        It in JSON, as botocore has it; None if botocore has none.
    """
    if service == _S3:
        return document_of(_S3)
    loader = import_module("moto.core.utils").create_loader()
    names = {name.replace("-", ""): name for name in loader.list_available_services("service-2")}
    key = service.replace("-", "")
    found = names.get(key) or names.get(key.removeprefix("aws"))
    return loader.load_service_model(found, "service-2") if found else None


@lru_cache
def _rest_calls(service: str) -> Sequence[_RestCall]:
    """Return a service's calls, if REST: those that leave least open come first, old names last."""
    model = _model(service)
    if model is None or not model["metadata"].get("protocol", "rest").startswith("rest"):
        return ()

    def order(call: _RestCall) -> tuple[int, int, bool]:
        is_old = bool(model["operations"][call.name].get("deprecated"))
        return call.path.count("{"), -len(call.query) - len(call.headers), is_old

    return sorted(_calls_in(model), key=order)


def _calls_in(model: Mapping[str, Any]) -> Iterator[_RestCall]:
    for name, operation in model["operations"].items():
        path, _, literal = operation["http"]["requestUri"].partition("?")
        required = list(_required(model, operation))
        query = {key: values[0] for key, values in query_of(literal).items()}
        query |= {member: "" for place, member in required if place == "querystring"}
        headers = [member.lower() for place, member in required if place == "header"]
        yield _RestCall(name, operation["http"]["method"], path, query, headers)


def _required(model: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where and as what the members stand that an operation requires outside of the body."""
    if "input" not in operation:
        return
    shape = model["shapes"][operation["input"]["shape"]]
    for name in shape.get("required", ()):
        member = shape["members"][name]
        if "location" in member:
            yield member["location"], member.get("locationName", name)
