"""``a2i-emulator start``: serve until told to stop."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from a2i_emulator.commands.files import UsageError
from a2i_emulator.commands.options import add_settings, read_settings
from a2i_emulator.record import log
from a2i_emulator.settings import Settings

_OPEN_TO_ALL = (
    "who reaches {host}:{port} can read and change everything: the AWS APIs, the control API and"
    " the console check no credentials, only the portal asks for a password"
)


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
    log.configure(settings.log_level, settings.log_format)
    out = sys.stdout
    with log.only_log():
        server = open_server(settings)
        print(_banner(server.url, settings), file=out, flush=True)
        server.run(on_ready=lambda: print(f"Ready on {server.url}", file=out, flush=True))
    return 0


def open_server(settings: Settings) -> Any:
    """Build the emulator and take its port.

    Raises:
        UsageError: the port is taken, the state cannot be opened, a recording is wrong.
    """
    from a2i_emulator.predictions.directory import BadRecordingError
    from a2i_emulator.seed.reading import SeedError
    from a2i_emulator.storage import StorageError
    from a2i_emulator.web.server import build_server  # other commands need no server

    try:
        return build_server(settings)
    except (StorageError, BadRecordingError, SeedError) as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        raise UsageError(f"cannot listen on {place}: {error.strerror}") from error


def _banner(url: str, settings: Settings) -> str:
    lines = [
        "a2i-emulator: Amazon Augmented AI on this machine",
        f"  endpoint  {url}",
        f"  portal    {url}/_a2i/portal/",
        f"  console   {url}/_a2i/console/",
        "  in your shell:",
        f"    export AWS_ENDPOINT_URL={url}",
        "    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test",
    ]
    if not settings.is_loopback:
        lines.append(f"  warning   {_OPEN_TO_ALL.format(host=settings.host, port=settings.port)}")
    return "\n".join(lines)
