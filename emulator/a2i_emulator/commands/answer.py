"""``a2i-emulator answer``: answer a human loop of a running emulator."""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import quote, urlencode

from a2i_emulator.commands.client import add_endpoint, call
from a2i_emulator.commands.files import read_json


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "answer", help="answer a human loop of a running emulator"
    )
    parser.add_argument("loop", metavar="LOOP", help="the human loop's name")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default="-", help="answerContent as JSON; - is stdin"
    )
    parser.add_argument("--worker", help="who answers; by default the next of the team")
    parser.add_argument("--time-spent", type=float, metavar="SECONDS", help="how long it took")
    add_endpoint(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Send the answer and print what became of the loop."""
    body = {
        "answerContent": read_json(options.file),
        "worker": options.worker,
        "timeSpentInSeconds": options.time_spent,
    }
    chosen = {"account": options.account, "region": options.region}
    query = urlencode({key: value for key, value in chosen.items() if value})
    path = f"human-loops/{quote(options.loop, safe='')}/answers?{query}"
    given = {key: value for key, value in body.items() if value is not None}
    loop = call(options.endpoint, "POST", path, given)
    done = sum(task["status"] == "Submitted" for task in loop["tasks"])
    print(f"{loop['humanLoopName']}: {done} of {len(loop['tasks'])} answers,", end=" ")
    print(f"{loop['humanLoopStatus']}; output {loop['outputS3Uri']}")
    return 0
