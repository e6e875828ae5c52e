"""What operations and the engine need from outside, as small interfaces.

``storage/`` implements `Store` and `Database`; ``aws/`` what S3, Cognito and EventBridge do;
``templates/`` `Render`; ``predictions/`` `Predict`. Tests and other adapters may bring their own.
"""

from a2i_emulator.operations.ports.audit import (
    AuditedAction,
    AuditEntry,
    AuditPosition,
    AuditQuery,
    Who,
)
from a2i_emulator.operations.ports.database import (
    ConflictError,
    ConnectionLostError,
    Database,
    Readable,
    StorageError,
)
from a2i_emulator.operations.ports.human_loops import HumanLoops
from a2i_emulator.operations.ports.records import (
    Backlog,
    EventRecord,
    Listing,
    NextDue,
    Page,
    Position,
    Waiting,
)
from a2i_emulator.operations.ports.services import (
    Cognito,
    DeliverEvent,
    EventRefusedError,
    ExpectOutput,
    Predict,
    Presign,
    ReadObject,
    Render,
    RenderedTemplate,
    RouteEvent,
    S3RefusedError,
    TemplateProblem,
    WriteObject,
    nothing_to_expect,
)
from a2i_emulator.operations.ports.store import PASSING, AuditTrail, EventRecords, Resources, Store

__all__ = [
    "PASSING",
    "AuditEntry",
    "AuditPosition",
    "AuditQuery",
    "AuditTrail",
    "AuditedAction",
    "Backlog",
    "Cognito",
    "ConflictError",
    "ConnectionLostError",
    "Database",
    "DeliverEvent",
    "EventRecord",
    "EventRecords",
    "EventRefusedError",
    "ExpectOutput",
    "HumanLoops",
    "Listing",
    "NextDue",
    "Page",
    "Position",
    "Predict",
    "Presign",
    "ReadObject",
    "Readable",
    "Render",
    "RenderedTemplate",
    "Resources",
    "RouteEvent",
    "S3RefusedError",
    "StorageError",
    "Store",
    "TemplateProblem",
    "Waiting",
    "Who",
    "WriteObject",
    "nothing_to_expect",
]
