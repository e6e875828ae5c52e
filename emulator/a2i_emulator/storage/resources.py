"""Flow definitions, human task UIs, workforces and workteams: one table for the four."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from a2i_emulator.domain.flow_definition import FlowDefinition
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import Listing, Page, Position
from a2i_emulator.storage import query
from a2i_emulator.storage.codec import Codec
from a2i_emulator.storage.session import Session


class Resource(Protocol):
    """What the records have in common."""

    @property
    def scope(self) -> Scope:
        """The account and Region."""

    @property
    def name(self) -> str:
        """Unique among the kind in its scope."""

    @property
    def created_at(self) -> Instant:
        """CreationTime."""


R = TypeVar("R", bound=Resource)

Key = tuple[str, str, str, str]
"""Kind, account, Region, name."""

_GET = "SELECT body FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?"
_ADD = """
    INSERT INTO resources (kind, account, region, name, created_at, due_at, body)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_SAVE = """
    UPDATE resources SET due_at = ?, body = ?
    WHERE kind = ? AND account = ? AND region = ? AND name = ?"""
_REMOVE = "DELETE FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?"
_ALL = "SELECT body FROM resources WHERE kind = ? AND account = ? AND region = ? ORDER BY name"
_COUNT = "SELECT count(*) FROM resources WHERE kind = ? AND account = ? AND region = ?"
_TOTAL = "SELECT count(*) FROM resources WHERE kind = ?"
_EVERY = "SELECT body FROM resources WHERE kind = ? ORDER BY account, region, name"
_DUE = "SELECT body FROM resources WHERE kind = ? AND due_at <= ? ORDER BY due_at"


class ResourceTable(Generic[R]):
    """The records of one kind; see `operations.ports.Resources`."""

    def __init__(self, session: Session, kind: str, codec: Codec[R]) -> None:
        self._session = session
        self._kind = kind
        self._codec = codec

    def get(self, scope: Scope, name: str, *, shared: bool = False) -> R | None:
        """Return the record of that name, locked in a write transaction."""
        key = self._kind, scope.account, scope.region, name
        recent: R | None = self._session.recent.get(*key)
        return self._read(key, shared=shared) if recent is None else recent

    def add(self, record: R) -> bool:
        """Add a record unless its name is taken."""
        added = self._session.run(
            _ADD, *self._key(record), record.created_at, _due_at(record), self._codec.encode(record)
        )
        return added == 1

    def save(self, record: R) -> None:
        """Replace the record of that name."""
        key = self._key(record)
        self._session.recent.forget(*key)
        self._session.run(_SAVE, _due_at(record), self._codec.encode(record), *key)

    def remove(self, record: R) -> None:
        """Remove the record."""
        key = self._key(record)
        self._session.recent.forget(*key)
        self._session.run(_REMOVE, *key)

    def page(self, scope: Scope, listing: Listing) -> Page[R]:
        """List records of a scope."""
        select = query.Query("SELECT body FROM resources").where(
            "kind = ? AND account = ? AND region = ?", self._kind, scope.account, scope.region
        )
        query.name_contains(select, listing)
        if listing.sort_by == "Name":
            query.named_within(select, listing)
            columns: tuple[str, ...] = ("name",)
        else:
            query.created_within(select, listing, "name")
            columns = ("created_at", "name")
        sql, params = select.ordered(
            *columns, limit=listing.limit + 1, descending=listing.descending
        )
        items = [self._codec.decode(row[0]) for row in self._session.all(sql, *params)]
        position = _by_name if listing.sort_by == "Name" else _by_creation
        return query.page_of(items, listing.limit, position)

    def all(self, scope: Scope) -> Sequence[R]:
        """Return every record of a scope, by name."""
        return self._records(_ALL, self._kind, scope.account, scope.region)

    def count(self, scope: Scope) -> int:
        """Count the records of a scope."""
        row = self._session.one(_COUNT, self._kind, scope.account, scope.region)
        return 0 if row is None else int(row[0])

    def every(self) -> Sequence[R]:
        """Return the records of all scopes, by account, Region and name."""
        return self._records(_EVERY, self._kind)

    def search(
        self, *, name_contains: str, after: tuple[str, str, str] | None, limit: int
    ) -> Sequence[R]:
        """Return records of all scopes, by account, Region and name."""
        select = query.Query("SELECT body FROM resources").where("kind = ?", self._kind)
        if name_contains:
            select.where("replace(name, ?, '') <> name", name_contains)
        if after is not None:
            select.where("(account, region, name) > (?, ?, ?)", *after)
        sql, params = select.ordered("account", "region", "name", limit=limit)
        return self._records(sql, *params)

    def total(self) -> int:
        """Count the records of all scopes."""
        row = self._session.one(_TOTAL, self._kind)
        return 0 if row is None else int(row[0])

    def due(self, now: Instant) -> Sequence[R]:
        """Return the records whose ``due_at`` has come."""
        return self._records(_DUE, self._kind, now)

    def _read(self, key: Key, *, shared: bool) -> R | None:
        locks = self._session.locks
        row = self._session.one(_GET + (locks.shared if shared else locks.exclusive), *key)
        if row is None:
            return None
        record = self._codec.decode(row[0])
        self._session.recent.keep(record, *key)
        return record

    def _records(self, sql: str, *params: str | int) -> Sequence[R]:
        return [self._codec.decode(row[0]) for row in self._session.all(sql, *params)]

    def _key(self, record: R) -> Key:
        return self._kind, record.scope.account, record.scope.region, record.name


def _due_at(record: Resource) -> Instant | None:
    return record.due_at if isinstance(record, FlowDefinition) else None


def _by_name(record: Resource) -> Position:
    return record.name, record.name


def _by_creation(record: Resource) -> Position:
    return record.created_at, record.name
