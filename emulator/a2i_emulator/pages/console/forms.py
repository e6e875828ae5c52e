"""From a form to an operation's input, by the service's model, and from its error to a field.

A field is named by the path of its member, ``HumanLoopConfig.TaskTitle``; elements of lists by
their number, ``Tags.0.Key``. What is left empty is not sent. What is no scalar can be one field,
too: a list of texts with one in each line, tags as ``key=value`` lines, all else as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from a2i_emulator.pages.common.words import say
from a2i_emulator.pages.console.api import RefusedCallError, member_names

_VIOLATION = re.compile(r"at '(?P<path>[^']+)' failed to satisfy constraint")
_VIOLATIONS = re.compile(r"[0-9]+ validation errors detected: ")
_NEXT_VIOLATION = re.compile("; (?=Value (?:'|null ))")
_LEAST_TELLING = 3
"""Characters that a value must have for its being in a message to mean anything."""


@dataclass(slots=True)
class Form:
    """A form as it is shown: what stands in its fields, and what is wrong with it.

    Attributes:
        values: by the field's name.
        errors: texts beside fields, by the field's name.
        error: what is wrong with no field in particular; a code and a text, or None.
    """

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    error: tuple[str, str] | None = None

    @property
    def is_fine(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.errors and self.error is None

    def attributes(self, name: str, hint: str = "") -> dict[str, str | None]:
        """Return what a field tells assistive technology of its hint and of its error."""
        is_wrong = name in self.errors
        about = [f"{name}.hint"] if hint else []
        about += [f"{name}.error"] if is_wrong else []
        said = " ".join(about) or None
        return {"aria-describedby": said, "aria-invalid": "true" if is_wrong else None}

    def refuse(self, refused: RefusedCallError, shown: Iterable[str] = ()) -> None:
        """Put an operation's error beside the fields that it names, else above them all.

        Where it names several, each has what is said of it alone.

        Args:
            refused: the error.
            shown: the form's fields, those included that were left empty.
        """
        fields = list(dict.fromkeys((*self.values, *shown)))
        by_told_name = member_names(fields)
        told = [(_closest(path, by_told_name), text) for path, text in _violations(refused.message)]
        told = told or [(name, refused.message) for name in self._quoted(refused.message, fields)]
        for name, text in told:
            if name is not None:
                self.errors[name] = "; ".join(filter(None, (self.errors.get(name), text)))
        if not told or None in dict(told):
            self.error = refused.code, refused.message

    def _quoted(self, message: str, fields: Iterable[str]) -> list[str]:
        """Return the field that a message begins with, else the one whose value it quotes."""
        first = message.split(" ", 1)[0]
        about = [name for name in fields if f".{first}." in f".{name}."]
        if about:
            return about[:1]
        quoted = [
            name
            for name in fields
            if len(self.values.get(name, "")) >= _LEAST_TELLING and self.values[name] in message
        ]
        return sorted(quoted, key=lambda name: len(self.values[name]))[-1:]


def _violations(message: str) -> list[tuple[str, str]]:
    """Return what a validator's message says, each with the path of the member that it is about."""
    several = _VIOLATIONS.match(message)
    told: list[tuple[str, str]] = []
    for part in _NEXT_VIOLATION.split(message[several.end() :]) if several else [message]:
        at = _VIOLATION.search(part)
        if at:
            told.append((at["path"], part))
        elif told:
            # A value that looks as if another violation began in it.
            told[-1] = told[-1][0], f"{told[-1][1]}; {part}"
    return told


def _closest(told: str, fields: Mapping[str, str]) -> str | None:
    """Return the field of a path, or that of the member which it is within."""
    path = told.replace(".member", "")
    names = {name.replace(".member", ""): field for name, field in fields.items()}
    while path and path not in names:
        path = path.rpartition(".")[0]
    return names.get(path)


def input_of(shape: Any, form: Form) -> dict[str, Any]:
    """Return an operation's input; what cannot be read as its member's type becomes an error.

    Args:
        shape: botocore's, of the input.
        form: the form as it was sent; fields that are no members of the input are left out.
    """
    made: dict[str, Any] = {}
    for name, value in form.values.items():
        parts = name.split(".")
        leaf = _leaf(shape, parts)
        if leaf is None or not value.strip():
            continue
        try:
            _put(made, parts, _read(leaf, value))
        except ValueError as error:
            form.errors[name] = str(error)
    return {key: _without_gaps(value) for key, value in made.items()}


def _leaf(shape: Any, parts: Iterable[str]) -> Any:
    for part in parts:
        if shape.type_name == "structure" and part in shape.members:
            shape = shape.members[part]
        elif shape.type_name == "list" and part.isascii() and part.isdecimal():
            shape = shape.member
        else:
            return None
    return shape


def _read(shape: Any, value: str) -> Any:
    kind = shape.type_name
    if kind in ("integer", "long"):
        text = value.strip()
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError(say("This is to be a whole number."))
        return int(text)
    if kind == "boolean":
        return value in ("true", "on")
    if kind in ("float", "double", "structure", "map"):
        return _json(value)
    if kind == "list":
        return _list(shape, value)
    return value.replace("\r\n", "\n")


def _list(shape: Any, value: str) -> list[Any]:
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    if shape.member.type_name == "string":
        return list(lines)
    if {"Key", "Value"} == set(getattr(shape.member, "members", ())):
        pairs = (line.partition("=") for line in lines)
        return [{"Key": key.strip(), "Value": text.strip()} for key, _, text in pairs]
    read = _json(value)
    return list(read) if isinstance(read, list) else [read]


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise ValueError(say("This is not JSON: %(problem)s", problem=error)) from error


def _put(made: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        made = made.setdefault(part, {})
    made[parts[-1]] = value


def _without_gaps(value: Any) -> Any:
    """Make lists of what was gathered by number."""
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_without_gaps(value[key]) for key in sorted(value, key=int)]
    return {key: _without_gaps(item) for key, item in value.items()}
