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

Path = tuple[str | int, ...]

_OF_ONE_CALL = frozenset(
    {
        *("responsemetadata", "resultmetadata", "$metadata", "@metadata", "$response"),
        *("sdkresponsemetadata", "sdkhttpmetadata", "sdkhttpresponse", "httpstatuscode"),
        *("contentlength", "requestid"),
        "humanloopactivationoutput",
        *("jobid", "jobtag", "statusmessage", "warnings", "video", "getrequestmetadata"),
    }
)
"""What tells of one call or job alone, as `plain` has it; a recording is for many."""


def in_words_of_the_api(output: Shape, response: Mapping[str, Any]) -> dict[str, Any]:
    """Return a response with the model's names, without what tells of one call alone.

    Members that the model does not know stay, for whoever looks for such.

    Raises:
        FormatError: it is that of a job that has not succeeded, a part of an answer, or says a
            thing twice.
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
    named: dict[str, Any] = _named(output, kept, ())
    return named


def _named(shape: Shape, value: Any, path: Path) -> Any:
    if isinstance(value, Mapping) and shape.kind == "structure":
        return _members(shape, value, path)
    if isinstance(value, list | tuple) and shape.kind == "list":
        return [_named(shape.parts[0], item, (*path, at)) for at, item in enumerate(value)]
    return value


def _members(shape: Shape, value: Mapping[str, Any], path: Path) -> dict[str, Any]:
    known = {plain(name): name for name in shape.members}
    named: dict[str, Any] = {}
    for given, item in value.items():
        if item is None:
            continue
        name = given if given in shape.members else known.get(plain(given), given)
        if name in named:
            raise FormatError((*path, given), f"{name} is there already, spelled otherwise")
        member = shape.members.get(name)
        named[name] = item if member is None else _named(member.shape, item, (*path, given))
    return named


def plain(name: str) -> str:
    """Return a name as it is in every SDK: without underscores, in small letters."""
    return name.replace("_", "").lower()
