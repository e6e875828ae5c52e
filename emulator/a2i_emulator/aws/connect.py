"""Which adapter stands behind each port: the settings decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from a2i_emulator.aws.cognito import MotoCognito
from a2i_emulator.aws.cognito_client import ClientCognito
from a2i_emulator.aws.events.client import ClientEvents
from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.aws.events.functions import Functions
from a2i_emulator.aws.moto_backends import Recorder, nothing_to_do, record_nothing
from a2i_emulator.aws.outlook import Outlook
from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.aws.s3_announcing import announcing
from a2i_emulator.aws.s3_client import ClientS3
from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import (
    Cognito,
    DeliverEvent,
    EventRecord,
    ExpectOutput,
    Presign,
    ReadObject,
    RouteEvent,
    WriteObject,
    nothing_to_expect,
)
from a2i_emulator.settings import Settings


@dataclass(frozen=True, slots=True)
class Aws:
    """The services that A2I calls.

    Attributes:
        functions: Python functions that are told of events, and on the bus
            `a2i_emulator.aws.events.functions.OUTPUTS` of objects that A2I writes.
    """

    read_object: ReadObject
    write_object: WriteObject
    expect_output: ExpectOutput
    presign: Presign
    cognito: Cognito
    route: RouteEvent
    deliver: DeliverEvent
    functions: Functions


def connect(
    settings: Settings,
    *,
    now: Callable[[], Instant],
    base_url: Callable[[], str],
    emit: Callable[[EventRecord], object] | None = None,
    recorder: Recorder = record_nothing,
    ready: Callable[[], object] = nothing_to_do,
) -> Aws:
    """Choose the adapters; nothing is called, nor moto or boto3 imported, before it is used.

    Args:
        settings: name real endpoints, if there are any.
        now: tells the emulator's time.
        base_url: tells where the emulator is reached.
        emit: takes what functions are to be told of objects written; None tells them at once
            and does not try again.
        recorder: keeps direct writes into moto.
        ready: is called before moto is, to bring it to its state.
    """
    functions = Functions()
    expect_output: ExpectOutput = nothing_to_expect
    s3: ClientS3 | MotoS3 = MotoS3(base_url, recorder, ready, now)
    if settings.s3_endpoint:
        s3 = ClientS3(settings.s3_endpoint)
        expect_output = Outlook(s3, settings.s3_endpoint)
    events = (
        ClientEvents(settings.events_endpoint, now, functions, source=settings.events_source)
        if settings.events_endpoint
        else MotoEvents(now, functions, recorder, ready)
    )
    return Aws(
        read_object=s3.get,
        write_object=announcing(s3.put, functions, emit or events.deliver, now),
        expect_output=expect_output,
        presign=s3.presign,
        cognito=(
            ClientCognito(settings.cognito_endpoint)
            if settings.cognito_endpoint
            else MotoCognito(ready)
        ),
        route=events.route,
        deliver=events.deliver,
        functions=functions,
    )
