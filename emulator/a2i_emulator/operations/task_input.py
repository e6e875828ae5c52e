"""What a worker is shown of a human loop: its InputContent, read, and its template, rendered."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import msgspec

from a2i_emulator.domain.human_loop import HumanLoop
from a2i_emulator.operations.ports import Render, RenderedTemplate, Store

View = Callable[[], AbstractContextManager[Store]]
"""Opens a consistent view of the state for reading."""


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


def _finite(number: str) -> float:
    return max(-sys.float_info.max, min(float(number), sys.float_info.max))
