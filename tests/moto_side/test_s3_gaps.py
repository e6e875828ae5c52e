"""What moto does for each operation of S3's model: that one, nothing, or one that is refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from a2i_emulator.moto_side import rest_calls
from a2i_emulator.moto_side.app import MotoApp
from a2i_emulator.moto_side.rest_calls import one_operation_of_s3, rest_operation
from a2i_emulator.moto_side.s3_gaps import TAKEN_FOR_OTHERS
from a2i_emulator.protocol.wsgi import CHECKED, WsgiRequest

PLAIN = {
    ("responses", "list_objects"): "ListObjects",
    ("responses", "list_objects_v2"): "ListObjectsV2",
    ("responses", "get_object"): "GetObject",
    ("responses", "delete_object"): "DeleteObject",
    ("responses", "put_object"): "PutObject",
    ("responses", "copy_object"): "CopyObject",
    ("responses", "delete_bucket"): "DeleteBucket",
    ("models", "create_bucket"): "CreateBucket",
    ("models", "put_object"): "PutObject",
}
"""What moto does at a path where it knows nothing else, by its functions."""

LEADS_TO = {("CompleteMultipartUpload", "PutObject"), ("CopyObject", "PutObject")}
SIGNED = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host"
METHODS = ("GET", "PUT", "POST", "DELETE", "HEAD")


def environ(method: str, path: str, query: str, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "RAW_URI": f"{path}?{query}",
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"{SIGNED}, Signature=0",
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        CHECKED: "somebody",
        **headers,
    }


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a request of each operation, with what it requires outside of its body."""
    for method in METHODS:
        for uri, calls in rest_calls._calls_by_path("s3", method):
            path = uri.replace("{Bucket}", "bucket").replace("{Key+}", "key")
            for call in calls:
                query = "&".join(f"{name}={value or 1}" for name, value in call.query.items())
                variables = ("HTTP_" + each.upper().replace("-", "_") for each in call.headers)
                made = environ(method, path, query, dict.fromkeys(variables, "bucket/key"))
                if rest_operation(WsgiRequest(made)) == call.name:
                    yield call.name, made


def done_for(moto: MotoApp, request: dict[str, Any]) -> set[str]:
    """Return the operations that moto does for a request."""
    moto.reset()
    for path in ("/bucket", "/bucket/key"):
        moto.answer(environ("PUT", path, "", {}))
    called: set[tuple[str, str]] = set()

    def note(frame: Any, event: str, _: Any) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and file.parent.name == "s3":
            called.add((file.stem, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        moto.answer(request)
    finally:
        sys.setprofile(None)
    return {PLAIN[each] for each in called if each in PLAIN}


def test_an_operation_that_moto_has_not_is_taken_for_no_other(moto: MotoApp) -> None:
    taken, seen = set(), set()
    for name, request in requests():
        seen.add(name)
        others = done_for(moto, request) - {name}
        if any((name, other) not in LEADS_TO for other in others):
            taken.add(name)
    assert len(seen) > 100
    forms = {name for name in TAKEN_FOR_OTHERS if name.startswith("CreateBucketMetadata")}
    assert taken | forms == TAKEN_FOR_OTHERS


def test_what_would_be_taken_for_another_one_is_none() -> None:
    found = {name: one_operation_of_s3(WsgiRequest(request)) for name, request in requests()}
    assert {name for name, known in found.items() if known is None} == TAKEN_FOR_OTHERS
