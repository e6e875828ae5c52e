"""Changes of moto take turns; what only reads runs beside them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_T = TypeVar("_T")
_LONGEST_TURN_SECONDS = 5

log = logging.getLogger(__name__)


class Turns:
    """Lets one change of moto's state run at a time."""

    def __init__(self) -> None:
        self._turn = threading.RLock()
        self._begun = 0
        self._ended = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Let one change run at a time: they are repeated in the order of their entries.

        What moto tells others during a change, a web server or a container, may ask something
        of this server before it answers. That request goes on after a while without its turn.
        """
        has_turn = self._turn.acquire(timeout=_LONGEST_TURN_SECONDS)
        if not has_turn:
            log.warning("moto: a change takes long; the next one does not wait for it")
        self._begun += 1
        try:
            yield
        finally:
            self._ended += 1
            if has_turn:
                self._turn.release()

    def beside(self, read: Callable[[], _T]) -> _T:
        """Read beside changes; again with none under way if one made the reading fail.

        moto has no locks: what a listing walks over grows, what was found is gone a line later.
        Reading in turn from the start would keep every reader waiting for every writer, and a
        web server that reads while moto tells it of a change would never be answered.

        Args:
            read: changes nothing, so that it may be done twice.

        Raises:
            Exception: whatever the reading raised with no change beside it.
        """
        begun = self._begun
        is_alone = self._ended == begun
        try:
            return read()
        except Exception:
            if is_alone and self._begun == begun:
                raise
        with self.taken():
            return read()
