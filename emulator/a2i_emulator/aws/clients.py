"""boto3 clients to the real endpoints that the settings name."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any

REAL_AWS = "aws"
"""The value of an endpoint setting that means AWS itself."""


class Clients:
    """The clients of one service at one endpoint, one for each Region, made when first needed.

    Credentials come from where boto3 finds them. The endpoint is the one given and no other:
    ``AWS_ENDPOINT_URL`` may well point at this very emulator.

    Args:
        service: boto3's name of the service.
        endpoint: a URL, or ``aws`` for AWS itself.
    """

    def __init__(self, service: str, endpoint: str) -> None:
        self._service = service
        self._endpoint = endpoint
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def of_region(self, region: str) -> Any:
        """Return the client of a Region."""
        with self._lock:
            client = self._clients.get(region)
            if client is None:
                client = self._clients[region] = self._new(region)
        return client

    def _new(self, region: str) -> Any:
        real = self._endpoint == REAL_AWS
        config = import_module("botocore.config").Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 2},
            ignore_configured_endpoint_urls=True,
            s3=None if real else {"addressing_style": "path"},
            signature_version="s3v4" if self._service == "s3" else None,
        )
        # By name alone ``boto3.session`` would be had while another thread still imports boto3.
        session = import_module("boto3").Session(region_name=region)
        return session.client(
            self._service, endpoint_url=None if real else self._endpoint, config=config
        )


def client_errors() -> tuple[type[Exception], ...]:
    """Return the exceptions with which a boto3 call fails: refused, or never answered."""
    exceptions = import_module("botocore.exceptions")
    return exceptions.ClientError, exceptions.BotoCoreError


def client_error(error: Exception) -> tuple[str, str]:
    """Return the code and message of one of the `client_errors`."""
    response = getattr(error, "response", None)
    if response is None:
        return type(error).__name__, str(error)
    details = response.get("Error", {})
    return str(details.get("Code", "")), str(details.get("Message", ""))
