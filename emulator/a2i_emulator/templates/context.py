"""One rendering of one template: its data, its errors and what it may still use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

from liquid import BoundTemplate, RenderContext, Token, Undefined
from liquid.ast import Node
from liquid.exceptions import LiquidError, LiquidInterrupt, ResourceLimitError
from liquid.undefined import UNDEFINED
from liquid.utils import ReadOnlyChainMap
from markupsafe import Markup, escape

from a2i_emulator.real_time import monotonic
from a2i_emulator.templates.limits import (
    MAX_CHARACTERS,
    MAX_ERRORS,
    MAX_SECONDS,
    LimitReachedError,
    Page,
)
from a2i_emulator.templates.result import TemplateError

_PATIENCE = 32
"""Look at the clock once in so many steps."""

_SLICE_SECONDS = 0.05
"""How long to render before others may have their turn."""


class UndefinedVariableError(LiquidError):
    """The template asks for something that the input does not have."""


class InvalidParametersError(LiquidError):
    """A filter of A2I's was given something that it does not take."""


_CODES: tuple[tuple[type[Exception], str], ...] = (
    (UndefinedVariableError, "UndefinedTemplateVariable"),
    (InvalidParametersError, "InvalidParameters"),
    (ResourceLimitError, "TemplateLimitExceeded"),
    (Exception, "TemplateRenderError"),
)


class TaskContext(RenderContext):
    """What one rendering knows. Errors end a statement, limits end the rendering.

    Both as in Ruby's Liquid with ``strict_variables``, whose messages A2I's are: a statement
    with an undefined variable prints nothing and the next one goes on.
    """

    __slots__ = (
        "_deadline",
        "_give_way",
        "_gives_way_at",
        "_lenient",
        "_size",
        "_steps",
        "errors",
        "presign",
    )

    def __init__(
        self,
        template: BoundTemplate,
        data: Mapping[str, Any],
        *,
        presign: Callable[[str], str],
        lenient: bool,
        give_way: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(template, globals=data)
        # Without this python-liquid takes the template's string literals for safe HTML; the
        # documentation shows them escaped. Printing escapes by itself.
        self.autoescape = False
        # python-liquid adds "now" and "today" of its own.
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)
        self.presign = presign
        self.errors: list[TemplateError] = []
        self._lenient = lenient
        self._size = 0
        self._steps = 0
        began = monotonic()
        self._deadline = began + MAX_SECONDS
        self._give_way = give_way
        self._gives_way_at = began + _SLICE_SECONDS

    def run(self, nodes: Sequence[Node], buffer: TextIO) -> int:
        """Render statements, noting the errors of each.

        Raises:
            ResourceLimitError: the template uses too much.
        """
        written = 0
        for node in nodes:
            try:
                self.tick()
                written += node.render_to_output(self, buffer)
            except LiquidInterrupt:  # noqa: PERF203 - each statement fails by itself
                raise
            except ResourceLimitError as limit:
                limit.token = limit.token or node.token
                raise
            except Exception as error:  # noqa: BLE001 - a filter may stumble over any input
                self.note(error, node.token)
        return written

    def note(self, error: Exception, token: Token | None) -> None:
        """Keep an error for the report.

        Raises:
            LimitReachedError: there are too many.
        """
        code = next(code for kind, code in _CODES if isinstance(error, kind))
        self.errors.append(TemplateError(code, message_of(error), line_of(error, token)))
        if len(self.errors) == MAX_ERRORS:
            raise LimitReachedError(f"more than {MAX_ERRORS - 1} errors")

    def write_out(self, text: str) -> str:
        """Return a text as the page has it: escaped unless a filter called it safe."""
        return escape(text)

    def captured(self, text: str) -> str:
        """Return a printed text as a value: it has been escaped already."""
        return Markup(text)  # noqa: S704 - see above

    def tick(self) -> None:
        """Count a step.

        Raises:
            LimitReachedError: time is up.
        """
        self._steps -= 1
        if self._steps < 0:
            self._steps = _PATIENCE
            now = monotonic()
            if now > self._deadline:
                raise LimitReachedError(f"more than {MAX_SECONDS:g} seconds")
            if now > self._gives_way_at and self._give_way is not None:
                self._let_others(self._give_way, now)

    def _let_others(self, give_way: Callable[[], None], now: float) -> None:
        give_way()
        goes_on_at = monotonic()
        self._deadline += goes_on_at - now  # One's own time stands still meanwhile.
        self._gives_way_at = goes_on_at + _SLICE_SECONDS

    def get(
        self, path: list[object], *, token: Token | None, default: object = UNDEFINED
    ) -> object:
        """Look up a variable.

        Raises:
            UndefinedVariableError: there is none, and the template is to know.
        """
        self.tick()
        key = path[0]
        try:
            value: Any = self.scope[str(key)]
            for key in path[1:]:
                value = self._item(value, key)
        except (KeyError, TypeError):
            return self._missing(key, token) if default is UNDEFINED else default
        return value

    def _item(self, value: Any, key: object) -> object:
        try:
            if type(value) is dict and key in value:
                return value[key]
            return self.get_item(value, key)
        except IndexError:
            return None

    def _missing(self, key: object, token: Token | None) -> object:
        if not self._lenient:
            raise UndefinedVariableError(f"undefined variable {key}", token=token)
        return Undefined(str(key), token=token)

    def parentloop(self) -> object:
        """Return the innermost loop, None outside of one."""
        parent = super().parentloop()
        return None if isinstance(parent, Undefined) else parent

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """Return a filter, if there is time; one may take long, so the clock is read for each."""
        self._steps = 0
        self.tick()
        return super().filter(name, token)

    def assign(self, key: str, val: Any) -> None:
        """Set a variable.

        Raises:
            LimitReachedError: the variables are too large.
        """
        self._size += sys.getsizeof(val) - sys.getsizeof(self.locals.get(key))
        if self._size > MAX_CHARACTERS:
            raise LimitReachedError(f"variables of more than {MAX_CHARACTERS} bytes")
        self.locals[key] = val

    def get_buffer(self, buf: TextIO | None = None) -> Page:  # noqa: ARG002 - the base's
        """Return a place for text that is not printed yet."""
        return Page()


class PlainContext(TaskContext):
    """One rendering of what is no HTML, where nothing is escaped."""

    __slots__ = ()

    def write_out(self, text: str) -> str:
        """Return the text."""
        return str(text)

    captured = write_out


def message_of(error: Exception) -> str:
    """Return what an error says, without python-liquid's picture of the source."""
    return str(error.message) if isinstance(error, LiquidError) else str(error)


def line_of(error: Exception, token: Token | None) -> int | None:
    """Return the line of an error, from its own token or that of its statement."""
    own = error.token if isinstance(error, LiquidError) else None
    place = next((t for t in (own, token) if t is not None and t.start_index >= 0), None)
    return place and place.source.count("\n", 0, place.start_index) + 1
