"""Shapes of a service model, read from botocore's JSON into plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PARTS = ("member", "key", "value")
_KNOWN_TRAITS = frozenset(
    {
        *("type", "members", "required", *_PARTS),
        *("min", "max", "pattern", "enum", "sensitive", "timestampFormat"),
        *("exception", "error", "fault", "synthetic"),
        *("box", "deprecated", "deprecatedMessage"),
    }
)
_KNOWN_REFERENCE_TRAITS = frozenset(
    {"shape", "location", "locationName", "jsonvalue", "box", "deprecated", "deprecatedMessage"}
)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a structure.

    Attributes:
        wire_name: its name in the query string or the path, where ``location`` says so.
        location: ``uri`` or ``querystring``; None for the body.
    """

    name: str
    shape: Shape
    required: bool
    location: str | None = None
    wire_name: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A type of a service model with its constraints.

    Attributes:
        kind: botocore's type: ``structure``, ``list``, ``map``, ``string``, ``integer`` ….
        pattern: a Java regular expression, to match the whole value.
        accepted_pattern: what the service was seen to accept instead; see ``deviations.json``.
        parts: the element of a list, key and value of a map.
    """

    name: str
    kind: str
    members: Mapping[str, Member] = field(default_factory=dict)
    parts: tuple[Shape, ...] = ()
    min: float | None = None
    max: float | None = None
    pattern: str | None = None
    accepted_pattern: str | None = None
    enum: tuple[str, ...] | None = None
    sensitive: bool = False
    timestamp_format: str | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the members that must be there."""
        return tuple(member.name for member in self.members.values() if member.required)


class ShapeReader:
    """Reads the shapes of one model, each once.

    Raises:
        ValueError: the model uses a trait that this package does not implement, so that a
            regenerated model is never served half.
    """

    def __init__(
        self, shapes: Mapping[str, Mapping[str, Any]], accepted_patterns: Mapping[str, str]
    ) -> None:
        self._json = shapes
        self._accepted_patterns = accepted_patterns
        self._read: dict[str, Shape] = {}

    def shape(self, reference: Mapping[str, Any] | None) -> Shape:
        """Return the shape that a ``{"shape": name}`` refers to; an empty structure for None."""
        if reference is None:
            return Shape("Unit", "structure")
        name = reference["shape"]
        if name not in self._read:
            self._read[name] = self._make(name, self._json[name])
        return self._read[name]

    def _make(self, name: str, node: Mapping[str, Any]) -> Shape:
        _refuse_unknown(name, node, _KNOWN_TRAITS)
        for reference in node.get("members", {}).values():
            _refuse_unknown(name, reference, _KNOWN_REFERENCE_TRAITS)
        required = node.get("required", ())
        return Shape(
            name=name,
            kind=node["type"],
            members={
                member: self._member(member, reference, required=member in required)
                for member, reference in node.get("members", {}).items()
            },
            parts=tuple(self.shape(node[part]) for part in _PARTS if part in node),
            min=node.get("min"),
            max=node.get("max"),
            pattern=node.get("pattern"),
            accepted_pattern=self._accepted_patterns.get(name),
            enum=tuple(node["enum"]) if "enum" in node else None,
            sensitive=node.get("sensitive", False),
            timestamp_format=node.get("timestampFormat"),
        )

    def _member(self, name: str, reference: Mapping[str, Any], *, required: bool) -> Member:
        location = reference.get("location")
        if location not in {None, "uri", "querystring"}:
            raise ValueError(f"member {name} is at an unknown location {location}")
        wire_name = reference.get("locationName", name)
        return Member(name, self.shape(reference), required, location, wire_name)


def _refuse_unknown(name: str, node: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = node.keys() - known
    if unknown:
        raise ValueError(f"shape {name} has unknown traits: {', '.join(sorted(unknown))}")
