"""AWS's own managed policies, which every script that makes a role attaches.

moto has them, but would read all of them for each account that calls IAM, for a tenth of a second
and at each reset. Here an account gets them at the first call that looks for one.
"""

from __future__ import annotations

import copy
import hashlib
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from a2i_emulator.moto_side.patches import put

_MODELS = "moto.iam.models"
_OF_AWS = ":iam::aws:policy/"

_offers: list[None] = []
"""One for each emulator and mock that offers them: without any, moto is as it was."""


@contextmanager
def aws_policies() -> Iterator[None]:
    """Offer them for a while to accounts that have not called IAM before."""
    _install()
    _offers.append(None)
    try:
        yield
    finally:
        _offers.pop()


@cache
def offer_aws_policies() -> None:
    """Offer them from now on."""
    _install()
    _offers.append(None)


@cache
def _install() -> None:
    """Have each IAM backend ask here for its policies, without importing moto's IAM for it.

    Its backend asks for this setting before it makes its policies.
    """
    if _MODELS in sys.modules:
        _replace()
        return
    original = import_module("moto.settings").load_iam_aws_managed_policies

    def load_them_all() -> Any:
        _replace()
        return original()

    put("moto.settings", "load_iam_aws_managed_policies", load_them_all)


@cache
def _replace() -> None:
    original = import_module(_MODELS).IAMBackend._init_managed_policies  # noqa: SLF001

    def init_managed_policies(backend: Any) -> Any:
        found = original(backend)
        if found or not _offers:
            return found
        return ManagedPolicies(backend.account_id, backend.region_name)

    put(f"{_MODELS}:IAMBackend", "_init_managed_policies", init_managed_policies)


class ManagedPolicies(dict[str, Any]):
    """An account's managed policies by ARN, AWS's among them once one of them is looked for."""

    def __init__(self, account: str, region: str) -> None:
        super().__init__()
        self._account = account
        self._region = region
        self._is_whole = False

    def __contains__(self, arn: object) -> bool:
        if _OF_AWS in str(arn):
            self._complete()
        return super().__contains__(arn)

    def values(self) -> Any:
        """Return every policy: attaching one looks through all of them, listing them as well."""
        self._complete()
        return super().values()

    def _complete(self) -> None:
        if self._is_whole:
            return
        self._is_whole = True
        for policy in _read(self._region):
            own = copy.copy(policy)
            own.account_id = self._account
            own.versions = list(policy.versions)
            self.setdefault(own.arn, own)


@cache
def _read(region: str) -> list[Any]:
    """Read AWS's policies as a Region's partition names them.

    In a thread of its own: for each moto draws an id, and no draw must be missing from the luck
    of the request at hand, which is the same when that is repeated after a restart.
    """
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_made, region).result()


def _made(region: str) -> list[Any]:
    models = import_module(_MODELS)
    policies = []
    for name, data in json.loads(models.aws_managed_policies_data).items():
        policy = models.AWSManagedPolicy.from_data(name, "aws", region, data)
        policy.id = "A" + hashlib.sha256(policy.arn.encode()).hexdigest()[:20].upper()
        policies.append(policy)
    return policies
