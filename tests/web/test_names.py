"""S3 under a further name of the server, whose dots look as if there were a bucket before them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import boto3
import pytest
import requests
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from a2i_emulator.security.access_keys import create_access_key
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import Server, build_server

NAME = "a2i.example.com"
ITS_BUCKET = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::box", "arn:aws:s3:::box/*"],
        }
    ],
}


class Client:
    """A program that knows the server by its name, and signs for that."""

    def __init__(self, server: Server) -> None:
        key = create_access_key(server.service.database, "ann", 0, [ITS_BUCKET])
        self._credentials, self._url = Credentials(key.id, key.secret), server.url

    def __call__(self, method: str, path: str, body: str = "", host: str = NAME) -> tuple[int, str]:
        request = AWSRequest(method, f"http://{host}{path}", data=body)
        S3SigV4Auth(self._credentials, "s3", "us-east-1").add_auth(request)
        headers = {**dict(request.headers.items()), "Host": host}
        answer = requests.request(method, self._url + path, data=body, headers=headers, timeout=20)
        return answer.status_code, answer.text


def test_a_bucket_is_named_by_the_path_or_before_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secured = Settings(port=0, data_dir=tmp_path, allowed_hosts=(NAME,), enforce_policies=True)
    server = build_server(secured)
    server.start()
    with closing(server):
        call = Client(server)
        assert call("PUT", "/box")[0] == 200
        assert call("PUT", "/box/by-path", "one")[0] == 200
        assert call("PUT", "/before", "two", host=f"box.{NAME}")[0] == 200
        assert call("GET", "/before", host=f"box.{NAME}") == (200, "two")
        assert call("GET", "/box/by-path") == (200, "one")
        assert call("PUT", "/other")[0] == 403, "its policies are asked about the bucket"
    server = build_server(Settings(port=0, data_dir=tmp_path))
    server.start()
    with closing(server):
        s3 = boto3.client(
            "s3",
            "us-east-1",
            endpoint_url=server.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        with closing(s3):
            found = s3.list_objects_v2(Bucket="box")["Contents"]
            assert [item["Key"] for item in found] == ["before", "by-path"], "it has no name now"
