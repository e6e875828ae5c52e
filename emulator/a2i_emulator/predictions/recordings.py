"""Recorded responses and the requests that they answer.

The format is ``specs/predictions.schema.json``. Responses are in the AWS API's own form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator import formats
from a2i_emulator.formats import FormatError
from a2i_emulator.predictions.dialects import in_words_of_the_api
from a2i_emulator.protocol.model import load
from a2i_emulator.protocol.output import output_violations
from a2i_emulator.protocol.shape import Shape

Check = Callable[[str, Mapping[str, Any]], Sequence[str]]
"""From an operation and a response to the ways in which the response breaks the model."""

_FORMAT = "predictions"
_MAX_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """What a prediction is asked for.

    Attributes:
        bucket: where the image lies in S3; None when the request carries its bytes.
        name: its key there.
        sha256: lower-case hexadecimal digest of the image.
        parameters: the request's other parameters; None where they do not matter.
    """

    operation: str
    bucket: str | None
    name: str | None
    sha256: str
    parameters: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded response.

    Attributes:
        match: ``bucket`` and ``name``, ``sha256``, all three, or nothing for every request.
        parameters: answer only requests with exactly these; None for any.
    """

    operation: str
    match: Mapping[str, str]
    response: Mapping[str, Any]
    parameters: Mapping[str, Any] | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The recording as a member of ``predictions``."""
        document: dict[str, Any] = {"operation": self.operation, "match": dict(self.match)}
        if self.parameters is not None:
            document["parameters"] = self.parameters
        return {**document, "response": self.response}

    def answers(self, subject: Subject) -> bool:
        """Tell whether this is a response for the subject."""
        return (
            self.operation == subject.operation
            and (
                None in (self.parameters, subject.parameters)
                or self.parameters == subject.parameters
            )
            and all(getattr(subject, name) == value for name, value in self.match.items())
        )

    def replaces(self, other: Recording) -> bool:
        """Tell whether both answer the very same requests."""
        return (self.operation, self.match, self.parameters) == (
            other.operation,
            other.match,
            other.parameters,
        )


def closest(recordings: Sequence[Recording], subject: Subject) -> Recording | None:
    """Return the recording for the subject: by place before by content before for any.

    Among equals the first one wins.
    """
    matching = [recording for recording in recordings if recording.answers(subject)]
    return max(matching, key=_closeness, default=None)


def read_document(document: Any, check: Check) -> list[Recording]:
    """Read a document of recordings.

    Raises:
        FormatError: it breaks the format, or a response breaks the service's model.
    """
    formats.check(_FORMAT, document)
    return [
        recording(
            item["operation"],
            item["match"],
            item["response"],
            check,
            parameters=item.get("parameters"),
            path=("predictions", index, "response"),
        )
        for index, item in enumerate(document["predictions"])
    ]


def recording(
    operation: str,
    match: Mapping[str, str],
    response: Mapping[str, Any],
    check: Check,
    *,
    parameters: Mapping[str, Any] | None = None,
    path: Sequence[str | int] = (),
) -> Recording:
    """Make a recording of a response after a look at it.

    It may be as any SDK prints it. What belongs to one call alone (ResponseMetadata,
    HumanLoopActivationOutput …) is left out.

    Raises:
        FormatError: the response breaks the service's model.
    """
    try:
        kept = in_words_of_the_api(_output_of(operation), response)
    except FormatError as error:
        raise FormatError((*path, *error.path), error.problem) from error
    problems = check(operation, kept)
    if problems:
        shown = "; ".join(problems[:_MAX_PROBLEMS])
        more = f" (and {len(problems) - _MAX_PROBLEMS} more)" if problems[_MAX_PROBLEMS:] else ""
        raise FormatError(path, f"this is no response of {operation}: {shown}{more}")
    return Recording(operation, match, kept, parameters)


def _closeness(recording: Recording) -> tuple[bool, bool, bool]:
    match = recording.match
    return "bucket" in match, "sha256" in match, recording.parameters is not None


_SERVICES = ("rekognition", "textract")


def violations(operation: str, response: Mapping[str, Any]) -> list[str]:
    """Name all that makes a response impossible for an operation.

    Args:
        operation: one that can be recorded, ``AnalyzeDocument`` or another.
        response: in the model's member names.
    """
    return output_violations(_output_of(operation), response)


def _output_of(operation: str) -> Shape:
    operations = (load(service).operations for service in _SERVICES)
    return next(served[operation].output for served in operations if operation in served)
