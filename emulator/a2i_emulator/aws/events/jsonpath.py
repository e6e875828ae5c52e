"""The part of JSON path that EventBridge knows: names, array indices and wildcards.

See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html.
moto's way, jsonpath_ng, builds a grammar for each path and takes 100 ms for an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]*\s]+)      # .name, dashes and slashes included
      | \[(?P<index>\d+)\]            # [0]
      | \[(?P<quote>['"])(?P<key>.+?)(?P=quote)\]
      | (?P<any>\.\*|\[\*\])          # every member or element
    """,
    re.VERBOSE,
)

ABSENT: Any = object()
"""What a path leads to that leads nowhere."""

_ANY = object()


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[Any, ...] | None:
    """Take a path apart; None when it is none of EventBridge's."""
    steps: list[Any] = []
    position = 1
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            return None
        steps.append(_step(step))
        position = step.end()
    return tuple(steps) if path.startswith("$") else None


def _step(match: re.Match[str]) -> Any:
    if match["any"]:
        return _ANY
    return int(match["index"]) if match["index"] else match["name"] or match["key"]


def find(document: Any, path: str) -> Any:
    """Return what a path leads to in a document, `ABSENT` if nothing.

    A path with a wildcard leads to the list of all that it matches.
    """
    steps = _steps(path)
    if steps is None:
        return ABSENT
    found = [document]
    for step in steps:
        found = [value for holder in found for value in _follow(holder, step)]
    if _ANY in steps:
        return found or ABSENT
    return found[0] if found else ABSENT


def _follow(holder: Any, step: Any) -> Iterator[Any]:
    if step is _ANY:
        if isinstance(holder, dict):
            yield from holder.values()
        elif isinstance(holder, list):
            yield from holder
    elif isinstance(step, int):
        if isinstance(holder, list) and step < len(holder):
            yield holder[step]
    elif isinstance(holder, dict) and step in holder:
        yield holder[step]
