"""Scripted people who check invoices."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from document_review.pipeline import SOURCE

from a2i_emulator.testing import ScriptedTask

Answer = Callable[[ScriptedTask], Mapping[str, Any]]


def who_corrects(words: Mapping[str, str]) -> Answer:
    """Return a person who writes other words in the place of some, and leaves the rest alone.

    The answer is what crowd-textract-analyze-document makes of the form.
    """

    def answer(task: ScriptedTask) -> Mapping[str, Any]:
        blocks = copy.deepcopy(task.input["selectedAiServiceResponse"]["blocks"])
        for block in blocks:
            block.pop("geometry", None)
            if "text" in block:
                block["text"] = words.get(block["text"], block["text"])
        return {SOURCE: {"blocks": blocks}}

    return answer
