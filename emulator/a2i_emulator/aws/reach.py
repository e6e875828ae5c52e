"""Whether the services that stand elsewhere can be reached."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from a2i_emulator.settings import Settings

_PATIENCE_SECONDS = 2.0


def unreachable(settings: Settings) -> Mapping[str, str]:
    """Return which services of the settings take no connection, and why, by service."""
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
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        socket.create_connection((parts.hostname or "", port), _PATIENCE_SECONDS).close()
    except (OSError, ValueError) as error:
        return f"{address}: {getattr(error, 'strerror', None) or error}"
    return ""
