from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from a2i_emulator.templates import Rendered, render

RenderTask = Callable[..., Rendered]


def presign(uri: str) -> str:
    """Sign as the emulator's S3 does, in miniature."""
    if not uri.startswith(("s3://", "http://s3.", "https://s3.")):
        raise ValueError(uri)
    path = uri.split("://", 1)[1].removeprefix("s3.amazonaws.com/")
    return f"https://s3.amazonaws.com/{path}?X-Amz-Expires=900&X-Amz-Signature=0a1b"


@pytest.fixture
def render_task() -> RenderTask:
    def call(template: str, task_input: Any = None, *, lenient: bool = False) -> Rendered:
        given = {} if task_input is None else task_input
        return render(template, given, presign=presign, lenient=lenient)

    return call
