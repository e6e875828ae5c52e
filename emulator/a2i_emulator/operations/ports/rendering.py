"""Worker task templates, rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from a2i_emulator.domain.names import Scope


class TemplateProblem(Protocol):
    """Why a worker task template could not be shown, in A2I's codes and words."""

    @property
    def code(self) -> str:
        """Such as ``UndefinedTemplateVariable``."""

    @property
    def message(self) -> str:
        """What is wrong."""


class RenderedTemplate(Protocol):
    """A rendered worker task template."""

    @property
    def html(self) -> str:
        """The page."""

    @property
    def errors(self) -> Sequence[TemplateProblem]:
        """What went wrong; none in a good page."""


Render = Callable[[str, Any, Scope], RenderedTemplate]
"""Renders a template with a task's (parsed) input, for the S3 of an account and Region."""
