"""What an operation knows of the call it answers, within a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope

if TYPE_CHECKING:
    from a2i_emulator.operations.ports import Store
    from a2i_emulator.settings import Settings


@dataclass(frozen=True, slots=True)
class Call:
    """One API call: who calls, when, and what the operation may use.

    Attributes:
        scope: the caller's account and the Region called.
        request_id: a UUID, as the response's headers give it.
        now: the emulator's time.
        store: the state, within this call's transaction.
        secret: the key for tokens that must not be forged.
        base_url: where the caller reaches the emulator, ``http://127.0.0.1:4224``.
    """

    scope: Scope
    request_id: str
    now: Instant
    store: Store
    settings: Settings
    secret: bytes
    base_url: str
