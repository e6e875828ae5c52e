"""The conditions under which a human has to look, as a tree that can be evaluated.

Every node is evaluated, also one that can no longer change the outcome, since the result of each
is shown. Of a tree that is met, reviewers get the inferences that met it:

- a simple condition selects what it names and whose confidences it accepts;
- ``Or`` selects what any of its met conditions selects;
- ``And`` selects what is accepted by all of its conditions that name it, so that a lower and an
  upper bound on one label make a range;
- Sampling selects everything, or leaves the choice to the conditions it is joined with by
  ``And``; MissingImportantFormKey selects nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from a2i_emulator.domain.inferences import Bounds, FormKey, Inference

Draw = Callable[[str], float]
"""From a place in the tree to a point in [0, 100): a Sampling there is met below its rate."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one node of the tree came to.

    Attributes:
        met: the node's EvaluationResult.
        document: the node as it was given, with EvaluationResult at it and below it.
        verdicts: for each inference, whether it is selected; None where the node says nothing.
        everything: the node selects the whole response.
        form_keys: the form keys of the simple conditions that were met.
        parts: the outcomes of the conditions that And or Or joins.
        drawn: the point that Sampling drew.
    """

    met: bool
    document: Mapping[str, Any]
    verdicts: tuple[bool | None, ...]
    everything: bool = False
    form_keys: tuple[FormKey, ...] = ()
    parts: tuple[Outcome, ...] = ()
    drawn: float | None = None


class Node(Protocol):
    """A condition, simple or complex."""

    def evaluate(self, inferences: Sequence[Inference], draw: Draw, place: str) -> Outcome:
        """Evaluate the condition and all below it.

        Args:
            inferences: the predictions.
            draw: decides about Sampling.
            place: where the node stands, such as ``Conditions[0].Or[1]``.
        """


@dataclass(frozen=True, slots=True)
class ConfidenceCheck:
    """ModerationLabelConfidenceCheck or ImportantFormKeyConfidenceCheck.

    Attributes:
        names: what it looks at; None for everything.
        form_key: the key to show to the worker, if there is one.
    """

    document: Mapping[str, Any]
    names: frozenset[str] | None
    confidence: Bounds
    word_confidence: Bounds
    form_key: FormKey | None = None

    def evaluate(self, inferences: Sequence[Inference], draw: Draw, place: str) -> Outcome:  # noqa: ARG002 (one signature for all nodes)
        """Judge each inference; met when one is accepted."""
        verdicts = tuple(map(self._judge, inferences))
        met = any(verdicts)
        keys = (self.form_key,) if met and self.form_key else ()
        return Outcome(met, _told(self.document, met), verdicts, form_keys=keys)

    def _judge(self, inference: Inference) -> bool | None:
        if self.names is not None and inference.name not in self.names:
            return None
        return self.confidence.accept(inference.confidences) and self.word_confidence.accept(
            inference.word_confidences
        )


@dataclass(frozen=True, slots=True)
class MissingKeyCheck:
    """MissingImportantFormKey: none of a key's spellings was found."""

    document: Mapping[str, Any]
    form_key: FormKey

    def evaluate(self, inferences: Sequence[Inference], draw: Draw, place: str) -> Outcome:  # noqa: ARG002 (one signature for all nodes)
        """Look for the key; met when it is not there."""
        met = not any(inference.name in self.form_key.spellings for inference in inferences)
        return Outcome(
            met,
            _told(self.document, met),
            (None,) * len(inferences),
            form_keys=(self.form_key,) if met else (),
        )


@dataclass(frozen=True, slots=True)
class Sampling:
    """A share of all requests, always the same ones."""

    document: Mapping[str, Any]
    percentage: float

    def evaluate(self, inferences: Sequence[Inference], draw: Draw, place: str) -> Outcome:
        """Draw; met when the request is in the sample."""
        drawn = draw(place)
        met = drawn < self.percentage
        undecided = (None,) * len(inferences)
        return Outcome(met, _told(self.document, met), undecided, everything=met, drawn=drawn)


@dataclass(frozen=True, slots=True)
class And:
    """All of several conditions."""

    children: tuple[Node, ...]

    def evaluate(self, inferences: Sequence[Inference], draw: Draw, place: str) -> Outcome:
        """Evaluate every child; met when all are."""
        outcomes = evaluate_all(self.children, inferences, draw, f"{place}.And")
        met = all(outcome.met for outcome in outcomes)
        return Outcome(
            met,
            _told({"And": [outcome.document for outcome in outcomes]}, met),
            tuple(map(_joint, zip(*(outcome.verdicts for outcome in outcomes), strict=True))),
            everything=met and all(outcome.everything for outcome in outcomes),
            form_keys=_keys(outcomes) if met else (),
            parts=tuple(outcomes),
        )


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several conditions."""

    children: tuple[Node, ...]

    def evaluate(self, inferences: Sequence[Inference], draw: Draw, place: str) -> Outcome:
        """Evaluate every child; met when one is."""
        outcomes = evaluate_all(self.children, inferences, draw, f"{place}.Or")
        document = {"Or": [outcome.document for outcome in outcomes]}
        return either(outcomes, document, len(inferences))


def evaluate_all(
    nodes: Sequence[Node], inferences: Sequence[Inference], draw: Draw, place: str
) -> list[Outcome]:
    """Evaluate conditions that stand side by side at a place."""
    return [
        node.evaluate(inferences, draw, f"{place}[{index}]") for index, node in enumerate(nodes)
    ]


def either(outcomes: Sequence[Outcome], document: Mapping[str, Any], count: int) -> Outcome:
    """Combine outcomes of which one suffices; those that were not met have no say."""
    met = [outcome for outcome in outcomes if outcome.met]
    everything = any(outcome.everything for outcome in met)
    undecided: tuple[bool | None, ...] = (None,) * count
    columns = zip(undecided, *(outcome.verdicts for outcome in met), strict=True)
    return Outcome(
        bool(met),
        _told(document, bool(met)),
        undecided if everything else tuple(map(_single, columns)),
        everything,
        _keys(met),
        tuple(outcomes),
    )


def _single(verdicts: Sequence[bool | None]) -> bool | None:
    said = [verdict for verdict in verdicts if verdict is not None]
    return any(said) if said else None


def _joint(verdicts: Sequence[bool | None]) -> bool | None:
    said = [verdict for verdict in verdicts if verdict is not None]
    return all(said) if said else None


def _keys(outcomes: Sequence[Outcome]) -> tuple[FormKey, ...]:
    return tuple(key for outcome in outcomes for key in outcome.form_keys)


def _told(document: Mapping[str, Any], result: bool) -> dict[str, Any]:
    return {**document, "EvaluationResult": result}
