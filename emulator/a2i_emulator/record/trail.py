"""The audit trail of the requests that a process answers.

A request is one `Act`, which whoever learns more of it completes: the front door where it came
from, the guard who signed it, a page which worker it is. What it does is kept in the transaction
that does it, or before it is answered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from a2i_emulator.domain.instant import Instant
from a2i_emulator.operations.ids import new_id
from a2i_emulator.operations.ports import AuditedAction, AuditEntry, Database, Store, Who
from a2i_emulator.record.calls import HistoryEntry

T = TypeVar("T")

EMULATOR = Who("emulator")
_FIRST_ERROR = 400
_LONGEST = 512
"""Characters that are kept of what a client may choose."""

_SHOWN = frozenset(
    {
        "FlowDefinitionArn",
        "FlowDefinitionName",
        "HumanLoopArn",
        "HumanLoopName",
        "HumanTaskUiArn",
        "HumanTaskUiName",
        "JobId",
        "ResourceArn",
        "WorkforceName",
        "WorkteamArn",
        "WorkteamName",
    }
)
"""The members of a request that name resources: of others it is told that they were there."""


@dataclass(slots=True)
class Act:
    """A request on its way through the emulator, and what is known of it.

    Attributes:
        who: sent it, as far as that is known yet.
        address: where it came from.
        agent: the program that sent it.
        kind: of what it does itself, apart from API calls within it; empty where that is nothing.
        action: what that is.
        resource: what it is done to.
        error_code: why it was refused.
        status: the answer's, once there is one.
        is_whole: whether a call within it is what it does, and not told of by itself.
        request_id: names it.
    """

    who: Who
    address: str = ""
    agent: str = ""
    kind: str = ""
    action: str = ""
    resource: str = ""
    error_code: str = ""
    status: int = 0
    is_read: bool = False
    is_whole: bool = False
    request_id: str = field(default_factory=new_id)
    kept: set[str] = field(default_factory=set)
    waiting: list[AuditEntry] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Whether what it does itself was kept in a transaction."""
        return self.request_id in self.kept


class Trail:
    """Keeps the audit trail.

    Args:
        database: where it is.
        now: tells the emulator's time.
    """

    def __init__(self, database: Database, now: Callable[[], Instant]) -> None:
        self._database = database
        self._now = now
        self._current = threading.local()

    @property
    def act(self) -> Act | None:
        """The request that this thread is answering; None outside of one."""
        found: Act | None = getattr(self._current, "act", None)
        return found

    @contextmanager
    def request(self, act: Act) -> Iterator[Act]:
        """Answer a request within the context; `finish` keeps what is not kept by then."""
        self._current.act = act
        try:
            yield act
        finally:
            self._current.act = None

    def calling(self, call: HistoryEntry) -> Callable[[Callable[[Store], Any]], Any]:
        """Return what carries a call's transactions out, the first together with its entry.

        Args:
            call: as it will be told of where it succeeds.
        """
        act = self.act
        entry = self._entry_of(call)

        def transact(work: Callable[[Store], T]) -> T:
            if act is None or call.request_id in act.kept:
                return self._database.transact(work)
            done = self._database.transact(_with_entry(work, lambda _: entry))
            act.kept.add(call.request_id)
            return done

        return transact

    def transact(
        self, work: Callable[[Store], T], told: Callable[[T], AuditedAction | None] | None
    ) -> T:
        """Carry out what a request does, together with its entry.

        Args:
            work: changes the state, perhaps more than once.
            told: what is to be told of that; without it what is known of the request, if it is
                a control call or an action of the console.
        """
        act = self.act
        if act is None or (told is None and (act.kind not in _WHOLE or act.is_kept)):
            return self._database.transact(work)

        def entry(done: T) -> AuditEntry | None:
            audited = None if told is None else told(done)
            return None if told and audited is None else self._own_entry(act, audited)

        done = self._database.transact(_with_entry(work, entry))
        if told is None or told(done):
            act.kept.add(act.request_id)
        return done

    def answered(self, call: HistoryEntry) -> None:
        """Have the entry of a call kept that is answered now, unless its success is already."""
        act = self.act
        is_done = call.error_code is None and call.status < _FIRST_ERROR
        if act is None:
            self.keep(self._entry_of(call))
        elif not act.is_whole and not (is_done and call.request_id in act.kept):
            act.waiting.append(self._entry_of(call))

    def finish(self, act: Act) -> None:
        """Keep all of a request that is not kept yet; its answer is ready, and not yet sent.

        Raises:
            StorageError: that cannot be kept.
        """
        if act.action and (not act.is_kept or act.status >= _FIRST_ERROR):
            act.waiting.append(self._own_entry(act, None))
        if act.waiting:
            self.keep(*act.waiting)
            act.waiting.clear()

    def started(self, settings: Mapping[str, str | None]) -> None:
        """Keep that a process begins to serve, with the settings that it goes by."""
        entry = AuditEntry(
            self._now(), new_id(), "start", EMULATOR, "Start", parameters=dict(settings)
        )
        self.keep(entry)

    def keep(self, *entries: AuditEntry) -> None:
        """Keep entries in a transaction of their own.

        Raises:
            StorageError: that cannot be done.
        """

        def add(store: Store) -> None:
            for entry in entries:
                store.audit.add(entry)

        self._database.transact(add)

    def _own_entry(self, act: Act, audited: AuditedAction | None) -> AuditEntry:
        return AuditEntry(
            time=self._now(),
            request_id=act.request_id,
            kind=act.kind,
            who=act.who,
            action=act.action if audited is None else audited.action,
            resource=(act.resource if audited is None else audited.resource)[:_LONGEST],
            address=act.address,
            agent=act.agent[:_LONGEST],
            status=act.status,
            error_code=act.error_code or ("" if act.status < _FIRST_ERROR else str(act.status)),
            is_read=act.is_read,
        )

    def _entry_of(self, call: HistoryEntry) -> AuditEntry:
        act = self.act or Act(EMULATOR)
        failed = call.error_code or (str(call.status) if call.status >= _FIRST_ERROR else "")
        return AuditEntry(
            time=call.time,
            request_id=call.request_id,
            kind="api",
            who=act.who,
            action=call.operation,
            resource=call.resource[:_LONGEST],
            service=call.service,
            account=call.account,
            region=call.region[:_LONGEST],
            address=act.address,
            agent=act.agent[:_LONGEST],
            status=call.status,
            error_code=failed[:_LONGEST],
            is_read=call.operation.startswith(_READING) or call.operation in _READING_METHODS,
            parameters=_parameters(call.input or {}),
        )


_WHOLE = frozenset({"control", "console"})
"""Kinds of requests that are known as a whole before they begin to change something."""

_READING_METHODS = frozenset({"GET", "HEAD"})
"""What calls of REST services are told as, whose paths only these can read."""

_READING = ("Describe", "List", "Get", "Head", "Search", "Lookup", "BatchGet", "Render", "Receive")


def _with_entry(
    work: Callable[[Store], T], entry: Callable[[T], AuditEntry | None]
) -> Callable[[Store], T]:
    def both(store: Store) -> T:
        done = work(store)
        made = entry(done)
        if made is not None:
            store.audit.add(made)
        return done

    return both


def _parameters(given: Mapping[str, Any]) -> Mapping[str, str | None]:
    return {
        name: value[:_LONGEST] if name in _SHOWN and isinstance(value, str) else None
        for name, value in given.items()
    }
