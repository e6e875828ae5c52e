"""Where moto's S3 reads a call otherwise than the check of callers: no more than allowed."""

from __future__ import annotations

import io
import sys
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from tests.security.conftest import Guarded, allowing, denying
from tests.support.signed import FORM, Key, call, link, now, send

from a2i_emulator.security.chunks import verify_chunks
from a2i_emulator.security.signature import (
    Signature,
    SignatureError,
    sign,
    signing_key,
)


def own(guarded: Guarded) -> Key:
    return guarded.key("own", allowing("s3:*", "arn:aws:s3:::team-data-of-ours/*"))


@pytest.mark.parametrize("service", ["S3", "xs3", "s3express", "s3-object-lambda"])
def test_s3_is_signed_for_by_its_name(guarded: Guarded, s3: Any, service: str) -> None:
    key = guarded.key("most", allowing("*"), denying("s3:*"))
    assert call(guarded, own(guarded), service, "GET", "/victim/secret")[0] in {400, 403}
    assert call(guarded, key, service, "GET", "/victim/secret")[0] in {400, 403}


@pytest.mark.parametrize("extra", [[], [("Authorization", "")]])
@pytest.mark.parametrize("expires", ["&X-Amz-Expires=60", "", "&X-Amz-%45xpires=60"])
def test_a_link_ends(guarded: Guarded, s3: Any, extra: Any, expires: str) -> None:
    at = (datetime.now(timezone.utc) - timedelta(days=30)).strftime("%Y%m%dT%H%M%SZ")
    target = link(guarded, "GET", "/victim/secret", at, expires)
    host = ("Host", urlsplit(guarded.url).netloc)
    assert send(guarded, "GET", target, [host, *extra])[0] in {400, 403}


def test_what_is_added_to_a_signed_request_counts_for_nothing(guarded: Guarded, s3: Any) -> None:
    added = ("x-amz-copy-source", "victim/secret")
    target = link(guarded, "PUT", "/victim/public", now())
    host = ("Host", urlsplit(guarded.url).netloc)
    assert send(guarded, "PUT", target, [host, added])[0] == 400
    assert call(guarded, guarded.admin, "s3", "PUT", "/victim/public", unsigned=(added,))[0] == 400
    assert send(guarded, "PUT", target, [host], b"mine")[0] == 200


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "http://team-data-of-ours/victim/secret"),
        ("DELETE", "/team-data-of-ours#/x"),
        ("GET", "/team-data-of-ours#/x"),
    ],
)
def test_a_target_has_one_path(guarded: Guarded, s3: Any, method: str, target: str) -> None:
    s3.create_bucket(Bucket="team-data-of-ours")
    assert call(guarded, own(guarded), "s3", method, target)[0] == 400
    s3.head_bucket(Bucket="team-data-of-ours")


def test_who_may_put_objects_makes_no_access_points(guarded: Guarded, s3: Any) -> None:
    bucket, key = "team-data-of-ours", own(guarded)
    body = b"<CreateAccessPointRequest><Bucket>victim</Bucket></CreateAccessPointRequest>"
    path, account = f"/v20180820/accesspoint/{bucket[:-13]}", {"x-amz-account-id": "123456789012"}
    host = f"{bucket}.s3.us-east-1.amazonaws.com"
    assert call(guarded, key, "s3", "PUT", path, account, body, host=host)[0] == 403
    host = f"{bucket}.s3-accesspoint.us-east-1.amazonaws.com"
    assert call(guarded, key, "s3", "GET", "/secret", host=host)[0] == 400


@pytest.mark.parametrize(
    ("allowed", "method", "target", "body"),
    [
        ("s3:GetBucketLocation", "DELETE", "/victim?location", b""),
        ("s3:GetBucketLocation", "PUT", "/new?location", b""),
        ("s3:PutBucketAcl", "DELETE", "/victim?acl", b""),
        ("s3:PutBucketTagging", "PUT", "/victim?tagging&policy", b"{}"),
        ("s3:PutBucketTagging", "POST", "/victim?tagging&delete", b"<Delete/>"),
        ("s3:CreateBucket", "PUT", "/victim?accelerate", b""),
        ("s3:DeleteBucket", "DELETE", "/victim?replication", b""),
        ("s3:ListBucket", "GET", "/victim?inventory", b""),
        ("s3:PutObject", "POST", "/victim/secret?select&select-type=2", b""),
        ("s3:PutObjectTagging", "POST", "/victim/secret?tagging&uploads", b""),
        ("s3:GetObjectAcl", "HEAD", "/victim/secret?acl", b""),
        ("s3:DeleteObjectAcl", "DELETE", "/victim/secret?acl", b""),
        ("s3:GetObject", "GET", "/victim/secret", b"versionId=null"),
        ("s3:DeleteObject", "DELETE", "/victim/secret", b'{"versionId": "null"}'),
        ("s3:GetObjectTagging", "GET", "/victim/secret?tagging&versionId=null", b""),
        ("s3:PutObject", "PUT", "/victim/secret?retention", b""),
        ("s3:GetObjectRetention", "GET", "/victim/secret?retention", b""),
        ("s3:DeleteObjectAnnotation", "DELETE", "/victim/secret?annotation&annotationName=a", b""),
        ("s3:PutMetricsConfiguration", "DELETE", "/victim?metrics&id=a", b""),
    ],
)
def test_an_action_is_the_one_that_moto_does(  # noqa: PLR0917 - the table's columns
    guarded: Guarded, s3: Any, allowed: str, method: str, target: str, body: bytes
) -> None:
    key = guarded.key("few", allowing(allowed))
    assert call(guarded, key, "s3", method, target, FORM if body else {}, body)[0] in {
        400,
        403,
        501,
    }
    assert [each["Name"] for each in s3.list_buckets()["Buckets"]] == ["victim"]
    assert s3.get_object(Bucket="victim", Key="secret")["Body"].read() == b"secret,1\n"


def test_no_object_is_reached_by_a_list_or_a_form(guarded: Guarded, s3: Any) -> None:
    key = guarded.key("most", allowing("*"), denying("*", resource="arn:aws:s3:::victim/secret"))
    form = {"Content-Type": "multipart/form-data; boundary=X"}
    fields = (("key", "secret"), ("file", "forged"))
    parts = "".join(
        f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields
    )
    delete = b"<Delete><Object><Key>secret</Key></Object></Delete>"
    assert call(guarded, key, "s3", "POST", "/victim?delete", {}, delete)[0] == 403
    assert call(guarded, key, "s3", "POST", "/victim", form, f"{parts}--X--\r\n".encode())[0] == 403
    for source in (
        "//x/victim/secret",
        "x:/victim/secret",
        "%2F%2Fvictim/secret",
        "victim/secret#",
    ):
        headers = {"x-amz-copy-source": source}
        assert call(guarded, key, "s3", "PUT", "/victim/copy", headers)[0] == 400
    assert s3.get_object(Bucket="victim", Key="secret")["Body"].read() == b"secret,1\n"


@pytest.mark.parametrize(
    ("header", "value"),
    [("x-amz-acl", "public-read"), ("x-amz-tagging", "a=b"), ("x-amz-grant-read", "id=x")],
)
def test_what_else_an_object_is_given_is_asked_for(
    guarded: Guarded, s3: Any, header: str, value: str
) -> None:
    key = guarded.key("putter", allowing("s3:PutObject"))
    assert call(guarded, key, "s3", "PUT", "/victim/x", {}, b"x")[0] == 200
    assert call(guarded, key, "s3", "PUT", "/victim/x", {header: value}, b"x")[0] == 403


def test_an_upload_is_its_keys(guarded: Guarded, s3: Any) -> None:
    theirs = s3.create_multipart_upload(Bucket="victim", Key="secret")["UploadId"]
    actions = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    key = guarded.key("few", allowing(actions, "arn:aws:s3:::victim/mine/*"))
    path, part = "/victim/mine/x", f"uploadId={theirs}&partNumber=1"
    assert call(guarded, key, "s3", "PUT", f"{path}?{part}", {}, b"forged")[0] == 404
    assert call(guarded, key, "s3", "GET", f"{path}?uploadId={theirs}")[0] == 404
    assert call(guarded, key, "s3", "DELETE", f"{path}?uploadId={theirs}")[0] == 404
    done = b"<CompleteMultipartUpload></CompleteMultipartUpload>"
    assert call(guarded, key, "s3", "POST", f"{path}?uploadId={theirs}", {}, done)[0] == 404
    mine = s3.create_multipart_upload(Bucket="victim", Key="mine/x")["UploadId"]
    own_part = f"{path}?uploadId={mine}&partNumber=1"
    # what is no form may say that it is one
    assert call(guarded, key, "s3", "PUT", own_part, FORM, part.encode())[0] == 200
    fields = {"uploadId": theirs, "partNumber": "1", 'file"; filename="f': "forged"}
    parts = "".join(
        f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    )
    several = {"Content-Type": "multipart/form-data; boundary=X"}
    body = f"{parts}--X--\r\n".encode()
    assert call(guarded, key, "s3", "PUT", own_part, several, body)[0] == 200
    assert s3.list_parts(Bucket="victim", Key="secret", UploadId=theirs).get("Parts") is None
    assert len(s3.list_parts(Bucket="victim", Key="mine/x", UploadId=mine)["Parts"]) == 1


def test_chunks_take_no_more_room_than_they_need(guarded: Guarded, s3: Any) -> None:
    at, body = now(), b"0;chunk-signature=" + b"0" * 64 + b"\r\n\r\n"
    stated = {
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "x-amz-decoded-content-length": str(10**15),
        "x-amz-date": at,
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, "
        "SignedHeaders=host, Signature=0",
        "Host": urlsplit(guarded.url).netloc,
    }
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in stated.items()}
    answer = guarded.server.parts.moto.answer(
        environ
        | {
            "REQUEST_METHOD": "PUT",
            "PATH_INFO": "/victim/large",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
        }
    )
    assert answer.code == 200


def test_each_chunk_ends_with_its_line() -> None:
    scope = ("20260101", "us-east-1", "s3", "aws4_request")
    signature = Signature("a", scope, ("host",), "0" * 64, "20260101T000000Z", None)
    key, before, parts = signing_key("secret", scope), signature.digest, []
    for chunk in (b"one", b"two", b""):
        digests = (before, sha256(b"").hexdigest(), sha256(chunk).hexdigest())
        lines = ("AWS4-HMAC-SHA256-PAYLOAD", signature.signed_at, "/".join(scope), *digests)
        before = sign(key, "\n".join(lines))
        parts.append(f"{len(chunk):x};chunk-signature={before}\r\n".encode() + chunk)
    verify_chunks(b"\r\n".join(parts), signature, "secret", has_trailer=False)
    with pytest.raises(SignatureError):
        verify_chunks(b"".join(parts), signature, "secret", has_trailer=False)


def test_a_link_of_version_2_has_the_sub_resources_that_it_signs(guarded: Guarded, s3: Any) -> None:
    s3.create_bucket(Bucket="lock", ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket="lock", Key="k", Body=b"x")
    old = boto3.client(
        "s3",
        endpoint_url=guarded.url,
        region_name="us-east-1",
        aws_access_key_id=guarded.admin[0],
        aws_secret_access_key=guarded.admin[1],
        config=Config(signature_version="s3"),
    )
    host = [("Host", urlsplit(guarded.url).netloc)]

    def target(operation: str, **members: Any) -> str:
        made = old.generate_presigned_url(operation, Params={"Bucket": "lock", **members})
        return str(made.removeprefix(guarded.url))

    put, held = target("put_object", Key="k"), b"<LegalHold><Status>ON</Status></LegalHold>"
    for added in ("&legal-hold", "&legal%2Dhold", "&retention", "&%61cl", "&acl"):
        assert send(guarded, "PUT", put + added, host, held)[0] == 403, added
    assert send(guarded, "PUT", put, host, b"y")[0] == 200
    for allowed in (
        target("get_object", Key="k", ResponseContentType="text/plain"),
        target("get_object_tagging", Key="k"),
    ):
        assert send(guarded, "GET", allowed, host)[0] == 200, allowed
