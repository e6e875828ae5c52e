"""The whole state as one transaction sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.human_task_ui import HumanTaskUi
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.domain.workforce import Workforce, Workteam
from a2i_emulator.operations.ports import NextDue
from a2i_emulator.storage.audit import AuditTable
from a2i_emulator.storage.claims import next_due
from a2i_emulator.storage.codec import VALUES, Codec, bytes_to_text, text_to_bytes
from a2i_emulator.storage.events import EventTable
from a2i_emulator.storage.loops import HumanLoopTable
from a2i_emulator.storage.resources import ResourceTable
from a2i_emulator.storage.session import Session

FLOW_DEFINITIONS = Codec(FlowDefinition)
HUMAN_TASK_UIS = Codec(HumanTaskUi)
WORKFORCES = Codec(Workforce)
WORKTEAMS = Codec(Workteam)

_TAGS = "SELECT body FROM tags WHERE arn = ?"
_SET_TAGS = """
    INSERT INTO tags (arn, body) VALUES (?, ?)
    ON CONFLICT (arn) DO UPDATE SET body = excluded.body"""
_REMOVE_TAGS = "DELETE FROM tags WHERE arn = ?"
_TEMPLATE = "SELECT content FROM templates WHERE sha256 = ?"
_KEEP_TEMPLATE = "INSERT INTO templates (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
_DOCUMENT = "SELECT body FROM documents WHERE name = ?"
_SAVE_DOCUMENT = """
    INSERT INTO documents (name, body) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET body = excluded.body"""
_REMOVE_DOCUMENT = "DELETE FROM documents WHERE name = ?"
_END_SESSION = """
    INSERT INTO ended_sessions (id, ended_at) VALUES (?, :now)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at"""
_FORGET_SESSIONS = "DELETE FROM ended_sessions WHERE ended_at < :now - ?"
_ENDED_SESSION = "SELECT ended_at FROM ended_sessions WHERE id = ?"
_GUESSES = "SELECT refusals, :now - at FROM guesses WHERE id = ? AND at >= :now - ?"
_FORGET_OLD_GUESSES = "DELETE FROM guesses WHERE at < :now - ?"
_SAVE_GUESSES = """
    INSERT INTO guesses (id, refusals, at) VALUES (?, ?, :now)
    ON CONFLICT (id) DO UPDATE SET refusals = excluded.refusals, at = excluded.at"""
_FORGET_GUESSES = "DELETE FROM guesses WHERE id = ?"
_TAKE_BACK_GUESS = "UPDATE guesses SET refusals = refusals - 1 WHERE id = ? AND refusals > 0"


class SqlStore:
    """See `operations.ports.Store`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.flow_definitions = ResourceTable(session, "flow-definition", FLOW_DEFINITIONS)
        self.human_task_uis = ResourceTable(session, "human-task-ui", HUMAN_TASK_UIS)
        self.workforces = ResourceTable(session, "workforce", WORKFORCES)
        self.workteams = ResourceTable(session, "workteam", WORKTEAMS)
        self.human_loops = HumanLoopTable(session)
        self.events = EventTable(session)
        self.audit = AuditTable(session)

    def hold(self, scope: Scope, what: str) -> None:
        """Wait for other transactions that hold the same, and hold it until the end."""
        if self.session.locks.by_name is not None:
            name = f"{what}/{scope.account}/{scope.region}"
            self.session.one(self.session.locks.by_name, name)

    def tags(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource, by key."""
        row = self.session.one(_TAGS, arn)
        return {} if row is None else VALUES.decode(row[0])

    def set_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Replace the tags of a resource; none removes them."""
        if tags:
            self.session.run(_SET_TAGS, arn, VALUES.encode(dict(tags)))
        else:
            self.session.run(_REMOVE_TAGS, arn)

    def template(self, sha256: str) -> str | None:
        """Return a worker task template by its digest."""
        row = self.session.one(_TEMPLATE, sha256)
        return None if row is None else bytes_to_text(row[0])

    def keep_template(self, sha256: str, content: str) -> None:
        """Keep a worker task template under its digest."""
        self.session.run(_KEEP_TEMPLATE, sha256, text_to_bytes(content))

    def document(self, name: str) -> Any:
        """Return a small JSON document; None if absent."""
        row = self.session.one(_DOCUMENT, name)
        return None if row is None else VALUES.decode(row[0])

    def save_document(self, name: str, value: Any) -> None:
        """Keep a small JSON document; None removes it."""
        if value is None:
            self.session.run(_REMOVE_DOCUMENT, name)
        else:
            self.session.run(_SAVE_DOCUMENT, name, VALUES.encode(value))

    def end_session(self, session_id: str, lifetime: int) -> None:
        """Note for as long as its cookie is valid that a session has ended."""
        now_there = self.session.dialect.now
        self.session.run(_FORGET_SESSIONS.replace(":now", now_there), lifetime)
        self.session.run(_END_SESSION.replace(":now", now_there), session_id)

    def session_ended_at(self, session_id: str) -> Instant | None:
        """Return when a session has ended; None if it has not."""
        row = self.session.one(_ENDED_SESSION, session_id)
        return None if row is None else row[0]

    def guesses(self, culprit: str, lifetime: int) -> tuple[int, int]:
        """Return how often somebody was refused, and how long ago in milliseconds."""
        row = self.session.one(self._in_real_time(_GUESSES), culprit, lifetime)
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def save_guesses(self, culprit: str, refusals: int, lifetime: int) -> None:
        """Note how often somebody was refused up to now, and drop what is older than a time."""
        self.session.run(self._in_real_time(_FORGET_OLD_GUESSES), lifetime)
        self.session.run(self._in_real_time(_SAVE_GUESSES), culprit, refusals)

    def forget_guesses(self, culprit: str) -> None:
        """Drop the refusals of somebody."""
        self.session.run(_FORGET_GUESSES, culprit)

    def take_back_guess(self, culprit: str) -> None:
        """Drop the last refusal of somebody, which was none."""
        self.session.run(_TAKE_BACK_GUESS, culprit)

    def _in_real_time(self, statement: str) -> str:
        return statement.replace(":now", self.session.dialect.now)

    def due_flow_definitions(self, now: Instant) -> Sequence[FlowDefinition]:
        """Return the flow definitions whose ``due_at`` has come."""
        return self.flow_definitions.due(now)

    def next_due(self) -> NextDue:
        """Return when something falls due."""
        return next_due(self.session)
