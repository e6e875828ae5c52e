"""What the emulator writes on standard error: one line a call, as text or as JSON.

In a process that is nothing but the emulator, what libraries log or print goes the same way.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from datetime import datetime, timezone
from functools import partial

from a2i_emulator.record.calls import HistoryEntry
from a2i_emulator.record.late_log import LateHandler
from a2i_emulator.record.log_stream import LogStream

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")

of_request: ContextVar[str] = ContextVar("of_request", default="")
"""The id of the request for a page or the control API that is being answered, for every line."""

_api = logging.getLogger("a2i_emulator.api")
_late: list[LateHandler] = []
"""What `configure` has made, if it was called."""


def configure(level: str, log_format: str) -> None:
    """Send the package's log to standard error, in the wanted form."""
    for former in _late:
        former.close()
    handler = LateHandler(sys.stderr.fileno())
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    # What libraries have to say comes by it, too; see `only_log`.
    handler.setLevel(level.upper())
    logger = logging.getLogger("a2i_emulator")
    logger.handlers[:] = _late[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


@contextmanager
def only_log() -> Iterator[None]:
    """Let nothing but the log write within the context: the whole process is ours.

    A library that prints waits until somebody reads that, perhaps with a lock in hand. So do the
    records that Python itself writes for loggers that nobody has configured.
    """
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = _late
    with (
        redirect_stdout(LogStream(logging.INFO)),
        redirect_stderr(LogStream(logging.WARNING)),
    ):
        try:
            yield
        finally:
            root.handlers[:] = before


def log_call(entry: HistoryEntry) -> None:
    """Write one line for an API call; one with an error says its code and true reason."""
    level = logging.WARNING if entry.error_code is not None else logging.INFO
    if not _api.isEnabledFor(level):
        return
    make = partial(_record_of, entry, level, time.time())
    if _late and level == logging.INFO:
        _late[0].write_later(make)
    else:
        _api.handle(make())


def _record_of(entry: HistoryEntry, level: int, at: float) -> logging.LogRecord:
    text = (
        f"{entry.service}.{entry.operation} {entry.status} {entry.milliseconds:.1f} ms"
        f" {entry.resource}"
    ).rstrip()
    if entry.error_code is not None:
        why = entry.reason or entry.error_message
        text += f" {entry.error_code}: {why}" if why else f" {entry.error_code}"
    # Logger.log would look for the calling line and file, which nobody is shown.
    record = logging.LogRecord(_api.name, level, "", 0, text, None, None)
    record.created, record.msecs = at, at % 1 * 1000
    record.call = entry
    return record


class TextFormatter(logging.Formatter):
    """``16:03:12.345 INFO sagemaker.CreateFlowDefinition 200 1.2 ms my-flow``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and a traceback below it where there is one."""
        at = time.strftime("%H:%M:%S", time.localtime(record.created))
        text = f"{at}.{int(record.msecs):03d} {record.levelname} "
        return text + _on_one_line(record.getMessage()) + self._traceback(record)

    def _traceback(self, record: logging.LogRecord) -> str:
        if not record.exc_info:
            return ""
        lines = self.formatException(record.exc_info).split("\n")
        return "".join(f"\n{_on_one_line(line)}" for line in lines)


def _on_one_line(text: str) -> str:
    """Return a text that others may have written as one that moves no terminal's cursor."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
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
        elif request_id := of_request.get():
            line["requestId"] = request_id
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
