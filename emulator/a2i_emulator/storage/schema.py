"""The tables, their versions, and how an older database becomes a newer one.

Records are kept whole, as JSON; beside them stand the columns that are searched. The indexes
are what lets a million human loops cost what a thousand do.
"""

from __future__ import annotations

import secrets

from a2i_emulator.operations.ports import StorageError
from a2i_emulator.storage.session import Dialect, Session

META = "a2i_meta"

TABLES = (
    "resources",
    "human_loops",
    "loop_inputs",
    "answers",
    "events",
    "tags",
    "templates",
    "documents",
)
"""What holds state; a reset keeps META, the ended sessions, the audit trail and the guesses."""

_FIRST = (
    "CREATE TABLE a2i_meta (key {text} PRIMARY KEY, value {text} NOT NULL)",
    """CREATE TABLE resources (
        kind {text} NOT NULL, account {text} NOT NULL, region {text} NOT NULL, name {text} NOT NULL,
        created_at BIGINT NOT NULL, due_at BIGINT, body {binary} NOT NULL,
        PRIMARY KEY (kind, account, region, name))""",
    """CREATE INDEX resources_by_creation
        ON resources (kind, account, region, created_at, name)""",
    "CREATE INDEX resources_due ON resources (kind, due_at) WHERE due_at IS NOT NULL",
    """CREATE TABLE human_loops (
        number {serial}, id {text} NOT NULL,
        account {text} NOT NULL, region {text} NOT NULL, name {text},
        flow_definition_arn {text} NOT NULL, workteam_arn {text} NOT NULL,
        status {text} NOT NULL, phase {text} NOT NULL, marked INTEGER NOT NULL,
        created_at BIGINT NOT NULL, due_at BIGINT, claimed_until BIGINT,
        body {binary} NOT NULL)""",
    "CREATE UNIQUE INDEX human_loops_by_id ON human_loops (id)",
    "CREATE UNIQUE INDEX human_loops_by_name ON human_loops (name, account, region)",
    """CREATE INDEX human_loops_by_creation
        ON human_loops (flow_definition_arn, created_at, id)""",
    """CREATE INDEX human_loops_due
        ON human_loops (due_at, number, claimed_until) WHERE due_at IS NOT NULL""",
    """CREATE INDEX human_loops_open
        ON human_loops (workteam_arn, account, region, created_at, id)
        WHERE phase <> 'settled'""",
    """CREATE INDEX human_loops_in_flight
        ON human_loops (flow_definition_arn, status) WHERE phase <> 'settled'""",
    "CREATE TABLE loop_inputs (loop {number} PRIMARY KEY, content {binary} NOT NULL)",
    "CREATE TABLE answers (number {serial}, loop BIGINT NOT NULL, body {binary} NOT NULL)",
    "CREATE INDEX answers_by_loop ON answers (loop, number)",
    """CREATE TABLE events (
        number {serial}, id {text} NOT NULL, due_at BIGINT, claimed_until BIGINT,
        body {binary} NOT NULL)""",
    "CREATE UNIQUE INDEX events_by_id ON events (id)",
    """CREATE INDEX events_due
        ON events (due_at, number, claimed_until) WHERE due_at IS NOT NULL""",
    "CREATE TABLE tags (arn {text} PRIMARY KEY, body {binary} NOT NULL)",
    "CREATE TABLE templates (sha256 {text} PRIMARY KEY, content {binary} NOT NULL)",
    "CREATE TABLE documents (name {text} PRIMARY KEY, body {binary} NOT NULL)",
)

_SECOND = (
    "CREATE TABLE ended_sessions (id {text} PRIMARY KEY, ended_at BIGINT NOT NULL)",
    # Counts the open loops of a flow definition as the one before did, and lists them by age too.
    "DROP INDEX human_loops_in_flight",
    """CREATE INDEX human_loops_open_by_flow
        ON human_loops (flow_definition_arn, created_at, id, status) WHERE phase <> 'settled'""",
)

_THIRD = (
    """CREATE TABLE audit (
        number {serial}, at BIGINT NOT NULL, who {text} NOT NULL, action {text} NOT NULL,
        body {binary} NOT NULL)""",
    "CREATE INDEX audit_by_time ON audit (at, number)",
    "CREATE INDEX audit_by_who ON audit (who, at, number)",
    "CREATE INDEX audit_by_action ON audit (action, at, number)",
    "CREATE TABLE guesses (id {text} PRIMARY KEY, refusals BIGINT NOT NULL, at BIGINT NOT NULL)",
    "CREATE INDEX guesses_by_time ON guesses (at)",
)

_FOURTH = (
    "ALTER TABLE audit ADD COLUMN who_id {text} NOT NULL DEFAULT ''",
    "CREATE INDEX audit_by_who_id ON audit (who_id, at, number) WHERE who_id <> ''",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _THIRD, _FOURTH)
"""What each schema version adds to the one before; a released one is never changed."""

_KNOWN_BY = {"audit": 3, "ended_sessions": 2, "documents": 1}
"""By a table that it has brought each version but the newest is known, the latest first."""

_IS_NEWEST = "SELECT COUNT(*) FROM pragma_table_info('audit') WHERE name = 'who_id'"
"""Of a recovered database, which is SQLite's: tells the newest version from the one before."""

_VERSION = "SELECT value FROM a2i_meta WHERE key = 'schema_version'"
_SECRET = "SELECT value FROM a2i_meta WHERE key = 'secret'"  # noqa: S105  a statement
_SET_META = """
    INSERT INTO a2i_meta (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value"""


def version_of(session: Session, where: str) -> int:
    """Return the schema version that a database has; 0 for an empty one.

    Args:
        session: the database.
        where: what to call it in an error.

    Raises:
        StorageError: it is another program's, or of a newer release.
    """
    tables = {row[0] for row in session.all(session.dialect.tables)}
    if not tables:
        return 0
    row = session.one(_VERSION) if META in tables else None
    if row is None or not row[0].isdecimal():
        raise StorageError(f"{where} holds the tables of another program.")
    version = int(row[0])
    if version > len(MIGRATIONS):
        raise StorageError(
            f"{where} was written by a newer release (its schema has version {version}, "
            f"this release knows versions up to {len(MIGRATIONS)})."
        )
    return version


def upgrade(session: Session, version: int) -> None:
    """Bring a database of a known version to this release's schema."""
    if version == len(MIGRATIONS):
        return
    for migration in MIGRATIONS[version:]:
        for statement in migration:
            session.run(_in_words_of(session.dialect, statement))
    if version == 0:
        session.run(_SET_META, "secret", secrets.token_hex(32))
    session.run(_SET_META, "schema_version", str(len(MIGRATIONS)))


def mend(session: Session) -> None:
    """Give recovered tables, of which none is missing, what was lost beside them."""
    tables = {row[0] for row in session.all(session.dialect.tables)}
    if META not in tables:
        session.run(_in_words_of(session.dialect, _FIRST[0]))
    if session.one(_VERSION) is None:
        version = next(known for table, known in _KNOWN_BY.items() if table in tables)
        (is_newest,) = session.one(_IS_NEWEST) or (0,)
        version = len(MIGRATIONS) if is_newest else version
        session.run(_SET_META, "schema_version", str(version))
    if session.one(_SECRET) is None:
        session.run(_SET_META, "secret", secrets.token_hex(32))


def secret_of(session: Session) -> bytes:
    """Return the random key that was made with the database."""
    row = session.one(_SECRET)
    if row is None:
        raise StorageError("The state's secret is missing.")
    return bytes.fromhex(row[0])


def empty(session: Session) -> None:
    """Remove all state; schema and secret stay."""
    session.recent.clear()
    if session.dialect.emptying is not None:
        session.run(" ".join((session.dialect.emptying, ", ".join(TABLES))))
        return
    for table in TABLES:
        session.run(" ".join(("DELETE FROM", table)))


def _in_words_of(dialect: Dialect, statement: str) -> str:
    return statement.format(
        serial=dialect.serial, number=dialect.number, text=dialect.text, binary=dialect.binary
    )
