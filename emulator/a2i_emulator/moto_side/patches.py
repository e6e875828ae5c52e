"""What moto reads over and over, read once: its directories of models, and a key of Cognito's."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any


@cache
def keep_loader() -> None:
    """Have moto, which this imports, look but once which service models there are."""
    from moto.core import utils  # costs 100 ms

    utils.create_loader = cache(utils.create_loader)


@cache
def remember_keys() -> None:
    """Have moto's Cognito, which this imports, read its key once, and not before it signs a token.

    moto reads it for every user pool, and most never sign anybody in. What it reads leaves out
    the primes: to find them takes a tenth of a second.
    """
    from moto.cognitoidp import models  # costs 80 ms

    models.jwk = SimpleNamespace(RSAKey=SimpleNamespace(import_key=_later))


def _later(content: Any) -> Callable[[Any], Any]:
    """Return what joserfc takes for a key: a function that finds it for a token."""
    text = json.dumps(content)
    return lambda _token: _imported(text)


@cache
def _imported(content: str) -> Any:
    from joserfc import jwk  # moto's Cognito has imported it

    return jwk.RSAKey.import_key(json.loads(content))
