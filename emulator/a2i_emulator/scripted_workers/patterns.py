"""Regular expressions that users write, kept to a time.

A few characters, such as ``^(a+)+$``, can take longer than the world lasts. Wherever a user's
pattern is looked for it goes through here; event patterns of EventBridge have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonpath import JSONPathEnvironment

LIMIT_SECONDS = 0.5
"""Of processor time, for one pattern in one text; others are answered meanwhile."""

_CACHED = 1024
_SHOWN = 100


class SlowPatternError(Exception):
    """A pattern cannot be looked for within `LIMIT_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, ready to be used.

    Attributes:
        source: what the user has written.
        compiled: a pattern of the package ``regex``.
    """

    source: str
    compiled: Any

    def search(self, text: str) -> bool:
        """Tell whether it is found in a text.

        Raises:
            SlowPatternError: that takes too long.
        """
        return self._find(self.compiled.search, text)

    def fullmatch(self, text: str) -> bool:
        """Tell whether it is the whole of a text.

        Raises:
            SlowPatternError: that takes too long.
        """
        return self._find(self.compiled.fullmatch, text)

    def _find(self, find: Any, text: str) -> bool:
        try:
            # Concurrent: without the interpreter, which others have meanwhile.
            return find(text, concurrent=True, timeout=LIMIT_SECONDS) is not None
        except TimeoutError:
            shown = self.source if len(self.source) <= _SHOWN else f"{self.source[:_SHOWN]}…"
            problem = (
                f"the pattern {shown!r} takes more than {LIMIT_SECONDS:g} s on a text of "
                f"{len(text)} characters"
            )
            raise SlowPatternError(problem) from None


@lru_cache(maxsize=_CACHED)
def compile_pattern(source: str) -> Pattern:
    """Compile a regular expression.

    Raises:
        ValueError: it is none.
    """
    import regex  # takes 20 ms, and only rules have patterns

    try:
        return Pattern(source, regex.compile(source))
    except regex.error as error:
        raise ValueError(str(error)) from error


@lru_cache(maxsize=_CACHED)
def compile_glob(source: str) -> Pattern:
    """Compile a text with * and ?; unlike fnmatch's, brackets stand for themselves."""
    import regex  # as above

    parts = {"*": ".*", "?": "."}
    translated = "".join(parts.get(c) or regex.escape(c) for c in source)
    return Pattern(source, regex.compile(translated, regex.DOTALL))


def limit_functions(environment: JSONPathEnvironment) -> None:
    """Keep the functions ``match`` and ``search`` of JSONPath to the time, too."""
    from jsonpath.function_extensions import Match, Search

    class LimitedMatch(Match):
        def check_cache(self, pattern: str) -> Any:
            compiled = super().check_cache(pattern)
            return compiled and Pattern(pattern, compiled)

    class LimitedSearch(Search):
        def check_cache(self, pattern: str) -> Any:
            compiled = super().check_cache(pattern)
            return compiled and Pattern(pattern, compiled)

    environment.function_extensions |= {"match": LimitedMatch(), "search": LimitedSearch()}
