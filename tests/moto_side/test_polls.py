"""Who waits for messages is woken by each that comes, whoever notices it first."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

from tests.support.emulator import PATIENCE_SECONDS, until

from a2i_emulator.moto_side.journal.polls import Poll, Polls
from a2i_emulator.protocol.wsgi import Answer

WORDS = ["one", "two"]


class Seconds:
    """Lets seconds pass for those who wait, one after the other, when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[threading.Event] = []

    def wait(self, news: threading.Event, _: float) -> bool:
        over = threading.Event()
        self.waiting.append(over)
        while not news.wait(0.01) and not over.is_set():
            pass
        return True


def test_a_message_noticed_by_a_waiter_himself_wakes_another_for_the_next() -> None:
    messages: list[Any] = []
    queue = SimpleNamespace(_messages=messages, redrive_policy=None, fifo_queue=False, name="queue")
    seconds: Any = Seconds()
    polls = Polls(seconds)
    taken: list[str] = []

    def take() -> Answer:
        if len(taken) == len(messages):
            return Answer("200 OK", [], b"")
        polls.tell("SendMessage", None)  # The sender comes to it only now.
        taken.append(messages[len(taken)].name)
        return Answer("200 OK", [], b"ReceiptHandle")

    threads = []
    for number in range(2):
        poll = Poll(PATIENCE_SECONDS, {}, b"", queue)
        threads.append(threading.Thread(target=polls.ask, args=(poll, take)))
        threads[-1].start()
        until(lambda: len(seconds.waiting), (number + 1).__eq__)
    messages += [SimpleNamespace(name=name, visible_at=0, delayed_until=0) for name in WORDS]
    seconds.waiting[0].set()
    for thread in threads:
        thread.join(10)
    assert taken == WORDS
