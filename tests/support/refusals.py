"""Workforces to ask for, and what a request is refused with."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

COGNITO = {"UserPool": "us-east-1_abcdefghi", "ClientId": "client"}
OIDC = {
    "ClientId": "client",
    "ClientSecret": "very secret",
    **dict.fromkeys(
        (
            "Issuer",
            "AuthorizationEndpoint",
            "TokenEndpoint",
            "UserInfoEndpoint",
            "LogoutEndpoint",
            "JwksUri",
        ),
        "https://example.com/x",
    ),
}


def refused(call: Any, **request: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**request)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
