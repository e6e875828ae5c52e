"""What was measured, as ``results.md`` says it."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measure import Figure, Plan

PAGE = Path(__file__).with_name("results.md")
_TRIED = Path(__file__).with_name("tried.md")
_PACKAGES = ("moto", "botocore", "flask", "waitress", "msgspec", "python-liquid", "psycopg")


def line(figure: Figure) -> str:
    """Write a figure on one line of a table."""
    ratio = figure.ratio
    shown = f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" if ratio else ""
    cells = (
        figure.subject,
        figure.against,
        str(figure.goal or ""),
        shown,
        figure.verdict,
        figure.details,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def page(figures: Sequence[Figure], plan: Plan, seconds: float) -> str:
    """Write the whole page."""
    return "\n".join((*_head(plan, seconds), *map(line, figures), "", _TRIED.read_text()))


def _head(plan: Plan, seconds: float) -> Iterator[str]:
    yield "# Measured"
    yield ""
    yield "Written by `make bench`; do not edit. What is compared takes turns, in"
    yield f"{plan.rounds} rounds or more of {plan.slice_seconds:g} s each; a ratio is the median"
    yield "of the rounds' ratios, with the lowest and the highest. Times and rates are medians."
    yield ""
    yield f"- machine: {_processor()}, {os.cpu_count()} cores, {platform.system()}"
    load = " ".join(f"{average:.1f}" for average in os.getloadavg())
    yield f"- load average when the run ended: {load}"
    yield f"- versions: {', '.join(_versions())}"
    yield f"- commit: {_commit()}"
    yield f"- duration: {seconds:.0f} s"
    yield ""
    yield "| figure | against | goal | ratio | met | measured |"
    yield "| --- | --- | --- | --- | --- | --- |"


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


def _commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=PAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
