"""What an exception that came out of moto means: a request that is wrong, a gap, or a failure.

moto checks little of what it is sent. It looks up members that are not there, parses what is no
XML or JSON, and computes with texts. Those exceptions are the caller's doing: AWS would have
refused the request, and to try it again, as boto3 does after a 500, would bring the same. They
answer as 400, in the words of the service where these are known. What remains a 500 is what a
valid request could meet: the operating system, the disk, threads in each other's way, and
whatever is wrong in our own code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from traceback import walk_tb
from xml.parsers.expat import ExpatError

from a2i_emulator.moto_side.errors import Fault, speaks_query
from a2i_emulator.moto_side.own_api import NotLetInError
from a2i_emulator.moto_side.rest_calls import has_operation
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import operation_name

_RACES = ("closed file", "changed size during iteration", "mutated during iteration")
"""Words of exceptions that tell of threads in each other's way, which could win next time."""

_OTHER_PROTOCOL = "Unsupported protocol"
"""Words of moto's for a request in a protocol that the service does not speak."""

_UNREADABLE = (UnicodeError, json.JSONDecodeError, ExpatError)
_SENSELESS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_OF_PARSERS = frozenset({"cbor2", "jsonschema", "moto", "pydantic", "werkzeug", "xml", "yaml"})
"""Packages whose exceptions say that a request can not be taken; moto's own are refusals."""


def fault_of(error: Exception, request: Request, service: str | None) -> Fault:
    """Return the error that a caller is to see for an exception out of moto.

    Args:
        error: the exception.
        request: what was sent.
        service: moto's name of the service; None if it has none of what was asked for.
    """
    if isinstance(error, NotLetInError):
        return Fault(403, "AccessDenied", str(error))
    if type(error).__name__ == "OperationNotFoundError":  # botocore's, which moto has imported
        return _unknown_operation(request)
    if isinstance(error, NotImplementedError):
        return _gap(error, request, service)
    if _is_callers(error):
        return _senseless(error, request)
    return Fault(500, "InternalFailure", f"{type(error).__name__}: {error}")


def _is_callers(error: Exception) -> bool:
    if any(race in str(error) for race in _RACES):
        return False
    *_, where = _modules(error)
    if where.startswith("a2i_emulator."):
        return False
    if type(error) is Exception:  # so moto refuses where it has no error of the service's
        return where.startswith("moto.")
    is_of_parser = type(error).__module__.partition(".")[0] in _OF_PARSERS
    return is_of_parser or isinstance(error, (*_UNREADABLE, *_SENSELESS))


def _modules(error: Exception) -> Iterator[str]:
    """Yield the modules through which an exception came, the one that raised it last."""
    yield ""
    for frame, _ in walk_tb(error.__traceback__):
        yield str(frame.f_globals.get("__name__", ""))


def _senseless(error: Exception, request: Request) -> Fault:
    signed = credential_of(request)
    cause = f"{type(error).__name__}: {error}"
    is_unreadable = isinstance(error, _UNREADABLE) or type(error).__name__ == "RequestParserError"
    if signed is None or signed.service == "s3":
        return _senseless_to_s3(request, cause, is_unreadable=is_unreadable)
    if speaks_query(request):
        return Fault.of(400, "query_not_understood", cause=cause)
    if is_unreadable or type(error).__module__.startswith("cbor2"):
        return Fault.of(400, "body_not_readable")
    return Fault.of(400, "request_not_understood", cause=cause)


def _senseless_to_s3(request: Request, cause: str, *, is_unreadable: bool) -> Fault:
    kind = request.headers.get("content-type", "")
    if request.method == "POST" and (kind.startswith("multipart/") or not request.query):
        return Fault.of(400, "post_form_not_readable")
    if is_unreadable:
        has_body = request.headers.get("content-length", "0") != "0"
        return Fault.of(400, "xml_not_readable" if has_body else "uri_not_readable")
    return Fault.of(400, "s3_request_not_understood", cause=cause)


def _gap(error: Exception, request: Request, service: str | None) -> Fault:
    """Tell what moto lacks from what there is not on AWS either."""
    signed = credential_of(request)
    if service is None:
        if signed is None:
            return Fault.of(403, "authentication_token_missing")
        if signed.service not in _services_of_aws():
            return Fault.of(400, "unknown_service", service=signed.service)
    elif service == "s3" and request.method == "POST":
        return Fault.of(405, "method_not_allowed")
    elif _OTHER_PROTOCOL in str(error) or not has_operation(service, request):
        return _unknown_operation(request)
    return Fault(501, "InternalFailure", str(error) or "The action has not been implemented")


def _unknown_operation(request: Request) -> Fault:
    if speaks_query(request):
        action = operation_name(request)
        if action is None:
            return Fault.of(400, "missing_action")
        return Fault.of(400, "invalid_action", action=action[:128])
    is_rpc = "x-amz-target" in request.headers
    return Fault(400 if is_rpc else 404, "UnknownOperationException", "")


@cache
def _services_of_aws() -> frozenset[str]:
    """Return all names that services have, those by which requests are signed among them."""
    loader = import_module("moto.core.utils").create_loader()
    endpoints = loader.load_data("endpoints")["partitions"]
    signed = (name for partition in endpoints for name in partition["services"])
    return frozenset([*loader.list_available_services("service-2"), *signed])
