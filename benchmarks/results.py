"""What was measured, kept as ``results.json``, and compared with the run that is committed."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from benchmarks.measure import Figure, Plan

FILE = Path(__file__).with_name("results.json")
_PACKAGES = ("moto", "botocore", "flask", "waitress", "msgspec", "python-liquid", "psycopg")
_NOISE = 1.02
"""Figures of which all rounds are alike, as of memory, differ by that from run to run."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the benchmarks.

    Attributes:
        rounds: how often the things compared took turns.
        slice_seconds: how long one of them was under load in a round.
        seconds: how long all took.
        families: how long each family took, in seconds.
        load: the machine's load averages at the end.
        failures: for each family that was not measured to its end, its name and the error.
    """

    commit: str
    machine: str
    versions: tuple[str, ...]
    load: tuple[float, ...]
    rounds: int
    slice_seconds: float
    seconds: float
    figures: tuple[Figure, ...]
    failures: tuple[tuple[str, str], ...] = ()
    families: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(
        cls,
        plan: Plan,
        families: Sequence[tuple[str, float]],
        figures: Sequence[Figure],
        failures: Sequence[tuple[str, str]],
    ) -> Run:
        """Note what was measured, and where."""
        return cls(
            commit=_git("describe", "--always", "--dirty").strip() or "unknown",
            machine=f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
            versions=tuple(_versions()),
            load=tuple(round(average, 1) for average in os.getloadavg()),
            rounds=plan.rounds,
            slice_seconds=plan.slice_seconds,
            seconds=round(sum(seconds for _, seconds in families)),
            figures=tuple(figures),
            failures=tuple(failures),
            families=tuple((name, round(seconds)) for name, seconds in families),
        )

    def to_json(self) -> bytes:
        """Write the run down."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    @classmethod
    def from_json(cls, text: bytes | str) -> Run:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else.
        """
        return msgspec.json.decode(text, type=cls)


def committed() -> Run | None:
    """Return the run that was committed last; without git, the one that is there."""
    text = _git("show", f"HEAD:./{FILE.name}") or (FILE.read_text() if FILE.exists() else "")
    return Run.from_json(text) if text else None


def slower(before: Sequence[Figure], now: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield the figures whose median is worse than the worst round of the run before.

    Of those without a ratio, the ones that were within their limit and no longer are.

    Yields:
        The figure as it was, and as it is.
    """
    known = {(figure.subject, figure.against): figure for figure in before}
    for figure in now:
        was = known.get((figure.subject, figure.against))
        if was is not None and _is_worse(was, figure):
            yield was, figure


def _is_worse(was: Figure, figure: Figure) -> bool:
    if was.ratio is None or figure.ratio is None:
        return was.holds is True and figure.holds is False
    if figure.wants_more:
        return figure.ratio.median * _NOISE < was.ratio.low
    return figure.ratio.median > was.ratio.high * _NOISE


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"SQLite {sqlite3.sqlite_version}"
    for package in _PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:  # noqa: PERF203 - a handful of packages
            continue


def _processor() -> str:
    for text in Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            return text.partition(":")[2].strip()
    return platform.machine()


def _git(*command: str) -> str:
    """Return what git says; nothing where it is not there, or knows nothing."""
    try:
        done = subprocess.run(
            ["git", *command], cwd=FILE.parent, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
