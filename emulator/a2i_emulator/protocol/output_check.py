"""Whether an operation's answer, recorded or computed, is one that its model describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from a2i_emulator.protocol.shape import Shape
from a2i_emulator.protocol.validate import checker

_TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "timestamp": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "blob": (bytes,),
    "document": (object,),
}


class OutputError(Exception):
    """An operation's output is not what the model describes: a defect of ours."""


def output_violations(output: Shape, response: Mapping[str, Any]) -> list[str]:
    """Name all that makes a response impossible.

    Members the model does not know count too: they are misspelt, or another operation's.

    Args:
        output: the operation's.
        response: in the model's member names; timestamps in milliseconds, blobs as bytes.
    """
    mistyped = list(_mistyped(output, response, ""))
    check = checker(output)
    if mistyped or check is None:
        return mistyped
    return [str(violation) for violation in check(response)]


def _mistyped(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not _is_a(shape.kind, value):
        yield f"{path or 'the response'} is not of type {shape.kind}"
    elif shape.kind == "structure":
        yield from _mistyped_members(shape, value, path)
    elif shape.kind == "list":
        for index, item in enumerate(value):
            yield from _mistyped(shape.parts[0], item, f"{path}[{index}]")
    elif shape.kind == "map":
        for key, item in value.items():
            yield from _mistyped(shape.parts[1], item, f"{path}[{key!r}]")


def _mistyped_members(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, item in value.items():
        place = f"{path}.{name}" if path else name
        if name not in shape.members:
            yield f"{place} is no member of {shape.name}"
        elif item is not None:
            yield from _mistyped(shape.members[name].shape, item, place)


def _is_a(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind in {"boolean", "document"}
    return isinstance(value, _TYPES[kind])
