"""Keeps web sites that are open in the same browser from driving the emulator.

A page from elsewhere can send requests to a loopback address, directly or after its host name
has been re-bound to it. So what is not an AWS API answers only requests whose Host cannot be
such a page's, and that no such page has sent.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from a2i_emulator.domain.workforce import sub_domain_of
from a2i_emulator.protocol.exchange import SENT_BY_US
from a2i_emulator.protocol.wsgi import Answer
from a2i_emulator.security.operators import CHALLENGE
from a2i_emulator.settings import Settings

_OWN_NAMES = frozenset({"localhost", "host.docker.internal"})
_AWS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
_OPEN_PREFIXES = (
    "/_a2i/crowd/",
    "/_a2i/crowd-html-elements",
    "/_a2i/frames/",
    "/_a2i/templates/",
)
"""What frames without an origin load, and frames at another one: files that have nothing to steal,
and what has a signed address of its own."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is asked of a request before it is answered.

    Attributes:
        allowed_hosts: further host names under which the emulator may be reached.
        open_to_targets: take requests that AWS APIs have the emulator send.
        template_host: the host of an origin for worker templates.
    """

    allowed_hosts: tuple[str, ...] = ()
    open_to_targets: bool = False
    template_host: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Protection:
        """Return what the settings ask for."""
        origin = settings.template_origin
        host = urlsplit(origin).netloc if origin else None
        return cls(settings.allowed_hosts, settings.open_to_targets, host)

    def why_refused(self, method: str, path: str, headers: Mapping[str, str]) -> str | None:
        """Return why a request for a page or the control API is refused; None if it is not.

        Args:
            method: the HTTP method.
            path: the URL's path.
            headers: the request's headers, names in lower case.
        """
        if SENT_BY_US.lower() in headers and not self.open_to_targets:
            return "AWS APIs have the emulator send requests elsewhere; see --open-to-targets."
        host = headers.get("host", "")
        if host != self.template_host and not _is_own_host(host, self.allowed_hosts):
            return f"The host name {host!r} is not one of this emulator; see --allowed-hosts."
        if method in ("GET", "HEAD") and path.startswith(_OPEN_PREFIXES):
            return None
        if is_from_elsewhere(headers) and not _is_visit(method, headers):
            return "Requests from other web sites are refused."
        return None

    def has_apis_under(self, host: str) -> bool:
        """Tell whether AWS APIs are served under a host name, which may have a bucket before it.

        AWS's own names are taken, too: that a request for one comes here is the doing of who
        set up this machine. Nobody else has names there that lead to an address of their choice.
        """
        return _has_apis_under(host, self.allowed_hosts)

    def has_no_bucket(self, host: str) -> bool:
        """Tell whether a host is one of the further names, and not a bucket before one."""
        return bool(self.allowed_hosts) and _name_of(host) in self.allowed_hosts


def forbidden(why: str, status: int = 403) -> Answer:
    """Return the answer to a request that is refused; 401 tells what would let it in."""
    body = why.encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", CHALLENGE))
    return Answer(f"{status} {HTTPStatus(status).phrase}", headers, body)


@lru_cache
def _has_apis_under(host: str, allowed_hosts: tuple[str, ...]) -> bool:
    if _is_own_host(host, allowed_hosts):
        return True
    own = (f".{name}" for name in (*_OWN_NAMES, *allowed_hosts))
    return _name_of(host).endswith((*_AWS, *own))


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_own_host(host: str, allowed_hosts: Sequence[str]) -> bool:
    name = _name_of(host)
    if name in _OWN_NAMES or name in allowed_hosts or name.endswith(".localhost"):
        return True
    if sub_domain_of(host):
        return True  # Only AWS has names there: no foreign page can have been loaded from one.
    if "." not in name and ":" not in name:
        return bool(name)
    return _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def has_public_name(host: str) -> bool:
    """Tell whether a host has a name that is nobody else's: no address, no name of any machine."""
    name = _name_of(host)
    return "." in name and not name.endswith(".localhost") and not _is_address(name)


def is_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Tell whether a page of another web site, or one without an origin, sent a request."""
    if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    return origin is not None and _netloc_of(origin) != headers.get("host", "")


def _netloc_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _is_visit(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a person follows a link to a page here, which shows it and nothing more."""
    return (
        method == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
