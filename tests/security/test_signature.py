"""Signatures: those that AWS has published, and those that botocore makes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.instant import SECOND, from_datetime
from a2i_emulator.protocol.exchange import Request
from a2i_emulator.security.chunks import verify_chunks
from a2i_emulator.security.signature import SignatureError, signature_of, verify

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EMPTY = hashlib.sha256(b"").hexdigest()
PUBLISHED_AT = from_datetime(datetime(2013, 5, 24, tzinfo=timezone.utc))
SCOPE = "20130524/us-east-1/s3/aws4_request"


def published(
    method: str, target: str, names: str, signature: str, body: bytes = b"", **headers: str
) -> Request:
    """Return a request of S3's documentation."""
    path, _, query = target.partition("?")
    said = {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    said["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={KEY}/{SCOPE},SignedHeaders={names},Signature={signature}"
    )
    return Request(method, path, query, said, body)


PUBLISHED = {
    "an object's first bytes": published(
        "GET",
        "/test.txt",
        "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        range="bytes=0-9",
        x_amz_content_sha256=EMPTY,
    ),
    "an object to keep": published(
        "PUT",
        "/test$file.text",
        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        b"Welcome to Amazon S3.",
        date="Fri, 24 May 2013 00:00:00 GMT",
        x_amz_storage_class="REDUCED_REDUNDANCY",
        x_amz_content_sha256=hashlib.sha256(b"Welcome to Amazon S3.").hexdigest(),
    ),
    "a parameter without a value": published(
        "GET",
        "/?lifecycle",
        "host;x-amz-content-sha256;x-amz-date",
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        x_amz_content_sha256=EMPTY,
    ),
    "parameters": published(
        "GET",
        "/?max-keys=2&prefix=J",
        "host;x-amz-content-sha256;x-amz-date",
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        x_amz_content_sha256=EMPTY,
    ),
    "a presigned address": Request(
        "GET",
        "/test.txt",
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={KEY}%2F{SCOPE.replace('/', '%2F')}"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        {"host": "examplebucket.s3.amazonaws.com"},
        b"",
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_signatures_of_the_documentation(name: str) -> None:
    request = PUBLISHED[name]
    verify(request, signature_of(request), SECRET, PUBLISHED_AT)
    with pytest.raises(SignatureError, match="wrong"):
        verify(request, signature_of(request), SECRET + "x", PUBLISHED_AT)


CHUNK_SIGNATURES = (
    ("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", 65536),
    ("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", 1024),
    ("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", 0),
)


def chunked_body() -> bytes:
    return b"".join(
        f"{size:x};chunk-signature={signature}\r\n".encode() + b"a" * size + b"\r\n"
        for signature, size in CHUNK_SIGNATURES
    )


def test_the_chunks_of_the_documentation() -> None:
    body = chunked_body()
    request = published(
        "PUT",
        "/examplebucket/chunkObject.txt",
        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date"
        ";x-amz-decoded-content-length;x-amz-storage-class",
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
        body,
        host="s3.amazonaws.com",
        x_amz_storage_class="REDUCED_REDUNDANCY",
        x_amz_content_sha256="STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        content_encoding="aws-chunked",
        x_amz_decoded_content_length="66560",
        content_length=str(len(body)),
    )
    signature = signature_of(request)
    verify(request, signature, SECRET, PUBLISHED_AT)
    verify_chunks(body, signature, SECRET, has_trailer=False)
    first = len(body) - len(body.partition(b"\r\n400;")[2]) - len("\r\n400;")
    for changed in (
        body.replace(b"a", b"b", 1),
        body[:first] + body[body.rindex(b"\r\n0;") :],  # a chunk is left out
        body[:first],  # and the end
        b"",
    ):
        with pytest.raises(SignatureError):
            verify_chunks(changed, signature, SECRET, has_trailer=False)


NOW = from_datetime(datetime.now(timezone.utc))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
signers = st.sampled_from(
    [
        (SigV4Auth, "sagemaker"),
        (SigV4QueryAuth, "sts"),
        (S3SigV4Auth, "s3"),
        (S3SigV4QueryAuth, "s3"),
    ]
)


def signed(signer: Any, service: str, method: str, url: str, body: bytes) -> Request:
    """Return a request that botocore has signed, as a server receives it."""
    made = AWSRequest(method, url, {"X-Amz-Meta-A": "  two   words "}, body)
    signer(Credentials(KEY, SECRET, "token"), service, "eu-west-1").add_auth(made)
    prepared = made.prepare()
    split = urlsplit(prepared.url)
    headers = {
        name.lower(): value.decode() if isinstance(value, bytes) else value
        for name, value in prepared.headers.items()
    }
    return Request(method, split.path, split.query, {"host": split.netloc, **headers}, body)


@given(
    signer=signers,
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
    parts=st.lists(texts.filter(lambda text: text not in {".", ".."}), max_size=3),
    parameters=st.lists(st.tuples(texts.filter(bool), texts), max_size=3, unique_by=lambda p: p[0]),
    body=st.binary(max_size=20),
)
def test_what_botocore_signs_is_known(
    signer: tuple[Any, str],
    method: str,
    parts: list[str],
    parameters: list[tuple[str, str]],
    body: bytes,
) -> None:
    kind, service = signer
    is_address = kind in {SigV4QueryAuth, S3SigV4QueryAuth}
    body = b"" if is_address else body
    path = "/".join(quote(part, safe="-_.~") for part in parts)
    query = urlencode(parameters, quote_via=quote, safe="-_.~")
    request = signed(kind, service, method, f"http://localhost:4224/{path}?{query}", body)
    signature = signature_of(request)
    assert (signature.access_key, signature.token) == (KEY, "token")
    now = from_datetime(datetime.now(timezone.utc))
    verify(request, signature, SECRET, now)
    other = Request(request.method, request.path + "x", request.query, request.headers, body)
    with pytest.raises(SignatureError, match="wrong"):
        verify(other, signature, SECRET, now)
    if not is_address:
        changed = Request(method, request.path, request.query, request.headers, body + b"x")
        with pytest.raises(SignatureError, match=r"wrong|other_body"):
            verify(changed, signature, SECRET, now)


@pytest.mark.parametrize(
    ("seconds", "kind"), [(301, "late"), (-301, "early"), (299, None), (-299, None)]
)
def test_a_signature_has_its_time(seconds: int, kind: str | None) -> None:
    request = signed(SigV4Auth, "sagemaker", "POST", "http://localhost/", b"{}")
    signature = signature_of(request)
    at = from_datetime(datetime.strptime(signature.signed_at + "+0000", "%Y%m%dT%H%M%SZ%z"))
    if kind is None:
        verify(request, signature, SECRET, at + seconds * SECOND)
        return
    with pytest.raises(SignatureError, match=kind) as raised:
        verify(request, signature, SECRET, at + seconds * SECOND)
    assert raised.value.values["minutes"] == "5"


@pytest.mark.parametrize(
    ("headers", "query", "kind"),
    [
        ({}, "", "missing"),
        ({"authorization": "Basic YTpi"}, "", "algorithm"),
        ({"authorization": "AWS4-HMAC-SHA256 Credential=a"}, "", "parameter"),
        (
            {"authorization": "AWS4-HMAC-SHA256 Credential=a, Signature=b, SignedHeaders=host"},
            "",
            "credential",
        ),
        (
            {
                "authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/{SCOPE}, Signature=b,"
                " SignedHeaders=host"
            },
            "",
            "undated",
        ),
        (
            {
                "authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/{SCOPE}, Signature=b,"
                " SignedHeaders=x-amz-date",
                "x-amz-date": "20130524T000000Z",
            },
            "",
            "unsigned_header",
        ),
        ({}, "X-Amz-Signature=a", "algorithm"),
        ({}, "X-Amz-Signature=a&X-Amz-Algorithm=AWS4-HMAC-SHA256", "parameter"),
    ],
)
def test_what_is_no_whole_signature(headers: dict[str, str], query: str, kind: str) -> None:
    with pytest.raises(SignatureError, match=kind):
        signature_of(Request("GET", "/", query, headers, b""))
