"""What rendering a worker task template comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateError:
    """One thing that is wrong with a template or its input.

    Attributes:
        code: ``UndefinedTemplateVariable`` and ``InvalidParameters`` are A2I's;
            ``TemplateSyntaxError``, ``TemplateRenderError`` and ``TemplateLimitExceeded`` are
            ours, as A2I's are not known.
        message: what RenderUiTemplate and a loop's FailureReason say.
        line: where in the template, counted from 1.
    """

    code: str
    message: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered template: the page, whole only where there are no errors."""

    html: str
    errors: tuple[TemplateError, ...]


def failure_reason(errors: Iterable[TemplateError]) -> str:
    """Return the FailureReason of a human loop whose template did not render.

    The form is that of two loops seen to fail on AWS.
    """
    listed = "; ".join(f"{error.code}: '{error.message}'" for error in errors)
    return f"Task failed to render: [ {listed} ]."
