"""How long who has given wrong passwords must wait before the next one is looked at.

The delay doubles with each refusal beyond a few free ones, for the account that was tried and for
the address that tried. An account's stays short: whoever knows a worker's name must not be able
to keep them out. While one waits, the right password is refused like any other, so trying on
teaches nothing.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

_REMEMBERED = 10_000
_FORGOTTEN_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Patience:
    """What is asked of one kind of culprit.

    Attributes:
        free: refusals that cost no delay.
        longest: the longest delay, in seconds.
    """

    free: int
    longest: float

    def delay(self, refusals: int) -> float:
        """Return the seconds to wait after so many refusals in a row."""
        beyond = refusals - self.free
        return 0.0 if beyond <= 0 else min(2.0 ** min(beyond - 1, 20), self.longest)


ACCOUNT = Patience(free=5, longest=60)
ADDRESS = Patience(free=20, longest=900)


class Guessing:
    """The refusals of this process, by account and by address; times are seconds of a clock.

    A delay ends by itself. Refusals are forgotten with a success, after an hour without another
    one, or when ten thousand others have come since.
    """

    def __init__(self) -> None:
        self._refusals: OrderedDict[tuple[Patience, str], tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, account: str, address: str, now: float) -> int:
        """Return for how many seconds a password is not looked at; 0, and it counts, if it is.

        It counts as refused until `accepted` says otherwise: many at once get no more than one.
        """
        culprits = ((ACCOUNT, account), (ADDRESS, address))
        with self._lock:
            seconds = max(self._left(culprit, now) for culprit in culprits)
            if seconds == 0:
                for culprit in culprits:
                    self._refusals[culprit] = (self._known(culprit, now)[0] + 1, now)
                    self._refusals.move_to_end(culprit)
                while len(self._refusals) > _REMEMBERED:
                    self._refusals.popitem(last=False)
            return seconds

    def accepted(self, account: str, address: str) -> None:
        """Forget an account's refusals, as it is in the right hands, and the address's last one.

        The address keeps the others: else an account of one's own would pay for guessing.
        """
        with self._lock:
            self._refusals.pop((ACCOUNT, account), None)
            refusals, since = self._refusals.get((ADDRESS, address), (1, 0.0))
            self._refusals[ADDRESS, address] = (refusals - 1, since)

    def _left(self, culprit: tuple[Patience, str], now: float) -> int:
        refusals, since = self._known(culprit, now)
        return max(0, math.ceil(since + culprit[0].delay(refusals) - now))

    def _known(self, culprit: tuple[Patience, str], now: float) -> tuple[int, float]:
        refusals, since = self._refusals.get(culprit, (0, now))
        return (0, now) if now - since > _FORGOTTEN_AFTER else (refusals, since)
