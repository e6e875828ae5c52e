"""What activation conditions look at, and the comparisons that they make."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Inference:
    """One prediction that conditions look at: a moderation label or a key-value pair.

    Attributes:
        name: the label's name, or the text of the key.
        confidences: of the label, or of the pair's key and value block, in percent; NaN, which
            keeps no limit, where the service gave none.
        word_confidences: the same of every word of key and value.
    """

    name: str
    confidences: tuple[float, ...]
    word_confidences: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FormKey:
    """A key that a form should have, with its other spellings."""

    name: str
    aliases: tuple[str, ...]

    @property
    def spellings(self) -> frozenset[str]:
        """All texts by which the key is known."""
        return frozenset((self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One confidence beside one limit of a condition.

    Attributes:
        confidence: in percent; NaN where the service gave none.
        parameter: the limit's name, ``ConfidenceLessThan``.
        limit: in percent.
        holds: the confidence keeps the limit.
    """

    confidence: float
    parameter: str
    limit: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """The comparisons of a condition with one kind of confidence; all must hold."""

    limits: tuple[tuple[str, float], ...]
    prefix: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, Any], prefix: str) -> Bounds:
        """Read ``<prefix>LessThan`` and its four siblings from ConditionParameters."""
        return cls(
            tuple(
                (suffix, parameters[prefix + suffix])
                for suffix in _COMPARISONS
                if prefix + suffix in parameters
            ),
            prefix,
        )

    def accept(self, confidences: Sequence[float]) -> bool:
        """Tell whether every confidence keeps every limit."""
        return all(one.holds for one in self.comparisons(confidences))

    def comparisons(self, confidences: Sequence[float]) -> Iterator[Comparison]:
        """Compare every confidence with every limit, as the verdict does."""
        for confidence in confidences:
            for suffix, limit in self.limits:
                holds = _COMPARISONS[suffix](confidence, limit)
                yield Comparison(confidence, self.prefix + suffix, limit, holds)
