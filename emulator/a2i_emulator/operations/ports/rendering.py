"""Worker task templates, rendered."""

from __future__ import annotations

from collections.abc import Sequence
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


class Render(Protocol):
    """Renders worker task templates."""

    def __call__(
        self, template: str, task_input: Any, scope: Scope, *, base_url: str | None = None
    ) -> RenderedTemplate:
        """Render a template with a task's input.

        Args:
            template: its source.
            task_input: ``task.input``.
            scope: the account and Region whose objects it may show.
            base_url: where its reader reaches the emulator, if not where that thinks it is.
        """
