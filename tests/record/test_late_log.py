"""The log's own thread: order, what has time, and a reader that does not read."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from a2i_emulator.record.late_log import LateHandler

MANY = 3000


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("a2i_emulator.test", logging.INFO, "", 0, text, None, None)


class Pipe:
    """A log that is written into a pipe."""

    def __init__(self) -> None:
        self._reads, self._writes = os.pipe()
        self.handler = LateHandler(self._writes)

    def read(self, last: str) -> list[str]:
        """Read lines until one has come."""
        text = b""
        while not text.endswith(f"{last}\n".encode()):
            text += os.read(self._reads, 1 << 16)
        return text.decode().splitlines()

    def stop_reading(self) -> None:
        os.close(self._reads)

    def close(self) -> None:
        self.handler.close()
        os.close(self._writes)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()


def test_lines_come_in_order_whether_they_have_time_or_not(pipe: Pipe) -> None:
    texts = [str(number) for number in range(200)]
    for text in texts:
        if text.endswith("7"):
            pipe.handler.emit(record(text))
        else:
            pipe.handler.write_later(partial(record, text))
    assert pipe.read(texts[-1]) == texts
    pipe.stop_reading()


def test_a_reader_that_does_not_read_costs_lines_and_says_how_many(pipe: Pipe) -> None:
    for number in range(MANY):  # A thousand of them are more than a pipe holds.
        pipe.handler.emit(record(f"{number} {'x' * 1000}"))
        pipe.handler.write_later(partial(record, f"{number} late"))
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.extend(pipe.read("the last one")))
    reader.start()
    pipe.handler.flush()
    pipe.handler.emit(record("the last one"))
    reader.join(30)
    losses = [line for line in got if line.endswith("they came faster than they were read")]
    lost = sum(int(line.partition(" ")[0]) for line in losses)
    assert 0 < lost == 2 * MANY + 1 - (len(got) - len(losses))
    pipe.stop_reading()


def test_a_reader_that_has_gone_costs_no_call(pipe: Pipe) -> None:
    pipe.stop_reading()
    for _ in range(3):
        pipe.handler.emit(record("unread"))
        pipe.handler.flush()


def test_a_line_that_cannot_be_made_costs_no_other(pipe: Pipe) -> None:
    def broken() -> logging.LogRecord:
        raise ValueError("no such call")

    pipe.handler.write_later(broken)
    pipe.handler.emit(record("after it"))
    assert pipe.read("after it")[0].endswith("could not be made: ValueError('no such call')")
    pipe.stop_reading()


def test_text_that_is_no_unicode_is_written_all_the_same(pipe: Pipe) -> None:
    pipe.handler.emit(record("a\ud800b ü"))
    assert pipe.read("a\\ud800b ü") == ["a\\ud800b ü"]
    pipe.stop_reading()


def test_a_number_that_has_become_another_files_is_not_written_to() -> None:
    reads, writes = os.pipe()
    handler = LateHandler(writes)
    os.close(writes)
    other_reads, other_writes = os.pipe()
    assert writes in (other_reads, other_writes)
    handler.emit(record("a line"))
    handler.close()
    assert os.read(reads, 100) == b"a line\n"
    assert os.read(reads, 100) == b"", "once closed it holds nothing open"
    os.set_blocking(other_reads, False)
    with pytest.raises(BlockingIOError):
        os.read(other_reads, 1)
    for descriptor in (reads, other_reads, other_writes):
        os.close(descriptor)
