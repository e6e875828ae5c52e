"""The control API of a running emulator, for commands."""

from __future__ import annotations

import argparse
import json
import os
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from a2i_emulator.commands.files import UsageError
from a2i_emulator.settings import DEFAULT_HOST, DEFAULT_PORT

if TYPE_CHECKING:
    import ssl
    from urllib.error import HTTPError

_TIMEOUT_SECONDS = 60


def add_endpoint(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which emulator, account and Region are meant."""
    add_address(parser)
    parser.add_argument("--account", help="the account, where the name alone is not enough")
    parser.add_argument("--region", help="the Region, where the name alone is not enough")


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add the option that says which emulator is meant."""
    default = os.environ.get("A2I_EMULATOR_ENDPOINT", f"http://{DEFAULT_HOST}:{DEFAULT_PORT}")
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        default=default,
        help="the running emulator [A2I_EMULATOR_ENDPOINT]; where it asks for an operator's key,"
        " ID:SECRET or a token in A2I_EMULATOR_KEY",
    )


def call(endpoint: str, method: str, path: str, body: Any = None) -> Any:
    """Call the control API and return its answer.

    Raises:
        UsageError: nobody answers there, or the answer is an error.
    """
    from urllib.error import HTTPError  # costs 20 ms with what follows, and
    from urllib.request import Request, urlopen  # ``start`` has no use for it

    if not endpoint.startswith(("http://", "https://")):
        raise UsageError(f"--endpoint: {endpoint!r} is not an HTTP address")
    data = None if body is None else json.dumps(body).encode()
    request = Request(  # noqa: S310 - the scheme was checked
        f"{endpoint.rstrip('/')}/_a2i/{path}",
        data=data,
        method=method,
        headers={"Content-Type": "application/json", **_credentials()},
    )
    try:
        with urlopen(request, timeout=_TIMEOUT_SECONDS, context=_tls()) as response:  # noqa: S310
            return json.load(response)
    except HTTPError as error:
        raise UsageError(_message(error)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise UsageError(f"no emulator answers at {endpoint}: {reason}") from error


def _tls() -> ssl.SSLContext | None:
    """Return whom to trust where the environment says so, as AWS's clients do."""
    bundle = os.environ.get("AWS_CA_BUNDLE")
    if not bundle:
        return None
    import ssl  # most have no use for it

    try:
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise UsageError(f"AWS_CA_BUNDLE: {bundle}: no certificates can be read there") from error


def _credentials() -> dict[str, str]:
    """Return the header that shows an operator's access key or token, if there is one."""
    key = os.environ.get("A2I_EMULATOR_KEY", "")
    if not key:
        return {}
    is_pair = ":" in key
    shown = f"Basic {b64encode(key.encode()).decode()}" if is_pair else f"Bearer {key}"
    return {"Authorization": shown}


def _message(error: HTTPError) -> str:
    try:
        return str(json.load(error)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"the server answered {error.code} {error.reason}; is it an a2i-emulator?"
