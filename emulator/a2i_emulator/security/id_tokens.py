"""What an OpenID Connect provider has signed: its keys, and whether an ID token is to be believed.

See https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from a2i_emulator.real_time import monotonic, wall_clock

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

LEEWAY_SECONDS = 60
"""How far the provider's clock may be from ours."""

ALGORITHMS = tuple(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512))
"""How a provider may sign: never by our secret, and never not at all."""

_BELIEVED_SECONDS = 600.0
_FETCHES = 5
_FETCHES_IN_SECONDS = 60.0
_REMEMBERED = 100


class ProviderError(Exception):
    """A provider has not signed somebody in.

    Attributes:
        kind: ``unreachable``; ``refused`` by the provider; ``used``, of a code that is worth
            nothing (any more); ``invalid``, of what cannot be believed; ``claims``, of what is
            missing; ``setup``, of what its and our settings do not agree on.
        detail: what of it, for a log; never a token or a secret.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class _Known:
    keys: KeySet
    fetched: tuple[float, ...]

    def may_be_fetched(self, now: float, *, is_wanting: bool) -> bool:
        """Whether they are old, or are said not to do and have not been asked for too often."""
        lately = [at for at in self.fetched if now - at < _FETCHES_IN_SECONDS]
        is_old = now - self.fetched[-1] > _BELIEVED_SECONDS
        return is_old or (is_wanting and len(lately) < _FETCHES)


Fetch = Callable[[str], Mapping[str, Any]]
"""Returns the document at an address."""


class KeySets:
    """The keys of providers, by their address: fetched again after a while, or when one is missing.

    Whoever signs with keys that nobody knows does not thereby have them fetched without end: five
    times a minute at most.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def of(self, address: str, fetch: Fetch, is_wanting: bool = False) -> KeySet:
        """Return the keys at an address.

        Args:
            address: where they are.
            fetch: gets them there.
            is_wanting: those returned before had not the one that is needed.

        Raises:
            ProviderError: they cannot be had, or are none.
        """
        now = monotonic()
        with self._lock:
            known = self._known.get(address)
        if known is not None and not known.may_be_fetched(now, is_wanting=is_wanting):
            return known.keys
        keys = _key_set(address, fetch(address))
        fetched = (*(known.fetched[1 - _FETCHES :] if known else ()), now)
        with self._lock:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[address] = _Known(keys, fetched)
        return keys


def verified(
    id_token: str, *, issuer: str, client_id: str, nonce: str, keys: Callable[[bool], KeySet]
) -> dict[str, Any]:
    """Return the claims of an ID token that is to be believed.

    Args:
        id_token: the token.
        issuer: who must have made it.
        client_id: for whom.
        nonce: for which sign-in.
        keys: returns the issuer's keys; told that those before did not do, perhaps newer ones.

    Raises:
        ProviderError: it is not.
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
    from joserfc.jwt import decode

    try:
        try:
            token = decode(id_token, keys(False), ALGORITHMS)
        except (InvalidKeyIdError, BadSignatureError):
            token = decode(id_token, keys(True), ALGORITHMS)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": client_id},
            },
            params={"nonce": nonce, "client_id": client_id},
        )
        claims.validate(wall_clock() // 1000, LEEWAY_SECONDS)
    except JoseError as error:
        raise ProviderError("invalid", f"ID token: {error}") from error
    except ValueError as error:
        raise ProviderError("invalid", "ID token: is none") from error
    return dict(claims)


def _key_set(address: str, document: Mapping[str, Any]) -> KeySet:
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        return KeySet.import_key_set({"keys": list(document["keys"])})
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise ProviderError("invalid", f"{address}: no JWK set") from error
