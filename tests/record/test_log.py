"""Lines of the log: what others have written in them stays text."""

from __future__ import annotations

import logging
import sys

import pytest

from a2i_emulator.record.log import TextFormatter

ESCAPES = "\x1b[2K\x1b[1G23:59:59.000 INFO ann signed in\r\n\u2028\u202e\x07\x9b"


def line_of(text: str, error: Exception | None = None) -> str:
    record = logging.LogRecord("a2i_emulator", logging.INFO, "", 0, "%s", (text,), None)
    if error is not None:
        record.exc_info = (type(error), error, None)
    return TextFormatter().format(record)


@pytest.mark.parametrize("text", [ESCAPES, "".join(map(chr, range(0x20))), "\ud800"])
def test_nobody_moves_the_cursor_of_who_reads_it(text: str) -> None:
    told = line_of(text)
    assert told.isprintable()
    told.encode(sys.stderr.encoding or "utf-8")
    lines = line_of("failed", ValueError(text)).splitlines()
    assert all(line.isprintable() for line in lines)


def test_other_letters_stay_as_they_are() -> None:
    assert line_of("Ärmel, 日本 😀 'a\\b'").endswith("Ärmel, 日本 😀 'a\\b'")
