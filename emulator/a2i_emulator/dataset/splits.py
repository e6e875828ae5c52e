"""Parts of a data set, such as for training and for testing, in which each thing stays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

_DEFAULT = {"train": 0.8, "validation": 0.1, "test": 0.1}


@dataclass(frozen=True)
class Splits:
    """Names of parts with their shares.

    What part a thing is in follows from its key alone, so it stays there when others are added; a
    part that grows takes from the one behind it.
    """

    shares: Mapping[str, float]

    @classmethod
    def parse(cls, text: str) -> Splits:
        """Read ``train=0.8,validation=0.1,test=0.1``, or one name for all.

        Raises:
            ValueError: the shares are none, or are not 1 together.
        """
        shares = {}
        for part in text.split(","):
            name, _, share = part.partition("=")
            if not name.strip().replace("-", "").replace("_", "").isalnum():
                raise ValueError(f"{part!r} is not NAME=SHARE")
            shares[name.strip()] = float(share) if share else 1.0
        if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) < 0:  # noqa: PLR2004
            raise ValueError(f"the shares of {text!r} are not 1 together")
        return cls(shares)

    @classmethod
    def usual(cls) -> Splits:
        """Return 80, 10 and 10 percent for train, validation and test."""
        return cls(_DEFAULT)

    def of(self, key: str) -> str:
        """Return the part that a thing is in."""
        place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64
        ends = zip(self.shares, accumulate(self.shares.values()), strict=True)
        return next((name for name, end in ends if place < end), list(self.shares)[-1])
