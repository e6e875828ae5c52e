"""Worker task templates to begin with, one for each kind of task, and an input for each."""

from __future__ import annotations

from pathlib import Path

KINDS = (
    "classification",
    "boxes",
    "segmentation",
    "entities",
    "key-values",
    "moderation",
    "comparison",
    "transcription",
    "ranking",
)
"""The kinds of tasks, in the order in which they are offered."""


def gallery_template(kind: str) -> str:
    """Return the worker task template of a kind.

    Raises:
        KeyError: there is no such kind.
    """
    return _file(kind, "liquid.html")


def sample_input(kind: str) -> str:
    """Return an input, as JSON text, that the template of a kind shows.

    Raises:
        KeyError: there is no such kind.
    """
    return _file(kind, "json")


def _file(kind: str, ending: str) -> str:
    if kind not in KINDS:
        raise KeyError(kind)
    return Path(__file__).with_name(f"{kind}.{ending}").read_text(encoding="utf-8")
