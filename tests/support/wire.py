"""Raw API requests, as no client would send them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

import cbor2

from a2i_emulator.formats import specs_path
from a2i_emulator.protocol import Exchange, Operation, Request, Response

FLOW = "arn:aws:sagemaker:eu-west-1:123456789012:flow-definition/flow"
START = {
    "HumanLoopName": "loop",
    "FlowDefinitionArn": FLOW,
    "HumanLoopInput": {"InputContent": "{}"},
}
JSON_11 = "application/x-amz-json-1.1"


def signed(
    signing_name: str,
    method: str = "POST",
    path: str = "/",
    *,
    query: str = "",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Request:
    """Make a request with the credential of a signature, which nobody verifies."""
    scope = f"AKIDEXAMPLE/20260101/eu-west-1/{signing_name}/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    return Request(method, path, query, {"authorization": authorization, **(headers or {})}, body)


def start(body: Any, content_type: str | None = "application/json") -> Request:
    """Make a call of StartHumanLoop."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if content_type is None else {"content-type": content_type}
    return signed("sagemaker", path="/human-loops", headers=headers, body=raw)


def sagemaker(operation: str, body: Any, content_type: str = JSON_11) -> Request:
    """Make a call of an operation of SageMaker."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": content_type, "x-amz-target": f"SageMaker.{operation}"}
    return signed("sagemaker", headers=headers, body=raw)


def textract(body: Any, **headers: str) -> Request:
    """Make a call of AnalyzeDocument in CBOR."""
    given = {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else cbor2.dumps(body)
    path = "/service/Textract/operation/AnalyzeDocument"
    return signed("textract", path=path, headers=given, body=raw)


def header(response: Response, name: str) -> str | None:
    """Return a response's header by its lower-case name."""
    return {key.lower(): value for key, value in response.headers}.get(name)


def nothing(*_: Any) -> dict[str, Any]:
    """Answer with no members at all."""
    return {}


def refuse(operation: Operation, *_: Any) -> dict[str, Any]:
    """Fail the test: the operation must not be reached."""
    raise AssertionError(f"{operation} must not be reached")


def check(exchange: Exchange, status: int, body: Mapping[str, Any]) -> None:
    """Compare an answer in JSON with what is due, and its request ids with each other."""
    assert exchange.exception is None
    assert exchange.response.status == status
    assert json.loads(exchange.response.body) == body
    assert header(exchange.response, "x-amzn-requestid") == exchange.request_id
    assert str(uuid.UUID(exchange.request_id)) == exchange.request_id


def target_prefix(service: str) -> str | None:
    """Return what X-Amz-Target begins with, by the service's model; None where there is none."""
    model = json.loads((specs_path() / "models" / f"{service}.json").read_bytes())
    prefix: str | None = model["metadata"].get("targetPrefix")
    return prefix
