"""What a recorded response breaks of its service's model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from a2i_emulator.protocol.model import load
from a2i_emulator.protocol.shape import Shape
from a2i_emulator.protocol.validate import checker

_SERVICES = ("rekognition", "textract")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "structure": (Mapping,),
    "list": (list, tuple),
    "map": (Mapping,),
    "string": (str,),
    "integer": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
}


def violations(operation: str, response: Mapping[str, Any]) -> list[str]:
    """Name all that makes a response impossible for an operation.

    Members the model does not know count too: they are misspelt, or another operation's.

    Args:
        operation: ``DetectModerationLabels`` or ``AnalyzeDocument``.
        response: in the model's member names.
    """
    operations = (load(service).operations for service in _SERVICES)
    output = next(served[operation].output for served in operations if operation in served)
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


def _mistyped_members(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, item in value.items():
        place = f"{path}.{name}" if path else name
        if name in shape.members:
            yield from _mistyped(shape.members[name].shape, item, place)
        else:
            yield f"{place} is no member of {shape.name}"


def _is_a(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])
