"""Statements that A2I's dialect renders in its own way."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TextIO

from liquid import Environment, RenderContext
from liquid.ast import BlockNode, Node
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.capture_tag import CaptureNode, CaptureTag
from liquid.builtin.tags.cycle_tag import CycleNode, CycleTag
from liquid.builtin.tags.echo_tag import EchoNode, EchoTag
from liquid.builtin.tags.liquid_tag import LiquidTag
from liquid.exceptions import LiquidSyntaxError
from liquid.expression import Expression
from liquid.output import NullIO
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token

from a2i_emulator.templates.context import TaskContext
from a2i_emulator.templates.limits import limit_items
from a2i_emulator.templates.text import as_text


def _printed(context: RenderContext, value: object) -> str:
    assert isinstance(context, TaskContext)  # noqa: S101 - for the type checker
    return context.write_out(as_text(value))


class EscapedOutputNode(OutputNode):
    """``{{ … }}``: text or JSON, as the context prints it."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Print the value."""
        return buffer.write(_printed(context, self.expression.evaluate(context)))


class EscapedEchoNode(EchoNode):
    """``{% echo … %}``, the same."""

    render_to_output = EscapedOutputNode.render_to_output


class SafeCaptureNode(CaptureNode):
    """``{% capture … %}``: what was printed has been escaped already."""

    def _assign(self, context: RenderContext, buf: StringIO) -> None:
        assert isinstance(context, TaskContext)  # noqa: S101 - for the type checker
        context.assign(self.name, context.captured(buf.getvalue()))


class EscapedCycleNode(CycleNode):
    """``{% cycle … %}``: as in Ruby, cycles without a name are told apart by their source."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Print the next value."""
        key = as_text(self.group.evaluate(context)) if self.group else str(self)
        chosen = self.args[context.cycle(key, len(self.args))]
        return buffer.write(_printed(context, chosen.evaluate(context)))


class WatchedBlockNode(BlockNode):
    """The inside of a block, under the context's eye."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Print the statements; a block of nothing but space prints nothing."""
        assert isinstance(context, TaskContext)  # noqa: S101 - for the type checker
        return context.run(self.nodes, NullIO() if self.blank else buffer)


class ShortRange(RangeLiteral):
    """``(1..9)``, not of a thousand million items."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> range:
        """Return the range.

        Raises:
            LimitReachedError: it is too long.
        """
        found = super().evaluate(context)
        limit_items(found.stop - found.start)
        return found


class EscapedOutput(Output):
    """Makes `EscapedOutputNode`."""

    node_class = EscapedOutputNode


class EscapedEchoTag(EchoTag):
    """Makes `EscapedEchoNode`."""

    node_class = EscapedEchoNode


class SafeCaptureTag(CaptureTag):
    """Makes `SafeCaptureNode`."""

    node_class = SafeCaptureNode


class EscapedCycleTag(CycleTag):
    """Makes `EscapedCycleNode`."""

    node_class = EscapedCycleNode


class LineTag(LiquidTag):
    """``{% liquid … %}``, cut into lines without the original's quadratic search."""

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._tokenize = functools.partial(_lines)


TAGS = (EscapedOutput, EscapedEchoTag, SafeCaptureTag, EscapedCycleTag, LineTag)


def watch(nodes: Iterable[Node], context: RenderContext) -> None:
    """Put the blocks and ranges of a parsed template under watch.

    python-liquid builds them itself, so they change their class once they are there.
    """
    for node in nodes:
        if type(node) is BlockNode:
            node.__class__ = WatchedBlockNode
        for expression in node.expressions():
            _watch_ranges(expression)
        watch(node.children(context), context)


def _watch_ranges(expression: Expression) -> None:
    if type(expression) is RangeLiteral:
        expression.__class__ = ShortRange
    for child in expression.children():
        _watch_ranges(child)


_LINE = re.compile(r"[ \t]*(#|\w+)")


def _lines(source: str, token: Token) -> Iterator[Token]:
    position = token.start_index
    for line in source.split("\n"):
        match = _LINE.match(line)
        if match:
            yield Token(TOKEN_TAG, match[1], position + match.start(1), token.source)
            expression = line[match.end() :]
            if expression.strip():
                start = position + len(line) - len(expression.lstrip())
                yield Token(TOKEN_EXPRESSION, expression.strip(), start, token.source)
        elif line.strip():
            place = Token(TOKEN_TAG, line, position, token.source)
            raise LiquidSyntaxError(f"expected a tag, found '{line.strip()}'", token=place)
        position += len(line) + 1
