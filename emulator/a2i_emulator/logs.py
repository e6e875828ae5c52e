"""What the emulator writes on standard error: one line a call, as text or as JSON."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections import deque
from datetime import datetime, timezone
from functools import lru_cache
from typing import TextIO

from a2i_emulator.history import HistoryEntry

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")

_LATER_SECONDS = 0.02

_api = logging.getLogger("a2i_emulator.api")


def configure(level: str, log_format: str) -> None:
    """Send the package's log to standard error, in the wanted form."""
    handler = _LateHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if log_format == "json" else _TextFormatter())
    logger = logging.getLogger("a2i_emulator")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


def log_call(entry: HistoryEntry) -> None:
    """Write one line for an API call; one with an error says its code and true reason."""
    level = logging.WARNING if entry.error_code is not None else logging.INFO
    if not _api.isEnabledFor(level):
        return
    handlers = _api.parent.handlers if _api.parent else ()
    if level == logging.INFO and handlers and isinstance(handlers[0], _LateHandler):
        handlers[0].write_later(entry)
    else:
        _api.handle(_record_of(entry, level))


def _record_of(entry: HistoryEntry, level: int) -> logging.LogRecord:
    text = (
        f"{entry.service}.{entry.operation} {entry.status} {entry.milliseconds:.1f} ms"
        f" {entry.resource}"
    ).rstrip()
    if entry.error_code is not None:
        text += f" {entry.error_code}: {entry.reason or entry.error_message}"
    # Logger.log would look for the calling line and file, which nobody is shown.
    record = logging.LogRecord(_api.name, level, "", 0, text, None, None)
    record.call = entry
    return record


class _LateHandler(logging.StreamHandler[TextIO]):
    """Writes the lines of calls that went well a moment later, many at once.

    Each write is a system call, for which the interpreter goes to another thread; the request
    would wait to have it back.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._waiting: deque[tuple[float, HistoryEntry]] = deque()
        self._some = threading.Event()
        threading.Thread(target=self._write_late, name="a2i-log", daemon=True).start()

    def write_later(self, entry: HistoryEntry) -> None:
        """Write a call's line soon, or before whatever else is written."""
        self._waiting.append((time.time(), entry))
        if not self._some.is_set():
            self._some.set()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, after those that wait."""
        self._write_waiting()
        super().emit(record)

    def flush(self) -> None:
        """Write the lines that wait."""
        self.acquire()
        try:
            self._write_waiting()
            super().flush()
        finally:
            self.release()

    def _write_waiting(self) -> None:
        lines = [self._line(*self._waiting.popleft()) for _ in range(len(self._waiting))]
        self.stream.write("".join(lines))

    def _line(self, at: float, entry: HistoryEntry) -> str:
        record = _record_of(entry, logging.INFO)
        record.created, record.msecs = at, at % 1 * 1000
        return self.format(record) + self.terminator

    def _write_late(self) -> None:
        while True:
            self._some.wait()
            time.sleep(_LATER_SECONDS)
            self._some.clear()
            self.flush()


@lru_cache(maxsize=1)
def _clock_time(second: int) -> str:
    """Write the local time of a second since the epoch, of which many lines tell."""
    return time.strftime("%H:%M:%S", time.localtime(second))


class _TextFormatter(logging.Formatter):
    """``16:03:12.345 INFO sagemaker.CreateFlowDefinition 200 1.2 ms my-flow``."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{_clock_time(int(record.created))}.{int(record.msecs):03d} {record.levelname} "
        text += record.getMessage().replace("\n", "\\n").replace("\r", "\\r")
        return text + self._traceback(record)

    def _traceback(self, record: logging.LogRecord) -> str:
        return "\n" + self.formatException(record.exc_info) if record.exc_info else ""


class _JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, tz=timezone.utc)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        call = getattr(record, "call", None)
        if isinstance(call, HistoryEntry):
            shown = call.to_json()
            line |= {key: shown[key] for key in _CALL_MEMBERS}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


_CALL_MEMBERS = (
    "requestId",
    "service",
    "operation",
    "account",
    "region",
    "status",
    "milliseconds",
    "resource",
    "error",
)
