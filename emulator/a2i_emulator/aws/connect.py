"""Which adapter stands behind each port: the settings decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from a2i_emulator.aws.cognito import MotoCognito
from a2i_emulator.aws.cognito_client import ClientCognito
from a2i_emulator.aws.events.client import ClientEvents
from a2i_emulator.aws.events.delivery import MotoEvents
from a2i_emulator.aws.events.functions import Functions
from a2i_emulator.aws.moto_backends import Recorder, record_nothing
from a2i_emulator.aws.s3 import MotoS3
from a2i_emulator.aws.s3_client import ClientS3
from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ports import S3, Cognito, EventBus
from a2i_emulator.settings import Settings


@dataclass(frozen=True, slots=True)
class Aws:
    """The services that A2I calls.

    Attributes:
        functions: Python functions that are told of events.
    """

    s3: S3
    cognito: Cognito
    events: EventBus
    functions: Functions


def connect(
    settings: Settings,
    *,
    now: Callable[[], Instant],
    base_url: Callable[[], str],
    recorder: Recorder = record_nothing,
) -> Aws:
    """Choose the adapters; nothing is called, nor moto or boto3 imported, before it is used.

    Args:
        settings: name real endpoints, if there are any.
        now: tells the emulator's time.
        base_url: tells where the emulator is reached.
        recorder: is told of direct writes into moto.
    """
    functions = Functions()
    endpoint = settings.events_endpoint
    return Aws(
        s3=ClientS3(settings.s3_endpoint) if settings.s3_endpoint else MotoS3(base_url, recorder),
        cognito=(
            ClientCognito(settings.cognito_endpoint) if settings.cognito_endpoint else MotoCognito()
        ),
        events=(
            ClientEvents(endpoint, now, functions, source=settings.events_source)
            if endpoint
            else MotoEvents(now, functions, recorder)
        ),
        functions=functions,
    )
