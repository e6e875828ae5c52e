"""What proxies say of the requests that they pass on: believed from those that are trusted alone.

``X-Forwarded-For``, ``-Host`` and ``-Proto`` are written by whoever sends a request. Those that
the nearest proxy has written come last. ``Forwarded`` (RFC 7239) says the same, and is believed
from nobody: a proxy writes the one or the other, and passes on what a client says by the other.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from a2i_emulator.settings import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOST = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::[0-9]+)?|(?P<v4>[0-9.]+):[0-9]+")
_SAID = (
    *(f"HTTP_X_FORWARDED_{what}" for what in ("FOR", "HOST", "PROTO", "PORT", "BY", "PREFIX")),
    "HTTP_FORWARDED",
)


class Proxies:
    """A WSGI application behind proxies: it sees requests as their clients have sent them.

    Args:
        app: the application.
        trusted: where its proxies are.
    """

    def __init__(self, app: WSGIApplication, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on, without the headers that nobody is to believe any more."""
        clients, host, scheme = (_last_first(environ.pop(name, "")) for name in _SAID[:3])
        for name in _SAID[3:]:
            environ.pop(name, None)
        if self._is_trusted(environ.get("REMOTE_ADDR", "")):
            self._believe(environ, clients, host[0], scheme[0].lower())
        return self._app(environ, start_response)

    def _believe(
        self, environ: WSGIEnvironment, clients: Sequence[str], host: str, scheme: str
    ) -> None:
        for client in clients:
            found = _address(client)
            if found is None:
                break
            environ["REMOTE_ADDR"] = environ["REMOTE_HOST"] = str(found)
            if not self._is_trusted(str(found)):
                break
        if _HOST.fullmatch(host):
            environ["HTTP_HOST"] = host
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme

    def _is_trusted(self, address: str) -> bool:
        return _is_among(address, self._trusted)


def _last_first(header: str) -> Sequence[str]:
    return [part.strip() for part in reversed(header.split(","))]


@lru_cache(maxsize=1024)
def _is_among(address: str, networks: Sequence[Network]) -> bool:
    found = _address(address)
    return found is not None and any(found in network for network in networks)


def _address(text: str) -> _Address | None:
    """Return the address that a proxy names, some of which add a port; None if it is none."""
    named = _WITH_PORT.fullmatch(text)
    try:
        found = ipaddress.ip_address((named["v6"] or named["v4"]) if named else text)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return found if mapped is None else mapped
