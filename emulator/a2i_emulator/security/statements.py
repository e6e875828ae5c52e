"""Whether a statement of a policy speaks of an action on a resource.

Where it is not known which action, or which resource, an ``Allow`` speaks of it if it speaks of all
that there could be, and a ``Deny`` if it speaks of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a2i_emulator.security.policy_conditions import holds
from a2i_emulator.security.policy_texts import Context, filled, matches

Statement = Mapping[str, Any]

_UNHEARD_OF = "\uf8ff"
"""A text of which no policy knows."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An action or a resource.

    Attributes:
        text: its name.
        is_open: whether it is any of those whose names begin so.
        is_denial: whether what speaks of it denies it.
    """

    text: str
    is_open: bool
    is_denial: bool

    def is_among(self, patterns: Iterable[str]) -> bool:
        """Tell whether patterns have it, as far as that counts where it is open."""
        return any(map(self._is_touched if self.is_denial else self._is_covered, patterns))

    def is_none_of(self, patterns: Iterable[str]) -> bool:
        """Tell likewise whether patterns leave it out."""
        return not any(map(self._is_covered if self.is_denial else self._is_touched, patterns))

    def _is_covered(self, pattern: str) -> bool:
        if not self.is_open:
            return matches(pattern, self.text)
        return pattern.endswith("*") and matches(pattern, self.text + _UNHEARD_OF)

    def _is_touched(self, pattern: str) -> bool:
        if not self.is_open:
            return matches(pattern, self.text)
        for wanted, letter in zip(pattern, self.text, strict=False):
            if wanted == "*":
                return True
            if wanted not in {"?", letter}:
                return False
        return len(pattern) >= len(self.text)


def speaks_of(statement: Statement, action: str, resource: str | None, context: Context) -> bool:
    """Tell whether a statement speaks of an action on a resource.

    Args:
        statement: of an identity policy.
        action: such as ``sagemaker:StartHumanLoop``; ``iam:*`` and ``*`` are all of IAM's, and all.
        resource: an ARN; ``*`` for an action that is on no resource; None for any.
        context: the condition keys of the request, with their values.
    """
    is_denial = statement.get("Effect") == "Deny"
    is_open = action.endswith("*")
    wanted = _Wanted(action.removesuffix("*").lower(), is_open, is_denial)
    which = _Wanted(resource or "", resource is None, is_denial)
    return (
        _is_said(wanted, statement, "Action", lambda text: text.lower())
        and _is_said(which, statement, "Resource", lambda text: filled(text, context))
        and holds(
            statement.get("Condition") or {}, context, of_denial=action if is_denial else None
        )
    )


def listed(value: Any) -> Sequence[Any]:
    """Return the elements of a list, or what stands alone where a list might be."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_said(
    wanted: _Wanted, statement: Statement, name: str, read: Callable[[str], str | None]
) -> bool:
    """Tell whether a statement's Action or Resource, or its negation, covers what is wanted."""

    def patterns(of: str) -> list[str]:
        found = (read(str(each)) for each in listed(statement.get(of)))
        return [text for text in found if text is not None]

    if name in statement:
        return wanted.is_among(patterns(name))
    return f"Not{name}" in statement and wanted.is_none_of(patterns(f"Not{name}"))
