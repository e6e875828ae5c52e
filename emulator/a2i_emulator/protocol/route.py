"""From an HTTP request to the operation it calls.

The service that the request is signed for decides first, so that an S3 bucket named
``human-loops`` stays S3's; then X-Amz-Target or the Smithy RPC path; then, for the A2I runtime,
which signs as ``sagemaker`` and has no target, the REST path. What is not ours is moto's.

A request without a signature is ours only if it cannot be meant for another service: by its
target, by its RPC path, by the A2I runtime's host name, or as a JSON POST to a human loop path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, unquote

import msgspec

from a2i_emulator.domain.names import parse_arn
from a2i_emulator.protocol.body import AWS_JSON, CBOR, REST_JSON, Format
from a2i_emulator.protocol.credential import Credential, credential_of
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.model import Operation, Service, load

A2I = "sagemaker-a2i-runtime"
FORM = "application/x-www-form-urlencoded"
"""The content type of the Query protocol's bodies."""

_RPC_SERVICES = {
    "SageMaker": "sagemaker",
    "RekognitionService": "rekognition",
    "Textract": "textract",
}
_TAG_OPERATIONS = frozenset({"AddTags", "ListTags", "DeleteTags"})
_A2I_KINDS = frozenset({"flow-definition", "human-task-ui", "workteam", "workforce", "human-loop"})
_RPC_PATH_PARTS = 5


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes.

    Attributes:
        operation: None if it is for us, but no operation of ours.
        credential: whose the request is, if it is signed.
        labels: the path's variable parts, by wire name.
    """

    service: str
    operation: Operation | None
    format: Format
    credential: Credential | None
    labels: Mapping[str, str] = field(default_factory=dict)


def route(request: Request) -> Route | None:
    """Find where a request goes; None if that is not for us to answer."""
    credential = credential_of(request)
    scope = credential.service if credential else None
    called = _rpc_call(request)
    if called is not None:
        return _rpc_route(*called, credential)
    if scope == "sagemaker" or (scope is None and _means_a2i(request)):
        return _by_rest_path(request, credential)
    return None


def operation_name(request: Request) -> str | None:
    """Return the name of the operation that a request calls, whatever the service.

    Returns:
        None for REST: there the operation is in the path, which only its service can read.
    """
    called = _rpc_call(request)
    if called is not None:
        _, name, form = called
        if name and (form is not CBOR or _speaks_cbor(request)):
            return name
    signed = credential_of(request)
    if signed is not None and signed.service == "s3":
        return None
    return _action(request.query) or _action_of_form(request)


def _rpc_call(request: Request) -> tuple[str, str, Format] | None:
    """Return what an RPC names: the service, in its model's own words, and the operation."""
    target = request.headers.get("x-amz-target")
    if target is not None:
        prefix, _, name = target.rpartition(".")
        return prefix, name, AWS_JSON
    parts = request.path.split("/")
    if len(parts) == _RPC_PATH_PARTS and (parts[1], parts[3]) == ("service", "operation"):
        return parts[2], parts[4], CBOR
    return None


def _speaks_cbor(request: Request) -> bool:
    return all(request.headers.get(name) == value for name, value in CBOR.headers)


def _action_of_form(request: Request) -> str | None:
    is_form = request.headers.get("content-type", "").lower().startswith(FORM)
    return _action(request.body.decode("latin-1")) if is_form else None


def _action(parameters: str) -> str | None:
    return query_of(parameters).get("Action", [""])[0] or None if "Action" in parameters else None


def _rpc_route(prefix: str, name: str, form: Format, credential: Credential | None) -> Route | None:
    service = _RPC_SERVICES.get(prefix)
    if service is None or (credential is not None and credential.service != service):
        return None
    operation = load(service).operations.get(name)
    return Route(service, operation, form, credential) if operation else None


def _means_a2i(request: Request) -> bool:
    if request.headers.get("host", "").startswith("a2i-runtime.sagemaker."):
        return True
    return (
        request.method == "POST"
        and request.path in {"/human-loops", "/human-loops/stop"}
        and request.headers.get("content-type", "").startswith("application/json")
    )


def _by_rest_path(request: Request, credential: Credential | None) -> Route | None:
    if request.path.split("/", 2)[1:2] != ["human-loops"]:
        # SageMaker's own endpoint: without a target a POST to it calls no operation.
        lost = request.method == "POST" and request.path == "/"
        return Route("sagemaker", None, AWS_JSON, credential) if lost else None
    return rest_route(load(A2I), request, credential)


def rest_route(service: Service, request: Request, credential: Credential | None) -> Route:
    """Find the operation of a REST service that a request calls."""
    for operation in service.operations.values():
        if operation.method == request.method:
            labels = match_uri(operation.uri, request.path, request.query)
            if labels is not None:
                return Route(service.name, operation, REST_JSON, credential, labels)
    return Route(service.name, None, REST_JSON, credential)


def concerns_a2i(found: Route, request: Request) -> bool:
    """Tell whether a routed request is ours, where its body decides.

    AddTags, ListTags and DeleteTags are ours for resources of A2I, and when they are malformed;
    for other resources of SageMaker they are moto's. Every other operation of ours is ours.
    """
    if found.operation is None or found.operation.name not in _TAG_OPERATIONS:
        return True
    try:
        arn = msgspec.json.decode(request.body)["ResourceArn"]
    except (msgspec.MsgspecError, UnicodeError, RecursionError, LookupError, TypeError):
        return True
    parsed = parse_arn(arn) if isinstance(arn, str) else None
    return parsed is None or parsed.kind in _A2I_KINDS


_LABEL = re.compile(r"\{([^}+]+)(\+?)\}")


def match_uri(uri: str, path: str, query: str) -> dict[str, str] | None:
    """Return the labels of a path that a model's URI matches; None if it does not.

    Args:
        uri: as the model has it.
        path: percent-encoded.
        query: the query string.
    """
    pattern, names, literals = _compiled(uri)
    found = pattern.fullmatch(path)
    if found is None or (literals and not literals <= set(_pairs(query))):
        return None
    return {name: unquote(text) for name, text in zip(names, found.groups(), strict=True)}


@cache
def _compiled(uri: str) -> tuple[re.Pattern[str], Sequence[str], frozenset[tuple[str, str]]]:
    path, _, query = uri.partition("?")
    parts = _LABEL.split(path)
    names, greedy = parts[1::3], parts[2::3]
    labels = ["(.*)" if plus else "([^/]*)" for plus in greedy]
    literal = [re.escape(text) for text in parts[0::3]]
    pattern = "".join(text + label for text, label in zip(literal, [*labels, ""], strict=True))
    return re.compile(pattern, re.DOTALL), names, frozenset(_pairs(query))


def query_of(query: str) -> dict[str, list[str]]:
    """Return the parameters of a query string; each can be there several times."""
    found: dict[str, list[str]] = {}
    for name, value in _pairs(query):
        found.setdefault(name, []).append(value)
    return found


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True) if query else []
