"""Worker task templates: Liquid in A2I's dialect, its filters and its errors.

The dialect is that of
https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-custom-templates.html. A template is
somebody else's text: rendering it never raises and never runs away. The Liquid engine is
imported by the first call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from a2i_emulator.templates.result import Rendered, TemplateError, failure_reason

__all__ = [
    "Rendered",
    "TemplateError",
    "failure_reason",
    "render",
    "render_plain",
    "syntax_error",
    "variables",
]


def render(
    template: str,
    task_input: Any,
    *,
    presign: Callable[[str], str],
    lenient: bool = False,
    give_way: Callable[[], None] | None = None,
) -> Rendered:
    """Render a worker task template.

    Args:
        template: the Liquid text, as the human task UI has it.
        task_input: the parsed input, which the template sees as ``task.input``.
        presign: turns the S3 URI of an object into an address that a browser can read;
            raises ValueError or `S3RefusedError` for what is not such a URI.
        lenient: print nothing for undefined variables, where A2I reports an error.
        give_way: called now and then while it takes long; may wait, which does not count.

    Returns:
        The page and the errors. With a syntax error or past a limit there is no page.
    """
    from a2i_emulator.templates import engine  # Liquid costs 100 ms

    return engine.render(template, task_input, presign=presign, lenient=lenient, give_way=give_way)


def render_plain(template: str, data: Mapping[str, Any]) -> Rendered:
    """Render Liquid that makes something else than HTML, such as JSON: nothing is escaped.

    Args:
        template: the Liquid text, with the filters of worker task templates.
        data: the variables that it sees.

    Returns:
        The text and the errors, as `render` does.
    """
    from a2i_emulator.templates import engine

    return engine.render_plain(template, data)


def syntax_error(template: str) -> TemplateError | None:
    """Return what keeps a template from being rendered with whatever input; None if nothing."""
    from a2i_emulator.templates import engine

    return engine.syntax_error(template)


def variables(template: str) -> list[tuple[str | int, ...]]:
    """Return what a template asks of its input, each as a path within ``task.input``.

    A part of a path that is only known when the template is rendered ends it. What the template
    calls by a name of its own, in a loop, counts as that name's. Empty for one that cannot be
    parsed.
    """
    from a2i_emulator.templates import engine

    return engine.variables(template)
