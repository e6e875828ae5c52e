"""``results.md``: a run as a table, and what was found out about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, Spread
from benchmarks.results import Run

PAGE = Path(__file__).with_name("results.md")
TRIED = Path(__file__).with_name("tried.md")


def line(figure: Figure) -> str:
    """Write a figure on one line of a table."""
    cells = (
        figure.subject,
        figure.against,
        str(figure.goal or ""),
        ratio(figure.ratio) if figure.ratio else "",
        figure.verdict,
        figure.details,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def ratio(spread: Spread) -> str:
    """Write a ratio with its spread."""
    return f"{spread.median:.2f} ({spread.low:.2f} to {spread.high:.2f})"


def page(run: Run, tried: str) -> str:
    """Write the whole page."""
    return "\n".join((*_head(run), *map(line, run.figures), "", tried))


def _head(run: Run) -> Iterator[str]:
    yield "# Measured"
    yield ""
    yield "Written by `make bench`; do not edit. What is compared takes turns, in"
    yield f"{run.rounds} rounds, some in 5, of {run.slice_seconds:g} s each; a ratio is the median"
    yield "of the rounds' ratios, with the lowest and the highest. Times and rates are medians."
    yield ""
    yield f"- machine: {run.machine}"
    yield f"- load average when the run ended: {' '.join(f'{one:.1f}' for one in run.load)}"
    yield f"- versions: {', '.join(run.versions)}"
    yield f"- commit: {run.commit}"
    yield f"- duration: {run.seconds:.0f} s"
    if run.families:
        longest = sorted(run.families, key=lambda one: -one[1])
        yield f"- of which: {', '.join(f'{name} {seconds:.0f} s' for name, seconds in longest)}"
    for family, error in run.failures:
        yield f"- not measured to its end: {family} ({error})"
    yield ""
    yield "| figure | against | goal | ratio | met | measured |"
    yield "| --- | --- | --- | --- | --- | --- |"
