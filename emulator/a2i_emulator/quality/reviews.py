"""What A2I writes of a human loop, taken apart: who answered what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_BUILT_IN = (
    "aiServiceRequest",
    "aiServiceResponse",
    "humanTaskActivationConditionResults",
    "selectedAiServiceResponse",
)


class NotAnOutputError(ValueError):
    """A document is not one that A2I writes of a human loop."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One worker's answer.

    Attributes:
        worker: workerId.
        content: answerContent, the object that the worker's form submitted.
        submitted: when; None where the document does not say it.
        seconds: how long the worker took, pauses left out; None where the document does not say it,
            as those of 2020 do not.
    """

    worker: str
    content: Mapping[str, Any]
    submitted: datetime | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One human loop with its answers.

    Attributes:
        name: humanLoopName.
        flow: flowDefinitionArn.
        input: inputContent; for a built-in task type the object with ``aiServiceResponse``.
        answers: in the order in which they came.
        origin: where it was read from, such as an S3 URI; it may be empty.
    """

    name: str
    flow: str
    input: Any
    answers: tuple[Answer, ...]
    origin: str = ""

    @property
    def flow_name(self) -> str:
        """The flow definition's name, the last part of its ARN."""
        return self.flow.rpartition("/")[2]

    @property
    def submitted(self) -> datetime | None:
        """When the last answer came in; None where that is not known."""
        return max((a.submitted for a in self.answers if a.submitted), default=None)


def read_review(document: Any, origin: str = "") -> Review:
    """Take the content of an ``output.json`` apart, of the emulator or of Amazon's service.

    Documents of April 2020 are read as well: they have what belongs to a built-in task type at
    the top, and neither acceptance times nor the identities of workers. See
    https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-output-data.html.

    Raises:
        NotAnOutputError: it has no human answers, or they are not of that form.
    """
    if not isinstance(document, dict) or not isinstance(document.get("humanAnswers"), list):
        raise NotAnOutputError("it has no list of humanAnswers")
    content = document.get("inputContent")
    if content is None:
        content = {name: document[name] for name in _BUILT_IN if name in document}
    return Review(
        str(document.get("humanLoopName", "")),
        str(document.get("flowDefinitionArn", "")),
        content,
        tuple(_read_answer(answer, i) for i, answer in enumerate(document["humanAnswers"])),
        origin,
    )


def _read_answer(answer: Any, place: int) -> Answer:
    if not isinstance(answer, dict) or not isinstance(answer.get("answerContent"), dict):
        raise NotAnOutputError(f"humanAnswers[{place}] has no object answerContent")
    seconds = answer.get("timeSpentInSeconds")
    return Answer(
        str(answer.get("workerId", f"worker-{place + 1}")),
        answer["answerContent"],
        _read_time(answer.get("submissionTime")),
        float(seconds) if isinstance(seconds, int | float) else None,
    )


def _read_time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
