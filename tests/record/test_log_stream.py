"""What libraries print and log, as lines of the log."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest

from a2i_emulator.record import log
from a2i_emulator.record.log_stream import LogStream


def test_lines_are_whole_and_each_threads_own(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    printed = LogStream(logging.INFO)
    print("one,", end=" ", file=printed)
    thread = threading.Thread(target=lambda: print("another\n\nand its last", file=printed))
    thread.start()
    thread.join()
    print("whole", file=printed)
    print("without an end", end="", file=printed)
    assert caplog.messages == ["another", "and its last", "one, whole"]


def test_the_users_streams_and_loggers_are_his_again_afterwards() -> None:
    before = sys.stdout, sys.stderr, logging.getLogger().handlers[:]
    with log.only_log():
        assert isinstance(sys.stdout, LogStream)
        assert isinstance(sys.stderr, LogStream)
    assert (sys.stdout, sys.stderr, logging.getLogger().handlers) == before


def test_the_level_holds_for_libraries_too() -> None:
    program = """
import logging
from a2i_emulator.record import log
log.configure("error", "text")
with log.only_log():
    logging.getLogger("botocore").warning("not this")
    logging.getLogger("botocore").error("but this")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert [line.partition(" ")[2] for line in done.stderr.splitlines()] == ["ERROR but this"]
