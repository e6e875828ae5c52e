"""Preparation of outputs for JSON and CBOR: each shape compiled once to a function."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.protocol.scalars import TIMESTAMP_WRITERS, special_name, write_tagged
from a2i_emulator.protocol.shape import Shape

Writer = Callable[[Any], Any]


def writer(shape: Shape, *, cbor: bool = False) -> Writer:
    """Compile a shape to a function from an output value to one that JSON or CBOR can encode.

    Members that are None, those the model does not know and those that are not in the body are
    left out.

    Args:
        shape: what to write.
        cbor: for CBOR, where blobs stay bytes and timestamps are tagged.
    """
    return _Writers(cbor).of(shape)


class _Writers:
    """Compiles shapes, and keeps the structures' functions for shapes that contain themselves."""

    def __init__(self, cbor: bool) -> None:
        self._cbor = cbor
        self._structures: dict[Shape, Writer] = {}

    def of(self, shape: Shape) -> Writer:
        """Return the function that writes a shape."""
        if shape.kind == "structure":
            return self._structures.get(shape) or self._structure(shape)
        if shape.kind == "list":
            write_element = self.of(shape.parts[0])
            return lambda value: [write_element(item) for item in value]
        if shape.kind == "map":
            write_value = self.of(shape.parts[1])
            return lambda value: {key: write_value(item) for key, item in value.items()}
        if self._cbor:
            return _CBOR_SCALARS[shape.kind]
        if shape.kind == "timestamp":
            return TIMESTAMP_WRITERS[shape.timestamp_format]
        return _JSON_SCALARS[shape.kind]

    def _structure(self, shape: Shape) -> Writer:
        writers: list[tuple[str, str, Writer]] = []

        def write(value: Mapping[str, Any]) -> dict[str, Any]:
            return {
                wire_name: write_member(item)
                for name, wire_name, write_member in writers
                if (item := value.get(name)) is not None
            }

        self._structures[shape] = write
        writers.extend(
            (
                member.name,
                member.name if self._cbor else member.wire_name,
                self.of(member.shape),
            )
            for member in shape.members.values()
            if member.location is None
        )
        return write


def _json_float(value: float) -> float | str:
    return float(value) if math.isfinite(value) else special_name(value)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _document(value: Any) -> Any:
    return value


_JSON_SCALARS: Mapping[str, Writer] = {
    "string": str,
    "integer": int,
    "long": int,
    "float": _json_float,
    "double": _json_float,
    "boolean": bool,
    "blob": _base64,
    "document": _document,
}
_CBOR_SCALARS: Mapping[str, Writer] = {
    **_JSON_SCALARS,
    "float": float,
    "double": float,
    "blob": bytes,
    "timestamp": write_tagged,
}
