"""What around a test would lead an AWS SDK past its emulator, and how that is kept from it.

Where an SDK finds an endpoint, and what outranks what, is told in
https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

Changes = Mapping[str, str | None]
"""Environment variables to set, or to take away where the value is None."""

_ENDPOINT = "AWS_ENDPOINT_URL"
_IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
_CREDENTIALS = ("AWS_CREDENTIAL_EXPIRATION", "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
"""What belongs to other keys than the emulator's."""

_PROFILES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")

_emulators: set[str] = set()
"""Hosts and ports of the emulators in this process, which nobody reaches by accident."""


def towards(endpoint_url: str) -> Changes:
    """Return what leads every SDK to an endpoint, whatever environment and configuration say."""
    host = urlsplit(endpoint_url).hostname or ""
    spared = {name: _with(os.environ.get(name), host) for name in ("NO_PROXY", "no_proxy")}
    return {
        **dict.fromkeys((*_services(), *_CREDENTIALS, *_PROFILES)),
        **spared,
        _ENDPOINT: endpoint_url,
        _IGNORE: "false",
        "AWS_USE_FIPS_ENDPOINT": "false",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
    }


def towards_aws(*, with_other_keys: bool) -> Changes:
    """Return what leads every SDK to the addresses of AWS, where the mock is.

    Args:
        with_other_keys: the keys are not those of the user's environment.
    """
    away = (_ENDPOINT, *_services(), *(_CREDENTIALS if with_other_keys else ()))
    return {**dict.fromkeys(away), _IGNORE: "true"}


@contextmanager
def changed(changes: Changes) -> Iterator[None]:
    """Change the environment for a while; other variables may be changed meanwhile."""
    before = {name: os.environ.get(name) for name in changes}
    _apply(changes)
    try:
        yield
    finally:
        _apply(before)


class Elsewhere:
    """The hosts that environment and configuration file name as endpoints, as it is made.

    A client that was made for one of them, before the mock, would still go there.
    """

    def __init__(self) -> None:
        self._named = [os.environ[name] for name in (_ENDPOINT, *_services()) if name in os.environ]

    def refuse(self, url: str) -> None:
        """Make sure that a request is not for one of them.

        Raises:
            RuntimeError: it is, and would leave the mock.
        """
        host = urlsplit(url).netloc
        if host in self._hosts and host not in _emulators:
            raise RuntimeError(
                f"mock_a2i is active, and this client goes to {host}, which the environment or the "
                "configuration file names as an endpoint. Make the client while the mock is active."
            )

    @cached_property
    def _hosts(self) -> frozenset[str]:
        from botocore.session import get_session  # reads a file; few requests are not for AWS

        named = [*self._named, *_endpoints_in(get_session().full_config)]
        return frozenset(urlsplit(url).netloc for url in named)


@contextmanager
def known(endpoint_url: str) -> Iterator[None]:
    """Know an emulator of this process."""
    host = urlsplit(endpoint_url).netloc
    _emulators.add(host)
    try:
        yield
    finally:
        _emulators.discard(host)


def _services() -> Iterable[str]:
    return [name for name in os.environ if name.startswith(f"{_ENDPOINT}_")]


def _with(hosts: str | None, host: str) -> str:
    return ",".join(filter(None, (hosts, host)))


def _apply(changes: Changes) -> None:
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _endpoints_in(config: Any) -> Iterator[str]:
    """Yield each ``endpoint_url`` of a configuration file, in profiles and ``services``."""
    if isinstance(config, Mapping):
        for name, value in config.items():
            if name == "endpoint_url" and isinstance(value, str):
                yield value
            else:
                yield from _endpoints_in(value)
