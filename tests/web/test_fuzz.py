"""Whatever request comes to the front door, moto's side included: no 5xx that is not a gap.

``A2I_FUZZ_EXAMPLES`` says how many examples to try; ``make fuzz`` tries many.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.fuzzing import examples

from a2i_emulator.assembly import assemble
from a2i_emulator.protocol.wsgi import Answer, ask
from a2i_emulator.settings import Settings
from a2i_emulator.web.front import Front

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FUZZ = settings(
    max_examples=examples(200),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
SERVICES = (
    "s3", "sqs", "sns", "events", "cognito-idp", "sagemaker", "iam", "sts", "dynamodb", "logs",
    "lambda", "route53", "textract", "rekognition", "polly", "nosuchservice", "execute-api",
)  # fmt: skip
METHODS = ("POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS")
HOSTS = ("localhost", "box.localhost", "s3.amazonaws.com", "a2i")
LATIN = st.text(st.characters(max_codepoint=255), max_size=30)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    parts = assemble(Settings())
    parts.moto.load()
    parts.moto.reset()
    yield Front(parts.service, parts.moto)
    parts.service.close()
    parts.moto.close()


@cache
def model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def operations(service: str) -> list[str]:
    return [] if service in {"nosuchservice", "execute-api"} else model(service).operation_names


@st.composite
def targets(draw: st.DrawFn, service: str) -> str:
    """Draw what an X-Amz-Target or an Action says: an operation's name, or anything."""
    names = [*operations(service), "NoSuchOp"]
    return draw(st.sampled_from(names) | LATIN)


@st.composite
def inputs(draw: st.DrawFn, service: str, operation: str) -> dict[str, Any]:
    """Draw what an operation takes, more or less: members by name, with anything in them."""
    if operation not in operations(service):
        return draw(st.dictionaries(st.text(max_size=8), TREES, max_size=3))
    shape = model(service).operation_model(operation).input_shape
    names = sorted(shape.members) if shape is not None else []
    values = SCALARS | TREES | st.sampled_from(["a", "arn:aws:s3:::x", "1", "-1", 10**400])
    return draw(st.dictionaries(st.sampled_from(names or ["x"]), values, max_size=4))


@st.composite
def requests(draw: st.DrawFn) -> WSGIEnvironment:
    """Draw a request, as waitress hands it over."""
    service = draw(st.sampled_from(SERVICES))
    operation = draw(targets(service))
    members = draw(inputs(service, operation))
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": draw(st.sampled_from(METHODS)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": draw(st.sampled_from(HOSTS)),
    }
    form = draw(st.sampled_from(["json", "query", "rpc-v2-cbor", "rest", "raw"]))
    body = json.dumps(members).encode()
    path = "/"
    if form == "json":
        environ["CONTENT_TYPE"] = "application/x-amz-json-1.1"
        environ["HTTP_X_AMZ_TARGET"] = f"{draw(prefixes(service))}.{operation}"
    elif form == "query":
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        pairs = "&".join(f"{name}={value}" for name, value in members.items())
        body = f"Action={operation}&Version=2012-11-05&{pairs}".encode("utf-8", "replace")
    elif form == "rpc-v2-cbor":
        environ |= {"CONTENT_TYPE": "application/cbor", "HTTP_SMITHY_PROTOCOL": form}
        path = f"/service/{service}/operation/{operation}"
        body = draw(st.binary(max_size=20))
    else:
        kinds = ["", "text/plain", "application/xml", "multipart/form-data; boundary=X"]
        environ["CONTENT_TYPE"] = draw(st.sampled_from(kinds))
        path = draw(paths(service))
        body = draw(st.just(body) | st.binary(max_size=40))
    if draw(st.booleans()):
        scope = f"Credential=a/20260101/{draw(st.sampled_from(['us-east-1', 'x', '']))}/{service}"
        environ["HTTP_AUTHORIZATION"] = f"AWS4-HMAC-SHA256 {scope}/aws4_request, SignedHeaders=x"
    query = draw(st.sampled_from(["", "delete", "uploads", "acl", "cors", "tagging"]) | LATIN)
    encoded = path.encode("latin-1", "replace").decode("latin-1")
    return environ | {
        "PATH_INFO": encoded,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


def prefixes(service: str) -> st.SearchStrategy[str]:
    known = model(service).metadata.get("targetPrefix", "") if operations(service) else ""
    return st.sampled_from([known, "SageMaker", "AmazonSQS", "DynamoDB_20120810"]) | LATIN


def paths(service: str) -> st.SearchStrategy[str]:
    uris = {
        str(model(service).operation_model(name).http["requestUri"]).partition("?")[0]
        for name in operations(service)
    }
    odd = ["/", "//", "/human-loops", "/box", "/box/key", "/_x", "/a_b/c", "/2015-03-31/", "/a%2Fb"]
    return st.sampled_from([*sorted(uris), *odd]) | LATIN.map(lambda text: f"/{text}")


def unsigned(method: str, path: str, kind: str, body: bytes) -> WSGIEnvironment:
    return {
        "REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_TYPE": kind, "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip


@FUZZ
@given(requests())
@example(unsigned("POST", "/human-loops", "text/plain", b"{}"))
@example(unsigned("POST", "/", "multipart/form-data; boundary=X", b"--X--"))
@example(unsigned("PUT", "/box", "application/xml", b"<"))
def test_any_request_at_the_front_door(front: Front, environ: WSGIEnvironment) -> None:
    answer = ask(front, environ)
    assert answer.code < 500 or is_gap(answer), (environ, answer)


def is_gap(answer: Answer) -> bool:
    """Tell whether an answer says that moto lacks something that AWS has."""
    return answer.code == 501 and (not answer.body or b"not been implemented" in answer.body)
