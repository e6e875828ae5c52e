"""How long who has given wrong passwords must wait before the next one is looked at.

The delay doubles with each refusal beyond a few free ones, for the account that was tried and for
the address that tried. An account's stays short: whoever knows a worker's name must not be able
to keep them out. While one waits, the right password is refused like any other, so trying on
teaches nothing.

Refusals lie in the database, for all processes that share it, and outlive a new start. Of whom
they are is kept as a digest alone: what was typed for a name may be a password.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
from dataclasses import dataclass
from hashlib import sha256

from a2i_emulator.domain.names import Scope
from a2i_emulator.operations.call import Transact
from a2i_emulator.operations.ports import Store

FORGOTTEN_AFTER = 3_600_000
_NETWORK = 64
"""Bits of an IPv6 address that tell whose it is; the others are one's own to choose."""

_EVERYWHERE = Scope("", "")


@dataclass(frozen=True, slots=True)
class Patience:
    """What is asked of one kind of culprit.

    Attributes:
        kind: names it.
        free: refusals that cost no delay.
        longest: the longest delay, in seconds.
    """

    kind: str
    free: int
    longest: float

    def delay(self, refusals: int) -> float:
        """Return the seconds to wait after so many refusals in a row."""
        beyond = refusals - self.free
        return 0.0 if beyond <= 0 else min(2.0 ** min(beyond - 1, 20), self.longest)


ACCOUNT = Patience("account", free=5, longest=60)
ADDRESS = Patience("address", free=20, longest=900)


@dataclass(frozen=True, slots=True)
class Guessing:
    """The refusals, by account and by address, in real time as the database tells it.

    A delay ends by itself. Refusals are forgotten with a success, or after an hour without
    another one.

    Attributes:
        transact: carries out what is done with them, in the database.
        secret: a key of that database.
    """

    transact: Transact
    secret: bytes

    def attempt(self, account: str, address: str) -> int:
        """Return for how many seconds a password is not looked at; 0, and it counts, if it is.

        It counts as refused until `accepted` says otherwise: many at once get no more than one.
        """
        culprits = self._culprits(account, address)

        def work(store: Store) -> int:
            store.hold(_EVERYWHERE, "guesses")
            known = {key: store.guesses(key, FORGOTTEN_AFTER) for key in culprits}
            seconds = max(_left(culprits[key], *found) for key, found in known.items())
            if seconds == 0:
                for key, (refusals, _) in known.items():
                    store.save_guesses(key, refusals + 1, FORGOTTEN_AFTER)
            return seconds

        return self.transact(work)

    def accepted(self, account: str, address: str) -> None:
        """Forget an account's refusals, as it is in the right hands, and the address's last one.

        The address keeps the others: else an account of one's own would pay for guessing.
        """
        by_account, by_address = self._culprits(account, address)

        def work(store: Store) -> None:
            store.hold(_EVERYWHERE, "guesses")
            store.forget_guesses(by_account)
            store.take_back_guess(by_address)

        self.transact(work)

    def _culprits(self, account: str, address: str) -> dict[str, Patience]:
        named = ((ACCOUNT, account), (ADDRESS, _network_of(address)))
        return {self._digest(patience.kind, name): patience for patience, name in named}

    def _digest(self, kind: str, name: str) -> str:
        text = f"{kind}:{name}".encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, text, sha256).hexdigest()


def _left(patience: Patience, refusals: int, milliseconds: int) -> int:
    return max(0, math.ceil(patience.delay(refusals) - milliseconds / 1000))


def _network_of(address: str) -> str:
    """Return what an address is counted by: itself, or the network of one of version 6."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:  # noqa: PLR2004 - IPv4
        return str(known)
    mapped = known.ipv4_mapped
    return str(mapped or ipaddress.ip_network((known, _NETWORK), strict=False))
