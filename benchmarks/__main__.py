"""``python -m benchmarks [--quick] [FAMILY …]``: measure, print, and write ``results.md``.

Only a whole run of full length is written down; it is made to take less than ten minutes. A family
that fails keeps no other from being measured; the run then ends with status 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import page, results
from benchmarks.measure import Figure, Plan

FAMILIES = (
    "api_calls",
    "in_process",
    "first_test",
    "start_up",
    "restart",
    "objects",
    "answering",
    "large_input",
    "task_page",
    "million",
    "portal_pages",
    "console_lists",
    "console_pages",
    "waiting",
    "drawing",
    "databases",
    "dataset",
)
APART = ("team",)
"""What takes too long for the whole run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 1 if a family failed."""
    options = _options(arguments)
    if options.page:
        _write_page(results.Run.from_json(results.FILE.read_bytes()))
        return 0
    with tempfile.TemporaryDirectory(prefix="a2i-bench-") as folder:
        plan = (
            Plan(quick=True, rounds=2, slice_seconds=0.05, folder=Path(folder))
            if options.quick
            else Plan(quick=False, rounds=9, slice_seconds=0.25, folder=Path(folder))
        )
        run = measured(plan, options.families or FAMILIES)
    print(f"{run.seconds:.0f} s")
    if not options.quick:
        _compare(results.committed(), run)
    if not options.quick and not options.families:
        results.FILE.write_bytes(run.to_json())
        _write_page(run)
    for family, error in run.failures:
        print(f"failed: {family}: {error}", file=sys.stderr)
    return 1 if run.failures else 0


def measured(plan: Plan, families: Sequence[str]) -> results.Run:
    """Measure families one after the other, each figure printed as soon as it is known."""
    figures: list[Figure] = []
    failures = []
    took = []
    for family in families:
        family_began = time.perf_counter()
        try:
            for figure in import_module(f"benchmarks.{family}").measure(plan):
                print(page.line(figure), flush=True)
                figures.append(figure)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are measured
            traceback.print_exc()
            failures.append((family, _in_a_line(error)))
        took.append((family, time.perf_counter() - family_began))
        print(f"-- {family}: {took[-1][1]:.0f} s", flush=True)
    return results.Run.of(plan, took, figures, failures)


def _compare(before: results.Run | None, run: results.Run) -> None:
    if before is None:
        return
    found = list(results.slower(before.figures, run.figures))
    print(f"slower than at {before.commit} by more than the spread: {len(found) or 'nothing'}")
    for was, figure in found:
        print(f"  {figure.subject}, against {figure.against}:")
        if was.ratio and figure.ratio:
            print(f"    {page.ratio(was.ratio)} is now {page.ratio(figure.ratio)}")
        else:
            print(f"    {was.details} is now {figure.details}")


def _write_page(run: results.Run) -> None:
    page.PAGE.write_text(page.page(run, page.TRIED.read_text()))
    print(f"written to {page.PAGE}")


def _in_a_line(error: Exception) -> str:
    """Return an error's class and the beginning of what it says."""
    said = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only see that everything runs")
    parser.add_argument(
        "--page", action="store_true", help="measure nothing; write results.md anew"
    )
    parser.add_argument("families", nargs="*", choices=[[], *FAMILIES, *APART], metavar="FAMILY")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
