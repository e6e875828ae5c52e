"""Markdown for Sphinx, made of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~])")
_ADDRESS = re.compile(r"https?://\S+[^\s.,;:)]")


def prose(text: str) -> str:
    """Return plain text that reads the same as Markdown; addresses become links."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [_SPECIAL.sub(r"\\\1", text[end : found.start()]), f"<{found.group()}>"]
        end = found.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\1", text[end:])])


def code(text: str) -> str:
    """Return inline code, which may stand in a table too."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}".replace("|", r"\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown. On a narrow screen each row is a block."""
    lines = [head, ["---"] * len(head), *rows]
    return "{.rows}\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def block(directive: str, argument: str, content: str = "") -> str:
    """Return a directive of Sphinx."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`{3,}", content)), default=0))
    return f"{fence}{{{directive}}} {argument}\n{content}\n{fence}\n"


def joined(choices: Sequence[str]) -> str:
    """Return what may be chosen from: ``a, b or c``."""
    return " or ".join([", ".join(choices[:-1]), choices[-1]] if choices[1:] else choices)
