"""Fixtures of the wire's tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from a2i_emulator.protocol import Request

Sign = Callable[..., Request]


@pytest.fixture(scope="session")
def signed() -> Sign:
    """Make a request that carries the credential of a signature, which nobody verifies."""

    def sign(
        signing_name: str,
        method: str = "POST",
        path: str = "/",
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Request:
        scope = f"AKIDEXAMPLE/20260101/eu-west-1/{signing_name}/aws4_request"
        authorization = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        given = {"authorization": authorization, **(headers or {})}
        return Request(method, path, query, given, body)

    return sign
