"""What was done in the console, or could be, as programs do it: for boto3 and for the AWS CLI."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from a2i_emulator.pages.console.api import ANYWHERE, Call

_WIDTH = 88
_INDENT = "    "
_READ_FROM = ("file://", "fileb://", "http://", "https://")
"""How an argument begins that the AWS CLI takes for the place of the value."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a program, in the place of what an earlier call has answered."""

    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A call of which a part of the answer, found by the names that lead to it, is kept."""

    call: Call
    variable: Variable
    path: tuple[str, ...]


def boto3_code(calls: Sequence[Call | Kept], *, endpoint: str, region: str) -> str:
    """Return a Python program that makes the calls, and nothing else.

    Args:
        calls: in their order; those whose input has blobs are told as they are.
        endpoint: where the emulator is, ``http://127.0.0.1:4224``.
        region: the Region to call.
    """
    from botocore import xform_name

    lines = ["import boto3", ""]
    for service in dict.fromkeys(_call(one).service for one in calls):
        at = f"endpoint_url={_text(endpoint)}, region_name={_text(region)}"
        lines.append(f"{_client(service)} = boto3.client({_text(service)}, {at})")
    for one in calls:
        call = _call(one)
        name = f"{_client(call.service)}.{xform_name(call.operation)}"
        members = [f"{_INDENT}{key}={_literal(value, 1)}," for key, value in call.input.items()]
        before, after = "", ""
        if isinstance(one, Kept):
            before = f"{one.variable.name} = "
            after = "".join(f"[{_text(part)}]" for part in one.path)
        end = f"){after}"
        lines += [
            "",
            *([f"{before}{name}(", *members, end] if members else [f"{before}{name}({end}"]),
        ]
    return "\n".join(lines) + "\n"


def cli_code(calls: Sequence[Call | Kept], *, endpoint: str, region: str) -> str:
    """Return shell commands that make the calls with the AWS CLI; see `boto3_code`."""
    from botocore import xform_name

    commands = []
    for one in calls:
        call = _call(one)
        words = ["aws", call.service, xform_name(call.operation, "-")]
        parts = [" ".join(words), f"--endpoint-url {shlex.quote(endpoint)}", f"--region {region}"]
        parts += _arguments(call.input)
        if isinstance(one, Kept):
            parts += [f"--query {'.'.join(one.path)}", "--output text"]
        command = " \\\n  ".join(parts)
        commands.append(f"{one.variable.name}=$({command})" if isinstance(one, Kept) else command)
    return "\n\n".join(commands) + "\n"


def signed_by(account: str, code: str) -> str:
    """Return code with a comment that says whose credentials it takes, where not everybody's do."""
    if account == ANYWHERE.account or not account.isdecimal():
        return code
    role = f"arn:aws:iam::{account}:role/any"
    return f"# With credentials of account {account}; here AssumeRole of {role} gives some.\n{code}"


def _call(one: Call | Kept) -> Call:
    return one.call if isinstance(one, Kept) else one


def _client(service: str) -> str:
    return service.rpartition("-")[2] if "runtime" in service else service.replace("-", "_")


def _arguments(members: Mapping[str, Any]) -> Iterator[str]:
    from botocore import xform_name

    if any(isinstance(value, str) and value.startswith(_READ_FROM) for value in members.values()):
        yield f"--cli-input-json {_word(_json(members))}"
        return
    for name, value in members.items():
        option = f"--{xform_name(name, '-')}"
        if isinstance(value, bool):
            yield option if value else option.replace("--", "--no-", 1)
            continue
        if isinstance(value, Variable):
            yield f'{option} "${value.name}"'
            continue
        text = value if isinstance(value, str) else _json(value)
        # What begins with a dash would be taken for an option.
        yield f"{option}{'=' if text.startswith('-') else ' '}{_word(text)}"


_MARK = f"\ue000{token_hex(8)}\ue000"
"""Stands around a variable's name until the text is a word of the shell's; nobody can guess it."""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda one: f"{_MARK}{one.name}{_MARK}")


def _word(text: str) -> str:
    """Quote a text for the shell, and have it put in the values of variables."""
    return re.sub(f"{_MARK}([a-z0-9_]+){_MARK}", "'\"$\\1\"'", shlex.quote(text))


def _literal(value: Any, depth: int) -> str:
    """Write a value as Python, over several lines where one would be long."""
    if isinstance(value, Variable):
        return value.name
    if isinstance(value, str):
        return _long_text(value, depth)
    if isinstance(value, Mapping):
        items = (f"{_text(str(key))}: {_literal(item, depth + 1)}" for key, item in value.items())
        return _within("{}", items, depth)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return _within("[]", (_literal(item, depth + 1) for item in value), depth)
    return repr(value)


def _within(brackets: str, items: Iterable[str], depth: int) -> str:
    written = list(items)
    line = f"{brackets[0]}{', '.join(written)}{brackets[1]}"
    if len(line) + len(_INDENT) * depth < _WIDTH and "\n" not in line:
        return line
    inner = "".join(f"{_INDENT * (depth + 1)}{item},\n" for item in written)
    return f"{brackets[0]}\n{inner}{_INDENT * depth}{brackets[1]}"


def _long_text(text: str, depth: int) -> str:
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    if len(lines) == 1:
        return _text(text)
    inner = "".join(f"{_INDENT * (depth + 1)}{_text(line)}\n" for line in lines)
    return f"(\n{inner}{_INDENT * depth})"


def _text(text: str) -> str:
    # JSON's strings are Python's, but for halves of surrogate pairs.
    is_whole = not any("\ud800" <= character <= "\udfff" for character in text)
    return json.dumps(text, ensure_ascii=False) if is_whole else repr(text)
