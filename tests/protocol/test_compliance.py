"""What AWS's protocol tests ask of a service, in cases of our own: ``compliance/*.yaml``.

The tests of AWS are ``smithy-aws-protocol-tests`` of https://github.com/smithy-lang/smithy, as
botocore runs them for clients. Each is covered by a case of ours or left out with a reason. Where
botocore can, that of 2026, it is the second oracle: what it writes we read alike, and it us.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import cbor2
import pytest
import yaml
from botocore import parsers, serialize
from botocore.awsrequest import HeadersDict
from botocore.model import ServiceModel

from a2i_emulator.domain.instant import from_datetime
from a2i_emulator.operations.errors import AwsError
from a2i_emulator.protocol.body import AWS_JSON, CBOR, REST_JSON, Format
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.protocol.input import parse_input
from a2i_emulator.protocol.model import Operation, Service, service_of
from a2i_emulator.protocol.output import Written, write_error, write_output
from a2i_emulator.protocol.route import Route, rest_route
from a2i_emulator.protocol.shape import Shape

FOLDER = Path(__file__).parent / "compliance"
FILES = ("rest-json", "json", "cbor")
FORMATS: Mapping[str, Format] = {
    "rest-json": REST_JSON,
    "json": AWS_JSON,
    "smithy-rpc-v2-cbor": CBOR,
}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@cache
def read(name: str) -> Any:
    # Each process of the tests reads these to know its cases: by libyaml, ten times as fast.
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def cases(side: str) -> list[Any]:
    return [
        pytest.param(read(file)["protocol"], case, id=f"{file}: {case['name']}")
        for file in FILES
        for case in read(file)[side]
    ]


@dataclass(frozen=True)
class Model:
    """A service of one operation, as we and as botocore read it."""

    protocol: str
    service: Service
    botocore: Any

    @property
    def operation(self) -> Operation:
        return self.service.operations["Do"]


def model_of(protocol: str, case: Mapping[str, Any]) -> Model:
    method, _, uri = case.get("http", "POST /").partition(" ")
    operation: dict[str, Any] = {
        "name": "Do",
        "http": {"method": method, "requestUri": uri},
        "errors": [{"shape": name} for name in ("Refused", "Detailed", "Broken")],
    }
    for side in ("input", "output"):
        if side in case:
            operation[side] = {"shape": case[side]}
    metadata = {"protocol": protocol, "targetPrefix": "Things", "jsonVersion": "1.1"}
    document = {
        "metadata": {**metadata, "serviceId": "Things", "apiVersion": "2026-01-01"},
        "shapes": read("shapes"),
        "operations": {"Do": operation},
    }
    theirs = ServiceModel(document, "things").operation_model("Do")
    return Model(protocol, service_of("things", document, {}), theirs)


def typed(shape: Shape, value: Any) -> Any:
    """Return a case's value as operations have it: blobs as bytes."""
    if value is None:
        return None
    if shape.kind == "structure":
        return {name: typed(shape.members[name].shape, item) for name, item in value.items()}
    if shape.kind == "list":
        return [typed(shape.parts[0], item) for item in value]
    if shape.kind == "map":
        return {key: typed(shape.parts[1], item) for key, item in value.items()}
    return value.encode() if shape.kind == "blob" else value


def as_botocore_has(shape: Shape, value: Any) -> Any:
    """Return a typed value as a user of boto3 has it: timestamps as datetimes."""
    if shape.kind == "structure":
        items = {name: item for name, item in value.items() if item is not None}
        return {name: as_botocore_has(shape.members[name].shape, items[name]) for name in items}
    if shape.kind == "list":
        return [as_botocore_has(shape.parts[0], item) for item in value]
    if shape.kind == "map":
        return {key: as_botocore_has(shape.parts[1], item) for key, item in value.items()}
    return EPOCH + timedelta(milliseconds=value) if shape.kind == "timestamp" else value


def comparable(value: Any) -> Any:
    """Return a value in which NaN equals itself and a datetime its instant."""
    if isinstance(value, Mapping):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return "not a number"
    return from_datetime(value) if isinstance(value, datetime) else value


def parsed(model: Model, request: Request) -> dict[str, Any]:
    """Route and read a request."""
    form = FORMATS[model.protocol]
    if form is REST_JSON:
        found = rest_route(model.service, request, None)
        assert found.operation is not None, f"no operation at {request.path}?{request.query}"
    else:
        found = Route("things", model.operation, form, None)
    return parse_input(request, found, model.operation)


def body_of(described: Mapping[str, Any]) -> bytes:
    if "hex" in described:
        return bytes.fromhex(described["hex"])
    if "cbor" in described:
        return cbor2.dumps(described["cbor"])
    text: str = described.get("body", "")
    return text.encode()


def request_of(protocol: str, model: Model, described: Mapping[str, Any]) -> Request:
    path, _, query = described.get("target", "/").partition("?")
    headers = {"content-type": FORMATS[protocol].content_type, "smithy-protocol": "rpc-v2-cbor"}
    headers |= {name.lower(): value for name, value in described.get("headers", {}).items()}
    return Request(model.operation.method, path, query, headers, body_of(described))


@pytest.mark.parametrize(("protocol", "case"), cases("requests"))
def test_a_request_is_read(protocol: str, case: Mapping[str, Any]) -> None:
    model = model_of(protocol, case)

    got = parsed(model, request_of(protocol, model, case["request"]))

    assert comparable(got) == comparable(typed(model.operation.input, case["params"]))


@pytest.mark.parametrize(
    ("protocol", "case"),
    [case for case in cases("requests") if "received_only" not in case.values[1]],
)
def test_what_botocore_writes_is_read(protocol: str, case: Mapping[str, Any]) -> None:
    model = model_of(protocol, case)
    params = typed(model.operation.input, case["params"])
    given = as_botocore_has(model.operation.input, params)

    written = serialize.create_serializer(protocol, include_validation=False).serialize_to_request(
        given, model.botocore
    )

    path, _, own = written["url_path"].partition("?")
    query = "&".join(part for part in (own, encoded(written["query_string"])) if part)
    body = written["body"]
    headers = {name.lower(): value for name, value in written["headers"].items()}
    raw = body.encode() if isinstance(body, str) else bytes(body)
    headers.setdefault("content-type", FORMATS[protocol].content_type)
    assert comparable(parsed(model, Request(written["method"], path, query, headers, raw))) == (
        comparable(params)
    )


def encoded(query: Any) -> str:
    return query if isinstance(query, str) else urlencode(query, doseq=True, quote_via=quote)


def written_by_us(model: Model, case: Mapping[str, Any]) -> Written:
    form = FORMATS[model.protocol]
    if "error" not in case:
        return write_output(model.operation, form, typed(model.operation.output, case["value"]))
    error = case["error"]
    shape = model.operation.errors[error["code"]]
    members = typed(shape, error.get("members", {}))
    return write_error(AwsError(error["code"], error["message"], **members), model.operation, form)


@pytest.mark.parametrize(("protocol", "case"), cases("responses"))
def test_a_response_is_written(protocol: str, case: Mapping[str, Any]) -> None:
    expected = case["response"]

    written = written_by_us(model_of(protocol, case), case)

    assert written.status == expected.get("status", 200)
    own = FORMATS[protocol].headers
    assert dict((*written.headers, *own)) == {**dict(own), **expected.get("headers", {})}
    usual = FORMATS[protocol].content_type if expected.keys() & {"json", "cbor", "hex"} else None
    assert written.content_type == expected.get("type", usual)
    if "json" in expected:
        assert json.loads(written.body) == expected["json"]
    elif "cbor" in expected:
        assert comparable(cbor2.loads(written.body)) == comparable(expected["cbor"])
    else:
        assert written.body == body_of(expected)


@pytest.mark.parametrize(
    ("protocol", "case"), [case for case in cases("responses") if "sent_only" not in case.values[1]]
)
def test_what_we_write_is_read_by_botocore(protocol: str, case: Mapping[str, Any]) -> None:
    model = model_of(protocol, case)
    written = written_by_us(model, case)
    headers = HeadersDict(dict((*written.headers, *FORMATS[protocol].headers)))
    if written.content_type:
        headers["content-type"] = written.content_type
    described = {"headers": headers, "status_code": written.status, "body": written.body}

    if "error" in case:
        answer = parsers.create_parser(protocol).parse(described, model.botocore.output_shape)
        assert answer["Error"]["Code"] == case["error"]["code"]
        assert answer["Error"]["Message"] == case["error"]["message"]
        shape = next(s for s in model.botocore.error_shapes if s.name == case["error"]["code"])
        members = parsers.create_parser(protocol).parse(described, shape)
        expected = case["error"].get("members", {})
        assert {name: members.get(name) for name in expected} == expected
        return
    answer = parsers.create_parser(protocol).parse(described, model.botocore.output_shape)
    del answer["ResponseMetadata"]
    value = {name: item for name, item in case["value"].items() if item is not None}
    assert comparable(answer) == comparable(typed(model.operation.output, value))


def named(file: str, side: str) -> Iterator[str]:
    for case in read(file)[side]:
        yield from case["covers"]
    yield from read(file)["left_out"][side]


@pytest.mark.parametrize("side", ["requests", "responses"])
@pytest.mark.parametrize("file", FILES)
def test_every_case_of_aws_is_covered_or_left_out_with_a_reason(file: str, side: str) -> None:
    names = list(named(file, side))

    assert len(names) == len(set(names)) == read(file)["suite"][side]
    assert all(read(file)["left_out"][side].values())
