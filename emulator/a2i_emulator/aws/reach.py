"""Whether the services that stand elsewhere answer at all."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from a2i_emulator.settings import Settings

if TYPE_CHECKING:
    import ssl

_PATIENCE_SECONDS = 2.0


def unreachable(settings: Settings) -> Mapping[str, str]:
    """Return which services of the settings do not answer, and why, by service."""
    elsewhere = {
        "s3": settings.s3_endpoint,
        "events": settings.events_endpoint,
        "cognito": settings.cognito_endpoint,
    }
    asked = {service: address for service, address in elsewhere.items() if address}
    if not asked:
        return {}
    with ThreadPoolExecutor(len(asked)) as beside_each_other:
        answers = dict(zip(asked, beside_each_other.map(_why_not, asked.values()), strict=True))
    return {service: why for service, why in answers.items() if why}


def _why_not(address: str) -> str:
    from http.client import HTTPException

    try:
        _ask(address)
    except TimeoutError:
        return f"{address}: no answer in {_PATIENCE_SECONDS:g} s"
    except (OSError, ValueError, HTTPException) as error:
        return f"{address}: {getattr(error, 'strerror', None) or error}"
    return ""


def _ask(address: str) -> None:
    """Wait for an answer, whatever it is: what hangs takes connections, too."""
    from http.client import HTTPConnection, HTTPSConnection

    parts = urlsplit(address)
    connection: HTTPConnection
    if parts.scheme == "https":
        connection = HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS, context=_anybody()
        )
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    finally:
        connection.close()


def _anybody() -> ssl.SSLContext:
    """Whom to trust is boto3's to know, which has certificates of its own; nothing is told here."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
