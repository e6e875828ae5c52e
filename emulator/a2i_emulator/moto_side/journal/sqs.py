"""SQS in the journal: what of a queue's traffic still matters.

A message is sent, received some times and deleted. As long as one message of a request lives,
the request must be repeated, and so must all requests that touched the same messages, or the
receipt handles would come out differently. When every message of such a group is deleted the
group is forgotten as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection

from a2i_emulator.moto_side.journal.store import JournalFile

_MESSAGE_ID = re.compile(rb'(?:"MessageId"\s*:\s*"|<MessageId>)([^"<]+)')
_RECEIPT = re.compile(rb'(?:"ReceiptHandle"\s*:\s*"|<ReceiptHandle>|ReceiptHandle=)([^"<&]+)')


@dataclass(frozen=True, slots=True)
class Traffic:
    """What one request does to messages: those it names by id or by receipt handle."""

    operation: str
    message_ids: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


def traffic_of(operation: str, request: bytes, response: bytes) -> Traffic | None:
    """Read from a request and its answer which messages it touches; None if it is not such.

    Args:
        operation: SQS's name of it.
        request: the body, or where there is none the query.
        response: the body.
    """
    if operation in {"SendMessage", "SendMessageBatch"}:
        return Traffic(operation, _found(_MESSAGE_ID, response))
    if operation == "ReceiveMessage":
        return Traffic(operation, _found(_MESSAGE_ID, response), _found(_RECEIPT, response))
    if operation in {"DeleteMessage", "DeleteMessageBatch"}:
        refused = b"BatchResultErrorEntry" in response or b'"SenderFault"' in response
        effect = "ChangeMessageVisibility" if refused else "DeleteMessage"
        return Traffic(effect, handles=_found(_RECEIPT, request))
    if operation in {"ChangeMessageVisibility", "ChangeMessageVisibilityBatch"}:
        return Traffic("ChangeMessageVisibility", handles=_found(_RECEIPT, request))
    return None


def _found(pattern: re.Pattern[bytes], body: bytes) -> tuple[str, ...]:
    return tuple(match.decode() for match in pattern.findall(body))


def note(file: JournalFile, seq: int, traffic: Traffic) -> None:
    """Remember what an entry did to messages, and forget what no longer matters."""
    with file.transaction() as sql:
        if traffic.operation == "ReceiveMessage":
            pairs = list(zip(traffic.handles, traffic.message_ids, strict=False))
            sql.executemany("INSERT OR REPLACE INTO receipt VALUES (?, ?)", pairs)
        messages = traffic.message_ids or _messages_of(sql, traffic.handles)
        sql.executemany("INSERT OR IGNORE INTO message (id) VALUES (?)", [(m,) for m in messages])
        sql.executemany("INSERT OR IGNORE INTO touch VALUES (?, ?)", [(seq, m) for m in messages])
        if traffic.operation.startswith("SendMessage"):
            _mark(sql, "is_sent", messages)
        if traffic.operation == "DeleteMessage":
            _mark(sql, "is_deleted", messages)
            for message in messages:
                _forget_group_of(sql, message)


def _mark(sql: Connection, column: str, messages: Iterable[str]) -> None:
    statement = f"UPDATE message SET {column} = 1 WHERE id = ?"  # noqa: S608 - a name from above
    sql.executemany(statement, [(message,) for message in messages])


def _messages_of(sql: Connection, handles: Iterable[str]) -> tuple[str, ...]:
    found = (
        sql.execute("SELECT message FROM receipt WHERE handle = ?", [handle]).fetchone()
        for handle in handles
    )
    return tuple(row[0] for row in found if row)


def _forget_group_of(sql: Connection, message: str) -> None:
    """Forget all requests that hang together with a message, if all their messages are gone."""
    messages, requests, waiting = {message}, set[int](), [message]
    while waiting:
        current = waiting.pop()
        if not _is_over(sql, current):
            return
        for (seq,) in sql.execute("SELECT seq FROM touch WHERE message = ?", [current]).fetchall():
            requests.add(seq)
            touched = sql.execute("SELECT message FROM touch WHERE seq = ?", [seq]).fetchall()
            waiting += {other for (other,) in touched} - messages
            messages |= {other for (other,) in touched}
    sql.executemany("DELETE FROM request WHERE seq = ?", [(seq,) for seq in requests])
    for table, column in (("message", "id"), ("touch", "message"), ("receipt", "message")):
        statement = f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608 - names from above
        sql.executemany(statement, [(gone,) for gone in messages])


def _is_over(sql: Connection, message: str) -> bool:
    row = sql.execute("SELECT is_sent AND is_deleted FROM message WHERE id = ?", [message])
    found = row.fetchone()
    return bool(found and found[0])
