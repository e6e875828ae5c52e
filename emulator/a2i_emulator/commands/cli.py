"""The ``a2i-emulator`` command: reads the options, calls the library."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from a2i_emulator.commands import (
    answer,
    audit,
    backup,
    check,
    dataset,
    demo,
    keys,
    quality,
    render,
    start,
    tasks,
    workers,
)
from a2i_emulator.commands.files import UsageError
from a2i_emulator.settings import __version__

_COMMANDS = (
    *(start, demo, tasks, answer, workers, render, check, backup, keys, audit),
    *(quality, dataset),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0, 1 for a failure, 2 for a user's mistake."""
    given = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(given, argparse.Namespace(arguments=given))
    try:
        return int(options.run(options))
    except UsageError as error:
        for problem in error.args:
            print(f"a2i-emulator: {problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and options."""
    top = _Parser(prog="a2i-emulator", description="A local Amazon Augmented AI (A2I).")
    top.add_argument("--version", action="version", version=f"a2i-emulator {__version__}")
    commands = top.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Parser
    )
    for command in _COMMANDS:
        command.add_parser(commands)
    return top


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where help is."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")
