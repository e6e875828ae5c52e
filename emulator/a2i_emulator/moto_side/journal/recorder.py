"""The journal as moto's application meets it: it records, and it repeats."""

from __future__ import annotations

import io
import json
import logging
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from a2i_emulator.data_files import DataFile
from a2i_emulator.domain.names import Scope
from a2i_emulator.moto_side.journal.calls import call_of, kept_call, request_of
from a2i_emulator.moto_side.journal.changes import (
    changes_state,
    is_plain_bucket,
    may_be_repeated,
    object_copied,
    object_written,
    scope_of,
)
from a2i_emulator.moto_side.journal.polls import Poll, Polls, poll_of
from a2i_emulator.moto_side.journal.sqs import Traffic, note, traffic_of
from a2i_emulator.moto_side.journal.store import FILE, Entry, JournalFile, JournalState
from a2i_emulator.moto_side.journal.time_and_random import TimeAndSeed, happening, install
from a2i_emulator.moto_side.journal.turns import Turns
from a2i_emulator.moto_side.own_api import let_in_again
from a2i_emulator.moto_side.repeating import repeating
from a2i_emulator.operations.ports import StorageError
from a2i_emulator.protocol.route import operation_name
from a2i_emulator.protocol.wsgi import Answer, WsgiRequest, ask
from a2i_emulator.real_time import monotonic
from a2i_emulator.waits import Waits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_KEPT = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "RAW_URI", "CONTENT_TYPE",
         "SERVER_NAME", "SERVER_PORT", "moto.preserved_header_names")  # fmt: skip
_DROPPED = frozenset({"HTTP_EXPECT", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"})
"""Conditions were met; what they spoke of may have been dropped from the journal since."""

_RECORDER = "moto-api/recorder"
_BAD = 400
_SHOWN = 200

log = logging.getLogger(__name__)


Directly = Mapping[tuple[str, str], Callable[[Scope, Mapping[str, Any]], None]]


class Journal:
    """Keeps what changed moto's state: to repeat it after a restart, or elsewhere.

    Args:
        data_dir: has one owner process at a time; see `storage`. None keeps it in memory, from
            where `dump` takes it.
        waits: where messages are waited for.
        directly: direct writes (see `writing`) that are repeated without a request: what does
            them, by service and operation.
        recover: go on with what can be read of a damaged file.

    Raises:
        StorageError: the journal can not be opened, is damaged or none.
    """

    def __init__(
        self,
        data_dir: Path | None,
        waits: Waits | None = None,
        directly: Directly | None = None,
        *,
        recover: bool = False,
    ) -> None:
        self._directly = directly or {}
        self.is_on_disk = data_dir is not None
        path = None if data_dir is None else data_dir / FILE
        self._file = JournalFile(path, recover=recover)
        self._turns = Turns()
        self._polls = Polls(waits or Waits())
        self._last = 0

    @property
    def file(self) -> DataFile | None:
        """Where it is kept, and the connection to it; None in memory."""
        return self._file.file

    def is_empty(self) -> bool:
        """Tell whether there is nothing to repeat."""
        return self._file.is_empty()

    def replay(self, app: WSGIApplication) -> None:
        """Repeat everything in a fresh moto. A request that fails now is logged and left out."""
        install()
        begun, count = monotonic(), 0
        for entry in self._file.entries():
            _repeat(app, entry, self._directly)
            self._last = entry.at
            count += 1
        if count:
            log.info("moto: repeated %d requests in %.1f s", count, monotonic() - begun)

    def reset(self, empty_moto: Callable[[], None]) -> None:
        """Forget everything and empty moto, with no change in between."""
        with self._turns.taken():
            self._file.clear()
            empty_moto()
            self._polls.tell_all()

    def dump(self) -> dict[str, Any]:
        """Return everything as one JSON-able document."""
        with self._turns.taken():
            return self._file.dump()

    def load(
        self, state: JournalState, app: WSGIApplication, empty_moto: Callable[[], None]
    ) -> None:
        """Replace everything, and bring moto to the state of which a dump tells.

        Raises:
            ValueError: a row of it is there twice.
        """
        with self._turns.taken():
            self._file.load(state)
            empty_moto()
            self.replay(app)
            self._polls.tell_all()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def ask(self, app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
        """Answer a request by moto and keep what it changed.

        Raises:
            StorageError: it could not be kept, and is not done.
        """
        request = WsgiRequest(environ)
        operation = operation_name(request)
        if not changes_state(request, operation):
            if not may_be_repeated(request):
                return ask(app, request.environ())
            _ = request.body  # once; it may be asked with twice
            return self._turns.beside(lambda: ask(app, request.environ()))
        poll = poll_of(request, operation)
        if poll is not None:
            return self._receive(app, environ, poll)
        return self._change(app, request, operation)

    @contextmanager
    def writing(
        self, service: str, scope: Scope, operation: str, params: Mapping[str, Any]
    ) -> Iterator[list[str]]:
        """Keep a direct write into moto's backends, made in this context.

        The context is a list, to which whoever sends messages to a queue adds their ids.

        Args:
            service: boto3's name of the service, such as ``sqs``.
            scope: the account and the Region written to.
            operation: what an API call with the same effect is called, ``SendMessage``.
            params: and its parameters, in the model's names.

        Raises:
            StorageError: it could not be kept; it is not done.
        """
        call = kept_call(service, scope, operation, params)
        written = f"/{params['Bucket']}/{params['Key']}" if operation == "PutObject" else None
        message_ids: list[str] = []
        with self._turns.taken():
            moment = self._next_moment()
            kept = self._kept_first(moment, call, b"", _if_plain(scope, written))
            with kept as entry, happening(moment):
                yield message_ids
            if message_ids:
                self._note(entry.seq, Traffic(operation, tuple(message_ids)))
            self._polls.tell(operation, None)

    def _receive(self, app: WSGIApplication, environ: WSGIEnvironment, poll: Poll) -> Answer:
        """Receive messages without holding up those who send some meanwhile."""

        def ask_once() -> Answer:
            asked = WsgiRequest(environ | poll.variables | {"wsgi.input": io.BytesIO(poll.body)})
            return self._poll_once(app, asked, poll)

        return self._polls.ask(poll, ask_once)

    def _poll_once(self, app: WSGIApplication, request: WsgiRequest, poll: Poll) -> Answer:
        """Receive, and keep it where it changed the queue: most of the time it does not."""
        _ = request.body  # or moto reads it, and there is none left to keep
        with self._turns.taken():
            moment = self._next_moment()
            with happening(moment):
                answer = ask(app, request.environ())
            if answer.code < _BAD and poll.matters(answer):
                seq = self._append(moment, _kept_variables(request), request.body, None)
                self._note(seq, traffic_of("ReceiveMessage", b"", answer.body))
                self._polls.tell("ReceiveMessage", request)
            return answer

    def _change(self, app: WSGIApplication, request: WsgiRequest, operation: str | None) -> Answer:
        _ = request.body  # read before the turn begins: a slow client holds up nobody
        environ = request.environ()
        with self._turns.taken():
            moment = self._next_moment()
            if source := object_copied(request):
                self._file.keep(source)
            written = object_written(request) if operation is None else None
            written = _if_plain(scope_of(request), written)
            variables = _kept_variables(request)
            kept = self._kept_first(moment, variables, request.body, written)
            with kept as entry, happening(moment):
                answer = ask(app, environ)
                entry.is_void = answer.code >= _BAD
            if operation and not entry.is_void:
                said = request.body or request.query.encode()
                self._note(entry.seq, traffic_of(operation, said, answer.body))
            if not entry.is_void:
                self._polls.tell(operation, request)
            return answer

    @contextmanager
    def _kept_first(
        self, moment: TimeAndSeed, request: str, body: bytes, written: str | None
    ) -> Iterator[_KeptFirst]:
        """Keep a change, and then make it in this context: what cannot be kept is not done.

        If the context raises or says so, nothing was changed, and nothing is kept.
        """
        entry = _KeptFirst(self._append(moment, request, body, written))
        is_done = False
        try:
            yield entry
            is_done = not entry.is_void
        finally:
            if not is_done:
                self._file.withdraw(entry.seq)
        if is_done and written:
            self._file.supersede(entry.seq, written)

    def _next_moment(self) -> TimeAndSeed:
        """Return the present, later than any before, and a fresh seed."""
        # Real time, as moto's own: the emulator's may be ahead of it.
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return TimeAndSeed(self._last, secrets.randbits(48))

    def _append(self, moment: TimeAndSeed, request: str, body: bytes, written: str | None) -> int:
        return self._file.append(Entry(moment.at, moment.seed, request, body, written))

    def _note(self, seq: int, traffic: Traffic | None) -> None:
        """Remember what an entry did to messages, if it did: to forget them some day."""
        if traffic is None:
            return
        try:
            note(self._file, seq, traffic)
        except StorageError as error:  # it is kept, only longer than it matters
            log.warning("moto: %s", error)


@dataclass(slots=True)
class _KeptFirst:
    """An entry that is kept before what it tells of is done."""

    seq: int
    is_void: bool = False


def _kept_variables(request: WsgiRequest) -> str:
    kept = {
        name: value
        for name, value in request.environ().items()
        if (name in _KEPT or name.startswith("HTTP_")) and name not in _DROPPED
    }
    return json.dumps(kept)


def _if_plain(scope: Scope, written: str | None) -> str | None:
    return written if written and is_plain_bucket(scope, written.split("/")[1]) else None


def parse_state(document: Any) -> JournalState:
    """Read what `Journal.dump` returned.

    Raises:
        ValueError: it is something else, or has moto write files.
    """
    state = msgspec.convert(document, JournalState)
    if any(_RECORDER in row[3] for row in state.request):
        raise ValueError("The state of moto holds requests to its recorder.")
    return state


def _repeat(app: WSGIApplication, entry: Entry, directly: Directly) -> None:
    asked = entry.request[:_SHOWN]
    try:
        call = call_of(entry.request)
        with happening(TimeAndSeed(entry.at, entry.seed)), repeating():
            if call and (write := directly.get((call.service, call.operation))):
                write(call.scope, call.params)
                return
            environ, body = request_of(call) if call else (json.loads(entry.request), entry.body)
            asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            answer = ask(app, let_in_again(environ | _received(body)))
    except Exception:  # one that moto no longer takes must not keep the others away
        log.warning("moto: %s could not be repeated", asked, exc_info=True)
        return
    if answer.code >= _BAD:
        log.warning("moto: %s could not be repeated: %s", asked, answer.status)


def _received(body: bytes) -> WSGIEnvironment:
    return {
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "CONTENT_LENGTH": str(len(body)),
    }
