"""What the service is put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from a2i_emulator.faults import Faults
from a2i_emulator.operations.ports import (
    Cognito,
    DeliverEvent,
    ExpectOutput,
    ReadObject,
    Render,
    RouteEvent,
    WriteObject,
)
from a2i_emulator.predictions.source import Predictions
from a2i_emulator.scripted_workers import ScriptedWorkers


@dataclass(frozen=True, slots=True)
class Ports:
    """The services that A2I calls, and the parts that can be had in several ways."""

    read_object: ReadObject
    write_object: WriteObject
    expect_output: ExpectOutput
    cognito: Cognito
    route: RouteEvent
    deliver: DeliverEvent
    render: Render
    predictions: Predictions
    scripted_workers: ScriptedWorkers
    faults: Faults
    account_of: Callable[[str | None], str]
    unreachable: Callable[[], Mapping[str, str]]
