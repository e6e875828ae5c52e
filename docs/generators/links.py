"""Links of files that are read on GitHub too, to what the site has elsewhere or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_DOCS = _ROOT / "docs"
_REPOSITORY = "https://github.com/a2i-emulator/a2i-emulator"
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^()\s#]+)(#[^()\s]*)?(?=\))")
_INCLUDED = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/results.md": "measured.md",
}
"""The files outside of this folder that are pages of the site."""


def mended(text: str, file: Path, page: str) -> str:
    """Return the Markdown of a file so that its relative links work on a page of the site.

    What is no page, and no picture of one, is linked to where the repository is read. A link to
    nothing stays as it is, and fails the build.
    """

    def mend(found: re.Match[str]) -> str:
        target = (file.parent / found[1]).resolve()
        anchor = found[2] or ""
        if not (target.exists() and target.is_relative_to(_ROOT)):
            return found[0]
        name = target.relative_to(_ROOT).as_posix()
        inside = _DOCS / _INCLUDED[name] if name in _INCLUDED else target
        if inside.is_relative_to(_DOCS):
            return os.path.relpath(inside, (_DOCS / page).parent) + anchor
        return f"{_REPOSITORY}/{'tree' if target.is_dir() else 'blob'}/main/{name}{anchor}"

    return _LINK.sub(mend, text)
