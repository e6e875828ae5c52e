"""What quality control makes of a loop's answers, with nothing open and nothing changed.

Workers' answers may be anything: where no figure can be had of them, the loop goes on without.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.output import Answer

log = logging.getLogger("a2i_emulator.engine.thread")

_FAILED = "human loop %s: its answers could not be compared"


def is_disputed(loop: HumanLoop, body: bytes, now: Instant) -> bool:
    """Tell whether a loop's workers disagree so far that one more is to be asked.

    Args:
        loop: a loop whose answers are in.
        body: its ``output.json``.
        now: the emulator's time; a loop whose time is over is left as it is.
    """
    rule = loop.review.quality.adjudication if loop.review.quality else None
    if rule is None or not loop.may_be_adjudicated(now):
        return False
    from a2i_emulator.quality.comparing import SideBySide
    from a2i_emulator.quality.reviews import read_review

    try:
        agreement = SideBySide.of(read_review(json.loads(body))).agreement
    except Exception:
        log.exception(_FAILED, loop.arn)
        return False
    return agreement is not None and agreement < rule.least_agreement


def consolidated(loop: HumanLoop, body: bytes) -> bytes | None:
    """Return the ``consolidated.json`` of an ``output.json``; None where none is wanted."""
    if loop.review.quality is None or not loop.review.quality.consolidates:
        return None
    from a2i_emulator.quality.content import consolidated_document
    from a2i_emulator.quality.reviews import read_review

    try:
        document = consolidated_document(read_review(json.loads(body)))
    except Exception:
        log.exception(_FAILED, loop.arn)
        return None
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")


def consolidated_uri(loop: HumanLoop) -> str:
    """Return where a loop's ``consolidated.json`` goes: beside its output."""
    return f"{loop.review.output_uri.rpartition('/')[0]}/consolidated.json"


def is_right(answers: Sequence[Answer], known: Mapping[str, Any]) -> bool:
    """Tell whether a gold task was answered as its known answer says, in all fields that it has."""
    from a2i_emulator.quality.comparing import SideBySide
    from a2i_emulator.quality.reviews import Answer as Read
    from a2i_emulator.quality.reviews import Review

    pair = (Read("worker", answers[-1].content), Read("known", known))
    try:
        side = SideBySide.of(Review("", "", {}, pair))
        return all(side.pairs[name] and side.pairs[name][0][2] == 1 for name in known)
    except Exception:
        log.exception("a gold task's answer could not be compared")
        return False
