"""``python -m benchmarks [--quick] [FAMILY …]``: measure, print, and write ``results.md``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Figure, Plan

FAMILIES = (
    "api_calls",
    "in_process",
    "start_up",
    "objects",
    "answering",
    "large_input",
    "task_page",
    "million",
    "portal_pages",
    "drawing",
    "databases",
)


def main() -> int:
    """Measure what was asked for; only a whole run of full length is written down."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="a2i-bench-") as folder:
        plan = (
            Plan(quick=True, rounds=2, slice_seconds=0.05, folder=Path(folder))
            if options.quick
            else Plan(quick=False, rounds=9, slice_seconds=0.4, folder=Path(folder))
        )
        began = time.perf_counter()
        figures = list(_measured(plan, options.families or FAMILIES))
        seconds = time.perf_counter() - began
    print(f"{seconds:.0f} s")
    if not options.quick and not options.families:
        from benchmarks import results  # noqa: PLC0415 - for a whole run

        results.PAGE.write_text(results.page(figures, plan, seconds))
        print(f"written to {results.PAGE}")
    return 0


def _measured(plan: Plan, families: tuple[str, ...]) -> Iterator[Figure]:
    from benchmarks.results import line  # noqa: PLC0415 - as above

    for family in families:
        began = time.perf_counter()
        for figure in import_module(f"benchmarks.{family}").measure(plan):
            print(line(figure), flush=True)
            yield figure
        print(f"-- {family}: {time.perf_counter() - began:.0f} s", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that everything runs")
    parser.add_argument("families", nargs="*", choices=[[], *FAMILIES], metavar="FAMILY")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
