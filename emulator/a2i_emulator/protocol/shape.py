"""Shapes of a service model, read from botocore's JSON into plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PARTS = ("member", "key", "value")
_KNOWN_TRAITS = frozenset(
    {
        *("type", "members", "required", "payload", "union", "document", *_PARTS),
        *("min", "max", "pattern", "enum", "sensitive", "timestampFormat"),
        *("exception", "error", "fault", "synthetic"),
        *("box", "deprecated", "deprecatedMessage"),
    }
)
_KNOWN_REFERENCE_TRAITS = frozenset(
    {
        *("shape", "location", "locationName", "jsonvalue", "idempotencyToken", "hostLabel"),
        *("box", "deprecated", "deprecatedMessage"),
    }
)
_LOCATIONS = frozenset({None, "uri", "querystring", "header", "headers", "statusCode"})


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a structure.

    Attributes:
        wire_name: its name in the body, the path, the query string or the headers; what the names
            of all its headers begin with for ``headers``.
        location: ``uri``, ``querystring``, ``header``, ``headers`` (a map of them) or
            ``statusCode``; None for the body.
        json: it is JSON in base64, in a header; in a body such a member is a string like others.
    """

    name: str
    shape: Shape
    required: bool
    wire_name: str
    location: str | None = None
    json: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A type of a service model with its constraints.

    Attributes:
        kind: botocore's type, ``structure``, ``list``, ``map``, ``string``, ``integer`` …, or
            ``document`` for any JSON at all.
        payload: the member of a structure that is the whole body.
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
    payload: str | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the members that must be there."""
        return tuple(member.name for member in self.members.values() if member.required)


NOTHING = Shape("Unit", "structure")
"""The input of an operation without input."""


class ShapeReader:
    """Reads the shapes of one model, each once.

    Only a REST protocol has members outside of the body; in others the model's places for them
    mean nothing. Deviations are those of ``deviations.json``, by the shape's name.

    Raises:
        ValueError: the model uses a trait that this package does not implement, so that a
            regenerated model is never served half.
    """

    def __init__(
        self,
        shapes: Mapping[str, Mapping[str, Any]],
        deviations: Mapping[str, Mapping[str, Any]],
        *,
        rest: bool = False,
    ) -> None:
        self._json = shapes
        self._deviations = deviations
        self._rest = rest
        self._read: dict[str, Shape] = {}

    def shape(self, reference: Mapping[str, Any]) -> Shape:
        """Return the shape that a ``{"shape": name}`` refers to."""
        name = reference["shape"]
        return self._read.get(name) or self._make(name, self._json[name])

    def _make(self, name: str, node: Mapping[str, Any]) -> Shape:
        _refuse_unknown(name, node, _KNOWN_TRAITS)
        for reference in node.get("members", {}).values():
            _refuse_unknown(name, reference, _KNOWN_REFERENCE_TRAITS)
        required = node.get("required", ())
        deviation = self._deviations.get(name, {})
        members: dict[str, Member] = {}
        shape = self._read[name] = Shape(
            name=name,
            kind="document" if node.get("document") else node["type"],
            members=members,
            parts=tuple(self.shape(node[part]) for part in _PARTS if part in node),
            min=deviation.get("min", node.get("min")),
            max=node.get("max"),
            pattern=node.get("pattern"),
            accepted_pattern=deviation.get("pattern"),
            enum=tuple(node["enum"]) if "enum" in node else None,
            sensitive=node.get("sensitive", False),
            timestamp_format=node.get("timestampFormat"),
            payload=node.get("payload") if self._rest else None,
        )
        # Only now, since a member of a structure can lead back to it.
        members.update(
            (member, self._member(member, reference, required=member in required))
            for member, reference in node.get("members", {}).items()
        )
        return shape

    def _member(self, name: str, reference: Mapping[str, Any], *, required: bool) -> Member:
        location = reference.get("location")
        if location not in _LOCATIONS:
            raise ValueError(f"member {name} is at an unknown location {location}")
        return Member(
            name=name,
            shape=self.shape(reference),
            required=required,
            wire_name=reference.get("locationName", "" if location == "headers" else name),
            location=location if self._rest else None,
            json=reference.get("jsonvalue", False),
        )


def _refuse_unknown(name: str, node: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = node.keys() - known
    if unknown:
        raise ValueError(f"shape {name} has unknown traits: {', '.join(sorted(unknown))}")
