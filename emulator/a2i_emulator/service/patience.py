"""A limit to what may hang, for who has to answer in time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

PATIENCE_SECONDS = 2.0


def why_silent(look: Callable[[], str]) -> str:
    """Return what a look finds wrong, or that it takes too long; nothing if all is well.

    A look that takes longer goes on by itself.
    """
    found: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=lambda: found.put(look()), name="a2i-look", daemon=True).start()
    try:
        return found.get(timeout=PATIENCE_SECONDS)
    except Empty:
        return f"no answer in {PATIENCE_SECONDS:g} s"
