"""How much a template may use. Templates and their input are untrusted."""

from __future__ import annotations

from io import StringIO

from liquid.exceptions import ResourceLimitError

MAX_SECONDS = 5.0
"""Processor-friendly: a page of 5,000 Textract blocks takes a hundredth of it."""

MAX_CHARACTERS = 32_000_000
"""In the page, in one value, and in all assigned variables together."""

MAX_ITEMS = 2_000_000
"""In one list or range; the largest InputContent can hold one and a half million."""

MAX_LOOPS = 10_000_000
"""Rounds of nested loops, multiplied."""

MAX_BITS = 8_192
"""In a whole number, some 2,400 digits."""

MAX_NESTING = 100
"""Of blocks; Ruby's Liquid has the same."""

MAX_ERRORS = 100
"""After so many it is of no use to go on."""


class LimitReachedError(ResourceLimitError):
    """The template uses too much; rendering ends."""

    def __init__(self, message: str) -> None:
        super().__init__(f"limit reached: {message}", token=None)


def limit_text(length: int) -> None:
    """Refuse a text of too many characters.

    Raises:
        LimitReachedError: it is longer than `MAX_CHARACTERS`.
    """
    if length > MAX_CHARACTERS:
        raise LimitReachedError(f"more than {MAX_CHARACTERS} characters")


def limit_items(length: int) -> None:
    """Refuse a list or range of too many items.

    Raises:
        LimitReachedError: it is longer than `MAX_ITEMS`.
    """
    if length > MAX_ITEMS:
        raise LimitReachedError(f"a list or range of more than {MAX_ITEMS} items")


class Page(StringIO):
    """Text under way, of limited length."""

    def __init__(self) -> None:
        super().__init__()
        self._room = MAX_CHARACTERS

    def write(self, text: str, /) -> int:
        """Add text.

        Raises:
            LimitReachedError: the page is full.
        """
        self._room -= len(text)
        if self._room < 0:
            limit_text(MAX_CHARACTERS - self._room)
        return super().write(text)
