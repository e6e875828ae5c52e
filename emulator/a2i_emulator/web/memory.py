"""What large requests and answers take of memory, given back when they are gone."""

from __future__ import annotations

import sys
import threading

_LARGE = 1 << 23
"""Bytes. What is smaller is used again by the next request."""

_KEPT = 1 << 24
"""Bytes at the end of a thread's memory, which its next request takes up again."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""As in ``malloc.h``."""


def give_large_blocks_back() -> None:
    """Have the C library give large blocks back to the system; for a process that is ours.

    glibc does so at first. Once one has been freed, it keeps blocks of that size, up to 32 MB, for
    the thread that had them: sixteen workers who each answered with 20 MB keep 500 MB for ever.
    """
    if sys.platform == "linux":
        # Beside what is being served: nobody waits for the import.
        threading.Thread(target=_set_threshold, name="a2i-memory", daemon=True).start()


def _set_threshold() -> None:
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, _KEPT)
