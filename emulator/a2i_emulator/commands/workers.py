"""``a2i-emulator workers``: the scripted workers of a running emulator."""

from __future__ import annotations

import argparse
import json
from typing import Any

from a2i_emulator.commands.client import add_address, call
from a2i_emulator.commands.files import read_json


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "workers",
        help="show or replace the rules of the scripted workers of a running emulator",
        description="Print the rules of the scripted workers, and what they could not answer.",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="rules to put in their place, as of specs/worker-rules.schema.json; - is stdin",
    )
    parser.add_argument("--clear", action="store_true", help="forget all rules first")
    add_address(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Change the rules if that is asked for, and print them."""
    rules = None if options.file is None else read_json(options.file)
    shown = call(options.endpoint, "DELETE" if options.clear else "GET", "workers")
    if rules is not None:
        shown = call(options.endpoint, "PUT", "workers", rules)
    print(json.dumps(shown, indent=2, ensure_ascii=False))
    return 0
