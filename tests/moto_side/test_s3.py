"""S3 by moto behind waitress: its awkward corners."""

from __future__ import annotations

import http.client
import io
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tests.support.endpoint import Endpoint, authorization, raw

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    "key",
    [
        "a%2Fb", "a/b", "a//b", "/a", "a b", "a+b", "ä/ß", "a?b", "a#b", "a%20b", "a%", "..",
        "a/../b", "~-_.!*'()", "日本", "a&b=c", "a;b", "a\\b", "a/",
    ],
)  # fmt: skip
def test_keys_stay_what_they_are(s3: Any, key: str) -> None:
    s3.put_object(Bucket="box", Key=key, Body=key.encode())
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="box")["Contents"]] == [key]
    assert s3.get_object(Bucket="box", Key=key)["Body"].read() == key.encode()
    s3.delete_object(Bucket="box", Key=key)
    assert "Contents" not in s3.list_objects_v2(Bucket="box")


def test_metadata_names_with_underscores_survive(s3: Any) -> None:
    s3.put_object(Bucket="box", Key="k", Body=b"", Metadata={"my_key": "1", "other-key": "2"})
    assert s3.head_object(Bucket="box", Key="k")["Metadata"] == {"my_key": "1", "other-key": "2"}


def test_head_answers_without_a_body(s3: Any) -> None:
    s3.put_object(Bucket="box", Key="k", Body=b"12345", ContentType="text/plain")
    head = s3.head_object(Bucket="box", Key="k")
    assert (head["ContentLength"], head["ContentType"]) == (5, "text/plain")
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket="box", Key="none")


def test_a_range_is_cut_out(s3: Any) -> None:
    s3.put_object(Bucket="box", Key="k", Body=b"0123456789")
    part = s3.get_object(Bucket="box", Key="k", Range="bytes=2-5")
    assert part["Body"].read() == b"2345"
    assert part["ContentRange"] == "bytes 2-5/10"


def test_twelve_mebibytes_in_one_piece(s3: Any) -> None:
    body = bytes(range(256)) * (12 * MEBIBYTE // 256)
    s3.put_object(Bucket="box", Key="k", Body=body)
    assert s3.get_object(Bucket="box", Key="k")["Body"].read() == body


def test_multipart_uploads(s3: Any) -> None:
    body = b"x" * (12 * MEBIBYTE)
    s3.upload_fileobj(io.BytesIO(body), "box", "k")
    head = s3.head_object(Bucket="box", Key="k")
    assert head["ETag"].endswith('-2"')
    assert s3.get_object(Bucket="box", Key="k")["Body"].read() == body


def test_presigned_urls(s3: Any, endpoint: Endpoint) -> None:
    s3.put_object(Bucket="box", Key="k ü", Body=b"signed")
    signed = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    presigner = endpoint.client("s3", config=signed)
    read = presigner.generate_presigned_url("get_object", {"Bucket": "box", "Key": "k ü"})
    write = presigner.generate_presigned_url("put_object", {"Bucket": "box", "Key": "new"})
    assert raw(endpoint, "GET", read.removeprefix(endpoint.url)) == (200, b"signed")
    status, _ = raw(endpoint, "PUT", write.removeprefix(endpoint.url), b"written")
    assert status == 200
    assert s3.get_object(Bucket="box", Key="new")["Body"].read() == b"written"


def test_browser_form_uploads(s3: Any, endpoint: Endpoint) -> None:
    form = s3.generate_presigned_post("box", "up/${filename}")
    fields = "".join(
        f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items()
    )
    file = '--X\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nbody\r\n--X--'
    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    status, _ = raw(endpoint, "POST", "/box", (fields + file).encode(), headers)
    assert status == 204
    assert s3.get_object(Bucket="box", Key="up/f")["Body"].read() == b"body"


def test_chunked_transfer(s3: Any, endpoint: Endpoint) -> None:
    chunks = iter([b"one,", b"two,", b"three"])
    assert raw(endpoint, "PUT", "/box/k", chunks, authorization("s3"))[0] == 200
    assert s3.get_object(Bucket="box", Key="k")["Body"].read() == b"one,two,three"


def test_aws_chunked_content_with_a_trailer(s3: Any, endpoint: Endpoint) -> None:
    chunks = b"5;chunk-signature=0\r\nhello\r\n0;chunk-signature=0\r\n"
    body = chunks + b"x-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    headers = authorization("s3") | {
        "Content-Encoding": "aws-chunked",
        "X-Amz-Content-Sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "X-Amz-Decoded-Content-Length": "5",
        "X-Amz-Trailer": "x-amz-checksum-crc32",
    }
    assert raw(endpoint, "PUT", "/box/k", body, headers)[0] == 200
    stored = s3.get_object(Bucket="box", Key="k")
    assert stored["Body"].read() == b"hello"
    assert "ContentEncoding" not in stored


def test_expect_continue(s3: Any, endpoint: Endpoint) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
    connection.putrequest("PUT", "/box/k")
    for name, value in authorization("s3").items():
        connection.putheader(name, value)
    connection.putheader("Expect", "100-continue")
    connection.putheader("Content-Length", "4")
    connection.endheaders()
    assert connection.sock is not None
    assert connection.sock.recv(64).startswith(b"HTTP/1.1 100")
    connection.send(b"body")
    assert connection.getresponse().status == 200
    connection.close()
    assert s3.get_object(Bucket="box", Key="k")["Body"].read() == b"body"
