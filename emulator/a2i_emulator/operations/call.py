"""An API call on its way to its answer, and its part within a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from a2i_emulator.domain.human_loop import FINAL, HumanLoop
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import (
    Database,
    ExpectOutput,
    Predict,
    ReadObject,
    Render,
    Store,
    nothing_to_expect,
)

T = TypeVar("T")


class Transact(Protocol):
    """Carries work out in a write transaction, perhaps more than once; see `Database.transact`."""

    def __call__(self, work: Callable[[Store], T], /) -> T:
        """Return what the work returns, once it is committed."""


class BehindError(Exception):
    """What a call is about has work due that is not done yet; ask again when it is.

    Attributes:
        loop_ids: the human loops that are behind.
    """

    def __init__(self, loop_ids: Sequence[str]) -> None:
        super().__init__(", ".join(loop_ids))
        self.loop_ids = loop_ids


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner of an emulator may want otherwise.

    Attributes:
        activation_delay: milliseconds that a new flow definition is Initializing.
        quotas: enforce the service's quotas.
        new_customer: play an account that the service does not take any more.
    """

    activation_delay: int = 0
    quotas: bool = False
    new_customer: bool = False


@dataclass(frozen=True, slots=True)
class Transaction:
    """An API call within a transaction: who calls, when, and the state. It reaches nothing else.

    Attributes:
        scope: the caller's account and the Region called.
        request_id: a UUID, as the response's headers give it.
        now: the emulator's time.
        store: the state, as this transaction sees it.
        policy: what the emulator's owner wants.
        secret: the key for tokens that must not be forged.
        base_url: where the caller reaches the emulator, ``http://127.0.0.1:4224``.
        done_until: what was due by then is to be done before it is told of; None if nothing is.
    """

    scope: Scope
    request_id: str
    now: Instant
    store: Store
    policy: Policy
    secret: bytes
    base_url: str
    done_until: Instant | None = None

    def expect_done(self, *loops: HumanLoop) -> None:
        """Insist that nothing is owed to human loops whose status is about to be told.

        So a status that only a moment of the engine's stands between is never seen, as it never
        is where the engine runs within the calls.

        Raises:
            BehindError: something is.
        """
        if self.done_until is None:
            return
        behind = [loop.id for loop in loops if _is_passing(loop, self.done_until)]
        if behind:
            raise BehindError(behind)


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An API call before, between and after its transactions, when it may ask other services.

    They may be slow, and a transaction holds up others. So a `Transaction` does not reach them,
    and an API call opens transactions only for what it does with the state.

    Attributes:
        scope: the caller's account and the Region called.
        request_id: a UUID, as the response's headers give it.
        base_url: where the caller reaches the emulator.
        database: the state.
        now: tells the emulator's time.
        policy: what the emulator's owner wants.
        read_object: reads an object of S3.
        render: renders a worker task template with a task's input.
        predict: asks what Rekognition and Textract would say.
        expect_output: is told where output will go.
        done_until: see `Transaction`.
        transact: carries writing work out in place of the database's own, to keep an entry of
            the audit trail along with it.
    """

    scope: Scope
    request_id: str
    base_url: str
    database: Database
    now: Callable[[], Instant]
    policy: Policy
    read_object: ReadObject
    render: Render
    predict: Predict
    expect_output: ExpectOutput = nothing_to_expect
    done_until: Instant | None = None
    transact: Transact | None = None

    def query(self, work: Callable[[Transaction], T]) -> T:
        """Do work in a consistent view for reading, perhaps more than once; see `Database.look`."""
        return self.database.query(lambda store: work(self._within(store)))

    def change(self, work: Callable[[Transaction], T]) -> T:
        """Do work in a write transaction, perhaps more than once; see `Database.transact`."""
        transact = self.transact or self.database.transact
        return transact(lambda store: work(self._within(store)))

    def _within(self, store: Store) -> Transaction:
        return Transaction(
            scope=self.scope,
            request_id=self.request_id,
            now=self.now(),
            store=store,
            policy=self.policy,
            secret=self.database.secret,
            base_url=self.base_url,
            done_until=self.done_until,
        )


def _is_passing(loop: HumanLoop, moment: Instant) -> bool:
    return loop.status not in FINAL and loop.due_at is not None and loop.due_at <= moment
