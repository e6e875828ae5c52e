"""Human task UIs: the worker task templates that flow definitions refer to."""

from __future__ import annotations

from dataclasses import dataclass

from a2i_emulator.domain.instant import Instant
from a2i_emulator.domain.names import Scope, human_task_ui_arn


@dataclass(frozen=True, slots=True)
class HumanTaskUi:
    """A worker task template under a name.

    The template itself is kept apart, under its digest: human loops that began with it go on
    after the human task UI is deleted.

    Attributes:
        content_sha256: lower-case hexadecimal SHA-256 of the template's UTF-8 bytes.
    """

    scope: Scope
    name: str
    content_sha256: str
    created_at: Instant
    status: str = "Active"

    @property
    def arn(self) -> str:
        """The human task UI's ARN."""
        return human_task_ui_arn(self.scope, self.name)
