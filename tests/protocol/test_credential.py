"""Who signed a request, wherever and however the signature stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a2i_emulator.protocol import Request
from a2i_emulator.protocol.credential import Credential, credential_of

SCOPE = "AKID/20260101/eu-west-1/s3/aws4_request"
SIGV4 = "AWS4-HMAC-SHA256 "
SIGV4A = "AWS4-ECDSA-P256-SHA256 "
FOUND = Credential("AKID", "eu-west-1", "s3")


def signed(authorization: str = "", query: str = "", **headers: str) -> Request:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if authorization:
        given["authorization"] = authorization
    return Request("GET", "/", query, given, b"")


def presigned(credential: str, **more: str) -> Request:
    parameters = {"X-Amz-Credential": credential} | {
        f"X-Amz-{name.replace('_', '-')}": value for name, value in more.items()
    }
    return signed(query="&".join(f"{name}={value}" for name, value in parameters.items()))


@pytest.mark.parametrize(
    "request_",
    [
        signed(f"{SIGV4}Credential={SCOPE}, SignedHeaders=host, Signature=0"),
        signed(f"{SIGV4}Credential={SCOPE},SignedHeaders=host,Signature=0"),
        signed(f"{SIGV4}SignedHeaders=host,Signature=0,Credential={SCOPE}"),
        signed(f"{SIGV4}Credential={SCOPE}", query="X-Amz-Credential=other/1/r/sqs/aws4_request"),
        presigned(SCOPE),
        presigned(SCOPE.replace("/", "%2F")),
        presigned(SCOPE.replace("/", "%2f")),
        presigned(SCOPE.replace("/", "%2f").replace("-", "%2d"), Expires="60"),
    ],
)
def test_version_4(request_: Request) -> None:
    assert credential_of(request_) == FOUND


@pytest.mark.parametrize(
    "request_",
    [signed(f"{SIGV4}Credential=A/K/{SCOPE}"), presigned(f"A/K/{SCOPE}".replace("/", "%2f"))],
)
def test_an_access_key_may_hold_what_parts_the_scope(request_: Request) -> None:
    assert credential_of(request_) == Credential("A/K/AKID", "eu-west-1", "s3")


WIDE = "AKID/20260101/s3/aws4_request"


@pytest.mark.parametrize(
    ("request_", "region"),
    [
        (signed(f"{SIGV4A}Credential={WIDE}, S=0", x_amz_region_set="eu-west-1"), "eu-west-1"),
        (signed(f"{SIGV4A}Credential={WIDE}", x_amz_region_set="*, eu-west-1"), "eu-west-1"),
        (signed(f"{SIGV4A}Credential={WIDE}", x_amz_region_set="us-*"), "us-east-1"),
        (signed(f"{SIGV4A}Credential={WIDE}"), "us-east-1"),
        (
            presigned(WIDE, Algorithm=SIGV4A.strip(), Region_Set="eu-west-1%2Cus-east-1"),
            "eu-west-1",
        ),
    ],
)
def test_version_4a_names_a_set_of_regions(request_: Request, region: str) -> None:
    assert credential_of(request_) == Credential("AKID", region, "s3")


@pytest.mark.parametrize(
    "request_",
    [
        signed("AWS AKID:c2lnbmF0dXJl="),
        signed(query="AWSAccessKeyId=AKID&Signature=c2ln%3D&Expires=1800000000"),
        signed(query="Expires=1800000000&x-id=GetObject&AWSAccessKeyId=AKID&Signature=c2ln"),
    ],
)
def test_version_2_is_s3s(request_: Request) -> None:
    assert credential_of(request_) == Credential("AKID", "us-east-1", "s3")


@pytest.mark.parametrize(
    "request_",
    [
        signed(),
        signed("Bearer AKID/20260101/eu-west-1/s3/aws4_request"),
        signed(f"{SIGV4}Credential={WIDE}"),
        signed(f"{SIGV4A}Credential=AKID"),
        signed(f"{SIGV4}Credential=/20260101/eu-west-1/s3/aws4_request"),
        signed("AWS AKID"),
        signed(query="AWSAccessKeyId=AKID"),
        signed(query=f"not-X-Amz-Credential={SCOPE}"),
    ],
)
def test_what_is_no_whole_signature(request_: Request) -> None:
    assert credential_of(request_) is None


@given(st.text(), st.text(), st.sampled_from(["", SIGV4, SIGV4A, "AWS "]))
def test_anything_at_all_can_be_asked(header: str, query: str, kind: str) -> None:
    found = credential_of(signed(f"{kind}Credential={header}", query))
    assert found is None or (found.access_key and found.region and found.service)
    credential_of(signed(query=f"X-Amz-Algorithm={kind}&X-Amz-Credential={query}"))
