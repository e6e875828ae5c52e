"""What one page of the console leaves for the next one, for a while.

It lies in the database, as any of several processes may be asked for the next page; it is in no
dump of the state, nor in a backup.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from a2i_emulator.domain.instant import SECOND
from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.ports import PASSING, Store
from a2i_emulator.service import Service

_LASTS = 3600 * SECOND
_EVERYWHERE = Scope("", "")


class Passing:
    """The latest things of one kind, each of them by a name that nobody guesses.

    Args:
        service: has the database.
        kind: in snake case, such as ``preview``.
        most: how many are kept, for an hour at most.
    """

    def __init__(self, service: Service, kind: str, most: int) -> None:
        self._service = service
        self._kind = kind
        self._most = most

    def keep(self, thing: Any) -> str:
        """Keep something that JSON can say, and return what it is asked for by."""
        name = token_urlsafe(12)
        now = self._service.clock.now()

        def work(store: Store) -> None:
            store.hold(_EVERYWHERE, self._kind)
            latest = f"{PASSING}{self._kind}"
            known = [*(store.document(latest) or ()), [name, now]]
            kept = [one for one in known[-self._most :] if one[1] > now - _LASTS]
            for one in known:
                if one not in kept:
                    store.save_document(self._document(one[0]), None)
            store.save_document(latest, kept)
            store.save_document(self._document(name), thing)

        self._service.change(work)
        return name

    def find(self, name: str) -> Any | None:
        """Return what was kept; None if it is not any more, or never was."""
        if not name:
            return None
        with self._service.view() as store:
            return store.document(self._document(name))

    def _document(self, name: str) -> str:
        return f"{PASSING}{self._kind}/{name}"
