"""``a2i-emulator tasks``: the open tasks of a running emulator."""

from __future__ import annotations

import argparse
import json
from typing import Any
from urllib.parse import urlencode

from a2i_emulator.commands.client import add_endpoint, call

_OPEN = ("Available", "Accepted", "Suspended")
_COLUMNS = ("humanLoopName", "flowDefinitionName", "status", "worker", "creationTime", "taskTitle")


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "tasks", help="list the open tasks of a running emulator"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    add_endpoint(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the open tasks, oldest first."""
    chosen = {"account": options.account, "region": options.region}
    query = urlencode({key: value for key, value in chosen.items() if value})
    answer = call(options.endpoint, "GET", f"tasks?{query}")
    tasks = [task for task in answer["tasks"] if task["status"] in _OPEN]
    if options.json:
        print(json.dumps(tasks, indent=2))
    elif not tasks:
        print("No open tasks.")
    else:
        _print_table([_COLUMNS, *([str(t[c] or "-") for c in _COLUMNS] for t in tasks)])
    return 0


def _print_table(rows: list[Any]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
