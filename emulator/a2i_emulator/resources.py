"""Where the data files that the package reads at run time lie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def specs_path() -> Path:
    """Return the folder of the published formats: in the wheel, or beside a checkout's source."""
    shipped = _PACKAGE / "specs"
    return shipped if shipped.is_dir() else _PACKAGE.parents[1] / "specs"
