"""The emulator without a socket: the rooms wired together, ready to answer API calls.

The server puts HTTP in front of it, ``mock_a2i`` a hook in botocore.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import TypeVar

from a2i_emulator.clock import Clock
from a2i_emulator.domain.instant import Instant
from a2i_emulator.engine.due_work import DueWork
from a2i_emulator.engine.retention import Retention
from a2i_emulator.engine.thread import Engine
from a2i_emulator.faults import ConnectionDroppedError, faulty_route, faulty_write
from a2i_emulator.operations.human_task_uis import template_page
from a2i_emulator.operations.ports import (
    AuditedAction,
    Database,
    EventRecord,
    StorageError,
    Store,
)
from a2i_emulator.protocol.exchange import Request, Response
from a2i_emulator.protocol.handle import Answer, handle
from a2i_emulator.protocol.route import Route
from a2i_emulator.real_time import monotonic
from a2i_emulator.record.calls import History, HistoryEntry
from a2i_emulator.record.figures import Figures
from a2i_emulator.record.log import log_call
from a2i_emulator.record.trail import Trail
from a2i_emulator.service.api_answers import ApiAnswers, Authorize
from a2i_emulator.service.counting import counted_delivery, counted_route, counted_write
from a2i_emulator.service.entries import entry_of
from a2i_emulator.service.patience import why_silent
from a2i_emulator.service.ports import Ports
from a2i_emulator.settings import Settings

T = TypeVar("T")

log = logging.getLogger("a2i_emulator")


class Service:
    """Answers the API operations of A2I.

    Attributes:
        settings: how it is to behave.
        ports: what it calls.
        database: where its state is.
        clock: its time.
        engine: what does the due work.
        api: carries out the operations.
        history: the calls it has answered.
        figures: how many those were and how long they took, and what else it has done.
        trail: who did what, if the settings ask for that.
        strict_output: fail a call whose answer does not fit the service's model; for tests.
    """

    def __init__(
        self, settings: Settings, ports: Ports, database: Database, clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self.ports = ports
        self.database = database
        self.clock = clock or Clock()
        self.history = History()
        self.figures = Figures()
        self.trail = Trail(database, self.clock.now) if settings.audit else None
        self.strict_output = False
        self._closing = ExitStack()
        self.base_url = settings.url(settings.port)
        work = DueWork(
            database,
            self.clock,
            write_object=counted_write(
                faulty_write(ports.write_object, ports.faults), self.figures
            ),
            route=counted_route(faulty_route(ports.route, ports.faults), self.figures),
            deliver=counted_delivery(ports.deliver, self.figures),
            render=ports.render,
            scripted_workers=ports.scripted_workers,
        )
        retention = None
        if settings.retention is not None or settings.audit_retention is not None:
            retention = Retention(
                database, self.clock, settings.retention, settings.audit_retention
            )
        shared = settings.database_url is not None
        self.engine = Engine(work, shared=shared, retention=retention)
        self.api = ApiAnswers(
            settings,
            ports,
            database=database,
            clock=self.clock,
            engine=self.engine,
            trail=self.trail,
            own_address=lambda: self.base_url,
        )

    def handle(
        self,
        request: Request,
        found: Route | None = None,
        authorize: Authorize | None = None,
    ) -> Response:
        """Answer one API request, and note it in history and log.

        Args:
            request: the request.
            found: where it goes, if that is known already.
            authorize: asked before the operation is carried out.

        Raises:
            ConnectionDroppedError: a fault wants the connection closed without an answer.
        """
        answer = self.api.answer if authorize is None else self.api.after(authorize)
        return self._handle(request, found, self.ports.account_of, answer)

    def handle_for(self, request: Request, account: str) -> Response:
        """Answer one API request of an account, whoever signed it, as `handle` does."""
        return self._handle(request, None, lambda _: account, self.api.answer)

    def _handle(
        self,
        request: Request,
        found: Route | None,
        account_of: Callable[[str | None], str],
        answer: Answer,
    ) -> Response:
        began = monotonic()
        exchange = handle(
            request,
            answer,
            found,
            account_of=account_of,
            strict_names=self.settings.strict_names,
            strict_output=self.strict_output,
        )
        is_dropped = isinstance(exchange.exception, ConnectionDroppedError)
        if exchange.exception is not None and not is_dropped:
            log.error("an operation failed unexpectedly", exc_info=exchange.exception)
        self.note(entry_of(exchange, self.clock.now(), (monotonic() - began) * 1000))
        if isinstance(exchange.exception, ConnectionDroppedError):
            raise exchange.exception
        return exchange.response

    @property
    def secret(self) -> bytes:
        """The key for tokens that must not be forged, the same as long as the state is kept."""
        return self.database.secret

    def view(self) -> AbstractContextManager[Store]:
        """Open a consistent view of the state for reading; keep it short."""
        return self.database.read()

    def change(
        self, work: Callable[[Store], T], told: Callable[[T], AuditedAction | None] | None = None
    ) -> T:
        """Do work in a write transaction, perhaps more than once, and have done what follows.

        Args:
            work: what to do.
            told: what the audit trail is to tell of it, by what came of it; None if nothing.

        Raises:
            ConflictError: others got in the way every time.
            Exception: whatever ``work`` raises; nothing has changed.
        """
        done = self._transact(work, told)
        self.engine.wake()
        return done

    def change_and_settle(
        self, work: Callable[[Store], T], told: Callable[[T], AuditedAction | None] | None = None
    ) -> T:
        """Do as `change` does, and return when what follows has happened.

        Raises:
            ConflictError: others got in the way every time.
            Exception: whatever ``work`` raises; nothing has changed.
        """
        done = self._transact(work, told)
        self.engine.run_due()
        return done

    def change_scripted_workers(self, work: Callable[[Store], None] | None = None) -> None:
        """Change the scripted workers' rules, and have them look at every open loop anew.

        Args:
            work: changes the rules in the store; None where those in Python have changed.
        """
        if work is not None:
            self._transact(work)
        self.engine.ask_scripted_workers_again()

    def settle(self) -> None:
        """Let all that is due happen before this returns."""
        self.engine.run_due()

    def begin_loop(self, loop_id: str) -> None:
        """Offer a loop that has only been started to workers, before it is answered."""
        self.engine.begin(loop_id)

    def advance(self, milliseconds: int) -> Instant:
        """Move the clock forward, letting each thing happen at its own moment on the way.

        Raises:
            ValueError: time does not go backwards.
        """
        return self.engine.advance(milliseconds)

    def hosting(self) -> AbstractContextManager[None]:
        """Let a user's function run as part of due work; it may call the emulator by threads."""
        return self.engine.hosting()

    def unreachable(self) -> Mapping[str, str]:
        """Return what a request may need and cannot be reached, with the reason."""
        missing = dict(self.ports.unreachable())
        if why := why_silent(self._look_for_state):
            missing["database"] = why
        return missing

    def _look_for_state(self) -> str:
        try:
            with self.view() as store:
                store.next_due()
        except StorageError as error:
            return str(error)
        return ""

    def pool(self) -> Mapping[str, int]:
        """Return how connections to the database stand; nothing where there is one alone."""
        return self.database.pool()

    def template_page(self, sha256: str, signature: str) -> tuple[int, str, str]:
        """Return what stands at a ``UiTemplate.Url``: HTTP status, content type and text."""
        return template_page(self.database, sha256, signature)

    def emit(self, record: EventRecord) -> None:
        """Take an event that is not ours (a user's, S3's), to be delivered like ours."""
        due = replace(record, due_at=self.clock.now())
        self.database.transact(lambda store: store.events.add(due))
        self.engine.wake()

    def start(self) -> None:
        """Begin to do by itself what falls due, in a thread; until then, calls do it."""
        self.engine.start()
        if self.settings.s3_endpoint is not None:
            flows = self.database.query(lambda store: store.flow_definitions.every())
            self.ports.expect_output([(f.scope, f.output_config["S3OutputPath"]) for f in flows])

    def reset(self) -> None:
        """Empty everything but moto, and set the clock to real time."""
        self.ports.faults.clear()
        with self.engine.paused(afresh=True):
            self.ports.scripted_workers.reset()
            self.database.reset()
            self.history.clear()
            self.clock.reset()

    def on_close(self, function: Callable[[], None]) -> None:
        """Have something let go of when the emulator closes, before its database is."""
        self._closing.callback(function)

    def close(self) -> None:
        """Stop the engine and let go of the database."""
        self.ports.faults.clear()
        self.engine.stop()
        self._closing.close()
        self.database.close()

    def note(self, entry: HistoryEntry) -> None:
        """Tell the request history, the figures and the log of a call."""
        self.history.add(entry)
        self.figures.add(entry)
        log_call(entry)
        if self.trail is not None:
            self.trail.answered(entry)

    def _transact(
        self, work: Callable[[Store], T], told: Callable[[T], AuditedAction | None] | None = None
    ) -> T:
        if self.trail is None:
            return self.database.transact(work)
        return self.trail.transact(work, told)
