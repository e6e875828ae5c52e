"""What scripted workers decide to do when they look at a loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.workforce import Worker


class Verb(str, Enum):
    """A scripted worker's action. ACCEPT takes a task and never finishes it."""

    SUBMIT = "submit"
    DECLINE = "decline"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Step:
    """One action of one worker; ``content`` is the answer that a SUBMIT gives."""

    verb: Verb
    worker: Worker
    content: Mapping[str, Any] | None = None
    time_spent_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now, and when to look again; None for never."""

    actions: tuple[Step, ...] = ()
    next_at: Instant | None = None
