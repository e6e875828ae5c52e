"""Whether an operation's output is what the model describes; looked at in the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from a2i_emulator.protocol.shape import Shape

_TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "timestamp": (int,),
    "float": (int, float),
    "boolean": (bool,),
    "blob": (bytes,),
}


class OutputError(Exception):
    """An operation's output is not what the model describes: a defect of ours."""


def misfits(shape: Shape, value: Any, path: str = "output") -> Iterator[str]:
    """Tell where an output has the wrong type, what it has too much, and what it lacks."""
    fits = isinstance(value, _TYPES[shape.kind])
    if not fits or (isinstance(value, bool) and shape.kind != "boolean"):
        yield f"{path} is a {type(value).__name__}, no {shape.kind}"
    elif shape.kind == "structure":
        yield from _members(shape, value, path)
    elif shape.kind == "list":
        for item in value:
            yield from misfits(shape.parts[0], item, f"{path}[]")
    elif shape.kind == "map":
        for key, item in value.items():
            yield from misfits(shape.parts[1], item, f"{path}[{key!r}]")
    elif shape.enum is not None and value not in shape.enum:
        yield f"{path} is {value!r}, none of {', '.join(shape.enum)}"


def _members(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name in value.keys() - shape.members.keys():
        yield f"{path}.{name} is unknown to {shape.name}"
    for name, member in shape.members.items():
        item = value.get(name)
        if item is not None:
            yield from misfits(member.shape, item, f"{path}.{name}")
        elif member.required:
            yield f"{path}.{name} is missing"
