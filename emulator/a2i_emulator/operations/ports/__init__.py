"""What operations and the engine need from outside, as small interfaces.

``storage/`` implements `Store` and `Database`; ``aws/`` implements `S3`, `Cognito` and
`EventBus`; ``predictions/`` implements `Predictions`. Tests and other adapters may bring
their own.
"""

from a2i_emulator.operations.ports.listing import Listing, Page, Position
from a2i_emulator.operations.ports.records import EventRecord, EventRecords, HumanLoops, Resources
from a2i_emulator.operations.ports.rendering import Render, RenderedTemplate, TemplateProblem
from a2i_emulator.operations.ports.services import (
    S3,
    Cognito,
    EventBus,
    Predictions,
    S3RefusedError,
)
from a2i_emulator.operations.ports.store import (
    ConflictError,
    Database,
    NextDue,
    StorageError,
    Store,
)

__all__ = [
    "S3",
    "Cognito",
    "ConflictError",
    "Database",
    "EventBus",
    "EventRecord",
    "EventRecords",
    "HumanLoops",
    "Listing",
    "NextDue",
    "Page",
    "Position",
    "Predictions",
    "Render",
    "RenderedTemplate",
    "Resources",
    "S3RefusedError",
    "StorageError",
    "Store",
    "TemplateProblem",
]
