"""Parses and renders templates with python-liquid, in A2I's dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, Token
from liquid.exceptions import LiquidError, LiquidInterrupt, ResourceLimitError
from liquid.token import TOKEN_TAG

from a2i_emulator.templates import lexer
from a2i_emulator.templates.context import PlainContext, TaskContext, line_of, message_of
from a2i_emulator.templates.filters import add_filters
from a2i_emulator.templates.limits import MAX_LOOPS, MAX_NESTING, Page
from a2i_emulator.templates.nodes import TAGS, watch
from a2i_emulator.templates.result import Rendered, TemplateError

_KEPT = 64
"""Parsed templates to keep; a template has at most 128,000 characters."""

_NOT_IN_A2I = ("include", "render", "doc")


class A2IEnvironment(Environment):
    """Liquid as worker task templates speak it."""

    block_nesting_limit = MAX_NESTING
    context_depth_limit = MAX_NESTING
    loop_iteration_limit = MAX_LOOPS

    def __init__(self) -> None:
        super().__init__(autoescape=True, strict_filters=True)
        for name in _NOT_IN_A2I:
            del self.tags[name]
        for tag in TAGS:
            self.add_tag(tag)
        add_filters(self)

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        """Return the lexer."""
        return lexer.tokenize

    def error(
        self,
        exc: type[LiquidError] | LiquidError,
        msg: str | None = None,
        token: Token | None = None,
    ) -> None:
        """Raise an error of the parser; one at the end of an expression is its statement's."""
        if isinstance(exc, LiquidError) and exc.token and exc.token.start_index < 0:
            exc.token = token or exc.token
        super().error(exc, msg, token)


def render(
    template: str,
    task_input: Any,
    *,
    presign: Callable[[str], str],
    lenient: bool,
    give_way: Callable[[], None] | None,
) -> Rendered:
    """Render a template; see `a2i_emulator.templates.render`."""
    parsed = _parse(template)
    if isinstance(parsed, TemplateError):
        return Rendered("", (parsed,))
    data = {"task": {"input": task_input}}
    context = TaskContext(parsed, data, presign=presign, lenient=lenient, give_way=give_way)
    return _run(context, parsed)


def render_plain(template: str, data: Mapping[str, Any]) -> Rendered:
    """Render a template of plain text; see `a2i_emulator.templates.render_plain`."""
    parsed = _parse(template)
    if isinstance(parsed, TemplateError):
        return Rendered("", (parsed,))
    return _run(PlainContext(parsed, data, presign=str, lenient=False), parsed)


def syntax_error(template: str) -> TemplateError | None:
    """Return what is wrong with a template before it is rendered."""
    parsed = _parse(template)
    return parsed if isinstance(parsed, TemplateError) else None


def variables(template: str) -> list[tuple[str | int, ...]]:
    """Return the paths within ``task.input``; see `a2i_emulator.templates.variables`."""
    parsed = _parse(template)
    if isinstance(parsed, TemplateError):
        return []
    found = dict[tuple[str | int, ...], None]()
    for first, *rest in parsed.global_variable_segments():
        path = [str(first)]
        for part in rest:
            if not isinstance(part, str | int):
                break
            path.append(part)  # type: ignore[arg-type]
        if path[:2] == ["task", "input"]:
            found[tuple(path[2:])] = None
    return sorted(found, key=lambda path: [str(part) for part in path])


def _run(context: TaskContext, parsed: BoundTemplate) -> Rendered:
    page = Page()
    try:
        context.run(parsed.nodes, page)
    except LiquidInterrupt:
        pass  # A break outside of a loop ends the page, as in Ruby.
    except ResourceLimitError as error:
        limit = TemplateError("TemplateLimitExceeded", message_of(error), line_of(error, None))
        return Rendered("", (*context.errors, limit))
    return Rendered(_unicode(page.getvalue()), tuple(context.errors))


@cache
def _environment() -> A2IEnvironment:
    return A2IEnvironment()


@lru_cache(maxsize=_KEPT)
def _parse(template: str) -> BoundTemplate | TemplateError:
    try:
        parsed = _environment().from_string(template)
        watch(parsed.nodes, TaskContext(parsed, {}, presign=str, lenient=True))
    except (LiquidError, RecursionError) as error:
        return _syntax_error(template, error)
    return parsed


def _syntax_error(template: str, error: Exception) -> TemplateError:
    line, message = line_of(error, None), message_of(error)
    if isinstance(error.__cause__ or error, RecursionError):
        message = "an expression is nested too deeply"
    if line is None:
        line, message = _unclosed(template) or (None, message)
    place = f" (line {line})" if line else ""
    return TemplateError("TemplateSyntaxError", f"Liquid syntax error{place}: {message}", line)


def _unclosed(template: str) -> tuple[int, str] | None:
    """Find the innermost block that the end of the template leaves open."""
    blocks = {name for name, tag in _environment().tags.items() if tag.block and tag.end}
    open_tags: list[Token] = []
    for token in lexer.tokenize(template):
        if token.kind != TOKEN_TAG:
            continue
        if token.value in blocks:
            open_tags.append(token)
        elif open_tags and token.value == f"end{open_tags[-1].value}":
            open_tags.pop()
    if not open_tags:
        return None
    line = template.count("\n", 0, open_tags[-1].start_index) + 1
    return line, f"'{open_tags[-1].value}' tag was never closed"


def _unicode(page: str) -> str:
    """Replace halves of surrogate pairs, which JSON may hold and UTF-8 may not."""
    try:
        page.encode()
    except UnicodeEncodeError:
        return page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return page
