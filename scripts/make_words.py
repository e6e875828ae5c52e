"""Collect the words of portal and console, and compile their catalogues.

``make words`` runs it; do so after a word was added or changed, then translate what is new in
``emulator/a2i_emulator/pages/common/languages/*.po``, and run it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1] / "emulator" / "a2i_emulator"
PAGES = PACKAGE / "pages"
FOLDER = PAGES / "common" / "languages"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "say": None,
    "mark": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS: dict[str, str | Callable[..., Any]] = {
    ".py": "python",
    ".js": "javascript",
    ".html": "jinja2.ext:babel_extract",
}
OPTIONS = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
HEADER = (
    "# The words of the worker portal and the console.\n# `make words` collects and compiles them."
)
_WRITTEN = datetime(2026, 1, 1, tzinfo=timezone.utc)


def words() -> Catalog:
    """Return all that is said, in English, with the files where it is."""
    found = Catalog(fuzzy=False)
    for path, message in _messages():
        found.add(message, locations=[(path, 0)])
    return found


def catalogue(language: str) -> Catalog:
    """Return the words of a language as its file has them."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def brought_up_to_date(language: str) -> Catalog:
    """Return the words of a language with all that is said, and nothing else."""
    known = catalogue(language)
    known.update(words(), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.header_comment = HEADER
    known.revision_date = known.creation_date = _WRITTEN
    return known


def po(words: Catalog) -> bytes:
    """Return the file that people translate."""
    written = BytesIO()
    write_po(written, words, sort_output=True, include_lineno=False, omit_header=False, width=100)
    return written.getvalue()


def mo(words: Catalog) -> bytes:
    """Return the file that the emulator reads."""
    written = BytesIO()
    write_mo(written, words)
    return written.getvalue()


def _messages() -> Iterator[tuple[str, Any]]:
    for path in sorted(PAGES.rglob("*")):
        method = METHODS.get(path.suffix)
        if method is None or path.parent.name == "vendor":
            continue
        with path.open("rb") as file:
            for _, message, _, _ in extract(method, file, KEYWORDS, options=OPTIONS):
                yield path.relative_to(PAGES).as_posix(), message


if __name__ == "__main__":
    for file in sorted(FOLDER.glob("*.po")):
        current = brought_up_to_date(file.stem)
        file.write_bytes(po(current))
        file.with_suffix(".mo").write_bytes(mo(current))
