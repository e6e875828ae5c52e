"""The operations that REST calls are of, read off the services' models.

A call's method and path may fit several operations: it is of the one that requires most of what
it has besides. Of S3 the model is our own cut of it; those of other services are botocore's, which
moto reads for them in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from a2i_emulator.moto_side.buckets import location_of
from a2i_emulator.moto_side.s3_gaps import TAKEN_FOR_OTHERS
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import document_of
from a2i_emulator.protocol.route import match_uri, operation_name, query_of

_S3 = "s3"


@dataclass(frozen=True, slots=True)
class _RestCall:
    """How an operation is called, with a method at a path.

    Attributes:
        query: the parameters that it requires, with the value that one must have, if any.
        headers: the headers that it requires.
        may_have: all parameters that it knows.
        is_old: whether another one has taken its place.
    """

    name: str
    query: Mapping[str, str]
    headers: Sequence[str]
    may_have: frozenset[str]
    is_old: bool

    def has_all(self, request: Request, query: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a request has what the operation requires."""
        return all(name in request.headers for name in self.headers) and all(
            name in query and (not value or value in query[name])
            for name, value in self.query.items()
        )


def rest_operation(request: Request) -> str | None:
    """Return the name of the operation that a signed REST call is of; None if it is not known."""
    found = _call_of_request(request)
    return None if found is None else found.name


def one_operation_of_s3(request: Request) -> str | None:
    """Return the operation that a call of S3 is of, if moto has it and takes it for no other one.

    Each parameter that means something to S3 is then one of this operation: whoever looks at
    them in whatever order finds the same.
    """
    if unquote(request.path).startswith("/v20180820/"):
        calls = _calls_at("s3control", request.method, request.path)
        return next((call.name for call in calls), None)
    found = _call_of_request(request)
    if found is None or found.name in TAKEN_FOR_OTHERS:
        return None
    others = query_of(request.query).keys() & (_parameters_of_s3() - found.may_have)
    return None if others else found.name


def lacking_operation_of_s3(request: Request) -> str | None:
    """Return the operation that a call of S3 is of, if moto lacks it and takes it for another."""
    signed = credential_of(request)
    if signed is None or signed.service != _S3 or unquote(request.path).startswith("/v20180820/"):
        return None
    found = _call_of_request(request)
    return found.name if found is not None and found.name in TAKEN_FOR_OTHERS else None


def _call_of_request(request: Request) -> _RestCall | None:
    signed = credential_of(request)
    if signed is None:
        return None
    path = request.path
    if signed.service == _S3:
        found = location_of(request)
        path = f"/{found.bucket}/{found.key}" if found.key else f"/{found.bucket}"
    query = query_of(request.query)
    calls = _calls_at(signed.service, request.method, path)
    return next((call for call in calls if call.has_all(request, query)), None)


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
    return next(_calls_at(service, request.method, request.path), None) is not None


def is_signed_for(service: str, moto_service: str | None, request: Request) -> bool:
    """Tell whether a call is signed for the service that moto has answer it, by its own name.

    moto takes names in upper case, ones that only look like a service's, and any spelling of an
    operation's name.

    Args:
        service: the one that the call is signed for.
        moto_service: moto's name of the one that answers; None if it has none.
        request: the call.
    """
    if moto_service is None:
        return True  # and nothing is done
    if moto_service in {_S3, "s3bucket_path"}:
        return service == _S3
    model = _model(moto_service)
    if model is None:
        return service.islower()
    metadata = model["metadata"]
    names = {metadata.get("signingName") or metadata["endpointPrefix"]}
    operation = operation_name(request)
    # moto reads forms of other kinds, too, in which nobody else looks for an operation
    is_known = _is_rest(model) if operation is None else operation in model["operations"]
    return is_known and service in names | {_SIGNED_FOR.get(moto_service)}


_SIGNED_FOR = {"cognitoidp": "cognito-idp", "cognitoidentity": "cognito-identity"}
"""Of models that do not tell by what name calls are signed."""


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


def _is_rest(model: Any) -> bool:
    return str(model["metadata"].get("protocol", "rest")).startswith("rest")


def _calls_at(service: str, method: str, path: str) -> Iterator[_RestCall]:
    """Yield what may be called at a percent-encoded path: what leaves least open comes first."""
    for uri, calls in _calls_by_path(service, method):
        if match_uri(uri, path, "") is not None:
            yield from calls


@lru_cache
def _calls_by_path(service: str, method: str) -> Sequence[tuple[str, Sequence[_RestCall]]]:
    """Return the calls of a REST service by the paths of its model, without query strings."""
    model = _model(service)
    if model is None or not _is_rest(model):
        return ()
    found: dict[str, list[_RestCall]] = {}
    for name, operation in model["operations"].items():
        if operation["http"]["method"] == method:
            path, _, literal = operation["http"]["requestUri"].partition("?")
            found.setdefault(path, []).append(_call_of(name, operation, literal, model["shapes"]))
    for calls in found.values():
        calls.sort(key=lambda call: (-len(call.query) - len(call.headers), call.is_old))
    return sorted(found.items(), key=lambda item: item[0].count("{"))


def _call_of(
    name: str, operation: Mapping[str, Any], literal: str, shapes: Mapping[str, Any]
) -> _RestCall:
    """Return how an operation is called, with what its input has to have outside of the body."""
    shape = shapes[operation["input"]["shape"]] if "input" in operation else {}
    members: Mapping[str, Any] = shape.get("members", {})

    def named(place: str, names: Iterable[str]) -> list[str]:
        found = [(name, members[name]) for name in names]
        here = [each for each in found if each[1].get("location") == place]
        return [member.get("locationName", name) for name, member in here]

    required = shape.get("required", ())
    query = {key: values[0] for key, values in query_of(literal).items()}
    may_have = frozenset([*query, *named("querystring", members)])
    query |= dict.fromkeys(named("querystring", required), "")
    headers = [header.lower() for header in named("header", required)]
    return _RestCall(name, query, headers, may_have, bool(operation.get("deprecated")))


@lru_cache
def _parameters_of_s3() -> frozenset[str]:
    methods = {operation["http"]["method"] for operation in _model(_S3)["operations"].values()}
    by_path = (found for method in methods for found in _calls_by_path(_S3, method))
    return frozenset(name for _, calls in by_path for call in calls for name in call.may_have)
