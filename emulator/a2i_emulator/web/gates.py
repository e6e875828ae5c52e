"""What is turned away before anybody asks whose a request is: it has come by a wrong way."""

from __future__ import annotations

import ipaddress
from typing import Protocol
from urllib.parse import urlsplit

from a2i_emulator.moto_side.errors import Fault, refusal
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest
from a2i_emulator.settings import Settings
from a2i_emulator.web.protection import Protection, forbidden

_FRAMES = "/_a2i/frames/"
_FILES = ("/_a2i/crowd/", "/_a2i/crowd-html-elements")

PROBES = frozenset({"/_a2i/health", "/_a2i/ready"})
"""What orchestrators ask each process for, past the proxy and without a secret."""


class Gate(Protocol):
    """Lets requests through, or not."""

    def refusal(self, request: WsgiRequest) -> Answer | None:
        """Return the answer to a request that goes no further; None for others."""


def gates_of(settings: Settings, protection: Protection) -> list[Gate]:
    """Return the gates that the settings ask for, in the order in which they are passed."""
    gates: list[Gate] = [EncryptedOnly()] if settings.secure else []
    if settings.template_origin:
        gates.append(TemplateOrigin(settings.template_origin))
    return [*gates, OwnNames(protection)]


def is_page(place: str) -> bool:
    """Tell whether a path is of the pages and the control API."""
    return place == "/_a2i" or place.startswith("/_a2i/")


class EncryptedOnly:
    """Refuses what has come over a network without TLS, to this server or to a proxy before it."""

    def refusal(self, request: WsgiRequest) -> Answer | None:
        """Return the answer to a request that somebody else could have read, or written."""
        if request.is_secure or request.place in PROBES or not _is_from_network(request.address):
            return None
        fault = Fault.of(403, "not_encrypted")
        if is_call(request.place):
            return refusal(request, fault)
        return forbidden(fault.message)


class TemplateOrigin:
    """A second origin, where worker templates are shown and nothing else is to be had.

    Args:
        origin: as a browser has it, ``https://templates.example.com``.
    """

    def __init__(self, origin: str) -> None:
        self._host = urlsplit(origin).netloc

    def refusal(self, request: WsgiRequest) -> Answer | None:
        """Return the answer to a request that has come to the wrong one of both origins."""
        is_for_templates = request.headers.get("host", "").lower() == self._host
        if request.place.startswith(_FRAMES):
            return None if is_for_templates else forbidden("Templates have an origin of their own.")
        if not is_for_templates or request.place.startswith(_FILES):
            return None
        return forbidden("Worker templates are shown here, and nothing else is.")


class OwnNames:
    """Refuses calls of AWS APIs under a name that is not the emulator's: a page may be behind it.

    Args:
        protection: knows the names.
    """

    def __init__(self, protection: Protection) -> None:
        self._protection = protection

    def refusal(self, request: WsgiRequest) -> Answer | None:
        """Return the answer to a call that has come by a foreign name."""
        host = request.headers.get("host", "")
        if not is_call(request.place) or self._protection.has_apis_under(host):
            return None
        return refusal(request, Fault.of(403, "unknown_host", host=host))


def is_call(place: str) -> bool:
    """Tell whether a path is of the APIs of AWS."""
    return not is_page(place) and not place.startswith("/moto-api")


def _is_from_network(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False  # this process, or one that reaches it by no network
    return not (getattr(found, "ipv4_mapped", None) or found).is_loopback
