"""Names for what a program or a template makes, and those names in the place of ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class Namer:
    """Makes identifiers, each one once.

    Args:
        joint: what stands between the words; empty for names in camel case.
    """

    def __init__(self, joint: str = "_") -> None:
        self._joint = joint
        self._taken = set[str]()

    def name(self, kind: str, name: str) -> str:
        """Return an identifier for a thing of a kind."""
        words = [word for word in re.split(r"[^A-Za-z0-9]+", f"{kind} {name}") if word]
        if self._joint:
            stem = self._joint.join(words).lower()
        else:
            stem = "".join(word[:1].upper() + word[1:] for word in words)
        number, free = 1, stem
        while free in self._taken:
            number += 1
            free = f"{stem}{self._joint}{number}"
        self._taken.add(free)
        return free


def replaced(value: Any, by: Mapping[str, Any]) -> Any:
    """Return a value in which each text that is a key of ``by`` is what that says."""
    if isinstance(value, str):
        return by.get(value, value)
    if isinstance(value, Mapping):
        return {name: replaced(item, by) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(item, by) for item in value]
    return value
