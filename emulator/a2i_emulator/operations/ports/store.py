"""Where state is kept: a database, and the store that a transaction sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from a2i_emulator.domain.flow import FlowDefinition
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations.ports.records import EventRecords, HumanLoops, Resources

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NextDue:
    """When the engine must act next: the earliest ``due_at`` of each kind that nobody has claimed.

    None where nothing is due, ever.
    """

    flow_definitions: Instant | None = None
    human_loops: Instant | None = None
    events: Instant | None = None

    @property
    def earliest(self) -> Instant | None:
        """The earliest of the three."""
        moments = (self.flow_definitions, self.human_loops, self.events)
        return min((moment for moment in moments if moment is not None), default=None)


class Store(Protocol):
    """The state, as one transaction sees it."""

    @property
    def flow_definitions(self) -> Resources[FlowDefinition]:
        """The flow definitions."""

    @property
    def human_task_uis(self) -> Resources[HumanTaskUi]:
        """The human task UIs."""

    @property
    def workforces(self) -> Resources[Workforce]:
        """The private workforces."""

    @property
    def workteams(self) -> Resources[Workteam]:
        """The private workteams."""

    @property
    def human_loops(self) -> HumanLoops:
        """The human loops."""

    @property
    def events(self) -> EventRecords:
        """The emitted events."""

    def hold(self, scope: Scope, what: str) -> None:
        """Wait for other write transactions that hold the same, and hold it until the end.

        For rules over several records (there is one workforce; a workteam in use stays), which
        no lock on a record can guard.
        """

    def tags(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource, by key."""

    def set_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Replace the tags of a resource; none removes them."""

    def template(self, sha256: str) -> str | None:
        """Return a worker task template by its digest."""

    def keep_template(self, sha256: str, content: str) -> None:
        """Keep a worker task template under its digest."""

    def document(self, name: str) -> Any:
        """Return a small JSON document (scripted workers, predictions …); None if absent."""

    def save_document(self, name: str, value: Any) -> None:
        """Keep a small JSON document; None removes it."""

    def due_flow_definitions(self, now: Instant) -> Sequence[FlowDefinition]:
        """Return the flow definitions whose ``due_at`` has come."""

    def next_due(self) -> NextDue:
        """Return when something falls due."""


class StorageError(Exception):
    """The state cannot be reached, read or written; the message says why in one sentence."""


class ConflictError(StorageError):
    """The database gave this transaction up for another one; it may be tried again."""


class Database(Protocol):
    """Where state is kept. Any number of threads may use it.

    Every method may raise `StorageError`; nothing of the transaction is kept then, unless the
    connection broke at the very commit.
    """

    def read(self) -> AbstractContextManager[Store]:
        """Open a consistent view for reading; within a transaction of this thread, that one.

        Keep it short: on SQLite it holds off everybody else.
        """

    def write(self) -> AbstractContextManager[Store]:
        """Open a transaction: committed at the end, rolled back on an exception.

        Raises:
            RuntimeError: a transaction is open in this thread.
        """

    def transact(self, work: Callable[[Store], T]) -> T:
        """Do work in a write transaction, and anew where another one got in its way.

        Raises:
            ConflictError: others got in the way every time.
        """

    @property
    def secret(self) -> bytes:
        """A random key of this state, for tokens that must not be forged."""

    def reset(self) -> None:
        """Empty everything."""

    def dump(self) -> dict[str, Any]:
        """Return the whole state as one JSON-able document."""

    def load(self, state: Mapping[str, Any]) -> None:
        """Replace the whole state with a dumped document.

        Raises:
            ValueError: the document is not a dump of a known version.
        """

    def close(self) -> None:
        """Let go of files and connections."""
