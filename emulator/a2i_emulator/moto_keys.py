"""moto's key for the tokens of Cognito, read once.

moto reads the same key anew for every user pool, and what it reads leaves out the primes: to find
them takes a fifth of a second.
"""

from __future__ import annotations

import json
from functools import cache
from types import SimpleNamespace
from typing import Any


@cache
def remember_keys() -> None:
    """Have moto's Cognito, which this imports, share the keys it reads; nobody changes them."""
    from moto.cognitoidp import models  # noqa: PLC0415 - costs 80 ms

    def import_key(content: Any) -> Any:
        return _imported(json.dumps(content))

    models.jwk = SimpleNamespace(RSAKey=SimpleNamespace(import_key=import_key))


@cache
def _imported(content: str) -> Any:
    from joserfc import jwk  # noqa: PLC0415 - moto's Cognito has imported it

    return jwk.RSAKey.import_key(json.loads(content))
