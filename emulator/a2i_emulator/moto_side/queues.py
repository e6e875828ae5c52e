"""moto's SQS where many messages wait: what is sent does not look at those that are there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from a2i_emulator.moto_side.journal.time_and_random import seconds
from a2i_emulator.moto_side.patches import place_of, put

_QUEUE, _MESSAGE = "moto.sqs.models:Queue", "moto.sqs.models:Message"


class _Count:
    """A number that is counted when somebody writes it down."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count

    def __str__(self) -> str:
        return str(self._count())


@cache
def count_messages_when_asked() -> None:
    """Have moto's SQS, which this imports, take as long for a message however many are waiting."""
    for name in (
        "approximate_number_of_messages",
        "approximate_number_of_messages_delayed",
        "approximate_number_of_messages_not_visible",
    ):
        getter = getattr(place_of(_QUEUE, name), name).fget
        put(_QUEUE, name, property(partial(_counted_later, getter)))
    put(_MESSAGE, "visible", property(_is_visible))
    put(_MESSAGE, "delayed", property(_is_delayed))


def _counted_later(getter: Callable[[Any], int], queue: Any) -> _Count:
    return _Count(lambda: getter(queue))


def _is_visible(message: Any) -> bool:
    return not message.visible_at or seconds() * 1000 > message.visible_at


def _is_delayed(message: Any) -> bool:
    return bool(message.delayed_until) and seconds() * 1000 < message.delayed_until
