from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.domain.s3_uri import S3Location, parse_s3_uri


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [
        ("s3://b/k", "b", "k"),
        ("S3://b/a/b%20c?d#e", "b", "a/b%20c?d#e"),
        ("s3://b", "b", ""),
        ("s3://b/", "b", ""),
        ("s3://b//k", "b", "/k"),
        ("https://s3.amazonaws.com/b/a/k.json", "b", "a/k.json"),
        ("https://s3.eu-west-1.amazonaws.com/b/k", "b", "k"),
        ("https://s3-eu-west-1.amazonaws.com/b/k", "b", "k"),
        ("https://b.s3.amazonaws.com/k", "b", "k"),
        ("https://b.s3.eu-west-1.amazonaws.com/a%20b/k+c", "b", "a b/k+c"),
        ("https://my.dotted.bucket.s3.us-east-2.amazonaws.com/k", "my.dotted.bucket", "k"),
        ("https://b.s3.dualstack.eu-west-1.amazonaws.com/k", "b", "k"),
        ("https://b.s3.cn-north-1.amazonaws.com.cn/k", "b", "k"),
        ("https://b.s3.eu-west-1.amazonaws.com/k?versionId=1", "b", "k"),
    ],
)
def test_takes_every_form_apart(text: str, bucket: str, key: str) -> None:
    assert parse_s3_uri(text) == S3Location(bucket, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "b/k",
        "s3:///k",
        "ftp://s3.amazonaws.com/b/k",
        "https://example.com/b/k",
        "https://s3.amazonaws.com.evil.example/b/k",
        "https://s3.amazonaws.com/",
        "https://[bad/k",
        "https://b.s3.eu-west-1.amazonaws.com.evil.example/k",
    ],
)
def test_says_none_of_anything_else(text: str) -> None:
    assert parse_s3_uri(text) is None


@given(st.text(min_size=1).filter(lambda t: "/" not in t), st.text())
def test_reads_back_what_it_prints(bucket: str, key: str) -> None:
    location = S3Location(bucket, key)
    assert parse_s3_uri(str(location)) == location
