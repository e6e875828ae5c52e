"""The example of a waiting state machine passes its tests, run as its user runs them."""

from __future__ import annotations

from tests.support.pytest_runs import ROOT, run_pytest


def test_the_example_passes_its_tests() -> None:
    assert " passed" in run_pytest(ROOT / "examples" / "step-functions")
