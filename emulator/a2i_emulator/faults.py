"""Faults on demand: errors, delays and dropped connections, for tests of what then happens.

Faults are an experiment with this process: they are kept in its memory, so that calls cost
nothing while there are none, and end with it.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from a2i_emulator import formats
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.output import SOURCE
from a2i_emulator.formats import FormatError
from a2i_emulator.operations.errors import AwsError, aws_error
from a2i_emulator.operations.ports import (
    EventRecord,
    EventRefusedError,
    RouteEvent,
    S3RefusedError,
    WriteObject,
)
from a2i_emulator.operations.registry import OPERATIONS
from a2i_emulator.protocol.model import SERVICES, load
from a2i_emulator.waits import Waits

EVERY_OPERATION = "*"
WRITE_OUTPUT = "WriteOutput"
PUT_EVENTS = "PutEvents"

COMMON_ERRORS = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InternalFailure",
        "InvalidClientTokenId",
        "OptInRequired",
        "ProvisionedThroughputExceededException",
        "RequestExpired",
        "RequestLimitExceeded",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ThrottlingException",
        "TooManyRequestsException",
        "UnrecognizedClientException",
        "ValidationException",
    }
)
"""Codes that any AWS API may answer with.

See https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html and the codes
that AWS SDKs take for throttling.
"""


class ConnectionDroppedError(Exception):
    """A fault wants the caller's connection closed without an answer."""


@dataclass(slots=True)
class Fault:
    """A fault, how often it has struck, and its own chance; guarded by the lock of `Faults`."""

    document: Mapping[str, Any]
    label: str
    hits: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def strikes(self, operation: str) -> bool:
        """Tell whether it strikes this call, and count it if so."""
        wanted = self.document["operation"]
        if wanted != operation and not (wanted == EVERY_OPERATION and operation in OPERATIONS):
            return False
        if self.hits >= self.document.get("times", self.hits + 1):
            return False
        if self.chance.random() >= self.document.get("probability", 1):
            return False
        self.hits += 1
        return True


class Faults:
    """The faults to inject; any number of threads may use it.

    Args:
        waits: where delays are waited for.
    """

    def __init__(self, waits: Waits | None = None) -> None:
        self._waits = waits or Waits()
        self._faults: tuple[Fault, ...] = ()
        self._lock = threading.Lock()
        self._over = threading.Event()

    def put(self, document: Any) -> None:
        """Replace all faults by those of a document of the format ``specs/faults.schema.json``.

        Raises:
            FormatError: it is not of the format, or names what there is not.
        """
        self.replace(read_faults(document))

    def add(self, fault: Mapping[str, Any]) -> None:
        """Add a fault of the format of `put` behind the others, which go on as they are.

        Raises:
            FormatError: it is not of the format, or names what there is not.
        """
        formats.check("faults", {"faults": [fault]})
        with self._lock:
            self._faults = (*self._faults, _read(len(self._faults), fault))

    def list(self) -> dict[str, Any]:
        """Return the faults in the format of `put`, and how often each has struck."""
        with self._lock:
            return {"faults": [{**fault.document, "hits": fault.hits} for fault in self._faults]}

    def clear(self) -> None:
        """Let everything go well, and end the delays that are under way."""
        self.replace(())

    def replace(self, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """Replace all faults, and end the delays that are under way; return those of before."""
        with self._lock:
            before, self._faults = self._faults, faults
            over, self._over = self._over, threading.Event()
        over.set()
        return before

    def __call__(self, operation: str) -> None:
        """Let go wrong what is to go wrong with a call, before it is answered.

        Raises:
            AwsError: the error to answer with.
            ConnectionDroppedError: there is to be no answer.
        """
        if not self._faults:
            return
        with self._lock:
            fault = next((fault for fault in self._faults if fault.strikes(operation)), None)
            over = self._over
        if fault is None:
            return
        self._waits.wait(over, fault.document.get("delaySeconds", 0))
        if "drop" in fault.document:
            raise ConnectionDroppedError(f"{fault.label} dropped the connection")
        if "error" in fault.document:
            code = fault.document["error"]
            message = fault.document.get("message", _default_message(code))
            raise AwsError(code, message, reason=f"{fault.label} was injected")


def faulty_write(write_object: WriteObject, faults: Faults) -> WriteObject:
    """Return what writes objects, but for the faults of ``WriteOutput``."""

    def write(scope: Scope, uri: str, body: bytes, **options: Any) -> None:
        try:
            faults(WRITE_OUTPUT)
        except AwsError as error:
            raise S3RefusedError(error.code, error.message) from error
        except ConnectionDroppedError as error:
            raise S3RefusedError("ConnectionClosedError", str(error)) from error
        write_object(scope, uri, body, **options)

    return write


def faulty_route(route: RouteEvent, faults: Faults) -> RouteEvent:
    """Return what finds events' targets, but for the faults of ``PutEvents`` on those of A2I."""

    def routed(record: EventRecord) -> EventRecord:
        if record.event.get("source") == SOURCE:
            try:
                faults(PUT_EVENTS)
            except AwsError as error:
                raise EventRefusedError(f"{error.code}: {error.message}") from error
            except ConnectionDroppedError as error:
                raise EventRefusedError(str(error)) from error
        return route(record)

    return routed


def read_faults(document: Any, *, keep_hits: bool = False) -> tuple[Fault, ...]:
    """Read a document of the format ``specs/faults.schema.json``.

    Args:
        document: with ``faults``.
        keep_hits: go on where `Faults.list` has left off.

    Raises:
        FormatError: it is not of the format, or names what there is not.
    """
    formats.check("faults", document)
    faults = tuple(_read(index, item) for index, item in enumerate(document["faults"]))
    for fault, item in zip(faults, document["faults"], strict=True):
        fault.hits = item.get("hits", 0) if keep_hits else 0
    return faults


def _read(index: int, document: Mapping[str, Any]) -> Fault:
    operation = document["operation"]
    _check_operation(index, operation)
    if "error" in document:
        _check_error(index, operation, document["error"])
    kept = {name: value for name, value in document.items() if name != "hits"}
    chance = random.Random(document.get("seed"))  # noqa: S311 - guards nothing
    return Fault(kept, f"fault {index}", chance=chance)


def _check_operation(index: int, operation: str) -> None:
    known = (*OPERATIONS, WRITE_OUTPUT, PUT_EVENTS, EVERY_OPERATION)
    if operation not in known:
        _refuse(index, "operation", operation, "an operation that can fail", known)


def _check_error(index: int, operation: str, code: str) -> None:
    if operation in (WRITE_OUTPUT, PUT_EVENTS):
        return
    modelled = _modelled_errors()
    names = OPERATIONS if operation == EVERY_OPERATION else (operation,)
    known = COMMON_ERRORS.union(*(modelled[name] for name in names))
    if code not in known:
        _refuse(index, "error", code, f"an error of {operation}", sorted(known))


def _refuse(index: int, member: str, value: str, what: str, known: Sequence[str]) -> None:
    problem = f"{value} is not {what}; those are {', '.join(known)}"
    raise FormatError(("faults", index, member), problem)


@cache
def _modelled_errors() -> Mapping[str, frozenset[str]]:
    return {
        name: frozenset(operation.errors)
        for service in SERVICES
        for name, operation in load(service).operations.items()
    }


def _default_message(code: str) -> str:
    try:
        return aws_error(f"fault.{code}").message
    except KeyError:
        return aws_error("fault", code=code).message
