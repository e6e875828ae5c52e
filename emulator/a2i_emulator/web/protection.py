"""Keeps web sites that are open in the same browser from driving the emulator.

A page from elsewhere can send requests to a loopback address, directly or after its host name
has been re-bound to it. So what is not an AWS API answers only requests whose Host cannot be
such a page's, and that no such page has sent.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from a2i_emulator.domain.workforce import sub_domain_of
from a2i_emulator.moto_side.outgoing import MARK
from a2i_emulator.protocol.wsgi import Answer

_OWN_NAMES = frozenset({"localhost", "host.docker.internal"})
_OPEN_PREFIXES = ("/_a2i/crowd/", "/_a2i/crowd-html-elements", "/_a2i/templates/")
"""Files that worker templates load from frames without an origin; there is nothing to steal."""


def why_refused(
    method: str,
    path: str,
    headers: Mapping[str, str],
    allowed_hosts: Sequence[str] = (),
    *,
    open_to_targets: bool = False,
) -> str | None:
    """Return why a request for a page or the control API is refused; None if it is not.

    Args:
        method: the HTTP method.
        path: the URL's path.
        headers: the request's headers, names in lower case.
        allowed_hosts: further host names under which the emulator may be reached.
        open_to_targets: take requests that AWS APIs have the emulator send.
    """
    if MARK.lower() in headers and not open_to_targets:
        return "AWS APIs have the emulator send requests elsewhere; see --open-to-targets."
    host = headers.get("host", "")
    if not _is_own_host(host, allowed_hosts):
        return f"The host name {host!r} is not one of this emulator; see --allowed-hosts."
    if method in ("GET", "HEAD") and path.startswith(_OPEN_PREFIXES):
        return None
    if _is_from_elsewhere(method, host, headers):
        return "Requests from other web sites are refused."
    return None


def forbidden(why: bytes) -> Answer:
    """Return the answer to a request that is refused."""
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(why)))]
    return Answer("403 Forbidden", headers, why)


def _is_own_host(host: str, allowed_hosts: Sequence[str]) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
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


def _is_from_elsewhere(method: str, host: str, headers: Mapping[str, str]) -> bool:
    site = headers.get("sec-fetch-site", "none")
    if site in ("cross-site", "same-site"):
        return not (method == "GET" and _is_navigation(headers))
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def _is_navigation(headers: Mapping[str, str]) -> bool:
    """Whether a person follows a link to a page here, which shows it and nothing more."""
    return (
        headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )
