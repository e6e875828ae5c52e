"""The commands and their options, as their parser has them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import distribution

from docs.generators.markdown import block, code, prose

_VARIABLE = re.compile(r"\s*\[(A2I_EMULATOR_[A-Z0-9_]+)\]$")


def page() -> str:
    """Return a section for each command."""
    top = parser()
    return "\n".join(
        [_arguments(top.prog, top), *(_command(*item) for item in commands(top).items())]
    )


def parser() -> argparse.ArgumentParser:
    """Return the parser of the installed command."""
    (script,) = distribution("a2i-emulator").entry_points.select(group="console_scripts")
    made: argparse.ArgumentParser = import_module(script.module).parser()
    return made


def commands(top: argparse.ArgumentParser) -> Mapping[str, tuple[argparse.ArgumentParser, str]]:
    """Return the parser of each command, by its full name, and what its command does."""
    found = {}
    for action in top._actions:  # noqa: SLF001 - argparse has no other way to its arguments
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            meanings = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
            for name, command in action.choices.items():
                found[command.prog] = (command, meanings[name])
                found |= commands(command)
    return found


def arguments(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Return a command's own options and arguments, but for ``--help``."""
    for action in command._actions:  # noqa: SLF001 - as above
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction):  # noqa: SLF001
            yield action


def _command(prog: str, described: tuple[argparse.ArgumentParser, str]) -> str:
    command, meaning = described
    text = command.description or f"{meaning[:1].upper()}{meaning[1:]}."
    usage = " ".join(command.format_usage().removeprefix("usage: ").split())
    heading = f"## {code(prog)}\n\n{prose(text)}\n"
    return f"{heading}\n```text\n{usage}\n```\n\n{_arguments(prog, command)}"


def _arguments(prog: str, command: argparse.ArgumentParser) -> str:
    own = "\n".join(_argument(action) for action in arguments(command))
    return f"{block('program', prog)}\n{own}"


def _argument(action: argparse.Action) -> str:
    text = action.help or ""
    variable = _VARIABLE.search(text)
    content = prose(_VARIABLE.sub("", text))
    if variable:
        content += f"\n\nEnvironment variable: {code(variable[1])}"
    return block("option", ", ".join(_spellings(action)), content)


def _spellings(action: argparse.Action) -> list[str]:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return [value]
    takes_value = action.nargs != 0
    return [f"{flag} {value}" if takes_value else flag for flag in action.option_strings]
