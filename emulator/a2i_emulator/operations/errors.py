"""Errors that operations answer with, and the one home of their texts.

``specs/errors.json`` holds each sentence once, with where it comes from: ``aws`` for words the
service was seen to say, ``documented`` for words of its documentation, ``ours`` for words in
the service's style where its own are not known.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from a2i_emulator.formats import specs_path


class AwsError(Exception):
    """An error of an AWS API, to be serialized by the protocol that the caller speaks.

    Attributes:
        code: the error's code, such as ``ValidationException``; the service model gives its
            HTTP status.
        message: the text the caller sees.
        members: further members of the modelled error shape, in the model's names.
        reason: the true reason for the log and the request history, where the message does
            not tell it.
    """

    def __init__(
        self, code: str, message: str, *, reason: str | None = None, **members: Any
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason
        self.members = members


@cache
def _texts() -> dict[str, dict[str, str]]:
    with (specs_path() / "errors.json").open(encoding="utf-8") as file:
        texts: dict[str, dict[str, str]] = json.load(file)["errors"]
    return texts


def aws_error(key: str, /, *, reason: str | None = None, **values: Any) -> AwsError:
    """Make the error that ``specs/errors.json`` keeps under a key.

    Args:
        key: the entry, such as ``flow_definition_not_found``.
        reason: the true reason, where the text is opaque.
        values: what the text's ``{placeholders}`` stand for.
    """
    entry = _texts()[key]
    return AwsError(entry["code"], entry["message"].format(**values), reason=reason)
