"""Preparation of outputs for JSON and CBOR: each shape compiled once to a function."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.domain.instant import SECOND, Instant, iso_milliseconds
from a2i_emulator.protocol.shape import Shape

Writer = Callable[[Any], Any]


def writer(shape: Shape, *, cbor: bool = False) -> Writer:
    """Compile a shape to a function from an output value to one that JSON or CBOR can encode.

    Members that are None, and those the model does not know, are left out.

    Args:
        shape: what to write.
        cbor: for CBOR, where blobs stay bytes and timestamps are tagged.

    Raises:
        ValueError: a member is to go into a header, which no output of ours does.
    """
    if shape.kind == "structure":
        return _structure(shape, cbor)
    if shape.kind == "list":
        (element,) = shape.parts
        write_element = writer(element, cbor=cbor)
        return lambda value: [write_element(item) for item in value]
    if shape.kind == "map":
        _, part = shape.parts
        write_value = writer(part, cbor=cbor)
        return lambda value: {key: write_value(item) for key, item in value.items()}
    if shape.kind == "timestamp":
        return _timestamp_writer(shape.timestamp_format, cbor)
    if shape.kind == "blob":
        return bytes if cbor else _base64
    return _SCALARS[shape.kind]


def _structure(shape: Shape, cbor: bool) -> Writer:
    if any(member.location for member in shape.members.values()):
        raise ValueError(f"output {shape.name} has members outside of the body")
    writers = tuple(
        (member.name, writer(member.shape, cbor=cbor)) for member in shape.members.values()
    )

    def write(value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: write_member(item)
            for name, write_member in writers
            if (item := value.get(name)) is not None
        }

    return write


def _timestamp_writer(timestamp_format: str | None, cbor: bool) -> Writer:
    if cbor:
        return _tagged_timestamp
    return iso_milliseconds if timestamp_format == "iso8601" else _epoch_seconds


def _epoch_seconds(value: Instant) -> float:
    return value / SECOND


def _tagged_timestamp(value: Instant) -> Any:
    import cbor2  # noqa: PLC0415 - few callers speak CBOR

    return cbor2.CBORTag(1, value / SECOND)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_SCALARS: Mapping[str, Writer] = {"string": str, "integer": int, "float": float, "boolean": bool}
