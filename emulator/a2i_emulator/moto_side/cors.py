"""What a bucket's CORS rules let the pages of other sites do, read as S3 reads them.

See https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html. moto applies the first rule
whose origin fits, for whatever method, and lets everybody in besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

NEEDED = (
    '[{"AllowedHeaders": [], "AllowedMethods": ["%s"], "AllowedOrigins": ["*"],'
    ' "ExposeHeaders": []}]'
)
"""The rules with which AWS's documentation has buckets let worker templates read images."""

_VARYING = ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")


@dataclass(frozen=True, slots=True)
class Leave:
    """What a rule grants to an origin, for one method.

    Attributes:
        headers: those of the answer that tell a browser so.
    """

    headers: list[tuple[str, str]]


def rules_of(bucket: str) -> Sequence[Any] | None:
    """Return the CORS rules of a bucket of moto's, of whatever account; None without a bucket."""
    backends = import_module("moto.s3.models").s3_backends
    place = backends.bucket_accounts.get(bucket)
    if place is None:
        return None
    partition, account = place
    found = backends[account][partition].buckets.get(bucket)
    return tuple(found.cors) if found is not None else None


def leave_of(
    rules: Iterable[Any] | None, origin: str, method: str, headers: str | None = None
) -> Leave | None:
    """Return what the first rule that fits grants; None if none does.

    Args:
        rules: a bucket's, as moto keeps them.
        origin: the page's.
        method: the one that it uses, or asks for in a preflight.
        headers: those that a preflight asks for, separated by commas.
    """
    asked = [name.strip().lower() for name in (headers or "").split(",") if name.strip()]
    for rule in rules or ():
        pattern = _first_that_fits(rule.allowed_origins, origin)
        if pattern is None or method not in rule.allowed_methods:
            continue
        allowed = [name.lower() for name in rule.allowed_headers or ()]
        if all(_first_that_fits(allowed, name) for name in asked):
            return Leave(list(_granted(rule, pattern, origin, asked)))
    return None


def _granted(
    rule: Any, pattern: str, origin: str, asked: Sequence[str]
) -> Iterable[tuple[str, str]]:
    if pattern == "*":
        yield "Access-Control-Allow-Origin", "*"
    else:
        yield "Access-Control-Allow-Origin", origin
        yield "Access-Control-Allow-Credentials", "true"
    yield "Access-Control-Allow-Methods", ", ".join(rule.allowed_methods)
    if asked:
        yield "Access-Control-Allow-Headers", ", ".join(asked)
    if rule.exposed_headers:
        yield "Access-Control-Expose-Headers", ", ".join(rule.exposed_headers)
    if rule.max_age_seconds:
        yield "Access-Control-Max-Age", str(rule.max_age_seconds)
    yield _VARYING


def _first_that_fits(patterns: Iterable[str] | None, text: str) -> str | None:
    return next((pattern for pattern in patterns or () if _compiled(pattern).fullmatch(text)), None)


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of a rule, in which one ``*`` stands for anything."""
    return re.compile(re.escape(pattern).replace(r"\*", ".*", 1), re.DOTALL)
