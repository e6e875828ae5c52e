"""``a2i-emulator audit``: who did what, taken out of a running emulator."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from a2i_emulator.commands.client import add_address, call

_A_PAGE = 1000


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "audit", help="take out who did what, from an emulator that keeps an audit trail"
    )
    parts = parser.add_subparsers(title="parts", metavar="PART", required=True)
    export = parts.add_parser("export", help="print the entries, the oldest first")
    export.add_argument(
        "--format",
        choices=("jsonl", "cloudtrail"),
        default="jsonl",
        help="a JSON object a line, or one document of CloudTrail's records; jsonl",
    )
    export.add_argument(
        "--who", metavar="NAME", help="only of this user, worker or key, by name or by id"
    )
    export.add_argument("--action", metavar="NAME", help="only this, such as StartHumanLoop")
    export.add_argument("--since", metavar="TIME", help="from then on: 2026-01-31T09:30:00Z")
    export.add_argument("--until", metavar="TIME", help="before then")
    add_address(export)
    export.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the entries."""
    entries = _entries(options)
    if options.format == "jsonl":
        for entry in entries:
            print(json.dumps(entry))
        return 0
    from a2i_emulator.security.cloudtrail import record_of  # other commands need no protocols

    separator = '{"Records": [\n'
    for entry in entries:
        print(separator, json.dumps(record_of(entry)), sep="", end="")
        separator = ",\n"
    print("]}" if separator == ",\n" else '{"Records": []}')
    return 0


def _entries(options: argparse.Namespace) -> Iterator[Any]:
    """Yield all entries that are asked for, a page of them at a time."""
    names = ("who", "action", "since", "until")
    given = {name: getattr(options, name) for name in names if getattr(options, name)}
    query = {"order": "oldest", "limit": _A_PAGE, **given}
    while True:
        page = call(options.endpoint, "GET", f"audit?{urlencode(query)}")
        yield from page["entries"]
        if page["next"] is None:
            return
        query["after"] = page["next"]
