"""Which ID tokens are believed, and how often keys are fetched."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from a2i_emulator.real_time import wall_clock
from a2i_emulator.security import id_tokens
from a2i_emulator.security.id_tokens import KeySets, ProviderError, verified

ADDRESS = "https://id.example/keys"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
PUBLIC = KeySet([KEY]).as_dict(private=False)


def claims(**other: Any) -> dict[str, Any]:
    now = wall_clock() // 1000
    usual = {"iss": "https://id.example", "sub": "ann", "aud": "a2i", "nonce": "n"}
    return {**usual, "iat": now, "exp": now + 60, **other}


def believed(token: str) -> dict[str, Any]:
    known = KeySet.import_key_set(PUBLIC)
    return verified(
        token, issuer="https://id.example", client_id="a2i", nonce="n", keys=lambda _: known
    )


def by_secret(secret: bytes) -> str:
    """Return a token signed by what is no secret to us, or to nobody."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, claims())]
    text = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    digest = hmac.digest(secret, text, "sha256")
    return (text + b"." + urlsafe_b64encode(digest).rstrip(b"=")).decode()


def test_one_that_the_provider_has_signed() -> None:
    assert believed(jwt.encode({"alg": "RS256", "kid": "one"}, claims(), KEY))["sub"] == "ann"


def test_nobody_else_s_signature_will_do() -> None:
    """Neither another key's, nor none, nor one by what everybody knows or our secret."""
    head, body, _ = jwt.encode({"alg": "RS256", "kid": "one"}, claims(), KEY).split(".")
    unsigned = urlsafe_b64encode(b'{"alg": "none"}').decode()
    forged = [
        jwt.encode({"alg": "RS256", "kid": "one"}, claims(), OTHER),
        jwt.encode({"alg": "RS256", "kid": "two"}, claims(), OTHER),
        by_secret(KEY.as_pem(private=False)),
        by_secret(b"our client's secret"),
        f"{unsigned}.{body}.",
        f"{head}.{body}.",
        f"{head}.{body}",
    ]
    for token in forged:
        with pytest.raises(ProviderError, match="invalid: ID token"):
            believed(token)


@settings(max_examples=30)
@given(st.text() | st.text("eyJ.-_0aZ"))
def test_whatever_comes_is_refused_plainly(text: str) -> None:
    with pytest.raises(ProviderError):
        believed(text)


@given(st.lists(st.tuples(st.floats(0, 200), st.booleans()), max_size=40))
def test_keys_are_not_fetched_without_end(asked: list[tuple[float, bool]]) -> None:
    fetched: list[float] = []
    now = 0.0

    def fetch(_: str) -> Any:
        fetched.append(now)
        return PUBLIC

    known = KeySets()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(id_tokens, "monotonic", lambda: now)
        for pause, is_wanting in asked:
            now += pause
            known.of(ADDRESS, fetch, is_wanting)
            assert now - fetched[-1] <= 600, "those that are taken away are not believed for long"
    assert all(late - early >= 60 for early, late in zip(fetched, fetched[5:], strict=False))


@pytest.mark.parametrize("document", [{}, {"keys": 1}, {"keys": []}, {"keys": [{"kty": "RSA"}]}])
def test_what_is_no_key_set(document: Any) -> None:
    with pytest.raises(ProviderError, match="no JWK set"):
        KeySets().of(ADDRESS, lambda _: document)
