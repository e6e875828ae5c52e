"""Which requests change moto's state, as far as the request tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_READING = re.compile(
    "(BatchGet|Check|Decrypt|Describe|Encrypt|Estimate|Filter|GenerateDataKey|Get|Head|List|"
    "Lookup|Preview|Query$|Scan$|Search|Simulate|Test|TransactGet|Validate)"
)
"""Operations that leave everything as it is, by how their names begin."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SUBRESOURCE = re.compile(r"(^|&)(?!x-id=)[^&]")
_KEY = re.compile(r"/[^/]+/.")
_NO_BUCKET = re.compile(r"([0-9.]+|\[[0-9a-f:]+\]|[a-z0-9-]+)(:\d+)?$")
_CBOR_OPERATION = re.compile(r"/operation/(\w+)$")


def operation_of(environ: WSGIEnvironment, body: bytes) -> str | None:
    """Return the operation's name, for protocols that say it; None for REST."""
    if "HTTP_X_AMZ_TARGET" in environ:
        return str(environ["HTTP_X_AMZ_TARGET"]).rpartition(".")[2]
    if found := _CBOR_OPERATION.search(environ.get("PATH_INFO", "")):
        return str(found[1])
    if action := parse_qs(environ.get("QUERY_STRING", "")).get("Action"):
        return str(action[0])
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode("latin-1"))
        return form["Action"][0] if "Action" in form else None
    return None


def changes_state(environ: WSGIEnvironment, operation: str | None) -> bool:
    """Tell whether a request may change something in moto.

    A Lambda invocation does not by itself: what the function does, it does by requests of its
    own, which would wait for ever if the invocation held the journal.
    """
    path = environ.get("PATH_INFO", "")
    if path.startswith("/moto-api/recorder/") or path.endswith("/invocations"):
        return False
    if operation is not None:
        return _READING.match(operation) is None
    return environ["REQUEST_METHOD"] not in _SAFE_METHODS


def object_written(environ: WSGIEnvironment) -> str | None:
    """Return ``/bucket/key`` if the request puts or deletes one whole S3 object.

    Only for hosts that can not have a bucket in their name.
    """
    path: str = environ.get("RAW_URI", "").partition("?")[0]
    has_key = _KEY.match(path) and _NO_BUCKET.match(environ.get("HTTP_HOST", ""))
    if environ["REQUEST_METHOD"] not in {"PUT", "DELETE"} or not has_key:
        return None
    if _SUBRESOURCE.search(environ.get("QUERY_STRING", "")):
        return None
    return None if "HTTP_X_AMZ_COPY_SOURCE" in environ else unquote(path)


def object_copied(environ: WSGIEnvironment) -> str | None:
    """Return ``/bucket/key`` of the S3 object that the request copies from."""
    source = environ.get("HTTP_X_AMZ_COPY_SOURCE")
    return "/" + unquote(source).partition("?")[0].lstrip("/") if source else None
