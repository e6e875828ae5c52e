"""What a worker is shown of a human loop: its InputContent, read, and its template, rendered."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import msgspec

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.operations.ports import Render, RenderedTemplate, Store

View = Callable[[], AbstractContextManager[Store]]
"""Opens a consistent view of the state for reading."""

_MAX_DIGITS = 4300
"""Of a whole number: as many as Python reads."""

_SHOWN = 40

_PERHAPS_VANISHING = ("e-", "E-", "0" * 300)
"""One of these is in every number that is not zero and too small for a float."""


def task_input(content: str) -> Any:
    """Read an InputContent, quickly where it has 3 MB.

    Raises:
        ValueError: it has a number of more digits than Python reads.
        RecursionError: it is nested deeper than Python reads.
    """
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, RecursionError):
        # It takes halves of surrogate pairs. Numbers beyond all floats become the largest one,
        # since what json makes of them, Infinity, is no JSON.
        return json.loads(content, parse_float=_finite)


def rendered_task(
    view: View, loop: HumanLoop, render: Render, *, base_url: str | None = None
) -> RenderedTemplate | None:
    """Render a loop's template with its input; None where the loop has been deleted meanwhile.

    Args:
        view: opens a view of the state; none is open while the template is rendered.
        loop: the human loop.
        render: renders templates.
        base_url: where the worker's browser reaches the emulator, if that is known.

    Raises:
        ValueError: its InputContent cannot be read; see `task_input`.
        RecursionError: as above.
    """
    with view() as store:
        template = store.template(loop.review.template_sha256) or ""
        content = store.human_loops.input_content(loop.id)
    if not content:
        return None
    return render(template, task_input(content), loop.scope, base_url=base_url)


class NumberError(ValueError):
    """A number in JSON that cannot be kept as it is written.

    Attributes:
        shown: its beginning.
    """

    def __init__(self, number: str) -> None:
        self.shown = number if len(number) <= _SHOWN else f"{number[:_SHOWN]}…"
        super().__init__(f"the number {self.shown} is beyond what can be kept as it is written")


def check_json(text: str) -> None:
    """Refuse what is no JSON or has a number that cannot be kept; quickly where it has 3 MB.

    Raises:
        NumberError: it has such a number.
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        strict_json(text)  # It takes halves of surrogate pairs, and names the number.
    else:
        if any(sign in text for sign in _PERHAPS_VANISHING):
            strict_json(text)


def strict_json(text: str) -> Any:
    """Read JSON in which every number can be kept: no more than it has digits for, and not zero.

    Raises:
        NumberError: one cannot.
        JSONDecodeError: it is no JSON.
        ValueError: it has ``NaN`` or ``Infinity``, which are no JSON.
        RecursionError: it is nested too deeply.
    """
    return json.loads(
        text, parse_constant=_refuse_constant, parse_float=_kept_float, parse_int=_kept_int
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _kept_float(text: str) -> float:
    number = float(text)
    vanished = number == 0 and any(digit in "123456789" for digit in _mantissa(text))
    if math.isinf(number) or vanished:
        raise NumberError(text)
    return number


def _mantissa(text: str) -> str:
    return text.lower().partition("e")[0]


def _kept_int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise NumberError(text)
    return int(text)


def _finite(number: str) -> float:
    return max(-sys.float_info.max, min(float(number), sys.float_info.max))
