"""Whether the services that stand elsewhere take our calls: certificate, credentials, an answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from a2i_emulator.aws.clients import Clients, client_error, client_errors
from a2i_emulator.settings import Settings

_LOOKING: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "s3": ("s3", "list_buckets", {}),
    "events": ("events", "list_event_buses", {"Limit": 1}),
    "cognito": ("cognito-idp", "list_user_pools", {"MaxResults": 1}),
}
"""A call of each that changes nothing: boto3's name of the service, the method, its arguments."""

_ANYWHERE = "us-east-1"


def refusing(settings: Settings, unasked: Collection[str] = ()) -> Mapping[str, str]:
    """Return which services of the settings take no call, and why, by service.

    Args:
        settings: where they are.
        unasked: those that need not be asked any more.
    """
    elsewhere = {
        "s3": settings.s3_endpoint,
        "events": settings.events_endpoint,
        "cognito": settings.cognito_endpoint,
    }
    asked = {name: at for name, at in elsewhere.items() if at and name not in unasked}
    found = {name: _why_not(name, address) for name, address in asked.items()}
    return {name: why for name, why in found.items() if why}


def _why_not(name: str, address: str) -> str:
    """Return what is in the way; nothing where it may be lack of permission to look."""
    service, method, arguments = _LOOKING[name]
    try:
        getattr(Clients(service, address).of_region(_ANYWHERE), method)(**arguments)
    except client_errors() as error:
        code, message = client_error(error)
        answer = getattr(error, "response", {}).get("ResponseMetadata", {})
        # Who may write need not be allowed to list, nor does every other S3 know how to.
        if code.startswith("AccessDenied") or (
            answer.get("HTTPStatusCode") == HTTPStatus.NOT_IMPLEMENTED
        ):
            return ""
        return f"{address}: {code}: {message}"
    return ""
