"""Cuts a template into tokens in time proportional to its length.

python-liquid's own lexer is one regular expression that goes back to the start of what does
not match: thirty thousand ``{% raw %}`` in a template keep it busy for minutes. This one finds
the same tokens with plain searches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from liquid import Token
from liquid.exceptions import LiquidSyntaxError
from liquid.token import (
    TOKEN_CONTENT,
    TOKEN_EOF,
    TOKEN_EXPRESSION,
    TOKEN_OUTPUT,
    TOKEN_TAG,
)

MAX_EFFORT = 20_000_000
"""Brackets times length, over all expressions: python-liquid looks from each bracket of an
expression to its end. A large template of the public samples comes to some thousands."""

_TAG = re.compile(r"\{%-?\s*(#|\w+)")
_END_OF_RAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")
_KEYWORD_AS_KEY = re.compile(
    r"""("[^"]*"|'[^']*')|(?<!\.)\.\s*"""
    "(true|false|nil|null|empty|blank|and|or|contains|not|in|offset|limit|reversed|cols"
    r"|continue|with|for|as|if|else|required)(?![\w?-])"
)
_OPEN = {"{{": "}}", "{%": "%}"}


def tokenize(source: str) -> Iterator[Token]:
    """Yield the tokens of a template.

    Raises:
        LiquidSyntaxError: a tag or output statement has no end, or is too complicated.
    """
    return _Lexer(source).tokens()


class _Lexer:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.strip = False
        self.effort = 0

    def tokens(self) -> Iterator[Token]:
        while (start := self._next_markup(self.position)) >= 0:
            yield from self._content(start, trim=self.source.startswith("-", start + 2))
            if self.source.startswith("{{", start):
                yield from self._output(start)
            else:
                yield from self._tag(start)
        yield from self._content(len(self.source), trim=False)

    def _next_markup(self, position: int) -> int:
        """Find the next ``{{`` or ``{%``; -1 if there is none."""
        while (found := self.source.find("{", position)) >= 0:
            if self.source[found : found + 2] in _OPEN:
                return found
            position = found + 1
        return -1

    def _content(self, end: int, *, trim: bool) -> Iterator[Token]:
        text = self.source[self.position : end]
        text = text.lstrip() if self.strip else text
        text = text.rstrip() if trim else text
        if text:
            yield self._token(TOKEN_CONTENT, text, self.position)

    def _output(self, start: int) -> Iterator[Token]:
        end = self._end(start)
        expression = self._expression(start + 2, end, optional=False)
        if expression.value:
            yield self._token(TOKEN_OUTPUT, self.source[start:end], start)
            yield expression
        self._advance(end)

    def _tag(self, start: int) -> Iterator[Token]:
        end = self._end(start)
        match = _TAG.match(self.source, start, end)
        if match is None:
            raise self._error("missing tag name", start)
        name = match[1]
        if name == "#":
            self._check_inline_comment(match.end(1), end)
            self._advance(end)
        elif name == "raw":
            yield from self._raw(start, end)
        elif name == "comment":
            self._comment(start, end)
        else:
            yield self._token(TOKEN_TAG, name, match.start(1))
            expression = self._expression(match.end(1), end, optional=True)
            if expression.value:
                yield expression
            self._advance(end)

    def _raw(self, start: int, end: int) -> Iterator[Token]:
        closing = _END_OF_RAW.search(self.source, end)
        if closing is None:
            raise self._error("'raw' tag was never closed", start)
        if closing.start() > end:
            yield self._token(TOKEN_CONTENT, self.source[end : closing.start()], end)
        self._advance(closing.end())

    def _comment(self, start: int, end: int) -> None:
        """Pass over a comment; comments nest, and hold tags that mean nothing."""
        depth, closing = 1, end
        while depth:
            opening = self.source.find("{%", end)
            if closing < opening + 2:
                closing = self.source.find("%}", opening + 2)
            if opening < 0 or closing < 0:
                raise self._error("'comment' tag was never closed", start)
            match = _TAG.match(self.source, opening, closing)
            end = opening + 2 if match is None else closing + 2
            name = match[1] if match else ""
            depth += (name == "comment") - (name == "endcomment")
        self._advance(end)

    def _check_inline_comment(self, start: int, end: int) -> None:
        lines = self.source[start : end - 2].rstrip("-").split("\n")[1:]
        if any(line.strip() and not line.lstrip().startswith("#") for line in lines):
            raise self._error("every line of an inline comment must start with a '#'", start)

    def _end(self, start: int) -> int:
        closer = _OPEN[self.source[start : start + 2]]
        found = self.source.find(closer, start + 2)
        if found < 0:
            raise self._error(f"expected '{closer}', found end of file", start)
        return found + 2

    def _expression(self, start: int, end: int, *, optional: bool) -> Token:
        """Return what stands between start and the closing delimiter that ends at end."""
        stop = end - 2
        start += not optional and self.source.startswith("-", start) and start < stop
        stop -= self.source.startswith("-", stop - 1) and start < stop
        text = self.source[start:stop]
        self.effort += len(text) * (text.count("(") + text.count("["))
        if self.effort > MAX_EFFORT:
            raise self._error("expression with too many brackets", start)
        start += len(text) - len(text.lstrip())
        return self._token(TOKEN_EXPRESSION, _with_plain_keys(text.strip()), start)

    def _advance(self, end: int) -> None:
        self.position = end
        self.strip = self.source.startswith("-", end - 3)

    def _token(self, kind: str, value: str, start: int) -> Token:
        return Token(kind, value, start, self.source)

    def _error(self, message: str, start: int) -> LiquidSyntaxError:
        return LiquidSyntaxError(message, token=self._token(TOKEN_EOF, "", start))


def _with_plain_keys(expression: str) -> str:
    """Write ``input.limit`` as ``input["limit"]``: python-liquid stumbles over its keywords."""
    return _KEYWORD_AS_KEY.sub(lambda m: m[1] or f'["{m[2]}"]', expression)
