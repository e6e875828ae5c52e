"""The services and operations that we serve, from ``specs/models``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from a2i_emulator.formats import specs_path
from a2i_emulator.protocol.bindings import (
    HeaderWriter,
    LocatedReader,
    header_writers,
    located_readers,
    status_member,
)
from a2i_emulator.protocol.parse import Reader, reader
from a2i_emulator.protocol.serialize import Writer, writer
from a2i_emulator.protocol.shape import NOTHING, Shape, ShapeReader
from a2i_emulator.protocol.validate import Check, checker

SERVICES = ("sagemaker-a2i-runtime", "sagemaker", "rekognition", "textract")
BAD_REQUEST = 400
INTERNAL_ERROR = 500


@dataclass(frozen=True)
class Operation:
    """One API operation.

    Attributes:
        service: botocore's name, such as ``sagemaker-a2i-runtime``.
        protocol: the service's own: ``rest-json`` or ``json`` (AWS JSON 1.1).
        method: the HTTP method.
        uri: the model's request URI, ``/human-loops/{HumanLoopName}``.
        status: the HTTP status of success.
        output: `NOTHING` for an operation that answers with an empty body.
        errors: the modelled errors' shapes, by code.
        statuses: the HTTP status of each modelled error.
    """

    service: str
    name: str
    protocol: str
    method: str
    uri: str
    status: int
    input: Shape
    output: Shape
    errors: Mapping[str, Shape]
    statuses: Mapping[str, int]

    def __str__(self) -> str:
        return f"{self.service}.{self.name}"

    @cached_property
    def check(self) -> Check | None:
        """Finds what a parsed input violates, with what the service is known to forgive."""
        return checker(self.input)

    @cached_property
    def strict_check(self) -> Check | None:
        """Finds what a parsed input violates, by the letter of the model."""
        return checker(self.input, strict=True)

    @cached_property
    def reader(self) -> Reader:
        """Types the members of a decoded JSON body."""
        return reader(self.input)

    @cached_property
    def cbor_reader(self) -> Reader:
        """Types the members of a decoded CBOR body."""
        return reader(self.input, cbor=True)

    @cached_property
    def located_readers(self) -> tuple[tuple[str, LocatedReader], ...]:
        """Read the members that a request has outside of its body, by name."""
        return located_readers(self.input)

    @cached_property
    def has_body(self) -> bool:
        """Whether the input has members in the body, or no members at all."""
        located = len(self.located_readers)
        return not located or located < len(self.input.members)

    @cached_property
    def header_writers(self) -> tuple[tuple[str, HeaderWriter], ...]:
        """Write the members that a response has in its headers, by name."""
        return header_writers(self.output)

    @cached_property
    def answers_in_body(self) -> bool:
        """Whether an output is the body and nothing but the body, as nearly all are."""
        members = self.output.members.values()
        whole = not self.output.payload and not any(member.location for member in members)
        return whole and self.output is not NOTHING

    @cached_property
    def status_member(self) -> str | None:
        """Name the member of the output that is the HTTP status, if one is."""
        return status_member(self.output)

    @cached_property
    def writer(self) -> Writer:
        """Prepares an output for JSON."""
        return writer(self.output)

    @cached_property
    def cbor_writer(self) -> Writer:
        """Prepares an output for CBOR."""
        return writer(self.output, cbor=True)


@dataclass(frozen=True, slots=True)
class Service:
    """A service and those of its operations that we serve.

    Attributes:
        violations: the entry of ``specs/errors.json`` that stands for every broken constraint;
            None where the service answers a ValidationException that lists them.
    """

    name: str
    protocol: str
    operations: Mapping[str, Operation]
    violations: str | None


@cache
def load(service: str) -> Service:
    """Load a service's model; the first call reads its file.

    Raises:
        FileNotFoundError: we serve nothing of that service.
    """
    deviations, violations = _deviations(service), _violations(service)
    return service_of(service, document_of(service), deviations, violations)


def service_of(
    name: str,
    document: Mapping[str, Any],
    deviations: Mapping[str, Mapping[str, Any]],
    violations: str | None = None,
) -> Service:
    """Read a service's model from botocore's JSON.

    Args:
        name: of the service.
        document: the model.
        deviations: where the service is known to differ from it, by shape: a ``pattern`` that
            it accepts, a ``min`` in place of the model's.
        violations: see `Service.violations`.

    Raises:
        ValueError: the model has a trait that this package does not implement.
    """
    metadata = document["metadata"]
    rest = _own_protocol(metadata) == "rest-json"
    shapes = ShapeReader(document["shapes"], deviations, rest=rest)
    operations = {
        operation: _operation(name, metadata, node, document["shapes"], shapes)
        for operation, node in document["operations"].items()
    }
    return Service(
        name=name,
        protocol=_own_protocol(metadata),
        operations=operations,
        violations=violations,
    )


def _own_protocol(metadata: Mapping[str, Any]) -> str:
    return "rest-json" if metadata["protocol"] == "rest-json" else "json"


def _operation(
    service: str,
    metadata: Mapping[str, Any],
    node: Mapping[str, Any],
    json_shapes: Mapping[str, Mapping[str, Any]],
    shapes: ShapeReader,
) -> Operation:
    errors = [reference["shape"] for reference in node.get("errors", ())]
    return Operation(
        service=service,
        name=node["name"],
        protocol=_own_protocol(metadata),
        method=node["http"]["method"],
        uri=node["http"]["requestUri"],
        status=node["http"].get("responseCode", 200),
        input=shapes.shape(node["input"]) if "input" in node else NOTHING,
        output=shapes.shape(node["output"]) if "output" in node else NOTHING,
        errors={code: shapes.shape({"shape": code}) for code in errors},
        statuses={code: _status(json_shapes[code]) for code in errors},
    )


def _status(error: Mapping[str, Any]) -> int:
    default = INTERNAL_ERROR if error.get("fault") else BAD_REQUEST
    status: int = error.get("error", {}).get("httpStatusCode", default)
    return status


def _deviations(service: str) -> dict[str, dict[str, Any]]:
    shapes: list[dict[str, Any]] = document_of("deviations")["shapes"]
    return {entry["shape"]: entry for entry in shapes if entry["service"] == service}


def _violations(service: str) -> str | None:
    entries: list[dict[str, Any]] = document_of("deviations")["violations"]
    return next((entry["error"] for entry in entries if entry["service"] == service), None)


@cache
def document_of(name: str) -> Any:
    """Return one of ``specs/models``: what we serve of a service, or tell apart of its calls.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    with (specs_path() / "models" / f"{name}.json").open(encoding="utf-8") as file:
        return json.load(file)
