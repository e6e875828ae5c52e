"""Mistakes and disappointments of a test, said in its own terms."""

from __future__ import annotations


class UnexpectedStatusError(AssertionError):
    """A human loop ended in another status than the test waited for."""


class WaitTimeoutError(AssertionError, TimeoutError):
    """A human loop did not come to a status in time."""


class NoOutputError(LookupError):
    """A human loop has written no ``output.json`` (yet)."""
