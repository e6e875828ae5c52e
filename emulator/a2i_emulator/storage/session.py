"""What the tables need of a database, however it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from a2i_emulator.storage.recent import Recent

Row = tuple[Any, ...]

CLAIM = 15_000
"""How long a claim on due work holds, in milliseconds of real time."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The few places where SQLite and PostgreSQL want different words.

    Attributes:
        now: the expression for the real time in milliseconds. It is the database's own, so that
            machines whose clocks differ agree on when a claim ends.
        serial: the type of a primary key that numbers rows as they come.
        number: the type of such a number in a key.
        text: the type of text that sorts by its bytes.
        binary: the type of bytes.
        tables: the query that lists the tables which are there.
        emptying: the statement that empties the tables whose names follow, or None where each
            is emptied on its own.
    """

    now: str
    serial: str
    number: str
    text: str
    binary: str
    tables: str
    emptying: str | None = None


@dataclass(frozen=True, slots=True)
class Locks:
    """What a SELECT adds to lock the rows it finds: nothing where the whole database is locked.

    Attributes:
        exclusive: nobody else may lock or change them.
        shared: others may lock them in this way too, nobody may change them.
        skipping: exclusive, and passing over rows that others have locked.
        by_name: a statement that locks a name until the transaction ends; None where the
            whole database is locked.
    """

    exclusive: str = ""
    shared: str = ""
    skipping: str = ""
    by_name: str | None = None


class Session(Protocol):
    """A connection within a transaction. Statements mark their parameters with ``?``."""

    @property
    def dialect(self) -> Dialect:
        """The database's own words."""

    @property
    def locks(self) -> Locks:
        """How rows are locked in this transaction."""

    @property
    def claims_valid_from(self) -> int:
        """Claims that end before this moment of real time are a dead process's."""

    @property
    def recent(self) -> Recent:
        """Records that were read lately."""

    def one(self, sql: str, *params: Any) -> Row | None:
        """Return the first row found."""

    def all(self, sql: str, *params: Any) -> Sequence[Row]:
        """Return all rows found."""

    def run(self, sql: str, *params: Any) -> int:
        """Change something; return how many rows it touched."""

    def run_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a changing statement once for each row of parameters."""


def storable(value: Any) -> Any:
    """Make text storable that no database takes: lone surrogates and NUL.

    Only texts asked for can hold them (what is stored under a name was validated), so that
    such a text is simply not found.
    """
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
