"""Presigned links end by the emulator's clock, with both kinds of emulator."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from botocore.config import Config

from a2i_emulator.testing import A2I

HOUR = timedelta(hours=1)
SHOWN = "<crowd-form><img src=\"{{ 's3://results/picture' | grant_read_access }}\"></crowd-form>"
EXPIRED = re.compile(
    r'<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>AccessDenied</Code>'
    r"<Message>Request has expired</Message>(<X-Amz-Expires>\d+</X-Amz-Expires>)?"
    r"<Expires>[-\dT:]+Z</Expires><ServerTime>[-\dT:]+Z</ServerTime>"
    r"<RequestId>\w+</RequestId><HostId>\w+</HostId></Error>"
)


def link_of_a_template(kit: A2I) -> str:
    rendered = kit.client("sagemaker").render_ui_template(
        UiTemplate={"Content": SHOWN}, Task={"Input": "{}"},
        RoleArn="arn:aws:iam::123456789012:role/a2i",
    )  # fmt: skip
    assert rendered["Errors"] == []
    (link,) = re.findall('src="([^"]+)"', rendered["RenderedContent"])
    return str(link).replace("&amp;", "&")


def link_of_a_program(kit: A2I, version: str) -> str:
    s3: Any = kit.client(
        "s3",
        config=Config(signature_version=version),
        aws_access_key_id="a/key",
        aws_secret_access_key="x",
    )
    parameters = {"Bucket": "results", "Key": "picture"}
    return str(s3.generate_presigned_url("get_object", parameters, ExpiresIn=60))


@pytest.mark.parametrize("signed", ["s3", "s3v4", "template"])
def test_a_link_ends(kit: A2I, signed: str) -> None:
    kit.client("s3").put_object(Bucket="results", Key="picture", Body=b"\x89PNG")
    if signed == "template":
        kit.clock.advance(2 * HOUR)
        link = link_of_a_template(kit)
        kit.clock.advance(11 * HOUR)
    else:
        link = link_of_a_program(kit, signed)
    assert requests.get(link, timeout=20).content == b"\x89PNG"
    kit.clock.advance(2 * HOUR)
    refused = requests.get(link, timeout=20)
    assert refused.status_code == 403
    stated = EXPIRED.fullmatch(refused.text)
    assert stated
    assert (stated[1] is None) == (signed == "s3")
    assert requests.head(link, timeout=20).status_code == 403
    assert [call.status for call in kit.requests()][-2:] == [403, 403]
    assert kit.client("s3").get_object(Bucket="results", Key="picture")["Body"].read() == b"\x89PNG"
