"""An API call on its way to its answer, before and between transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from a2i_emulator.domain.names import Scope

if TYPE_CHECKING:
    from a2i_emulator.operations.call import Call
    from a2i_emulator.operations.ports import S3, Database, Predictions, Render, Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Errand:
    """What an operation may use that asks other services before it answers.

    They may be slow, and a transaction holds up others. So a `Call`, which is within one, does
    not reach them, and an errand opens transactions only for what it does with the state.

    Attributes:
        scope: the caller's account and the Region called.
        database: the state.
        call: makes the call of a transaction from its store.
        s3: the objects of the account.
        render: renders a worker task template with a task's input.
        predictions: what Rekognition and Textract would say.
    """

    scope: Scope
    database: Database
    call: Callable[[Store], Call]
    s3: S3
    render: Render
    predictions: Predictions

    @contextmanager
    def read(self) -> Iterator[Call]:
        """Open a consistent view for reading; see `Database.read`."""
        with self.database.read() as store:
            yield self.call(store)

    def transact(self, work: Callable[[Call], T]) -> T:
        """Do work in a write transaction, perhaps more than once; see `Database.transact`."""
        return self.database.transact(lambda store: work(self.call(store)))
