"""State in PostgreSQL, for any number of processes on any number of machines.

Writers lock the rows they read (READ COMMITTED with FOR UPDATE), readers see one snapshot
(REPEATABLE READ) and lock nothing. The tables lie in a schema of their own, so that the
database may hold other things too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from a2i_emulator.operations.ports import ConflictError, ConnectionLostError, StorageError
from a2i_emulator.real_time import monotonic
from a2i_emulator.storage import schema
from a2i_emulator.storage.database import AWAY_SECONDS, SqlDatabase
from a2i_emulator.storage.session import Locks
from a2i_emulator.storage.store import SqlStore

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
    from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

    from a2i_emulator.storage.outage import Outage
    from a2i_emulator.storage.postgres_connection import HeardConnection, Pulse, impatient
    from a2i_emulator.storage.postgres_session import SCHEMA, Connection, PostgresSession
except ImportError as error:
    raise StorageError(
        "PostgreSQL needs its driver: pip install 'a2i-emulator[postgres]'."
    ) from error

WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

POOL_SIZE = 10
TIMEOUT = 10
"""Seconds to wait for the server to let us in, or for a connection to be free."""

_GLANCE = 0.05
"""Seconds to wait for a connection, before one more is asked for."""

_SETTINGS = (
    f"SET search_path TO {SCHEMA}",
    # A process that hangs holds its locks no longer than this, nor does one wait longer.
    "SET idle_in_transaction_session_timeout = '60s'",
    "SET lock_timeout = '30s'",
)
_MIGRATION_LOCK = "SELECT pg_advisory_xact_lock(hashtext('a2i_emulator'))"


class PostgresDatabase(SqlDatabase):
    """See `operations.ports.Database`."""

    def __init__(self, url: str) -> None:
        """Connect, and create the tables or bring them to this release's schema.

        Raises:
            StorageError: the server cannot be reached, or the schema is not ours.
        """
        super().__init__()
        self._where = where(url)
        self._pulse = Pulse(url)
        with translating(self._where):
            self._secret = self._prepare(url)
            self._pool = ConnectionPool(
                url,
                connection_class=HeardConnection,
                kwargs={
                    **impatient(url),
                    "autocommit": True,
                    "cursor_factory": psycopg.RawCursor,
                },
                configure=self._configure,
                min_size=1,
                max_size=POOL_SIZE,
                # The pool itself would wait for seconds between two tries; `_begin` does not.
                reconnect_timeout=0,
                reconnect_failed=self._note_away,
                num_workers=1,
                open=False,
            )
            self._outage = Outage(self._where, self._pool.name)
            self._pool.open()

    @property
    def secret(self) -> bytes:
        """A random key, made once with the database."""
        return self._secret

    def close(self) -> None:
        """Let go of all connections."""
        self._outage.close()
        self._pool.close()

    def pool(self) -> Mapping[str, int]:
        """Return how connections stand and were waited for, by psycopg's names."""
        return {"pool_max": POOL_SIZE, **self._pool.get_stats()}

    @contextmanager
    def _reading(self) -> Iterator[SqlStore]:
        with self._transaction(READING) as connection, self._nothing_kept(connection):
            yield SqlStore(PostgresSession(connection, Locks()))
            connection.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[SqlStore]:
        with self._transaction(WRITING) as connection:
            with self._nothing_kept(connection):
                yield SqlStore(PostgresSession(connection, _LOCKS))
            self._commit(connection)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[HeardConnection]:
        with translating(self._where):
            connection = self._begin(begin)
            try:
                yield connection
            except BaseException:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            finally:
                self._pool.putconn(connection)

    def _begin(self, begin: str) -> HeardConnection:
        """Open a transaction; connections that broke while they lay in the pool are replaced.

        A server that is busy is waited for longer than one that is not there.
        """
        began = monotonic()
        while True:
            with suppress(PoolTimeout):
                connection = self._pool.getconn(_GLANCE)
                try:
                    connection.execute(begin)
                except psycopg.OperationalError:
                    self._pool.putconn(connection)
                else:
                    return connection
            if monotonic() - began > (AWAY_SECONDS if self._pulse.is_away else TIMEOUT):
                raise ConnectionLostError(f"{self._where} cannot be reached.")

    @contextmanager
    def _nothing_kept(self, connection: Connection) -> Iterator[None]:
        """Tell a connection that breaks here, with nothing committed, from one that fails."""
        try:
            yield
        except psycopg.OperationalError as error:
            if connection.closed or isinstance(error, _ENDED):
                raise ConnectionLostError(f"{self._where} went away: {_reason(error)}.") from error
            raise

    def _commit(self, connection: Connection) -> None:
        try:
            status = connection.execute("COMMIT").statusmessage
        except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
            raise
        except psycopg.OperationalError as error:
            raise StorageError(
                f"{self._where} went away at a commit, and may have kept it: {_reason(error)}."
            ) from error
        # After an error that somebody swallowed, PostgreSQL answers COMMIT with ROLLBACK.
        if status != "COMMIT":
            raise psycopg.errors.InFailedSqlTransaction("the transaction had failed")

    def _configure(self, connection: HeardConnection) -> None:
        connection.pulse = self._pulse
        for setting in _SETTINGS:
            connection.execute(setting)
        self._pulse.is_away = False
        self._outage.reached()

    def _note_away(self, _: ConnectionPool[HeardConnection]) -> None:
        self._pulse.is_away = True
        self._outage.failed()

    def _prepare(self, url: str) -> bytes:
        with psycopg.connect(
            url, connect_timeout=TIMEOUT, cursor_factory=psycopg.RawCursor
        ) as connection:
            session = PostgresSession(connection, Locks())
            session.one(_MIGRATION_LOCK)
            if session.one("SELECT 1 FROM pg_namespace WHERE nspname = ?", SCHEMA) is None:
                session.run(f"CREATE SCHEMA {SCHEMA}")
            for setting in _SETTINGS:
                session.run(setting)
            schema.upgrade(session, schema.version_of(session, self._where))
            return schema.secret_of(session)


@contextmanager
def translating(place: str) -> Iterator[None]:
    """Raise what goes wrong at a place as our own errors."""
    try:
        yield
    except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as error:
        raise ConflictError(f"{place} gave the transaction up for another.") from error
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise RuntimeError("not in a write transaction") from error
    except PoolClosed as error:
        raise StorageError(f"{place} is closed.") from error
    except psycopg.Error as error:
        raise StorageError(f"{place} failed: {_reason(error)}.") from error


_LOCKS = Locks(
    exclusive=" FOR UPDATE",
    shared=" FOR SHARE",
    skipping=" FOR UPDATE SKIP LOCKED",
    by_name="SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
)


_ENDED = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown)
"""Said by a server whose end of the connection may not be noticed yet."""


def _reason(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def where(url: str) -> str:
    """Name the database in messages, without its password."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise StorageError("The database URL must begin with postgresql://.")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise StorageError(f"The database URL cannot be read: {_reason(error)}.") from error
    host, port = parts.get("host", "localhost"), parts.get("port", "5432")
    return f"The database {parts.get('dbname', '')} on {host}:{port}"
