"""Whether a request of moto's happens, or only happens again as its recorded state comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_repeating: ContextVar[bool] = ContextVar("is_repeating", default=False)


@contextmanager
def repeating() -> Iterator[None]:
    """Let what happens in this context leave everything else alone.

    What a request led to outside of its service is in the record by itself; done twice, it would
    be there twice.
    """
    token = _is_repeating.set(True)
    try:
        yield
    finally:
        _is_repeating.reset(token)


def is_repeating() -> bool:
    """Tell whether the request at hand happened before."""
    return _is_repeating.get()
