"""Typing of decoded request bodies: each shape compiled once to a function.

A value of the wrong type is a SerializationException. Members the model does not know and members
that are null count as absent.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.protocol.scalars import (
    SPECIAL_NUMBERS,
    TIMESTAMP_READERS,
    mismatch,
    not_convertible,
    read_tagged,
)
from a2i_emulator.protocol.shape import Shape

Reader = Callable[[Any], Any]

_INTEGER_LIMIT = 2**31 - 1
_LONG_LIMIT = 2**63 - 1


def reader(shape: Shape, *, cbor: bool = False) -> Reader:
    """Compile a shape to a function from a decoded value to a typed one.

    Integers, strings and lists stay; timestamps become milliseconds since the epoch, blobs bytes.
    The function raises a SerializationException.

    Args:
        shape: what to read.
        cbor: the value was decoded from CBOR, not JSON.

    Raises:
        KeyError: a kind of shape that botocore's models do not have.
    """
    return _Readers(cbor).of(shape)


class _Readers:
    """Compiles shapes, and keeps the structures' functions for shapes that contain themselves."""

    def __init__(self, cbor: bool) -> None:
        self._cbor = cbor
        self._structures: dict[Shape, Reader] = {}

    def of(self, shape: Shape) -> Reader:
        """Return the function that reads a shape."""
        if shape.kind == "structure":
            return self._structures.get(shape) or self._structure(shape)
        if shape.kind == "list":
            return _list(self.of(shape.parts[0]))
        if shape.kind == "map":
            return _map(*map(self.of, shape.parts))
        if shape.kind == "blob":
            return _binary if self._cbor else _base64
        if shape.kind == "timestamp":
            return read_tagged if self._cbor else TIMESTAMP_READERS[shape.timestamp_format]
        return _SCALARS[shape.kind]

    def _structure(self, shape: Shape) -> Reader:
        readers: dict[str, tuple[str, Reader]] = {}

        def read(value: Any) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise mismatch(value, "Expected null")
            return {
                name: read_member(value[wire_name])
                for wire_name, (name, read_member) in readers.items()
                if value.get(wire_name) is not None
            }

        self._structures[shape] = read
        readers.update(
            (member.name if self._cbor else member.wire_name, (member.name, self.of(member.shape)))
            for member in shape.members.values()
            if member.location is None
        )
        return read


def _list(read_element: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise mismatch(value, "Expected list or null")
        return [read_element(item) for item in value if item is not None]

    return read


def _map(read_key: Reader, read_value: Reader) -> Reader:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise mismatch(value, "Expected map or null")
        return {read_key(key): read_value(item) for key, item in value.items() if item is not None}

    return read


def _document(value: Any) -> Any:
    return value


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise not_convertible(value, "a String")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not _is_whole(value):
        raise not_convertible(value, "an Integer")
    return max(-_INTEGER_LIMIT - 1, min(int(value), _INTEGER_LIMIT))


def _long(value: Any) -> int:
    if isinstance(value, bool) or not _is_whole(value):
        raise not_convertible(value, "a Long")
    return max(-_LONG_LIMIT - 1, min(int(value), _LONG_LIMIT))


def _float(value: Any) -> float:
    if isinstance(value, str) and value in SPECIAL_NUMBERS:
        return SPECIAL_NUMBERS[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise not_convertible(value, "a Float")
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise not_convertible(value, "an Boolean")


def _binary(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    raise not_convertible(value, "a Blob")


def _base64(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            pass
    raise not_convertible(value, "a Blob")


_SCALARS: Mapping[str, Reader] = {
    "string": _string,
    "integer": _integer,
    "long": _long,
    "float": _float,
    "double": _float,
    "boolean": _boolean,
    "document": _document,
}
