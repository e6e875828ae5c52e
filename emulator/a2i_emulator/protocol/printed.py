"""Values as the service prints them in violations: the way Java prints its objects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.protocol.shape import Shape

_PLAIN_FLOAT = (1e-3, 1e7)
"""Between these Java prints floats without an exponent."""


def printed(shape: Shape, value: Any) -> str:
    """Return a value quoted, with a blank behind it; nothing at all if it is sensitive."""
    return "" if shape.sensitive else f"'{_text(shape, value)}' "


def _text(shape: Shape, value: Any) -> str:
    if shape.sensitive:
        return "***"
    if shape.kind == "structure":
        members = ", ".join(
            f"{member.name[:1].lower()}{member.name[1:]}={_text(member.shape, value[member.name])}"
            for member in shape.members.values()
            if value.get(member.name) is not None
        )
        return f"{shape.name}({members})"
    if shape.kind == "list":
        (element,) = shape.parts
        return f"[{', '.join(_text(element, item) for item in value)}]"
    if shape.kind == "map":
        _, part = shape.parts
        return f"{{{', '.join(f'{key}={_text(part, item)}' for key, item in value.items())}}}"
    return _scalar(shape.kind, value)


def _scalar(kind: str, value: Any) -> str:
    if kind == "blob":
        return f"java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]"
    if kind == "boolean":
        return "true" if value else "false"
    if kind in {"float", "double"}:
        return _java_float(value)
    if kind == "timestamp":
        return str(value // SECOND)
    return str(value)


def _java_float(value: float) -> str:
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    low, high = _PLAIN_FLOAT
    if value == 0 or low <= abs(value) < high:
        return repr(value)
    sign, digits, _ = (number := Decimal(repr(value))).as_tuple()
    fraction = "".join(map(str, digits[1:])).rstrip("0") or "0"
    return f"{'-' if sign else ''}{digits[0]}.{fraction}E{number.adjusted()}"
