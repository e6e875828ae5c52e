"""``a2i-emulator render``: a worker template as the worker will get it, without an emulator."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from a2i_emulator.commands.files import UsageError
from a2i_emulator.templates.offline import MAX_TEMPLATE, Source, UnreadableError


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "render",
        help="render a worker template offline, or preview it live",
        description=(
            "Prints the HTML of a worker template, or its errors with line numbers. An S3 object "
            "that the template reads is taken from --files when a copy is there."
        ),
    )
    parser.add_argument("template", metavar="TEMPLATE", type=Path, help="the Liquid file")
    parser.add_argument(
        "--input", metavar="FILE", type=Path, help="JSON that the template sees as task.input"
    )
    parser.add_argument(
        "--files",
        metavar="DIR",
        type=Path,
        help="copies of S3 objects, as BUCKET/KEY, KEY or the key's last part; "
        "default: the template's folder",
    )
    parser.add_argument(
        "--lenient", action="store_true", help="print nothing for undefined variables"
    )
    preview = parser.add_argument_group("live preview")
    preview.add_argument(
        "--open",
        action="store_true",
        help="serve the page on this machine, reload it on save, and show what it would submit",
    )
    preview.add_argument("--port", type=int, default=0, help="default: a free one")
    preview.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Render the template; 0 if it has no errors."""
    source = Source(
        options.template,
        options.input,
        options.files or options.template.parent,
        lenient=options.lenient,
    )
    if options.files and not source.objects.is_dir():
        raise UsageError(f"{source.objects}: no such folder")
    try:
        return _preview(source, options) if options.open else _print(source)
    except UnreadableError as error:
        raise UsageError(str(error)) from error


def _print(source: Source) -> int:
    template, task_input = source.read()
    rendered = source.render(template, task_input, Path.as_uri)
    if len(template) > MAX_TEMPLATE:
        _complain(source, f"warning: {len(template)} characters; A2I takes {MAX_TEMPLATE}")
    for error in rendered.errors:
        _complain(source, f"{error.code}: {error.message}", error.line)
    if rendered.errors:
        return 1
    sys.stdout.buffer.write(rendered.html.encode())
    sys.stdout.flush()
    return 0


def _complain(source: Source, text: str, line: int | None = None) -> None:
    place = f"{source.template}:{line}" if line else source.template
    print(f"{place}: {text}", file=sys.stderr)


def _preview(source: Source, options: argparse.Namespace) -> int:
    from a2i_emulator import preview  # Flask, for this option only

    source.read()
    try:
        server = preview.Server(source, options.port)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot listen on port {options.port}: {error}") from error
    print(f"Preview of {source.template} at {server.url} (Ctrl+C ends it)", flush=True)
    server.run(open_browser=not options.no_browser)
    return 0
