"""Recorded responses as other SDKs print them, in the AWS API's own words.

boto3, the AWS CLI and the SDK for JavaScript keep the names of the model; Java's records in JSON
begin with small letters, Ruby's have underscores, Go's have every member that is absent as null.
Each puts something of its own beside the response. Asynchronous operations (GetDocumentAnalysis
…) wrap what the synchronous one answers in the job's state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from a2i_emulator.formats import FormatError
from a2i_emulator.protocol.shape import Shape

_OF_ONE_CALL = frozenset(
    {
        *("responsemetadata", "resultmetadata", "$metadata", "@metadata", "$response"),
        *("sdkresponsemetadata", "sdkhttpmetadata", "httpstatuscode", "contentlength"),
        "humanloopactivationoutput",
        *("jobid", "jobtag", "statusmessage", "warnings", "video", "getrequestmetadata"),
    }
)
"""What tells of one call or job alone, as `plain` has it; a recording is for many."""


def in_words_of_the_api(output: Shape, response: Mapping[str, Any]) -> dict[str, Any]:
    """Return a response with the model's names, without what tells of one call alone.

    Members that the model does not know stay, for whoever looks for such.

    Raises:
        FormatError: it is that of a job that has not succeeded, or a part of an answer.
    """
    kept: dict[str, Any] = {}
    for name, value in response.items():
        simple = plain(name)
        if simple == "jobstatus" and value != "SUCCEEDED":
            raise FormatError((name,), f"the job is {value}, so there is no whole answer")
        if simple == "nexttoken" and value is not None:
            problem = "this is one page of several; put them together, and leave this out"
            raise FormatError((name,), problem)
        if simple not in _OF_ONE_CALL | {"jobstatus", "nexttoken"}:
            kept[name] = value
    named: dict[str, Any] = _named(output, kept)
    return named


def _named(shape: Shape, value: Any) -> Any:
    if isinstance(value, Mapping) and shape.kind == "structure":
        known = {plain(name): name for name in shape.members}
        return dict(_members(shape, known, value))
    if isinstance(value, list | tuple) and shape.kind == "list":
        return [_named(shape.parts[0], item) for item in value]
    return value


def _members(shape: Shape, known: Mapping[str, str], value: Mapping[str, Any]) -> Any:
    for given, item in value.items():
        name = given if given in shape.members else known.get(plain(given), given)
        if item is not None:
            yield name, _named(shape.members[name].shape, item) if name in shape.members else item


def plain(name: str) -> str:
    """Return a name as it is in every SDK: without underscores, in small letters."""
    return name.replace("_", "").lower()
