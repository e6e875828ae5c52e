"""``a2i-emulator start``: serve until told to stop."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from a2i_emulator.commands.files import UsageError
from a2i_emulator.commands.options import add_settings, read_settings
from a2i_emulator.commands.requirements import require
from a2i_emulator.record import log
from a2i_emulator.settings import Settings

if TYPE_CHECKING:
    import socket

_OPEN_TO_ALL = (
    "who reaches {place} can read and change everything: {open} check no credentials, only the"
    " portal asks for a password"
)
_ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - looked for, not listened on
_UNENCRYPTED = "keys and passwords come to {place} unencrypted, unless a proxy before it speaks TLS"


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "start", help="serve A2I and everything that moto emulates, on one endpoint"
    )
    add_settings(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    settings = read_settings(options)
    listening = None
    if settings.workers > 1:
        from a2i_emulator.web.processes import inherited_socket

        listening = inherited_socket()
    if listening is None:
        require(settings)
        if settings.workers > 1:
            return _serve_by_processes(settings, options.arguments)
    log.configure(settings.log_level, settings.log_format)
    out = sys.stdout
    with log.only_log():
        server = open_server(settings, listening)
        print(_banner(server.url, settings), file=out, flush=True)
        server.run(on_ready=lambda: _tell_ready(server.url, out))
    return 0


def _serve_by_processes(settings: Settings, arguments: Sequence[str]) -> int:
    from a2i_emulator.web.processes import Processes, ProcessesError, listen

    missing = [option for option, value in _shared(settings).items() if not value]
    if missing:
        raise UsageError(
            f"--workers: each process has a memory of its own; what they share is missing:"
            f" {', '.join(missing)}"
        )
    if settings.seeds:
        raise UsageError("--workers: seed the database by one process, before there are several")
    log.configure(settings.log_level, settings.log_format)
    try:
        listening = listen(settings.host, settings.port)
    except OSError as error:
        raise _not_listening(settings, error) from error
    url = settings.url(listening.getsockname()[1])
    print(_banner(url, settings), flush=True)
    command = [sys.executable, "-m", "a2i_emulator", *arguments]
    try:
        Processes(command, settings.workers, listening).run(
            on_ready=lambda: _tell_ready(url, sys.stdout)
        )
    except ProcessesError as error:
        raise UsageError(str(error)) from error
    return 0


def _tell_ready(url: str, out: TextIO) -> None:
    """Print the line that who has started it waits for."""
    # Where nothing is buffered, as in the image, print writes the end of the line apart, and a line
    # of the log may come before it.
    out.write(f"Ready on {url}\n")
    out.flush()


def _shared(settings: Settings) -> Mapping[str, str | None]:
    return {
        "--database-url": settings.database_url,
        "--s3-endpoint": settings.s3_endpoint,
        "--events-endpoint": settings.events_endpoint,
        "--cognito-endpoint": settings.cognito_endpoint,
    }


def open_server(settings: Settings, listening: socket.socket | None = None) -> Any:
    """Build the emulator and take its port, or a socket that listens there already.

    Raises:
        UsageError: the port is taken, the state cannot be opened, a recording is wrong.
    """
    from a2i_emulator.predictions.directory import BadRecordingError
    from a2i_emulator.security.operator_provider import OperatorProviderError
    from a2i_emulator.seed.reading import SeedError
    from a2i_emulator.storage import StorageError
    from a2i_emulator.web.server import build_server  # other commands need no server

    try:
        return build_server(settings, listening)
    except (StorageError, BadRecordingError, OperatorProviderError, SeedError) as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise _not_listening(settings, error) from error


def _not_listening(settings: Settings, error: OSError) -> UsageError:
    place = f"{settings.host}:{settings.port}"
    return UsageError(f"cannot listen on {place}: {error.strerror}")


def _banner(url: str, settings: Settings) -> str:
    place = url.partition("://")[2]
    known_as = _known_as(url, settings)
    lines = [
        "a2i-emulator: Amazon Augmented AI on this machine",
        f"  endpoint  {known_as}",
        f"  portal    {known_as}/_a2i/portal/",
        f"  console   {known_as}/_a2i/console/",
        "  in your shell:",
        f"    export AWS_ENDPOINT_URL={known_as}",
        "    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test",
    ]
    if settings.verify_signatures or settings.enforce_policies:
        lines[-1] = "    and a key that `a2i-emulator keys create` has made"
    if settings.tls_cert is not None:
        lines.append(
            "    and AWS_CA_BUNDLE, a file with the certificate's root, if the system lacks it"
        )
    warning = "" if settings.is_loopback else _warning(settings, place)
    if warning:
        lines.append(f"  warning   {warning}")
    return "\n".join(lines)


def _known_as(url: str, settings: Settings) -> str:
    """Return the address for others: all addresses at once are none that a certificate is for."""
    if (
        settings.host not in _ALL_ADDRESSES
        or not settings.allowed_hosts
        or settings.trusted_proxies
    ):
        return url
    scheme, port = url.partition("://")[0], url.rpartition(":")[2]
    return f"{scheme}://{settings.allowed_hosts[0]}:{port}"


def _warning(settings: Settings, place: str) -> str:
    """Say what is open to a network at a place; empty where nothing is."""
    left = []
    if not (settings.verify_signatures or settings.enforce_policies):
        left.append("the AWS APIs")
    if not (settings.operator_keys or settings.operator_oidc):
        left += ["the control API", "the console"]
    if not left:
        return (
            ""
            if settings.tls_cert or settings.trusted_proxies
            else _UNENCRYPTED.format(place=place)
        )
    listed = " and ".join(filter(None, [", ".join(left[:-1]), left[-1]]))
    return _OPEN_TO_ALL.format(place=place, open=listed)
