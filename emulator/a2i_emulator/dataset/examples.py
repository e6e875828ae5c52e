"""Examples: what a human loop was about, with what people and the model said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from a2i_emulator.domain.s3_uri import S3Location, parse_s3_uri
from a2i_emulator.quality.answers import Kind
from a2i_emulator.quality.comparing import labels_in, text_of
from a2i_emulator.quality.report import Outcome
from a2i_emulator.quality.reviews import Review


@dataclass(frozen=True)
class Example:
    """One human loop, ready to be learnt from.

    Attributes:
        name: humanLoopName.
        flow: the flow definition's name.
        source: the S3 URI of what was reviewed, such as an image; None where it was a text.
        text: the text that was reviewed; it may be empty.
        split: the part of the data set that it is in.
        submitted: when the last answer came in.
        outcomes: by field.
    """

    name: str
    flow: str
    source: str | None
    text: str
    split: str
    submitted: datetime | None
    outcomes: Mapping[str, Outcome]

    @property
    def file(self) -> PurePosixPath:
        """The path of the reviewed file in its bucket, or the loop's name."""
        location = parse_s3_uri(self.source) if self.source else None
        parts = PurePosixPath(location.key if location else self.name).parts
        kept = [part for part in parts if part not in ("/", "..", ".")]
        return PurePosixPath(*kept or ["_"])

    @property
    def agreement(self) -> float:
        """The mean likeness of two workers' answers, over all fields."""
        found = [outcome.consensus.agreement for outcome in self.outcomes.values()]
        return sum(found) / len(found) if found else 1.0

    @property
    def is_changed(self) -> bool:
        """Whether people corrected anything of what the model had said."""
        return any(outcome.is_changed for outcome in self.outcomes.values())

    def of_kinds(self, kinds: frozenset[Kind]) -> Iterator[tuple[str, Outcome]]:
        """Yield the fields of some kinds."""
        for name, outcome in self.outcomes.items():
            if outcome.consensus.kind in kinds:
                yield name, outcome

    def labels(self) -> set[str]:
        """Return all labels that people or the model named."""
        found = set[str]()
        for outcome in self.outcomes.values():
            consensus, said = outcome.consensus, outcome.prediction
            found |= labels_in(consensus.kind, consensus.value).keys()
            found |= set(map(str, consensus.parts)) if consensus.kind == "labels" else set()
            if consensus.kind == "mask":
                found |= set(consensus.value.colours.values())
            if said:
                found |= labels_in(said.kind, said.value).keys()
        return found


def source_of(content: Any, find: Callable[[Any], Any] | None = None) -> str | None:
    """Return the S3 URI of what a loop was about.

    It is that of the request to Rekognition or Textract, else ``taskObject``, else the first text
    in the input that is one.

    Args:
        content: inputContent.
        find: finds it there instead.
    """
    if find:
        return _uri(find(content))
    if not isinstance(content, dict):
        return None
    request = content.get("aiServiceRequest")
    for part in ("image", "document"):
        place = (request or {}).get(part, {}).get("s3Object") if isinstance(request, dict) else None
        if place:
            return str(S3Location(str(place.get("bucket")), str(place.get("name"))))
    values = (content.get("taskObject"), *content.values())
    return next((uri for value in values if (uri := _uri(value))), None)


def example_of(
    review: Review,
    outcomes: Mapping[str, Outcome],
    split_of: Callable[[str], str],
    find_source: Callable[[Any], Any] | None = None,
) -> Example:
    """Make an example; what is about the same file or text is in the same split."""
    source = source_of(review.input, find_source)
    text = "" if source else text_of(review.input)
    split = split_of(source or text or review.name)
    return Example(review.name, review.flow_name, source, text, split, review.submitted, outcomes)


def _uri(value: Any) -> str | None:
    location = parse_s3_uri(value) if isinstance(value, str) else None
    return str(location) if location and location.key else None
