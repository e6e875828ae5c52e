"""Errors of the AWS side that is moto's, in the shape the caller's protocol reads.

moto lets Python exceptions out where it lacks an operation or trips over a request. A client
is to see an AWS error instead. Which protocol it speaks shows in the request: ``X-Amz-Target``
is JSON, a form is Query, the header ``smithy-protocol`` is RPC v2, the rest is REST.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from a2i_emulator.operations.errors import aws_error
from a2i_emulator.protocol.credential import credential_of
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.route import FORM, route
from a2i_emulator.protocol.wsgi import Answer

_REST_XML_SERVICES = frozenset({"s3", "s3express", "cloudfront", "route53"})
"""The services that speak rest-xml; AWS stopped making new ones long ago."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the caller is to see it; ``status`` is the HTTP status code."""

    status: int
    code: str
    message: str

    @classmethod
    def of(cls, status: int, key: str, **values: str) -> Fault:
        """Return what ``specs/errors.json`` keeps under a key, with the status it is to have."""
        error = aws_error(key, **values)
        return cls(status, error.code, error.message)


def refusal(request: Request, fault: Fault) -> Answer:
    """Return the answer that tells a fault to whoever sent this request."""
    headers, body = shape(request, fault)
    status = f"{fault.status} {HTTPStatus(fault.status).phrase}"
    return Answer(status, headers, body, error=(fault.code, fault.message))


def shape(request: Request, fault: Fault) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and body of a fault for whoever sent this request."""
    request_id = str(uuid4())
    content_type, body = _body(request, fault, request_id)
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("x-amzn-RequestId", request_id),
        ("x-amzn-ErrorType", fault.code),
    ]
    if content_type == "application/cbor":
        headers.append(("smithy-protocol", "rpc-v2-cbor"))
    return headers, b"" if request.method == "HEAD" else body


def _body(request: Request, fault: Fault, request_id: str) -> tuple[str, bytes]:
    content_type = request.headers.get("content-type", "")
    signed = credential_of(request)
    service = signed.service if signed else None
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return "application/cbor", _cbor({"__type": fault.code, "message": fault.message})
    if "x-amz-target" in request.headers:
        return content_type or "application/x-amz-json-1.1", _json(fault)
    if service is None and route(request) is not None:
        return "application/json", _json(fault)
    if service is None or service in _REST_XML_SERVICES:
        return "application/xml", _rest_xml(service, fault, request_id)
    if speaks_query(request):
        return "text/xml", _query(service, fault, request_id)
    return "application/json", _json(fault)


def speaks_query(request: Request) -> bool:
    """Tell whether a request is of the Query protocol."""
    return request.headers.get("content-type", "").lower().startswith(FORM)


def _json(fault: Fault) -> bytes:
    members = {"__type": fault.code}
    return json.dumps(members | ({"message": fault.message} if fault.message else {})).encode()


def _error(fault: Fault, *, kind: str = "") -> str:
    from html import escape  # with a table of all entities, which takes its time

    code, message = escape(fault.code, quote=False), escape(fault.message, quote=False)
    return f"<Error>{kind}<Code>{code}</Code><Message>{message}</Message>"


def _rest_xml(service: str | None, fault: Fault, request_id: str) -> bytes:
    request = f"<RequestId>{request_id}</RequestId>"
    if service in {"cloudfront", "route53"}:
        error = _error(fault, kind="<Type>Receiver</Type>")
        return f"<ErrorResponse>{error}</Error>{request}</ErrorResponse>".encode()
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{declaration}{_error(fault)}{request}</Error>".encode()


def _query(service: str, fault: Fault, request_id: str) -> bytes:
    if service == "ec2":
        return (
            f"<Response><Errors>{_error(fault)}</Error></Errors>"
            f"<RequestID>{request_id}</RequestID></Response>"
        ).encode()
    whose = "Sender" if fault.status < HTTPStatus.INTERNAL_SERVER_ERROR else "Receiver"
    error = _error(fault, kind=f"<Type>{whose}</Type>")
    return (
        f"<ErrorResponse>{error}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def _cbor(members: dict[str, str]) -> bytes:
    """Encode a map of fewer than 24 texts: all that an error needs of RFC 8949."""
    texts = [text.encode() for pair in members.items() for text in pair]
    heads = (b"\x7a" + len(text).to_bytes(4, "big") for text in texts)
    return bytes([0xA0 + len(members)]) + b"".join(
        head + text for head, text in zip(heads, texts, strict=True)
    )
