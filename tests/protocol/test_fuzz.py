"""Whatever comes over HTTP, the answer is an error of AWS: no 5xx, no exception.

``A2I_FUZZ_EXAMPLES`` says how many examples to try; ``make fuzz`` tries many.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import cbor2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.fuzzing import examples
from tests.support.wire import target_prefix

from a2i_emulator.protocol import (
    Exchange,
    Request,
    concerns_a2i,
    handle,
    load,
    operation_name,
    route,
)
from a2i_emulator.protocol.model import SERVICES
from a2i_emulator.protocol.shape import Shape

FUZZ = settings(
    max_examples=examples(200),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
OPERATIONS = [operation for name in SERVICES for operation in load(name).operations.values()]
TEXT = st.text(max_size=10)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
HEADER_VALUES = st.sampled_from(
    [
        *("application/json", "application/x-amz-json-1.1", "application/cbor", "text/plain"),
        *("rpc-v2-cbor", "SageMaker.ListTags", "Textract.AnalyzeDocument", "SageMaker."),
        *(
            f"AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/{service}/aws4_request, x"
            for service in ("sagemaker", "textract", "rekognition", "s3")
        ),
    ]
) | st.text(max_size=60)
HEADER_NAMES = st.sampled_from(
    ["authorization", "content-type", "x-amz-target", "smithy-protocol", "host"]
)
PATHS = st.sampled_from(
    [
        *("/", "/human-loops", "/human-loops/stop", "/human-loops/a%2Fb%ff", "/human-loops/"),
        *("/service/Textract/operation/AnalyzeDocument", "/service///", "//human-loops"),
    ]
) | st.text(max_size=40)
QUERIES = st.text(max_size=40) | st.lists(
    st.tuples(st.sampled_from(["MaxResults", "SortOrder", "CreationTimeAfter", "X"]), TEXT)
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))


def almost(shape: Shape) -> st.SearchStrategy[Any]:
    """Draw what a shape describes, more or less."""
    if shape.kind == "structure":
        members = {name: almost(member.shape) for name, member in shape.members.items()}
        exact: st.SearchStrategy[Any] = st.fixed_dictionaries({}, optional=members)
    elif shape.kind == "list":
        exact = st.lists(almost(shape.parts[0]), max_size=3)
    elif shape.kind == "map":
        exact = st.dictionaries(TEXT, almost(shape.parts[1]), max_size=3)
    elif shape.kind in {"integer", "float", "timestamp"}:
        exact = st.integers(-10, 10**13) | st.floats(allow_nan=False, allow_infinity=False)
    else:
        exact = st.sampled_from([*(shape.enum or ()), "a", "aGk=", ""])
    return st.one_of(exact, exact, exact, TREES)


def survives(request: Request) -> Exchange:
    exchange = handle(request, lambda *_: {})
    assert exchange.exception is None, exchange.reason
    assert exchange.response.status < 500
    headers = dict(exchange.response.headers)
    decode = cbor2.loads if headers["content-type"] == "application/cbor" else json.loads
    body: Mapping[str, Any] = decode(exchange.response.body)
    assert body.get("__type") == exchange.error_code
    return exchange


@FUZZ
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", ""]),
    path=PATHS,
    query=QUERIES,
    headers=st.dictionaries(HEADER_NAMES, HEADER_VALUES, max_size=5),
    body=st.binary(max_size=60) | TREES.map(lambda tree: json.dumps(tree).encode()),
)
def test_any_request(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    request = Request(method, path, query, headers, body)
    found = route(request)
    if found is not None:
        assert concerns_a2i(found, request) in {True, False}
    assert operation_name(request) != ""
    survives(request)


@FUZZ
@given(st.data())
def test_any_body_for_any_operation(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(OPERATIONS))
    prefix = target_prefix(operation.service)
    tree = data.draw(almost(operation.input))
    binary = prefix is not None and data.draw(st.booleans())
    credential = f"AKID/20260101/eu-west-1/{operation.service.removesuffix('-a2i-runtime')}/x"
    headers = {"authorization": f"AWS4-HMAC-SHA256 Credential={credential}"}
    path, method = operation.uri, operation.method
    if binary:
        headers |= {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        path = f"/service/{prefix}/operation/{operation.name}"
    elif prefix is not None:
        headers["content-type"] = "application/x-amz-json-1.1"
        headers["x-amz-target"] = f"{prefix}.{operation.name}"
    else:
        headers["content-type"] = "application/json"
    raw = cbor2.dumps(tree) if binary else json.dumps(tree).encode()
    exchange = survives(Request(method, path, "", headers, raw))
    assert exchange.operation == operation.name
