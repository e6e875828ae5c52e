"""Quality and data sets: Sphinx's directives for what the two rooms make public."""

from __future__ import annotations

from importlib import import_module

from docs.generators.markdown import block
from docs.generators.test_kit import directive

_ROOMS = {"Quality": "a2i_emulator.quality", "Data sets": "a2i_emulator.dataset"}


def page() -> str:
    """Return a section for each room."""
    return "\n".join(f"## {title}\n\n{_room(name)}" for title, name in _ROOMS.items())


def _room(name: str) -> str:
    module = import_module(name)
    named = ((f"{name}.{one}", getattr(module, one)) for one in module.__all__)
    return block("eval-rst", "", "\n".join(directive(full, thing) for full, thing in named))
